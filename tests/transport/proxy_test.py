#!/usr/bin/env python3
"""The program through tinyproxy, with and without its authentication.

    proxy_test.py PATH-OF-SEND-BOUNCE

Skipped where tinyproxy is not installed.
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from scripted import PRINTED, Certificates, Server, closed_port, error, ok, run

SKIPPED = 77
PROGRAM = ''
USER, PASSWORD, WRITTEN = 'ann', 'p.ssw0rd', 'p%2essw0rd'  # the last in a URL
CONFIG = '''Port {port}
Listen 127.0.0.1
Timeout 60
Allow 127.0.0.1
LogFile "{folder}/log"
LogLevel Connect
MaxClients 10
ViaProxyName "tinyproxy"
DisableViaHeader No
{more}
'''


class Tinyproxy:
    def __init__(self, folder, more=''):
        self.folder, self.port = folder, closed_port()
        path = os.path.join(folder, 'config')
        with open(path, 'w', encoding='utf-8') as stream:
            stream.write(CONFIG.format(port=self.port, folder=folder, more=more))
        self.process = subprocess.Popen(['tinyproxy', '-d', '-c', path], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def log(self):
        with open(os.path.join(self.folder, 'log'), encoding='utf-8') as stream:
            return stream.read()

    def close(self):
        self.process.terminate()
        self.process.wait()


class Through(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def start(self, *script, more='', tls=None):
        proxy = Tinyproxy(self.folder, more)
        self.addCleanup(proxy.close)
        server = Server(*script, tls=tls)
        self.addCleanup(server.close)
        return proxy, server

    def send(self, proxy, server, scheme='http', user='', options=()):
        done = run(PROGRAM, ['--endpoint-url', f'{scheme}://localhost:{server.port}', *options],
                   {f'{scheme}_proxy': f'http://{user}127.0.0.1:{proxy.port}', 'AWS_NEW_RETRIES_2026': 'true'})
        self.assertNotIn('ssw0rd', done.stderr)
        return done

    def test_a_plain_request(self):
        proxy, server = self.start(ok)
        done = self.send(proxy, server)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, PRINTED, ''))
        self.assertIn('tinyproxy', server.texts[0], 'the proxy says in Via that it was there')
        self.assertNotIn('Proxy-Authorization', server.texts[0])

    def test_a_tunnel_for_each_attempt(self):
        certificates = Certificates(self.folder)
        proxy, server = self.start(error(503, 'Throttling'), ok, tls=certificates.context('good'))
        done = self.send(proxy, server, 'https', options=['--ca-bundle', certificates.path('ca.pem')])
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, PRINTED, ''))
        self.assertEqual((server.requests, server.connections), (2, 2))
        self.assertEqual(proxy.log().count(f'CONNECT localhost:{server.port}'), 2)

    def test_with_authentication(self):
        certificates = Certificates(self.folder)
        more = f'BasicAuth {USER} {PASSWORD}'
        for scheme, tls in (('http', None), ('https', certificates.context('good'))):
            proxy, server = self.start(ok, more=more, tls=tls)
            options = ['--ca-bundle', certificates.path('ca.pem')]
            done = self.send(proxy, server, scheme, f'{USER}:{WRITTEN}@', options)
            self.assertEqual((done.returncode, done.stdout), (0, PRINTED), done.stderr)
            self.assertEqual(server.requests, 1)

    def test_without_the_right_password(self):
        certificates = Certificates(self.folder)
        for user in ('', f'{USER}:wrong@'):
            proxy, server = self.start(ok, more=f'BasicAuth {USER} {PASSWORD}', tls=certificates.context('good'))
            done = self.send(proxy, server, 'https', user, ['--ca-bundle', certificates.path('ca.pem')])
            self.assertEqual((done.returncode, done.stdout), (255, ''))
            shown = '***:***@' if user else ''
            self.assertIn(f'Failed to connect to proxy URL: "http://{shown}127.0.0.1:{proxy.port}"', done.stderr)
            self.assertRegex(done.stderr, r'The proxy answered with status 40[17]')
            self.assertNotIn('wrong', done.stderr)
            self.assertEqual(server.connections, 0)

    def test_a_port_that_the_proxy_forbids(self):
        proxy, server = self.start(ok, more='ConnectPort 443')
        done = self.send(proxy, server, 'https')
        self.assertEqual(done.returncode, 255)
        self.assertIn('The proxy answered with status 403', done.stderr)
        self.assertEqual(server.connections, 0)


if __name__ == '__main__':
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    if not shutil.which('tinyproxy') or not shutil.which('openssl'):
        print('skipped: no tinyproxy here, or no openssl to make certificates with')
        sys.exit(SKIPPED)
    unittest.main()
