#!/usr/bin/env python3
"""Where distributions keep trusted certificates, each in a mount namespace with an /etc of its own.

    trust_test.py PROGRAM

Skips (77) where user and mount namespaces are not permitted.
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from bounce_servers import Trust, serve  # noqa: E402

SKIPPED = 77
AWS = 'email.us-east-1.amazonaws.com'
CALL = ['--original-message-id', 'id', '--bounce-sender', 'postmaster@example.com',
        '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist']
# Name: what lies where ('store' is a folder of hashed names, 'bundle' a file of the same certificates, 'own' the test's
# alone, 'empty' a folder), variables, and the place that is used.
LAYOUTS = {
    'Debian': ({'/etc/ssl/certs': 'store', '/etc/ssl/certs/ca-certificates.crt': 'bundle'}, {}, '/etc/ssl/certs'),
    'distroless': ({'/etc/ssl/certs/ca-certificates.crt': 'bundle'}, {}, '/etc/ssl/certs/ca-certificates.crt'),
    'RHEL 9, Fedora': ({'/etc/pki/tls/certs/ca-bundle.crt': 'bundle'}, {}, '/etc/pki/tls/certs/ca-bundle.crt'),
    'Amazon Linux, without the link': ({'/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem': 'bundle'}, {},
                                       '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem'),
    'RHEL 10': ({'/etc/pki/ca-trust/extracted/pem/directory-hash': 'store'}, {},
                '/etc/pki/ca-trust/extracted/pem/directory-hash'),
    'openSUSE': ({'/etc/ssl/ca-bundle.pem': 'bundle'}, {}, '/etc/ssl/ca-bundle.pem'),
    'Alpine': ({'/etc/ssl/certs': 'empty', '/etc/ssl/cert.pem': 'bundle'}, {}, '/etc/ssl/cert.pem'),
    'SSL_CERT_FILE': ({'/etc/mine.pem': 'own'}, {'SSL_CERT_FILE': '/etc/mine.pem'}, '/etc/mine.pem'),
    'SSL_CERT_DIR': ({'/etc/mine': 'store'}, {'SSL_CERT_DIR': '/etc/none:/etc/mine'}, '/etc/mine'),
    'nothing': ({}, {}, ''),
}


def run(program, words, variables):
    environment = {'HOME': '/nonexistent', 'AWS_REGION': 'us-east-1', 'AWS_MAX_ATTEMPTS': '1', 'AWS_ACCESS_KEY_ID': 'AKID',
                   'AWS_SECRET_ACCESS_KEY': 'secret', **variables}
    return subprocess.run([program, *words], env=environment, capture_output=True, text=True)


def lay_out(etc, places, trust):
    """Fills the folder that is to be /etc."""
    for name in ('ld.so.cache', 'nsswitch.conf', 'passwd', 'localtime'):
        if os.path.exists(f'/etc/{name}'):
            shutil.copy(os.path.realpath(f'/etc/{name}'), etc)
    with open(f'{etc}/hosts', 'w') as hosts:
        hosts.write(f'127.0.0.1 localhost {AWS}\n')
    for path, kind in places.items():
        target = etc + path.removeprefix('/etc')
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if kind == 'empty':
            os.mkdir(target)
        elif kind == 'store':
            shutil.copytree(trust.store, target, symlinks=True)
        else:
            shutil.copy(getattr(trust, kind), target)


def faults_without_store(program, port):
    """The built-in roots: for hosts of AWS alone."""
    other = run(program, [*CALL, '--endpoint-url', f'https://127.0.0.1:{port}'], {})
    if 'only AWS hosts are trusted, by built-in roots' not in other.stderr or '--ca-bundle' not in other.stderr:
        yield 'another host: ' + other.stderr
    aws = run(program, [*CALL, '--endpoint-url', f'https://{AWS}:{port}'], {})
    if 'is not in the built-in roots of Amazon Trust Services' not in aws.stderr:
        yield 'a host of AWS: ' + aws.stderr
    if other.returncode != 255 or aws.returncode != 255:
        yield f'exit codes {other.returncode}, {aws.returncode}'


def faults_of(program, port, variables, place):
    listed = run(program, ['configure', 'list', '--query', '[?Name==`ca_bundle`].Value', '--output', 'text'], variables)
    if listed.stdout != (place or '<roots of Amazon Trust Services>') + '\n':
        yield 'configure list: ' + listed.stdout + listed.stderr
    if not place:
        yield from faults_without_store(program, port)
        return
    sent = run(program, [*CALL, '--debug', '--endpoint-url', f'https://127.0.0.1:{port}'], variables)
    if sent.returncode != 0:
        yield 'a bounce: ' + sent.stderr
    if f"'{place}'" not in sent.stderr:
        yield '--debug does not name the store: ' + sent.stderr


def inside(program, etc, port, name):
    """In the namespace: mounts the folder and looks."""
    subprocess.run(['mount', '--bind', etc, '/etc'], check=True)
    _, variables, place = LAYOUTS[name]
    faults = list(faults_of(program, port, variables, place))
    print('\n'.join(faults))
    return 1 if faults else 0


def main(program):
    if subprocess.run(['unshare', '-rm', 'true'], capture_output=True).returncode != 0:
        print('skipped: no mount namespaces here')
        return SKIPPED
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        trust = Trust(folder)
        port = serve(trust.context)
        for number, (name, (places, _, _)) in enumerate(LAYOUTS.items()):
            etc = f'{folder}/{number}'
            os.mkdir(etc)
            lay_out(etc, places, trust)
            done = subprocess.run(['unshare', '-rm', sys.executable, os.path.abspath(__file__), program, etc, str(port), name],
                                  capture_output=True, text=True)
            failed += done.returncode != 0
            print(f'{"FAILED" if done.returncode else "ok    "} {name}\n' + (done.stdout + done.stderr if done.returncode else ''),
                  end='')
    print(f'{len(LAYOUTS) - failed} of {len(LAYOUTS)} layouts as they should be')
    return 1 if failed else 0


if __name__ == '__main__':
    PROGRAM = os.path.abspath(sys.argv[1])
    sys.exit(main(PROGRAM) if len(sys.argv) == 2 else inside(PROGRAM, sys.argv[2], sys.argv[3], sys.argv[4]))
