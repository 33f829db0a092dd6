"""The programs that peers.py compares, as commands: ours, the yardsticks that it builds, and whatever else that sends a
bounce is installed here. Nothing is installed for it; who is missing is named.
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../support'))

from machine import debian_python_has  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(HERE))

CALL = ['--original-message-id', 'id', '--bounce-sender', 'postmaster@example.com',
        '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist']
FORM = ('Action=SendBounce&Version=2010-12-01&OriginalMessageId=id&BounceSender=postmaster%40example.com'
        '&BouncedRecipientInfoList.member.1.Recipient=ann%40example.com'
        '&BouncedRecipientInfoList.member.1.BounceType=DoesNotExist')
GO_LIBRARIES = '/usr/share/gocode'
OFF = ['BUILD_SHARED_LIBS', 'BUILD_TESTING', 'ENABLE_MANUAL', 'CURL_ZLIB', 'CURL_BROTLI', 'CURL_ZSTD', 'CURL_USE_LIBSSH',
       'CURL_USE_LIBSSH2', 'CURL_USE_LIBPSL', 'USE_LIBIDN2', 'USE_NGHTTP2', 'CURL_USE_GSSAPI']
ON = ['BUILD_CURL_EXE', 'HTTP_ONLY', 'CURL_USE_OPENSSL', 'OPENSSL_USE_STATIC_LIBS', 'CMAKE_DISABLE_FIND_PACKAGE_ZLIB']


def run(*words, **more):
    subprocess.run(words, check=True, **more)


def newer(target, source):
    return os.path.exists(target) and os.path.getmtime(target) >= os.path.getmtime(source)


def build_yardsticks(folder):
    """The folder gets: bare, a static program with an empty main; measure; tls_floor."""
    empty = f'{folder}/bare.cpp'
    if not os.path.exists(empty):
        with open(empty, 'w') as stream:
            stream.write('int main() {}\n')
    for name, source, libraries in (('bare', empty, []), ('measure', f'{HERE}/measure.cpp', []),
                                    ('tls_floor', f'{HERE}/tls_floor.cpp', ['-lssl', '-lcrypto'])):
        if not newer(f'{folder}/{name}', source):
            run('g++', '-std=c++20', '-O2', '-static', source, '-o', f'{folder}/{name}', *libraries)


def build_lean_curl(folder):
    """curl from the source that the release takes libcurl from: HTTP alone, everything linked in. None without it."""
    source, build = f'{ROOT}/build/curl-source', f'{folder}/lean-curl'
    program = f'{build}/src/curl'
    if not os.path.exists(f'{source}/CMakeLists.txt'):
        return None
    if not os.path.exists(program):
        run('cmake', '-G', 'Ninja', '-S', source, '-B', build, '-DCMAKE_BUILD_TYPE=Release', '-DCURL_CA_BUNDLE=none',
            '-DCURL_CA_PATH=none', '-DCMAKE_EXE_LINKER_FLAGS=-static', *[f'-D{name}=OFF' for name in OFF],
            *[f'-D{name}=ON' for name in ON], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        run('cmake', '--build', build, '--target', 'curl', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return program


def build_go(folder):
    """The Go program, with the library that Debian packages (golang-github-aws-aws-sdk-go-v2-dev). None without."""
    program, source = f'{folder}/bounce-go', f'{HERE}/sdk/bounce.go'
    if not shutil.which('go') or not os.path.isdir(f'{GO_LIBRARIES}/src/github.com/aws/aws-sdk-go-v2'):
        return None
    if not newer(program, source):
        run('go', 'build', '-ldflags=-s -w', '-o', program, source, env=dict(
            os.environ, GO111MODULE='off', GOPATH=GO_LIBRARIES, GOCACHE=f'{folder}/go-cache'))
    return program


def has_boto3():
    return debian_python_has('boto3')


def has_node_sdk(modules):
    return bool(shutil.which('node')) and bool(modules) and os.path.isdir(f'{modules}/@aws-sdk/client-ses')


class Clients:
    """For each kind of call a table: name -> (command, variables)."""

    def __init__(self, release, folder, node_modules):
        self.ours = os.path.abspath(f'{release}/send-bounce')
        self.folder, self.modules = folder, node_modules
        build_yardsticks(folder)
        self.lean_curl, self.go = build_lean_curl(folder), build_go(folder)
        self.aws = '/usr/bin/aws' if os.path.exists('/usr/bin/aws') else None
        self.curl = '/usr/bin/curl' if os.path.exists('/usr/bin/curl') else None
        self.boto3, self.node = has_boto3(), has_node_sdk(node_modules)

    def missing(self):
        there = {'lean curl (no build/curl-source)': self.lean_curl, 'Go with aws-sdk-go-v2': self.go, 'AWS CLI': self.aws,
                 'curl': self.curl, 'boto3': self.boto3, 'Node SDK (--node-modules)': self.node}
        return [name for name, value in there.items() if not value]

    def local(self, *words):
        """A command that sends nothing; words as after `aws ses send-bounce`."""
        rows = {'send-bounce': ([self.ours, *words], {}), 'empty main': ([f'{self.folder}/bare'], {})}
        if self.aws:
            level = [] if words == ('--version',) else ['ses', 'send-bounce']
            rows['AWS CLI'] = ([self.aws, *level, *words], {})
        return rows

    def document(self, url, path):
        words = ['--cli-input-json', f'file://{path}', '--endpoint-url', url]
        rows = {'send-bounce': ([self.ours, *words], {})}
        if self.aws:
            rows['AWS CLI'] = ([self.aws, 'ses', 'send-bounce', *words], {})
        return rows

    def _curl(self, program, url, *trust):
        return [program, '-s', '-f', '--aws-sigv4', 'aws:amz:us-east-1:ses', '--user', 'AKID:secret', *trust, '-d', FORM, url]

    def bounce(self, url, bundle=None, store=None):
        """One bounce by each. bundle: trust that file; store: that folder, for whom a file is not the only way."""
        ours = ['--ca-bundle', store or bundle] if bundle else []
        bundled = ['--cacert', bundle] if bundle else []
        variables = {'AWS_CA_BUNDLE': bundle} if bundle else {}
        rows = {'send-bounce': ([self.ours, *CALL, '--endpoint-url', url, *ours], {})}
        if self.curl:
            rows['curl --aws-sigv4'] = (self._curl(self.curl, url, *bundled), {})
        if self.lean_curl:
            trust = [] if url.startswith('http:') else bundled or ['--cacert', '/etc/ssl/certs/ca-certificates.crt']
            rows['lean static curl'] = (self._curl(self.lean_curl, url, *trust), {})
        if self.go:
            rows['Go SDK'] = ([self.go, url], variables)
        if self.node:
            rows['Node SDK'] = ([shutil.which('node'), f'{HERE}/sdk/bounce_node.cjs', url], {
                'NODE_PATH': self.modules, 'NODE_EXTRA_CA_CERTS': bundle or '/etc/ssl/certs/ca-certificates.crt'})
        if self.boto3:
            rows['boto3'] = (['/usr/bin/python3', f'{HERE}/sdk/bounce_boto3.py', url], variables)
        if self.aws:
            rows['AWS CLI'] = ([self.aws, 'ses', 'send-bounce', *CALL, '--endpoint-url', url, *bundled_for_aws(bundle)], {})
        return rows

    def floor(self, port, store):
        return {'OpenSSL floor': ([f'{self.folder}/tls_floor', '127.0.0.1', str(port), store], {})}


def bundled_for_aws(bundle):
    return ['--ca-bundle', bundle] if bundle else []
