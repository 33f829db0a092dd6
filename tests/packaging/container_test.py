#!/usr/bin/env python3
"""Runs what the image FROM scratch holds, as it would be run: as its user, with nothing else in sight.

    container_test.py BUILD

BUILD is the folder of a release build. There is no daemon to build images with where CI runs; chroot shows the same
files. The stand-in stands outside, as SES would: over HTTP, and over TLS with its CA in the image's hashed folder.
"""
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

from clean_root import expect, need, need_root, run
from small_dns import names

sys.path.append(f'{os.path.dirname(os.path.abspath(__file__))}/../cases')
import run_case


@contextlib.contextmanager
def stand_in(program, scratch, *options):
    """The stand-in with one mail in its inbox; gives its port and the mail's id."""
    os.makedirs(f'{scratch}/inbox')
    shutil.copy('docs/examples/for-nobody.eml', f'{scratch}/inbox')
    settled = time.time() - 5
    os.utime(f'{scratch}/inbox/for-nobody.eml', (settled, settled))
    process, port = run_case.start_stand_in(program, scratch, ['--identity', 'example.com', '--rate', '0', *options])
    try:
        run_case.wait_for_notifications(scratch, 1)
        yield port, run_case.first_message_id(scratch)
    finally:
        process.terminate()
        process.wait(20)


def bounce(root, endpoint, message_id):
    return subprocess.run(
        [shutil.which('chroot'), '--userspec=65534:65534', root, '/usr/bin/send-bounce',
         '--original-message-id', message_id, '--bounce-sender', 'postmaster@example.com',
         '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist',
         '--endpoint-url', endpoint],
        capture_output=True, text=True, timeout=120,
        env={'HOME': '/home/send-bounce', 'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret',
             'AWS_REGION': 'us-east-1', 'AWS_MAX_ATTEMPTS': '1'})


def bounce_by_dns(root, port, message_id):
    """Whether it could be tried: the port of DNS may be another's."""
    with open(f'{root}/etc/resolv.conf', 'w', encoding='utf-8') as stream:
        stream.write('nameserver 127.0.0.1\n')
    with contextlib.ExitStack() as server:
        try:
            asked = server.enter_context(names())
        except OSError as error:
            print(f'no name from DNS was tried: {error}')
            return False
        done = bounce(root, f'http://ses.dns.test:{port}', message_id)
        expect(done.returncode == 0 and asked, f'by a name from DNS: {done}')
        done = bounce(root, f'http://big.dns.test:{port}', message_id)
        expect(done.returncode == 0 and ('TCP', 'big.dns.test') in asked, f'by a name whose answer is cut: {done}')
    return True


def main():
    build = os.path.abspath(sys.argv[1])
    os.chdir(f'{os.path.dirname(os.path.abspath(__file__))}/../..')
    need_root()
    need('chroot', 'openssl', 'ldd')
    with tempfile.TemporaryDirectory(prefix='image') as scratch:
        root = f'{scratch}/root'
        os.chmod(scratch, 0o755)
        run('cmake/container/make-root', build, root)
        expect(not os.path.exists(f'{root}/bin/sh'), 'a shell is in the image')

        program = f'{build}/ses-stand-in'
        with stand_in(program, f'{scratch}/plain') as (port, message_id):
            done = bounce(root, f'http://127.0.0.1:{port}', message_id)
            expect(done.returncode == 0 and '"MessageId"' in done.stdout, f'over HTTP: {done}')
            # A name that only the C library's reader of /etc/hosts knows.
            with open(f'{root}/etc/hosts', 'w', encoding='utf-8') as hosts:
                hosts.write('127.0.0.1 ses.test\n')
            done = bounce(root, f'http://ses.test:{port}', message_id)
            expect(done.returncode == 0, f'by name: {done}')
            by_dns = bounce_by_dns(root, port, message_id)

        with stand_in(program, f'{scratch}/tls', '--tls') as (port, message_id):
            done = bounce(root, f'https://127.0.0.1:{port}', message_id)
            expect(done.returncode == 255 and 'SSL validation failed' in done.stderr, f'an unknown CA: {done}')
            # What `openssl rehash` would have made of it.
            authority = f'{scratch}/tls/outbox/ca.pem'
            name = run('openssl', 'x509', '-subject_hash', '-noout', '-in', authority).strip()
            shutil.copy(authority, f'{root}/etc/ssl/certs/{name}.0')
            os.chmod(f'{root}/etc/ssl/certs/{name}.0', 0o644)
            done = bounce(root, f'https://127.0.0.1:{port}', message_id)
            expect(done.returncode == 0 and '"MessageId"' in done.stdout, f'over TLS: {done}')
        size = sum(os.path.getsize(f'{folder}/{name}') for folder, _, names in os.walk(root) for name in names)
        print(f'an image of {size / 1e6:.1f} MB sends over HTTP and TLS{", by a name from DNS" if by_dns else ""}')


if __name__ == '__main__':
    main()
