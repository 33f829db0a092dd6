#!/usr/bin/env python3
"""The recipes of docs/examples/recipes: what each does with each exit code, and each of them beside a stand-in.

    recipes_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN FOLDER-OF-THE-RECIPES

`aws` is a stub that prints a document and keeps what it was asked for. Where only exit codes matter, so is send-bounce.
"""
import datetime
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import EXAMPLES, KEYS, LocalSes, moved  # noqa: E402

ID = 'hm3eqg85eb9kjh79c9jx75a82bxeepe2sd7zquzd'
TYPE = ('--bounce-type', 'DoesNotExist')
CODES = (0, 65, 74, 75, 77, 252, 253, 254, 255)
AWS = """#!/bin/sh
echo "$*" >>"$AWS_LOG"
case "$1 $2" in
  "sqs receive-message" | "s3 cp") cat "$AWS_DOCUMENT" ;;
esac
exit "${AWS_CODE:-0}"
"""
PRETENDING = """#!/bin/sh
cat "$PRETENDED" 2>/dev/null
exit "$CODE"
"""
SAMPLES = pathlib.Path(__file__).resolve().parents[3] / 'shared' / 'samples'
CLIENT = STAND_IN = RECIPES = None


class RecipesTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.programs = self.folder / 'bin'
        self.programs.mkdir()
        for recipe in ('sqs-cron', 'maildir', 'from-mta', 'from-s3'):
            (self.programs / recipe).symlink_to(RECIPES / recipe)
        self.write('bin/aws', AWS).chmod(0o700)
        self.log = self.folder / 'aws.log'
        self.received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
        self.variables = {'HOME': str(self.folder), 'PATH': f'{self.programs}:{os.environ["PATH"]}', 'TMPDIR': str(self.folder),
                          'AWS_EC2_METADATA_DISABLED': 'true', 'AWS_LOG': str(self.log), 'AWS_DOCUMENT': '/dev/null',
                          'AWS_ENDPOINT_URL_SES': 'http://127.0.0.1:1', 'AWS_MAX_ATTEMPTS': '1', **KEYS}

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def pretend(self, code, printed=''):
        """send-bounce is a stub from now on."""
        self.write('bin/send-bounce', PRETENDING).chmod(0o700)
        self.variables.update(CODE=str(code), PRETENDED=str(self.write('printed', printed)))

    def serve(self):
        """The program itself, beside a stand-in that has received the example."""
        (self.programs / 'send-bounce').symlink_to(CLIENT)
        self.outbox = self.folder / 'outbox'
        self.write('inbox/stored.eml', self.mail())
        server = LocalSes(STAND_IN, self.folder / 'inbox', self.outbox, '--region', 'eu-west-1', '--identity', 'example.com',
                          environment=self.variables)
        self.addCleanup(server.stop)
        self.variables['AWS_ENDPOINT_URL_SES'] = server.endpoint

    def mail(self):
        return moved((EXAMPLES / 'stored.eml').read_bytes(), self.received)

    def bounces(self):
        return len(list((self.outbox / 'new').iterdir()))

    def run_words(self, *words, stdin=b'', **variables):
        done = subprocess.run([str(word) for word in words], input=stdin, capture_output=True, cwd=self.folder,
                              env=self.variables | variables, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def names(self, folder):
        return sorted(path.name for path in (self.folder / folder).iterdir()) if (self.folder / folder).exists() else []


class Sqs(RecipesTest):
    def deleted(self):
        calls = [shlex.split(line) for line in self.log.read_text().splitlines()]
        return [call[-1] for call in calls if call[:2] == ['sqs', 'delete-message']]

    def lines(self, *rows):
        return ''.join(json.dumps({'Line': 1, 'Exit': code, 'Sqs': {'MessageId': 'm', 'ReceiptHandle': handle}}) + '\n'
                       for code, handle in rows)

    def test_what_is_decided_is_deleted_and_the_exit_code_is_kept(self):
        self.variables['AWS_DOCUMENT'] = str(self.write('document', '{"Messages": []}'))
        for code in CODES:
            self.log.unlink(missing_ok=True)
            self.pretend(code, self.lines((code, 'handle+/=')))
            found, _, err = self.run_words('sqs-cron', 'https://queue', *TYPE)
            self.assertEqual(found, code, err)
            self.assertEqual(self.deleted(), ['handle+/='] if code in (0, 74, 77) else [], code)

    def test_a_message_with_several_emails_is_decided_when_all_are(self):
        self.variables['AWS_DOCUMENT'] = str(self.write('document', '{"Messages": []}'))
        self.pretend(75, self.lines((0, 'a'), (77, 'b'), (75, 'a'), (0, 'b'), (0, 'c')))
        self.assertEqual(self.run_words('sqs-cron', 'https://queue', *TYPE)[0], 75)
        self.assertEqual(self.deleted(), ['b', 'c'])

    def test_an_empty_queue_is_no_failure_and_one_that_fails_is(self):
        self.pretend(1)
        self.assertEqual(self.run_words('sqs-cron', 'https://queue', *TYPE)[0], 0)
        self.assertEqual(self.run_words('sqs-cron', 'https://queue', *TYPE, AWS_CODE='254')[0], 255)
        self.assertEqual(self.deleted(), [])

    def test_beside_a_stand_in_a_message_that_comes_twice_is_bounced_once(self):
        self.serve()
        event = moved((EXAMPLES / 'sqs-receive.json').read_bytes(), self.received)
        self.variables['AWS_DOCUMENT'] = str(self.write('document', event))
        for state in ('sent', 'already'):
            code, out, err = self.run_words('sqs-cron', 'https://queue', *TYPE, '--rate', '0')
            self.assertEqual((code, [json.loads(line)['State'] for line in out.splitlines()]), (0, [state]), err)
        self.assertEqual((self.bounces(), len(self.deleted())), (1, 2))
        self.assertEqual(self.names('.').count('document'), 1)
        self.assertEqual([name for name in self.names('.') if name.startswith('tmp.')], [], 'nothing is left behind')


    def test_beside_a_stand_in_each_message_of_the_sample_gets_a_bounce(self):
        """One in an envelope of SNS and one raw, as the command prints them."""
        if not (SAMPLES / 'render.py').exists():
            self.skipTest('no samples beside the project')
        subprocess.run([sys.executable, SAMPLES / 'render.py', SAMPLES, self.folder / 'samples'], check=True)
        self.serve()
        for mail in (self.folder / 'samples/inbox/eu-west-1').iterdir():
            shutil.copy(mail, self.folder / 'inbox')
        document = self.folder / 'samples/notifications/09-sqs-receive-message.json'
        code, out, err = self.run_words('sqs-cron', 'https://queue', *TYPE, '--rate', '0', AWS_DOCUMENT=str(document))
        self.assertEqual((code, [json.loads(line)['State'] for line in out.splitlines()]), (0, ['sent', 'sent']), err)
        self.assertEqual(sorted(self.deleted()),
                         sorted(message['ReceiptHandle'] for message in json.loads(document.read_text())['Messages']))


class Maildir(RecipesTest):
    PLACES = {0: 'cur', 74: 'cur', 77: 'cur', 65: 'failed', 252: 'failed', 254: 'failed', 75: 'unknown', 253: 'new', 255: 'new'}

    def test_each_message_goes_where_its_code_belongs_and_the_code_is_kept(self):
        for code in CODES:
            shutil.rmtree(self.folder / 'mail', ignore_errors=True)
            self.write('mail/new/one', b'x')
            self.pretend(code)
            found, _, err = self.run_words('maildir', self.folder / 'mail', *TYPE)
            self.assertEqual(found, 0 if code == 77 else code, err)
            self.assertEqual({place: len(self.names(f'mail/{place}')) for place in set(self.PLACES.values())},
                             {place: int(place == self.PLACES[code]) for place in set(self.PLACES.values())}, code)

    def test_an_empty_folder_is_no_failure(self):
        self.pretend(1)
        (self.folder / 'mail/new').mkdir(parents=True)
        self.assertEqual(self.run_words('maildir', self.folder / 'mail')[0], 0)

    def test_beside_a_stand_in(self):
        self.serve()
        self.write('mail/new/a', self.mail())
        self.write('mail/new/b', self.mail())
        self.write('mail/new/c', b'Subject: never seen by SES\n\nHello\n')
        null_sender = self.mail().replace(b'Return-Path: <bob@sender.example>', b'Return-Path: <>')
        self.write('mail/new/d', null_sender.replace(ID.encode(), b'x' * 40))
        code, out, err = self.run_words('maildir', self.folder / 'mail', *TYPE)
        self.assertEqual((code, self.names('mail/cur'), self.names('mail/failed'), self.names('mail/new')),
                         (65, ['a:2,S', 'b:2,S', 'd:2,S'], ['c'], []), err)
        self.assertEqual((self.bounces(), len(re.findall('MessageId', out))), (1, 2))


class FromMta(RecipesTest):
    def test_the_server_hears_what_is_safe_and_a_person_finds_the_rest(self):
        for code in CODES:
            shutil.rmtree(self.folder / 'kept', ignore_errors=True)
            self.pretend(code)
            found, out, err = self.run_words('from-mta', self.folder / 'kept', *TYPE, stdin=self.mail())
            self.assertEqual((found, out), (75 if code in (253, 255) else 0, ''), err)
            kept = self.names('kept')
            self.assertEqual([re.sub(r'^\w+', 'X', name) for name in kept], [f'X.{code}.eml'] if code in (65, 75, 252, 254) else [])
            for name in kept:
                self.assertEqual((self.folder / 'kept' / name).read_bytes(), self.mail())
                self.assertEqual((self.folder / 'kept' / name).stat().st_mode & 0o777, 0o600)

    def test_beside_a_stand_in_what_is_unknown_is_settled_by_a_person(self):
        """A process was killed between its claim and its outcome."""
        self.serve()
        journal = self.folder / '.local/state/send-bounce/journal.ndjson'
        words = ['from-mta', self.folder / 'kept', *TYPE]
        self.assertEqual(self.run_words(*words, stdin=self.mail())[0], 0)
        journal.write_text(journal.read_text().splitlines(keepends=True)[0])
        unknown = ['jq', '-rs', '-f', EXAMPLES / 'unknown.jq', journal]
        self.assertEqual(self.run_words(*words, stdin=self.mail())[0], 0)
        kept, = self.names('kept')
        self.assertTrue(kept.endswith('.75.eml'))
        code, out, err = self.run_words(*unknown)
        self.assertEqual((code, out.split('\t')[1:3]), (0, [ID, 'ann@example.com']), err)
        self.assertEqual(self.bounces(), 1)
        code, _, err = self.run_words('send-bounce', '--received', self.folder / 'kept' / kept, *TYPE, '--once', '--retry-unknown')
        self.assertEqual((code, self.bounces()), (0, 2), err)
        self.assertEqual(self.run_words(*unknown)[1], '')


class FromS3(RecipesTest):
    def test_the_exit_code_is_kept(self):
        for code in CODES:
            self.pretend(code)
            self.assertEqual(self.run_words('from-s3', 'bucket', 'key', *TYPE)[0], code)

    def test_nothing_is_sent_of_an_object_that_did_not_come_whole(self):
        self.serve()
        self.variables['AWS_DOCUMENT'] = str(self.folder / 'inbox/stored.eml')
        self.assertEqual(self.run_words('from-s3', 'bucket', 'key', *TYPE, AWS_CODE='1')[0], 255)
        self.assertEqual(self.names('outbox/new'), [])
        code, out, err = self.run_words('from-s3', 'bucket', 'inbound/key', *TYPE)
        self.assertEqual((code, self.bounces()), (0, 1), err)
        self.assertEqual(self.log.read_text().splitlines()[-1], 's3 cp --quiet s3://bucket/inbound/key -')


@unittest.skipUnless(shutil.which('procmail'), 'no procmail here')
class Procmail(RecipesTest):
    def deliver(self, mail):
        rules = self.write('procmailrc', (RECIPES / 'procmailrc').read_bytes())
        rules.chmod(0o600)
        mail = mail.replace(b'ann@example.com', b'nobody@example.com').replace(b'\r\n', b'\n')
        return self.run_words('procmail', '-p', f'HOME={self.folder}', f'PATH={self.variables["PATH"]}', f'DEFAULT={self.folder}/default',
                              'SHELL=/bin/sh', rules, stdin=mail)[0]

    def test_bounces_what_is_for_the_address_and_delivers_the_rest(self):
        for code in CODES:
            self.pretend(code)
            self.assertEqual(self.deliver(self.mail()), 75 if code in (253, 255) else 0, code)
            self.assertFalse((self.folder / 'default').exists())
        self.assertEqual([name.split('.')[1] for name in self.names('bounces')].count('75'), 1)
        self.assertEqual(self.deliver(b'From: bob@sender.example\nSubject: for others\n\nHello\n'), 0)
        self.assertIn('for others', (self.folder / 'default').read_text())


class Systemd(RecipesTest):
    SERVICE = 'send-bounce-batch@.service'

    def command(self):
        words, = re.findall(r'^ExecStart=(.*)$', (RECIPES / self.SERVICE).read_text(), re.M)
        return shlex.split(words)

    def connect(self, lines):
        """What systemd does for each connection: the results and the exit code."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = subprocess.Popen([CLIENT, *self.command()[1:], '--rate', '0'], stdin=theirs, stdout=theirs,
                                       stderr=subprocess.DEVNULL, env=self.variables, cwd=self.folder)
            theirs.close()
            ours.settimeout(60)
            ours.sendall(lines)
            first = b''
            while not first.endswith(b'\n'):  # as each is decided, while the producer goes on
                first += ours.recv(65536)
            ours.shutdown(socket.SHUT_WR)
            return json.loads(first)['State'], process.wait(60)

    def test_whoever_connects_reads_the_results(self):
        self.serve()
        item = moved((EXAMPLES / 'notification.json').read_bytes(), self.received)
        line = json.dumps(json.loads(item)).encode() + b'\n'
        self.assertEqual(self.connect(line), ('sent', 0))
        self.assertEqual(self.connect(line), ('already', 0))
        self.assertEqual(self.connect(b'{"a": 1}\n'), ('unreadable', 65))
        self.assertEqual(self.bounces(), 1)

    def test_the_units_are_read_without_a_word(self):
        if not shutil.which('systemd-analyze'):
            self.skipTest('no systemd-analyze here')
        service = (RECIPES / self.SERVICE).read_text().replace(self.command()[0], CLIENT)
        files = [self.write(f'units/{self.SERVICE}', service),
                 self.write('units/send-bounce-batch.socket', (RECIPES / 'send-bounce-batch.socket').read_bytes())]
        code, out, err = self.run_words('systemd-analyze', 'verify', '--man=no', *files)
        about_us = [line for line in (out + err).splitlines() if 'send-bounce-batch' in line]
        self.assertEqual((code, about_us), (0, []))


class Scripts(unittest.TestCase):
    def test_shellcheck_has_nothing_to_say(self):
        if not shutil.which('shellcheck'):
            self.skipTest('no shellcheck here')
        scripts = [path for path in RECIPES.iterdir() if path.read_bytes().startswith(b'#!/bin/sh')]
        self.assertEqual(len(scripts), 4)
        done = subprocess.run(['shellcheck', *scripts], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, ''))


if __name__ == '__main__':
    CLIENT, STAND_IN = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    RECIPES = pathlib.Path(sys.argv[3]).resolve()
    unittest.main(argv=sys.argv[:1])
