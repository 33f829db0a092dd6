#!/usr/bin/env python3
"""The bounce is sent, and its answer has nowhere to go: descriptors closed from the start, full disks, file size limits,
readers that have left.

    descriptors_test.py PATH-OF-SEND-BOUNCE

Exit code 74 means: accepted, its id known, and not to be written to stdout; the id is then on stderr where that is open.
The service (ledger.py) sees one request and not a byte more, and the role's cache holds JSON and nothing else.
"""
import dataclasses
import itertools
import json
import os
import pathlib
import random
import ssl
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'transport')]
from ledger import Host, server_context  # noqa: E402
from oracle import DENIALS, MAYBE  # noqa: E402
from scripted import SMALLEST, Certificates  # noqa: E402

CONFIG = ('[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = s\n'
          '[profile s]\naws_access_key_id = AKIAEXAMPLE000000002\naws_secret_access_key = secret\n')
NOT_WRITTEN, CANNOT = 74, 255
CLOSED = {0: '<&-', 1: '>&-', 2: '2>&-'}


@dataclasses.dataclass
class Seen:
    code: int
    stdout: str
    stderr: str
    host: Host
    cache: list  # the texts of the files in the role's cache
    left: list   # names of all other files below HOME


class Fixture(unittest.TestCase):
    program = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        Certificates(folder.name)
        cls.tls = server_context(str(cls.folder / 'good.pem'), str(cls.folder / 'good.key'), ssl.TLSVersion.TLSv1_3)

    def variables(self, host, home, has_role, is_tls):
        values = {'PATH': os.environ['PATH'], 'HOME': home, 'LANG': 'C.UTF-8', 'AWS_REGION': 'us-east-1',
                  'AWS_EC2_METADATA_DISABLED': 'true', 'AWS_CA_BUNDLE': str(self.folder / 'ca.pem'),
                  'AWS_ENDPOINT_URL': f'http{"s" if is_tls else ""}://127.0.0.1:{host.port}'}
        if has_role:
            config = pathlib.Path(home) / 'config'
            config.write_text(CONFIG)
            values['AWS_CONFIG_FILE'] = str(config)
        else:
            values.update(AWS_ACCESS_KEY_ID='AKIAEXAMPLE000000001', AWS_SECRET_ACCESS_KEY='secret')
        return values

    def call(self, shell, *options, words=SMALLEST, has_role=False, is_tls=False, **settings):
        """`shell` is the rest of a command line behind the program and its words; $HOME is empty."""
        host = Host(['ok'], random.Random(1), self.tls if is_tls else None, sts='keys' if has_role else None)
        host.plays[0].variant = 'plain'
        settings = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **settings}
        with tempfile.TemporaryDirectory() as home:
            try:
                done = subprocess.run(['sh', '-c', shell, 'sh', self.program, *words, *options], cwd=home, timeout=120,
                                      env=self.variables(host, home, has_role, is_tls), **settings)
            finally:
                host.close()
            files = [path for path in sorted(pathlib.Path(home).rglob('*')) if path.is_file()]
            cache = [path for path in files if '.aws/cli/cache' in str(path) and path.suffix == '.json']
            left = [path.name for path in files if path not in cache and path.name != 'config']
            return Seen(done.returncode, (done.stdout or b'').decode(), (done.stderr or b'').decode(), host,
                        [path.read_text() for path in cache], left)

    def expect_one_bounce(self, seen, has_role=False):
        """Of the service's ledger: one request, and nothing that was meant for somebody else."""
        self.assertEqual(len(seen.host.attempts), 1)
        self.assertEqual(seen.host.strangers, [])
        self.assertEqual(seen.host.sts_calls, 1 if has_role else 0)
        return seen.host.attempts[0].message_id

    def expect_clean_cache(self, seen):
        self.assertEqual(len(seen.cache), 1)
        self.assertIn('Credentials', json.loads(seen.cache[0]))
        self.assertEqual(seen.left, [])

    def expect_told(self, seen, message_id):
        """On stderr, since stdout would not have it."""
        self.assertIn(message_id, seen.stderr)
        for words in (*DENIALS, MAYBE):
            self.assertNotIn(words, seen.stderr.lower())


class ClosedFromTheStart(Fixture):
    def test_every_combination(self):
        combinations = [some for count in range(4) for some in itertools.combinations(CLOSED, count)]
        for closed, is_debug, has_role, is_tls in itertools.product(combinations, *[(False, True)] * 3):
            with self.subTest(closed=closed, debug=is_debug, role=has_role, tls=is_tls):
                shell = ' '.join(['exec "$@"', *(CLOSED[number] for number in closed)])
                seen = self.call(shell, *(['--debug'] if is_debug else []), has_role=has_role, is_tls=is_tls)
                message_id = self.expect_one_bounce(seen, has_role)
                self.assertEqual(seen.code, NOT_WRITTEN if 1 in closed else 0, seen.stderr)
                if 1 not in closed:
                    self.assertEqual(json.loads(seen.stdout), {'MessageId': message_id})
                elif 2 not in closed:
                    self.expect_told(seen, message_id)
                if not is_debug and 1 not in closed:
                    self.assertEqual(seen.stderr, '')
                if has_role:
                    self.expect_clean_cache(seen)

    def test_help_version_and_skeletons_have_nowhere_to_go(self):
        for words in (['help'], ['--version'], ['--generate-cli-skeleton', 'input'], ['--generate-cli-skeleton']):
            for closed in ('>&-', '<&- >&-', '>&- 2>&-', '<&- >&- 2>&-'):
                with self.subTest(words=words, closed=closed):
                    seen = self.call(f'exec "$@" {closed}', words=words)
                    self.assertEqual(seen.code, CANNOT)
                    self.assertEqual(seen.host.attempts, [])
                    self.assertEqual(bool(seen.stderr), '2>&-' not in closed)

    def test_an_error_without_stderr_keeps_its_exit_code(self):
        for closed in ('2>&-', '>&- 2>&-', '<&- >&- 2>&-'):
            seen = self.call(f'exec "$@" {closed}', '--query', '[')
            self.assertEqual((seen.code, seen.stdout), (252, ''), closed)
            self.assertEqual(seen.host.attempts, [])


class CannotBeWritten(Fixture):
    def test_a_full_disk(self):
        for output, is_debug, has_role in itertools.product(('json', 'text', 'table', 'yaml'), *[(False, True)] * 2):
            with self.subTest(output=output, debug=is_debug, role=has_role):
                options = ['--output', output, *(['--debug'] if is_debug else [])]
                seen = self.call('exec "$@" > /dev/full', *options, has_role=has_role)
                self.assertEqual(seen.code, NOT_WRITTEN, seen.stderr)
                self.expect_told(seen, self.expect_one_bounce(seen, has_role))
                if has_role:
                    self.expect_clean_cache(seen)

    def test_a_full_disk_for_both(self):
        seen = self.call('exec "$@" > /dev/full 2> /dev/full')
        self.expect_one_bounce(seen)
        self.assertEqual(seen.code, NOT_WRITTEN)

    def test_at_most_once_knows_the_outcome(self):
        seen = self.call('exec "$@" > /dev/full', '--at-most-once')
        self.assertEqual(seen.code, NOT_WRITTEN, seen.stderr)
        self.expect_told(seen, self.expect_one_bounce(seen))

    def test_a_structured_error_says_sent(self):
        for shell in ('exec "$@" > /dev/full', 'exec "$@" >&-'):
            seen = self.call(shell, '--cli-error-format', 'json')
            message_id = self.expect_one_bounce(seen)
            self.assertEqual(seen.code, NOT_WRITTEN, seen.stderr)
            document = json.loads(seen.stderr)
            self.assertEqual(document['Outcome'], 'sent')
            self.assertEqual(document['InvocationId'], seen.host.attempts[0].invocation_id)
            self.assertEqual(document.get('RequestId', seen.host.attempts[0].request_id),
                             seen.host.attempts[0].request_id)
            self.assertIn(message_id, seen.stderr)

    def test_a_file_size_limit(self):
        for is_debug in (False, True):
            seen = self.call('ulimit -f 0; exec "$@" > out', *(['--debug'] if is_debug else []))
            self.assertEqual(seen.code, NOT_WRITTEN, seen.stderr)
            self.expect_told(seen, self.expect_one_bounce(seen))

    def test_a_file_size_limit_for_both(self):
        seen = self.call('ulimit -f 0; exec "$@" > out 2> err')
        self.expect_one_bounce(seen)
        self.assertEqual(seen.code, NOT_WRITTEN)

    def test_a_file_size_limit_loses_the_cache_of_a_role_and_not_the_call(self):
        seen = self.call('ulimit -f 0; exec "$@"', has_role=True)
        message_id = self.expect_one_bounce(seen, has_role=True)
        self.assertEqual(seen.code, 0, seen.stderr)
        self.assertEqual(json.loads(seen.stdout), {'MessageId': message_id})
        self.assertEqual((seen.cache, seen.left), ([], []), 'a draft stays behind')

    def test_nothing_was_to_be_sent(self):
        for words in (['help'], ['--version'], ['--generate-cli-skeleton', 'input']):
            for shell in ('exec "$@" > /dev/full', 'ulimit -f 0; exec "$@" > out'):
                with self.subTest(words=words, shell=shell):
                    seen = self.call(shell, words=words)
                    self.assertEqual(seen.code, CANNOT, seen.stderr)
                    self.assertEqual(seen.host.attempts, [])

    def test_children_die_of_the_limit_as_usual(self):
        keys = '{"Version": 1, "AccessKeyId": "AKIAEXAMPLE000000001", "SecretAccessKey": "secret"}'
        script = self.folder / 'keys.sh'
        script.write_text(f"#!/bin/sh\ngrep SigIgn /proc/$$/status > {self.folder}/ignored\necho '{keys}'\n")
        script.chmod(0o755)
        config = self.folder / 'process.config'
        config.write_text(f'[default]\ncredential_process = {script}\n')
        seen = self.call('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; AWS_CONFIG_FILE=' f'{config} exec "$@"')
        self.expect_one_bounce(seen)
        ignored = int((self.folder / 'ignored').read_text().split()[1], 16)
        for number in (25, 13):  # SIGXFSZ, SIGPIPE
            self.assertFalse(ignored >> (number - 1) & 1, number)


class ReaderLeft(Fixture):
    def test_it_is_no_error(self):
        for output, is_debug, has_role in itertools.product(('json', 'text'), *[(False, True)] * 2):
            with self.subTest(output=output, debug=is_debug, role=has_role):
                reader, writer = os.pipe()
                os.close(reader)
                try:
                    options = ['--output', output, *(['--debug'] if is_debug else [])]
                    seen = self.call('exec "$@"', *options, has_role=has_role, stdout=writer)
                finally:
                    os.close(writer)
                self.expect_one_bounce(seen, has_role)
                self.assertEqual(seen.code, 0, seen.stderr)
                if not is_debug:
                    self.assertEqual(seen.stderr, '')

    def test_nor_is_one_of_stderr(self):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            seen = self.call('exec "$@"', '--debug', stderr=writer)
        finally:
            os.close(writer)
        message_id = self.expect_one_bounce(seen)
        self.assertEqual((seen.code, json.loads(seen.stdout)), (0, {'MessageId': message_id}))


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Fixture.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
