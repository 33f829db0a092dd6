#!/usr/bin/env python3
"""Runs the curl command of --dry-run in a shell against the stand-in, which checks signatures.

    curl_test.py SEND_BOUNCE SES_STAND_IN
"""
import email
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import LocalSes  # noqa: E402

CLIENT = STAND_IN = None
REGION = 'eu-west-1'
KEYS = {'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'se+cr/et"\\$k\'ey'}
TOKEN = 'FwoGZXIvYXdzEB/+to"ken\\$`id`=='
MAIL = ('Return-Path: <bob@sender.example>\nDelivered-To: {recipient}\nFrom: bob@sender.example\n'
        'To: {recipient}\nSubject: Minutes\n\nHello\n')
HOSTILE = [
    'it\'s "quoted" \\ and \\\\',
    'two\nlines\nCREDENTIALS\nuser = mallory:secret',
    '$HOME ${HOME} $(id) `id` $((1+1)) !! ~ * ?',
    '@/etc/passwd',
    'Grüße, 日本語 𝄞',
    'a&b=c&d;e|f>g<h%41+i #j',
    "'; touch pwned; '",
]


def shells():
    """Those that are here; sh is dash on Debian."""
    return [name for name in ('sh', 'dash', 'bash', 'zsh', 'busybox sh') if shutil.which(name.split()[0])]


class StandIn:
    def __init__(self, folder, token=None, tls=False):
        self.inbox, self.outbox = folder / 'inbox', folder / 'outbox'
        self.inbox.mkdir()
        mail = self.inbox / 'a.eml'
        mail.write_text(MAIL.format(recipient='ann@example.com'))
        os.utime(mail, (mail.stat().st_mtime - 5,) * 2)
        environment = {'PATH': os.environ['PATH'], 'HOME': str(folder), **KEYS}
        if token:
            environment['AWS_SESSION_TOKEN'] = token
        self.server = LocalSes(STAND_IN, self.inbox, self.outbox, '--identity', 'example.com', '--region', REGION,
                               *(['--tls'] if tls else []), environment=environment)
        self.endpoint, self.ca_bundle = self.server.endpoint, self.server.printed.get('ca-bundle', '')
        self.message_id = json.loads((self.inbox / 'a.notification.json').read_text())['mail']['messageId']

    def stop(self):
        self.server.stop()

    def bounces(self):
        return [email.message_from_bytes(path.read_bytes()) for path in (self.outbox / 'new').iterdir()]


class CurlTest(unittest.TestCase):
    def setUp(self):
        if shutil.which('curl') is None:
            self.skipTest('curl is not installed')
        folder = tempfile.TemporaryDirectory(prefix='curl')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def serve(self, **options):
        stand_in = StandIn(self.folder, **options)
        self.addCleanup(stand_in.stop)
        return stand_in

    def parameters(self, stand_in, **more):
        return {'OriginalMessageId': stand_in.message_id, 'BounceSender': 'postmaster@example.com', **more,
                'BouncedRecipientInfoList': [{'Recipient': 'ann@example.com', 'BounceType': 'DoesNotExist'}]}

    def command(self, stand_in, parameters, *options):
        with tempfile.TemporaryDirectory() as home:
            document = pathlib.Path(home) / 'parameters.json'
            document.write_text(json.dumps(parameters))
            trust = ['--ca-bundle', stand_in.ca_bundle] if stand_in.ca_bundle else []
            return subprocess.run(
                [CLIENT, '--cli-input-json', f'file://{document}', '--dry-run', 'curl', '--endpoint-url', stand_in.endpoint,
                 '--region', REGION, '--cli-read-timeout', '20', *trust, *options],
                env={'HOME': home, 'PATH': os.environ['PATH'], 'AWS_EC2_METADATA_DISABLED': 'true'},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout

    def run_in(self, shell, command, **variables):
        environment = {'PATH': os.environ['PATH'], 'HOME': str(self.folder), **variables}
        return subprocess.run([*shell.split(), '-c', command], cwd=self.folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    def assert_accepted(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, '')
        self.assertRegex(done.stdout, '<MessageId>[0-9a-f-]+-000000</MessageId>')

    def test_every_shell_runs_it_without_a_session_token(self):
        stand_in = self.serve()
        command = self.command(stand_in, self.parameters(stand_in))
        for shell in shells():
            with self.subTest(shell):
                self.assert_accepted(self.run_in(shell, command, **KEYS))
        self.assertEqual(len(stand_in.bounces()), len(shells()))

    def test_the_same_text_runs_with_a_session_token(self):
        stand_in = self.serve(token=TOKEN)
        command = self.command(stand_in, self.parameters(stand_in))
        for shell in shells():
            with self.subTest(shell):
                self.assert_accepted(self.run_in(shell, command, AWS_SESSION_TOKEN=TOKEN, **KEYS))
        refused = self.run_in('sh', command, **KEYS)
        self.assertEqual(refused.returncode, 22)
        self.assertIn('<Error>', refused.stdout)

    def test_a_wrong_key_is_refused(self):
        stand_in = self.serve()
        command = self.command(stand_in, self.parameters(stand_in))
        done = self.run_in('sh', command, **{**KEYS, 'AWS_SECRET_ACCESS_KEY': 'another'})
        self.assertEqual(done.returncode, 22)
        self.assertIn('SignatureDoesNotMatch', done.stdout)

    def test_values_arrive_as_they_are(self):
        stand_in = self.serve()
        for value in HOSTILE:
            with self.subTest(value):
                for bounce in (stand_in.outbox / 'new').iterdir():
                    bounce.unlink()
                command = self.command(stand_in, self.parameters(stand_in, Explanation=value))
                self.assert_accepted(self.run_in('sh', command, **KEYS))
                text = stand_in.bounces()[0].get_payload()[0].get_payload(decode=True).decode()
                self.assertEqual(text.replace('\r\n', '\n'), value)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ['inbox', 'outbox'])

    def test_a_request_longer_than_one_argument_may_be_runs(self):
        stand_in = self.serve()
        fields = [{'Name': f'X-Field-{number}', 'Value': 'v' * 2000} for number in range(100)]
        dsn = {'ReportingMta': 'dns; mx.example.com', 'ExtensionFields': fields}
        command = self.command(stand_in, self.parameters(stand_in, MessageDsn=dsn))
        self.assertGreater(len(command), 200_000)
        path = self.folder / 'command.sh'
        path.write_text(command)
        done = subprocess.run(['sh', path], env={'PATH': os.environ['PATH'], **KEYS}, capture_output=True,
                              text=True, timeout=60)
        self.assert_accepted(done)

    def test_tls_is_verified_with_the_bundle(self):
        stand_in = self.serve(tls=True)
        self.assert_accepted(self.run_in('sh', self.command(stand_in, self.parameters(stand_in)), **KEYS))
        folder = self.folder / 'trust'
        folder.mkdir()
        (folder / 'ca.pem').write_bytes(pathlib.Path(stand_in.ca_bundle).read_bytes())
        subprocess.run(['openssl', 'rehash', folder], check=True, capture_output=True)
        stand_in.ca_bundle = str(folder)
        self.assert_accepted(self.run_in('sh', self.command(stand_in, self.parameters(stand_in)), **KEYS))
        stand_in.ca_bundle = ''
        self.assertEqual(self.run_in('sh', self.command(stand_in, self.parameters(stand_in)), **KEYS).returncode, 60)

    def test_without_a_signature_it_asks_for_no_keys(self):
        stand_in = self.serve()
        done = self.run_in('sh', self.command(stand_in, self.parameters(stand_in), '--no-sign-request'))
        self.assertEqual(done.returncode, 22)
        self.assertIn('MissingAuthenticationToken', done.stdout)

    def test_a_missing_key_is_named_and_nothing_sent(self):
        stand_in = self.serve()
        command = self.command(stand_in, self.parameters(stand_in))
        for name in KEYS:
            for shell in shells():
                with self.subTest(name=name, shell=shell):
                    done = self.run_in(shell, command, **{key: KEYS[key] for key in KEYS if key != name})
                    self.assertNotEqual(done.returncode, 0)
                    self.assertIn(name, done.stderr)
        self.assertEqual(stand_in.bounces(), [])

    def test_no_process_shows_a_secret(self):
        # A curl in front of the real one, which notes its arguments.
        stand_in = self.serve()
        seen = self.folder / 'arguments'
        wrapper = self.folder / 'bin' / 'curl'
        wrapper.parent.mkdir()
        wrapper.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{seen}\nexec {shutil.which("curl")} "$@"\n')
        wrapper.chmod(0o755)
        command = self.command(stand_in, self.parameters(stand_in))
        self.assert_accepted(self.run_in('sh', command, **{**KEYS, 'PATH': f'{wrapper.parent}:{os.environ["PATH"]}'}))
        self.assertIn('--aws-sigv4\naws:amz:eu-west-1:ses\n', seen.read_text())
        self.assertIsNone(re.search('|'.join(map(re.escape, KEYS.values())), seen.read_text()))


if __name__ == '__main__':
    CLIENT, STAND_IN = map(os.path.abspath, sys.argv[1:3])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
