#!/usr/bin/env python3
"""Each step of --fault, met by send-bounce: its exit code, the outcome it tells, and what lies in the outbox.

    outcomes_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN

One attempt first, so that a step stands alone; then three attempts, as everybody has them.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import KEYS, LocalSes  # noqa: E402

MAYBE, NOTHING = 'may have been accepted', 'Nothing was sent'

# step, exit code, outcome, words on stderr, bounces
PLAIN = [
    ('ok', 0, None, '', 1),
    ('500', 254, 'unknown', MAYBE, 0),
    ('503', 254, 'unknown', MAYBE, 0),
    ('throttle', 254, 'not_sent', 'was not accepted', 0),
    ('hang:0.3', 255, 'unknown', MAYBE, 1),
    ('hang-before:0.3', 255, 'unknown', MAYBE, 0),
    ('late:0.3', 0, None, '', 1),
    ('reset', 255, 'unknown', MAYBE, 1),
    ('reset-before', 255, 'unknown', MAYBE, 0),
    ('half', 255, 'unknown', MAYBE, 1),
    ('slow:0.001', 0, None, '', 1),
    ('untidy-header', 0, None, '', 1),
    ('second-answer', 0, None, '', 1),
    ('skew:3600', 254, 'not_sent', 'was not accepted', 0),
]
TLS = [
    ('tls-alert', 255, 'not_sent', NOTHING, 0),
    ('wrong-certificate', 255, 'not_sent', NOTHING, 0),
    ('expired-certificate', 255, 'not_sent', NOTHING, 0),
    ('unknown-ca', 255, 'not_sent', NOTHING, 0),
    ('slow-handshake:0.3', 0, None, '', 1),
    # What is between requests and answers is the same within TLS.
    ('untidy-header', 0, None, '', 1),
    ('second-answer', 0, None, '', 1),
    ('reset', 255, 'unknown', MAYBE, 1),
]


class Steps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='outcomes')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / 'inbox').mkdir()
        shutil.copy('docs/examples/for-nobody.eml', self.folder / 'inbox')
        os.utime(self.folder / 'inbox/for-nobody.eml')
        self.variables = {'PATH': os.environ['PATH'], 'HOME': str(self.folder), 'AWS_REGION': 'us-east-1',
                          'AWS_EC2_METADATA_DISABLED': 'true', 'AWS_CLI_ERROR_FORMAT': 'json', **KEYS}
        self.started = 0

    def meet(self, script, *options, attempts=1, times=1):
        """The last of `times` calls under a script, and how many bounces there are after them."""
        self.started += 1
        outbox = self.folder / f'outbox{self.started}'
        server = LocalSes(STAND_IN, self.folder / 'inbox', outbox, '--identity', 'example.com', '--fault', script, *options,
                          environment=self.variables)
        self.addCleanup(server.stop)
        variables = {**self.variables, 'AWS_ENDPOINT_URL_SES': server.endpoint, 'AWS_MAX_ATTEMPTS': str(attempts)}
        if 'ca-bundle' in server.printed:
            variables['AWS_CA_BUNDLE'] = server.printed['ca-bundle']
        for _ in range(times):
            notification = self.folder / 'inbox/for-nobody.notification.json'
            while not notification.exists():
                time.sleep(0.05)
            message_id = json.loads(notification.read_text())['mail']['messageId']
            done = subprocess.run(
                [CLIENT, '--original-message-id', message_id, '--bounce-sender', 'postmaster@example.com',
                 '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist'],
                env=variables, capture_output=True, text=True, timeout=60, check=False)
        return done, len(list((outbox / 'new').iterdir()))

    def check(self, rows, *options):
        for script, code, outcome, words, bounces in rows:
            with self.subTest(script=script):
                done, written = self.meet(script, *options)
                self.assertEqual((done.returncode, written), (code, bounces), done.stderr)
                if outcome is None:
                    self.assertNotIn('second-answer', done.stdout)
                    self.assertIn('MessageId', json.loads(done.stdout))
                    self.assertEqual(done.stderr, '')
                else:
                    told = json.loads(done.stderr)
                    self.assertEqual(told['Outcome'], outcome, done.stderr)
                    self.assertIn(words, done.stderr)

    def test_over_http(self):
        self.check(PLAIN)

    def test_over_tls(self):
        self.check(TLS, '--tls')

    def test_a_fault_of_a_connection_is_over_with_the_next_attempt(self):
        for step in ('tls-alert', 'slow-handshake:0.1'):
            done, written = self.meet(step, '--tls', attempts=3)
            self.assertEqual((done.returncode, written), (0, 1), done.stderr)

    def test_a_fault_of_a_connection_comes_after_the_requests_before_it(self):
        # The first attempt is refused, the second finds no TLS, the third is served.
        done, written = self.meet('503,tls-alert', '--tls', attempts=3)
        self.assertEqual((done.returncode, written), (0, 1), done.stderr)

    def test_an_answer_that_nobody_asked_for_is_nobodys(self):
        # Were the second answer kept for the next attempt, that one would tell of a bounce that is none.
        done, written = self.meet('second-answer,ok', times=2)
        self.assertEqual((done.returncode, written), (0, 2), done.stderr)
        self.assertNotIn('second-answer', done.stdout)

    def test_chance_is_told_the_truth_about(self):
        for seed in ('1', '2'):
            done, written = self.meet(f'random:{seed}', '--tls', attempts=3)
            if done.returncode == 0:
                self.assertGreaterEqual(written, 1)
            else:
                outcome = json.loads(done.stderr)['Outcome']
                self.assertIn(outcome, ('unknown', 'not_sent'))
                self.assertTrue(written == 0 or outcome == 'unknown', done.stderr)


if __name__ == '__main__':
    CLIENT, STAND_IN = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))
    unittest.main(argv=sys.argv[:1])
