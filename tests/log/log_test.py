#!/usr/bin/env python3
"""The log of jobs, with the programs as they are: files, the system's log, and every place that is none.

    log_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN
"""
import datetime
import json
import os
import pathlib
import resource
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import EXAMPLES, KEYS, LocalSes, moved  # noqa: E402

WARNING = 'send-bounce: [WARNING]: the log '
# In a mount namespace of its own, so that no log of this machine gets a line.
SYSTEM_LOG = """
import os, socket, subprocess, sys
subprocess.run(['mount', '-t', 'tmpfs', 'none', '/dev'], check=True)
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind('/dev/log')
log.settimeout(10)
done = subprocess.run(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(done.returncode)
print(log.recv(65536).decode())
"""


class TheLog(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.scratch.name)
        inbox = folder / 'inbox'
        inbox.mkdir()
        received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
        cls.event = folder / 'lambda.json'
        cls.event.write_bytes(moved((EXAMPLES / 'lambda.json').read_bytes(), received))
        cls.messages = folder / 'messages.ndjson'
        cls.messages.write_bytes(moved((EXAMPLES / 'messages.ndjson').read_bytes(), received))
        (inbox / 'stored.eml').write_bytes(moved((EXAMPLES / 'stored.eml').read_bytes(), received))
        cls.variables = {'HOME': cls.scratch.name, 'PATH': os.environ['PATH'], 'AWS_EC2_METADATA_DISABLED': 'true', **KEYS}
        cls.server = LocalSes(STAND_IN, inbox, folder / 'outbox', '--region', 'eu-west-1', '--identity', 'example.com',
                              environment=cls.variables)
        cls.variables['AWS_ENDPOINT_URL_SES'] = cls.server.endpoint

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.scratch.cleanup()

    def setUp(self):
        place = tempfile.TemporaryDirectory(dir=self.scratch.name)
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)
        self.log = self.folder / 'bounces.log'

    def words(self, *more):
        return [CLIENT, '--received', str(self.event), '--bounce-type', 'DoesNotExist', *more]

    def bounce(self, *more, variables=None, **options):
        return subprocess.run(self.words(*more), env={**self.variables, **(variables or {})}, cwd=self.folder, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=60, check=False, **options)

    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def test_has_a_line_for_a_bounce_and_is_for_its_owner_alone(self):
        done = self.bounce('--log-file', 'bounces.log')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        [line] = self.lines()
        self.assertEqual(line['MessageId'], json.loads(done.stdout)['MessageId'])
        self.assertEqual((line['State'], line['Exit'], line['Region'], line['Attempts']), ('sent', 0, 'eu-west-1', 1))
        self.assertGreaterEqual(line['DurationMs'], 0)
        age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(line['Time'].replace('Z', '+00:00'))
        self.assertLess(abs(age.total_seconds()), 60)
        self.assertEqual(stat.S_IMODE(self.log.stat().st_mode), 0o600)
        self.assertNotIn('@', self.log.read_text())
        self.assertNotIn(KEYS['AWS_SECRET_ACCESS_KEY'], self.log.read_text())

    def test_is_named_by_the_variable_and_by_the_option_first(self):
        variables = {'SEND_BOUNCE_LOG': str(self.log)}
        self.bounce(variables=variables)
        self.bounce('--log-file', 'off', variables=variables)
        self.bounce('--log-file', 'other.log', variables=variables)
        self.bounce('--log-addresses', variables=variables)
        self.bounce('--dry-run', variables=variables)
        self.assertEqual([line.get('Recipients') for line in self.lines()], [None, ['ann@example.com']])
        self.assertTrue((self.folder / 'other.log').exists())

    def test_has_what_goes_wrong_before_and_after_sending(self):
        variables = {'SEND_BOUNCE_LOG': str(self.log)}
        self.bounce('--regoin', 'x', variables=variables)
        self.bounce('--recipient', 'nobody@example.org', variables=variables)
        self.bounce(variables={**variables, 'AWS_ENDPOINT_URL_SES': 'http://127.0.0.1:1', 'AWS_MAX_ATTEMPTS': '1'})
        self.bounce(variables={**variables, 'AWS_SECRET_ACCESS_KEY': 'another one'})
        found = [(line['State'], line['Exit'], line['Code'], line['Attempts']) for line in self.lines()]
        self.assertEqual(self.lines()[1]['Reasons'], ['foreign-recipient'])
        self.assertEqual(found, [('invalid', 252, 'ParamValidation', 0), ('refused', 77, 'Refused', 0),
                                 ('failed', 255, 'ConnectionError', 1), ('rejected', 254, 'SignatureDoesNotMatch', 1)])

    def test_has_each_item_of_a_batch_and_what_was_sent_before(self):
        done = subprocess.run([CLIENT, '--batch', self.messages, '--bounce-type', 'DoesNotExist', '--rate', '0', '--journal',
                               self.folder / 'journal', '--log-file', self.log], env=self.variables, capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.bounce('--journal', str(self.folder / 'journal'), '--log-file', str(self.log))
        self.assertEqual([(line['State'], line.get('Line')) for line in self.lines()],
                         [('sent', 1), ('already', 2), ('already', None)])
        self.assertEqual(len({line['MessageId'] for line in self.lines()}), 1)

    def test_that_cannot_be_written_is_one_warning(self):
        (self.folder / 'target').write_text('mine')
        (self.folder / 'link').symlink_to('target')
        os.mkfifo(self.folder / 'pipe')
        for place, reason in (('.', 'Is a directory'), ('link', 'Too many levels of symbolic links'), ('pipe', 'Invalid argument'),
                              ('/dev/full', 'Invalid argument'), ('no/such/folder', 'No such file or directory'),
                              ('https://ann:pw@example.com/log', 'give a file'), ('-', 'give a file'), ('target/x', 'Not a directory')):
            with self.subTest(place=place):
                done = self.bounce('--log-file', place)
                self.assertEqual(done.returncode, 0)
                self.assertIn('MessageId', done.stdout)
                self.assertEqual(done.stderr.count(WARNING), 1, done.stderr)
                self.assertEqual(done.stderr.count('\n'), 1, done.stderr)
                self.assertIn(reason, done.stderr)
                self.assertNotIn('pw', done.stderr)
        self.assertEqual((self.folder / 'target').read_text(), 'mine')

    def test_on_a_full_disk_and_in_a_read_only_place_keeps_what_is_there(self):
        self.bounce('--log-file', 'bounces.log')
        before = self.log.read_text()
        room = len(before) + 20
        done = self.bounce('--log-file', 'bounces.log', preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
        self.assertEqual((done.returncode, done.stderr.count(WARNING)), (0, 1), done.stderr)
        self.assertEqual(self.log.read_text(), before)
        done = subprocess.run(['unshare', '-m', 'sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"',
                               self.folder, *self.words('--log-file', str(self.log))], env=self.variables, capture_output=True,
                              text=True, timeout=60, check=False)
        if 'unshare' in done.stderr or 'mount' in done.stderr:
            self.skipTest('no mount namespace: ' + done.stderr.strip())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('Read-only file system', done.stderr)

    def test_has_whole_lines_if_many_write_at_once(self):
        running = [subprocess.Popen(self.words('--log-file', str(self.log)), env=self.variables, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL) for _ in range(12)]
        for process in running:
            process.wait(60)
        self.assertEqual(len(self.lines()), 12)

    def test_goes_to_the_systems_log(self):
        done = subprocess.run(['unshare', '-m', sys.executable, '-c', SYSTEM_LOG, *self.words('--log-file', 'syslog')],
                              env=self.variables, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            self.skipTest('no mount namespace: ' + done.stderr.strip())
        code, datagram = done.stdout.splitlines()
        self.assertEqual(code, '0')
        self.assertRegex(datagram, r'^<22>[A-Z][a-z]{2} [ 123][0-9] [0-9:]{8} send-bounce: \{"Time":')
        self.assertEqual(json.loads(datagram.partition('send-bounce: ')[2])['State'], 'sent')


if __name__ == '__main__':
    CLIENT, STAND_IN = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    unittest.main(argv=sys.argv[:1])
