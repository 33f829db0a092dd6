#!/usr/bin/env python3
"""How a stand-in is reached: by a network, by those who wait for it, by clients of other services, over TLS.

    reached_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN

Clients that are not here (curl, Node, an AWS CLI, boto3) are named as skipped.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import KEYS, LocalSes  # noqa: E402
from machine import DEBIAN_PYTHON, address_of_this_machine, debian_python_has, free_port  # noqa: E402

REAL = {'AWS_ACCESS_KEY_ID': 'AKIAREALREALREALREAL', 'AWS_SECRET_ACCESS_KEY': 'real-secret'}
OWN = ['--access-key-id', 'OWNKEY', '--secret-access-key', 'own-secret']


class Reached(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='reached')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / 'inbox').mkdir()
        shutil.copy('docs/examples/for-nobody.eml', self.folder / 'inbox')
        self.words = ['--inbox', str(self.folder / 'inbox'), '--outbox', str(self.folder / 'outbox'),
                      '--identity', 'example.com', '--rate', '0']
        self.variables = {'PATH': os.environ['PATH'], 'HOME': str(self.folder), 'AWS_EC2_METADATA_DISABLED': 'true'}

    def serve(self, *options, **variables):
        server = LocalSes(STAND_IN, self.folder / 'inbox', self.folder / 'outbox', '--identity', 'example.com', *options,
                          environment={**self.variables, **variables})
        self.addCleanup(server.stop)
        return server

    def call(self, *words, **variables):
        return subprocess.run([STAND_IN, *words], env={**self.variables, **variables}, capture_output=True, text=True,
                              timeout=60, check=False)

    def run_in(self, options, *command, **variables):
        return self.call('run', *self.words, *options, '--', *command, **variables)

    def bounce(self, **variables):
        notification = self.folder / 'inbox/for-nobody.notification.json'
        while not notification.exists():
            time.sleep(0.05)
        return subprocess.run(
            [CLIENT, '--original-message-id', json.loads(notification.read_text())['mail']['messageId'], '--bounce-sender',
             'postmaster@example.com', '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist'],
            env={**self.variables, 'AWS_REGION': 'us-east-1', **variables}, capture_output=True, text=True, timeout=60, check=False)


class ByANetwork(Reached):
    def log_of(self, *options, **variables):
        process = subprocess.Popen([STAND_IN, *self.words, *options], env={**self.variables, **variables}, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for line in process.stdout:
            if line == 'ready\n':
                break
        process.terminate()
        return process.communicate(timeout=20)[1].splitlines()

    def test_only_if_it_is_allowed(self):
        done = self.call(*self.words, '--address', '0.0.0.0')
        self.assertEqual(done.returncode, 2)
        self.assertIn('--allow-network', done.stderr)

    def test_one_loud_line_tells_of_it(self):
        loud = [line for line in self.log_of('--address', '0.0.0.0', '--allow-network') if 'WARNING' in line]
        self.assertEqual(len(loud), 1)
        self.assertRegex(loud[0], '--allow-network: .*0.0.0.0.* http://' + socket.gethostname() + ':[0-9]+ ')
        self.assertEqual([line for line in self.log_of('--allow-network') if 'WARNING' in line], [])

    def test_a_client_elsewhere_bounces_with_the_keys_it_was_given(self):
        server = self.serve('--address', '0.0.0.0', '--allow-network', *OWN)
        self.assertTrue(server.endpoint.startswith('http://127.0.0.1:'))
        endpoint = server.endpoint.replace('127.0.0.1', address_of_this_machine() or '127.0.0.1')
        done = self.bounce(AWS_ENDPOINT_URL_SES=endpoint, AWS_ACCESS_KEY_ID='OWNKEY', AWS_SECRET_ACCESS_KEY='own-secret')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_keys_that_may_be_real_are_not_taken_and_not_shown(self):
        ready = self.folder / 'ready'
        server = self.serve('--address', '0.0.0.0', '--allow-network', '--ready-file', str(ready), **REAL)
        self.assertNotIn('REAL', ready.read_text())
        self.assertNotIn('real-secret', ready.read_text())
        done = self.bounce(AWS_ENDPOINT_URL_SES=server.endpoint, **REAL)
        self.assertEqual(done.returncode, 254)
        self.assertIn('InvalidClientTokenId', done.stderr)

    def test_a_certificate_is_for_this_host_too(self):
        server = self.serve('--address', '0.0.0.0', '--allow-network', '--tls', *OWN)
        host = socket.gethostname()
        try:
            socket.getaddrinfo(host, 0)
        except OSError:
            self.skipTest(f'{host} has no address')
        done = self.bounce(AWS_ENDPOINT_URL_SES=server.endpoint.replace('127.0.0.1', host),
                           AWS_CA_BUNDLE=server.printed['ca-bundle'], AWS_ACCESS_KEY_ID='OWNKEY',
                           AWS_SECRET_ACCESS_KEY='own-secret')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_options_of_a_container_stand_in_a_variable(self):
        port = free_port()
        process = subprocess.Popen([STAND_IN], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL, env={
            **self.variables, 'SES_STAND_IN_OPTIONS': ' '.join(self.words) + f' --port {port}'})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        self.assertEqual(process.stdout.readline(), f'endpoint: http://127.0.0.1:{port}\n')


class ByThoseWhoWait(Reached):
    def test_a_ready_file_is_what_a_shell_needs(self):
        ready = self.folder / 'ready'
        ready.write_text('of an earlier run')
        server = self.serve('--ready-file', str(ready), '--tls')
        self.assertEqual(ready.stat().st_mode & 0o777, 0o600)
        done = subprocess.run(['sh', '-c', '. "$0"; exec env', str(ready)], env=self.variables, capture_output=True, text=True,
                              check=True)
        variables = dict(line.partition('=')[::2] for line in done.stdout.splitlines())
        self.assertEqual(variables['AWS_ENDPOINT_URL_SES'], server.endpoint)
        self.assertEqual(self.bounce(**variables).returncode, 0)
        server.stop()
        self.assertFalse(ready.exists())

    def test_an_old_ready_file_does_not_outlive_a_start_that_fails(self):
        ready = self.folder / 'ready'
        ready.write_text('of an earlier run')
        done = self.call('--inbox', str(self.folder / 'none'), '--outbox', str(self.folder / 'outbox'), '--ready-file', str(ready))
        self.assertEqual(done.returncode, 1)
        self.assertFalse(ready.exists())

    def test_a_ready_file_that_cannot_be_written_is_told(self):
        for path in (self.folder / 'none/ready', f'{self.folder}/'):
            done = self.call(*self.words, '--ready-file', str(path))
            self.assertEqual(done.returncode, 1)
            self.assertIn(f'--ready-file {path}', done.stderr)

    def test_health_is_a_path_that_takes_no_fault(self):
        server = self.serve('--fault', 'throttle', '--tls', **KEYS)
        plain = self.call('health', server.endpoint.replace('https', 'http'))
        self.assertEqual(plain.returncode, 1)
        for _ in range(3):
            done = self.call('health', server.endpoint + '/')
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '', ''))
        done = self.bounce(AWS_ENDPOINT_URL_SES=server.endpoint, AWS_CA_BUNDLE=server.printed['ca-bundle'], AWS_MAX_ATTEMPTS='1',
                           **KEYS)
        self.assertIn('Throttling', done.stderr)

    def test_health_is_asked_of_a_stand_in(self):
        server = self.serve()
        with urllib.request.urlopen(server.endpoint + '/health', timeout=20) as answer:
            self.assertEqual((answer.status, answer.read()), (200, b'ses-stand-in: ready\n'))
        self.assertEqual(self.call('health', f'http://127.0.0.1:{free_port()}').returncode, 1)
        self.assertEqual(self.call('health', 'ftp://127.0.0.1').returncode, 2)


class ByOtherServices(Reached):
    WORDS = 'set AWS_ENDPOINT_URL_SES instead of AWS_ENDPOINT_URL'

    def test_run_leads_ses_alone_here(self):
        done = self.run_in([], 'sh', '-c', 'echo $AWS_ENDPOINT_URL_SES ${AWS_ENDPOINT_URL-unset}')
        self.assertRegex(done.stdout, r'^http://127\.0\.0\.1:[0-9]+ unset\n$')
        done = self.run_in(['--all-services'], 'sh', '-c', 'test "$AWS_ENDPOINT_URL" = "$AWS_ENDPOINT_URL_SES"')
        self.assertEqual(done.returncode, 0)

    @unittest.skipUnless(shutil.which('aws'), 'no AWS CLI here')
    def test_the_reference_client_shows_what_to_set(self):
        for words in (['s3api', 'get-object', '--bucket', 'b', '--key', 'k', '/dev/null'], ['sts', 'get-caller-identity'],
                      ['dynamodb', 'list-tables'], ['sesv2', 'get-account'], ['sqs', 'list-queues']):
            with self.subTest(words=words):
                done = self.run_in([], 'sh', '-c', f'aws --endpoint-url $AWS_ENDPOINT_URL_SES {" ".join(words)}')
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(self.WORDS, done.stderr)

    @unittest.skipUnless(debian_python_has('boto3'), 'no boto3 for ' + DEBIAN_PYTHON)
    def test_boto3_shows_what_to_set(self):
        script = ('import boto3, os\n'
                  'for name, call in (("s3", "list_buckets"), ("ses", "list_identities")):\n'
                  '  try: getattr(boto3.client(name, endpoint_url=os.environ["AWS_ENDPOINT_URL_SES"]), call)()\n'
                  '  except Exception as error: print(error)\n')
        done = self.run_in([], DEBIAN_PYTHON, '-c', script)
        for_s3, for_ses = done.stdout.splitlines()
        self.assertIn(self.WORDS, for_s3)
        self.assertIn('only SendBounce', for_ses)
        self.assertIn('not in AWS_ENDPOINT_URL', for_ses)


class OverTls(Reached):
    """Clients that trust the machine's certificates as before, and the stand-in's beside."""

    SEEN = '"$AWS_ENDPOINT_URL_SES/health"'

    def check(self, *command, **variables):
        done = self.run_in(['--tls'], *command, **variables)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    @unittest.skipUnless(shutil.which('curl'), 'no curl here')
    def test_curl(self):
        self.check('sh', '-c', 'curl -sS --fail ' + self.SEEN)

    @unittest.skipUnless(shutil.which('openssl'), 'no openssl here')
    def test_what_was_trusted_before_is_trusted_still(self):
        extra = self.folder / 'extra.pem'
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=extra', '-keyout', '/dev/null',
                        '-out', str(extra)], check=True, capture_output=True)
        self.check('sh', '-c', f'openssl verify -CAfile "$SSL_CERT_FILE" {extra} && '
                   'test "$SSL_CERT_FILE" = "$CURL_CA_BUNDLE" && test "$SSL_CERT_FILE" = "$NODE_EXTRA_CA_CERTS" && '
                   'test "$(grep -c BEGIN "$SSL_CERT_FILE")" -gt "$(grep -c BEGIN "$(dirname "$SSL_CERT_FILE")/ca.pem")"',
                   REQUESTS_CA_BUNDLE=str(extra))

    def test_python(self):
        self.check(sys.executable, '-c', 'import os, urllib.request\n'
                   'assert urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL_SES"] + "/health").status == 200')

    @unittest.skipUnless(shutil.which('node'), 'no node here')
    def test_node(self):
        self.check('node', '-e', 'fetch(process.env.AWS_ENDPOINT_URL_SES + "/health").then(a => process.exit(a.ok ? 0 : 1))')

    @unittest.skipUnless(debian_python_has('boto3'), 'no boto3 for ' + DEBIAN_PYTHON)
    def test_boto3(self):
        script = ('import boto3, os\n'
                  'boto3.client("ses", endpoint_url=os.environ["AWS_ENDPOINT_URL_SES"]).send_bounce('
                  'OriginalMessageId=os.environ["SES_STAND_IN_MESSAGE_ID"], BounceSender="postmaster@example.com",'
                  'BouncedRecipientInfoList=[{"Recipient": os.environ["SES_STAND_IN_RECIPIENT"], "BounceType": "Undefined"}])')
        self.check(DEBIAN_PYTHON, '-c', script)
        self.assertEqual(len(list((self.folder / 'outbox/new').iterdir())), 1)


if __name__ == '__main__':
    # A job in the background of a script ignores SIGINT, and would hand that on to all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    CLIENT, STAND_IN = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))
    unittest.main(argv=sys.argv[:1])
