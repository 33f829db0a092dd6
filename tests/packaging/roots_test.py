#!/usr/bin/env python3
"""Runs the programs of a release in other systems' root folders, as a stranger would find them there.

    roots_test.py BUILD

BUILD is the folder of a release build. The static file is tried in Debian 11 (glibc 2.31), in Debian 13 and where there
is nothing else at all; a build with glibc in Debian 13. debootstrap makes the roots from the machine's own mirror of
Debian, once, in build/static/debian-*. In each root nothing can be written but /tmp, there is no /proc and no
/etc/passwd, and the user is nobody. The static file is also tried in a root like that of AWS Lambda, where trust is a
bundle at RHEL's place and there is no HOME; that for another processor where there is nothing but its emulator
(qemu-user). Network and mounts are the test's own (unshare), so that it can serve DNS.
"""
import glob
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

from clean_root import need, need_root, run, skip
from small_dns import names

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [f'{HERE}/../support', f'{HERE}/../cases']
import run_case  # noqa: E402
from bounce_servers import Handler, Server, Trust, serve  # noqa: E402

APART = 'SEND_BOUNCE_ROOTS_TEST_APART'
RELEASES = {'bullseye': 'Debian 11', 'trixie': 'Debian 13'}
NOTHING, LAMBDA = 'nothing else', 'like AWS Lambda'
CALL = ['--bounce-sender', 'postmaster@example.com',
        '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist']
VARIABLES = {'HOME': '/', 'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_REGION': 'us-east-1',
             'AWS_MAX_ATTEMPTS': '1'}
# What AWS Lambda tells a function: keys for a session, a region, and no HOME.
LAMBDA_VARIABLES = {**{name: value for name, value in VARIABLES.items() if name != 'HOME'}, 'AWS_SESSION_TOKEN': 'token',
                    'AWS_LAMBDA_FUNCTION_NAME': 'bounce', 'AWS_EXECUTION_ENV': 'AWS_Lambda_provided.al2023', 'LAMBDA_TASK_ROOT': '/var/task'}


class ServerV6(Server):
    address_family = socket.AF_INET6


def serve_v6():
    server = ServerV6(('::1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def enter_own_network():
    """Does not return from the first process: mounts and network belong to the second alone."""
    if APART not in os.environ:
        apart = ['unshare', '--mount', '--net']
        if subprocess.run([*apart, 'true'], capture_output=True).returncode != 0:
            skip('no mounts and no network of its own are allowed here')
        os.execvpe('unshare', [*apart, sys.executable, *sys.argv], dict(os.environ, **{APART: '1'}))
    run('ip', 'link', 'set', 'lo', 'up')


def mirror():
    """The machine's own mirror of Debian, from either form of apt's lists."""
    for path in glob.glob('/etc/apt/sources.list.d/*.sources') + ['/etc/apt/sources.list'] + glob.glob('/etc/apt/sources.list.d/*.list'):
        if os.path.exists(path):
            with open(path, encoding='utf-8') as stream:
                found = re.search(r'(?m)^(?:URIs:|deb (?:\[.*?\] )?)\s*(\S+/debian)/?(?:\s|$)', stream.read())
            if found:
                return found.group(1)
    skip('no mirror of Debian is known here')


def debian(release):
    """The folder with that release's essential packages; made at the first call. None where it cannot be had."""
    if not shutil.which('debootstrap'):
        return None
    folder = os.path.abspath(f'build/static/debian-{release}')
    if not os.path.exists(f'{folder}.complete'):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        log = f'{folder}.log'
        with open(log, 'wb') as stream:
            done = subprocess.run(['debootstrap', '--variant=minbase', release, folder, mirror()], stdout=stream, stderr=stream)
        if done.returncode != 0:
            print(f'{RELEASES[release]}: debootstrap could not make it; {log} says why')
            return None
        open(f'{folder}.complete', 'w').close()
    return folder


class Root:
    """A copy of a system, in layers: `files` can be written by the test, `path` is what the programs see."""

    def __init__(self, name, scratch, below, build, machine):
        self.name, self.scratch, self.faults = name, scratch, []
        self.variables = LAMBDA_VARIABLES if name == LAMBDA else VARIABLES
        self.files, self.path = f'{scratch}/files', f'{scratch}/root'
        for folder in ('files', 'root', 'upper', 'work', 'nothing'):
            os.makedirs(f'{scratch}/{folder}')
        os.chmod(scratch, 0o755)
        run('mount', '-t', 'overlay', 'overlay', '-o',
            f'lowerdir={below or f"{scratch}/nothing"},upperdir={scratch}/upper,workdir={scratch}/work', self.files)
        for folder in ('opt', 'etc/ssl/certs', 'tmp', 'proc'):
            os.makedirs(f'{self.files}/{folder}', exist_ok=True)
        for program in ('send-bounce', 'ses-stand-in'):
            run(f'{machine}-linux-gnu-strip', '-o', f'{self.files}/opt/{program}', f'{build}/{program}')
        self.emulator = []
        if machine != platform.machine():
            shutil.copy(shutil.which(f'qemu-{machine}-static'), f'{self.files}/opt/emulator')
            self.emulator = ['/opt/emulator']
        for path in ('etc/passwd', 'etc/nsswitch.conf'):
            if os.path.exists(f'{self.files}/{path}'):
                os.remove(f'{self.files}/{path}')
        run('mount', '--bind', self.files, self.path)
        run('mount', '-o', 'remount,bind,ro', self.path)
        run('mount', '-t', 'tmpfs', 'tmpfs', f'{self.path}/tmp')

    def write(self, path, text):
        target = f'{self.files}/{path}'
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.lexists(target):
            os.remove(target)
        with open(target, 'w', encoding='utf-8') as stream:
            stream.write(text)
        os.chmod(target, 0o644)

    def command(self, program, *words):
        return [shutil.which('chroot'), '--userspec=65534:65534', self.path, *self.emulator, f'/opt/{program}', *words]

    def client(self, *words):
        return subprocess.run(self.command('send-bounce', *words), capture_output=True, text=True, timeout=120, env=self.variables)

    def bounce(self, endpoint, *words, message_id='id'):
        return self.client('--original-message-id', message_id, *CALL, '--endpoint-url', endpoint, *words)

    def expect(self, what, truth, told):
        print(f'{self.name}: {what}: {"ok" if truth else "FAILED"}')
        if not truth:
            self.faults.append(f'{self.name}: {what}: {told}')


def try_alone(root):
    done = root.client('--version')
    root.expect('--version', done.returncode == 0 and done.stdout.startswith('send-bounce/'), done)
    done = root.client('--no-such-option')
    root.expect('a usage error', done.returncode == 252, done)
    # GCC's unwinder carries CLI11's exception through this one.
    done = root.client('--cli-read-timeout', 'no-number')
    root.expect('a value that is no number', done.returncode == 255 and 'invalid literal for int()' in done.stderr, done)


def try_stand_in(root):
    """Both programs inside: a mail comes in, its bounce goes out."""
    folder = f'{root.path}/tmp'
    os.makedirs(f'{folder}/inbox')
    shutil.copy('docs/examples/for-nobody.eml', f'{folder}/inbox')
    settled = time.time() - 5  # as a mail that nobody is writing any more
    os.utime(f'{folder}/inbox/for-nobody.eml', (settled, settled))
    run('chown', '-R', '65534:65534', folder)
    words = ['serve', '--inbox', '/tmp/inbox', '--outbox', '/tmp/outbox', '--identity', 'example.com', '--rate', '0']
    with subprocess.Popen(root.command('ses-stand-in', *words), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          env=root.variables) as process:
        try:
            port = next(line.group(1) for line in (re.match(r'endpoint: \S+:(\d+)', line) for line in process.stdout) if line)
            run_case.wait_for_notifications(folder, 1)
            done = root.bounce(f'http://127.0.0.1:{port}', message_id=run_case.first_message_id(folder))
        finally:
            process.terminate()
    sent = os.listdir(f'{folder}/outbox/new')
    root.expect('a bounce at the stand-in', done.returncode == 0 and '"MessageId"' in done.stdout and len(sent) == 1, (done, sent))


def try_tls(root, trust):
    url = f'https://127.0.0.1:{serve(trust.context)}'
    done = root.bounce(url)
    root.expect('an unknown certificate', done.returncode == 255 and 'SSL validation failed' in done.stderr, done)
    with open(trust.own, encoding='utf-8') as stream:
        certificate = stream.read()
    root.write('etc/own.pem', certificate)
    done = root.bounce(url, '--ca-bundle', '/etc/own.pem')
    root.expect('TLS with --ca-bundle', done.returncode == 0, done)
    if root.name == LAMBDA:
        with open(trust.bundle, encoding='utf-8') as stream:
            root.write('etc/pki/tls/certs/ca-bundle.crt', stream.read())
        done = root.bounce(url)
        root.expect("TLS with RHEL's bundle", done.returncode == 0, done)
        return
    digest = run('openssl', 'x509', '-subject_hash', '-noout', '-in', trust.own).strip()
    root.write(f'etc/ssl/certs/{digest}.0', certificate)
    done = root.bounce(url)
    root.expect('TLS with the hashed folder', done.returncode == 0, done)


def try_names(root):
    port, port_v6 = serve(), serve_v6()
    root.write('etc/hosts', '127.0.0.1 localhost\n::1 six.in.hosts\n127.0.0.1 some.in.hosts other.in.hosts # comment\n')
    for name, at in (('other.in.hosts', port), ('six.in.hosts', port_v6)):
        done = root.bounce(f'http://{name}:{at}')
        root.expect(f'{name}, from /etc/hosts', done.returncode == 0, done)
    with names() as asked:
        root.write('etc/resolv.conf', '# comment\nnameserver 127.0.0.1\nsearch in.nowhere dns.test\noptions ndots:1 timeout:2 attempts:2\n')
        for name, at, transport, last in (('ses.dns.test', port, 'UDP', 'ses.dns.test'), ('six.dns.test', port_v6, 'UDP', 'six.dns.test'),
                                          ('big.dns.test', port, 'TCP', 'big.dns.test'), ('short', port, 'UDP', 'short.dns.test')):
            del asked[:]
            done = root.bounce(f'http://{name}:{at}')
            root.expect(f'{name}, over {transport}', done.returncode == 0 and (transport, last) in asked, (done, asked))
        del asked[:]
        # With ndots:3 a name with two dots is looked for below the search list first.
        root.write('etc/resolv.conf', 'nameserver 127.0.0.1\nsearch dns.test\noptions ndots:3\n')
        done = root.bounce(f'http://a.b.c:{port}')
        root.expect('options ndots', done.returncode == 0 and asked and asked[0][1] == 'a.b.c.dns.test', (done, asked))
        root.write('etc/resolv.conf', 'nameserver 127.0.0.1\n')
        done = root.bounce(f'http://not.there:{port}')
        root.expect('a name that does not exist', done.returncode == 255 and 'not.there' in done.stderr, done)


def systems_for(is_static, is_emulated):
    """The names of the systems to try and their folders, None where nothing is below."""
    if is_emulated:
        return {NOTHING: None}
    systems = {RELEASES[release]: debian(release) for release in (RELEASES if is_static else ['trixie'])}
    for name in [name for name, folder in systems.items() if not folder]:
        print(f'{name}: skipped, debootstrap cannot make it here')
        del systems[name]
    return {**systems, NOTHING: None, LAMBDA: None} if is_static else systems


def main():
    build = os.path.abspath(sys.argv[1])
    os.chdir(f'{HERE}/../..')
    need_root()
    with open(f'{build}/CMakeCache.txt', encoding='utf-8') as cache:
        machine = re.search(r'(?m)^SEND_BOUNCE_MACHINE:\w+=(.*)$', cache.read())
    machine, is_static = machine.group(1) if machine else platform.machine(), bool(machine)
    is_emulated = machine != platform.machine()
    need('chroot', 'unshare', 'ip', 'mount', 'openssl', f'{machine}-linux-gnu-strip', *([f'qemu-{machine}-static'] if is_emulated else []))
    enter_own_network()
    systems = systems_for(is_static, is_emulated)
    if not systems:
        skip('no other system to try it in')
    faults = []
    for name, folder in systems.items():
        with tempfile.TemporaryDirectory(prefix='root') as scratch:
            trust_folder = f'{scratch}/trust'
            os.makedirs(trust_folder)
            root = Root(name, f'{scratch}/system', folder, build, machine)
            try:
                try_alone(root)
                try_stand_in(root)
                try_tls(root, Trust(trust_folder))
                try_names(root)
            finally:
                run('umount', '-l', f'{root.path}/tmp', root.path, root.files)
            faults += root.faults
    print(f'{len(systems)} systems tried')
    sys.exit('\n'.join(faults) or 0)


if __name__ == '__main__':
    main()
