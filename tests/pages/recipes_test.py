#!/usr/bin/env python3
"""Runs the recipes of `send-bounce help` and the examples of ses-stand-in(1), as a reader would who copies them.

    BUILD_FOLDER=build/dev recipes_test.py
"""
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ['BUILD_FOLDER']).resolve()
MAIL = """Return-Path: <bob@sender.example>
Delivered-To: ann@example.com
From: Bob Sender <bob@sender.example>
To: ann@example.com
Subject: Minutes
Message-ID: <4711@mail.sender.example>

Dear Ann
"""


def recipes():
    """The code of EXAMPLES: [["first line", ...], ...], joined at backslashes, one list a recipe."""
    text = subprocess.run([BUILD / 'send-bounce', 'help', 'examples'], capture_output=True, text=True,
                          check=True).stdout
    found = []
    for paragraph in text.split('\n\n'):
        code = [line[4:] for line in paragraph.splitlines() if line.startswith('    ')]
        found.append('\n'.join(code).replace('\\\n', ' ').splitlines())
    return found


def examples_of_the_stand_in():
    """The code of EXAMPLES in ses-stand-in(1), from its source."""
    page = (BUILD / 'share' / 'man' / 'man1' / 'ses-stand-in.1').read_text()
    section = page.split('.SH EXAMPLES\n')[1].split('.SH ')[0]
    blocks = re.findall(r'(?s)\.EX\n(.*?)\.EE\n', section)
    return [block.replace('\\-', '-').replace('\\e', '\\') for block in blocks]


class InAFolderWithMail(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / 'mails').mkdir()
        (self.folder / 'mails' / 'a.eml').write_text(MAIL)

        self.environment = {**os.environ, 'PATH': f'{BUILD}:{os.environ["PATH"]}', 'HOME': folder.name}

    def bounces(self):
        return list((self.folder / 'bounces' / 'new').iterdir())


class Recipes(InAFolderWithMail):
    def run_at_stand_in(self, command):
        return subprocess.run(['ses-stand-in', 'run', '--inbox', 'mails', '--outbox', 'bounces', '--rate', '0',
                               '--identity', 'example.com', '--', 'sh', '-ec', command],
                              cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60)

    def fill_in(self):
        """What a person would type into the document."""
        return r"""sed -i -e "s/^OriginalMessageId: .*/OriginalMessageId: $SES_STAND_IN_MESSAGE_ID/" """ \
               r"""-e "s/^BounceSender: .*/BounceSender: postmaster@example.com/" -e '/^Explanation/,$d' bounce.yaml
cat >> bounce.yaml <<END
BouncedRecipientInfoList:
- Recipient: ann@example.com
  BounceType: DoesNotExist
END
"""

    def test_there_are_seven(self):
        self.assertEqual([len(lines) for lines in recipes()], [2, 1, 1, 1, 1, 2, 1])

    def test_bounce_what_was_received(self):
        # What a person has: the event as a file, and the object in S3.
        aws = self.folder / 'bin' / 'aws'
        aws.parent.mkdir()
        aws.write_text('#!/bin/sh\ntest "$*" = "s3 cp s3://BUCKET/KEY -" && cat "$SES_STAND_IN_NOTIFICATION"\n')
        aws.chmod(0o755)
        self.environment['PATH'] = f'{aws.parent}:{self.environment["PATH"]}'
        dry_run = recipes()[2]
        self.assertTrue(dry_run[0].startswith(recipes()[0][0]))
        done = self.run_at_stand_in('\n'.join(['cp "$SES_STAND_IN_NOTIFICATION" event.json', *dry_run]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"WouldSend": true', done.stdout)
        self.assertFalse((self.folder / 'bounces' / 'new').exists() and self.bounces())
        done = self.run_at_stand_in('\n'.join(['cp "$SES_STAND_IN_NOTIFICATION" event.json', *recipes()[0]]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.bounces()), 2)

    def test_a_batch_that_runs_twice_bounces_once(self):
        batch = recipes()[1][0]
        done = self.run_at_stand_in('\n'.join(['tr -d "\\n" < "$SES_STAND_IN_NOTIFICATION" > events.ndjson', batch, batch]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(re.findall('"State":"([a-z]+)"', done.stdout), ['sent', 'already'])
        self.assertEqual(len(self.bounces()), 1)

    def test_bounce_for_one_recipient(self):
        for recipe in recipes()[3:5]:
            command = re.sub(r'\bID\b', '"$SES_STAND_IN_MESSAGE_ID"', recipe[0])
            done = self.run_at_stand_in(command)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn('"MessageId"', done.stdout)
        self.assertEqual(len(self.bounces()), 2)

    def test_a_document_and_then_from_cron(self):
        skeleton, send = recipes()[5]
        done = self.run_at_stand_in('\n'.join([skeleton, self.fill_in(), send, recipes()[6][0]]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r'"MessageId"[^\n]*\n}\n[0-9a-z-]+\n$')
        self.assertEqual(len(self.bounces()), 2)


class StandInExamples(InAFolderWithMail):
    def test_serve_until_a_signal(self):
        server = subprocess.Popen(examples_of_the_stand_in()[0].split(), cwd=self.folder, env=self.environment,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(server.stdout.close)
        lines = iter(server.stdout.readline, 'ready\n')
        self.assertIn('export AWS_ENDPOINT_URL_SES=http://127.0.0.1', ''.join(lines))
        server.send_signal(signal.SIGINT)
        self.assertEqual(server.wait(30), 0)

    def test_run_a_program_whose_first_request_is_throttled(self):
        handler = self.folder / 'my-bounce-handler'
        handler.write_text('#!/bin/sh\nexec send-bounce --original-message-id "$SES_STAND_IN_MESSAGE_ID" '
                           '--bounce-sender postmaster@example.com --output text --bounced-recipient-info-list '
                           '"Recipient=$SES_STAND_IN_RECIPIENT,BounceType=DoesNotExist"\n')
        handler.chmod(0o755)
        done = subprocess.run(['sh', '-c', examples_of_the_stand_in()[1]], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('fault throttle', done.stderr)
        self.assertEqual(len(self.bounces()), 1)


if __name__ == '__main__':
    # A job in the background of a script ignores SIGINT, and would hand that on to all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    unittest.main()
