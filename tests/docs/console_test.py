#!/usr/bin/env python3
"""Runs the console blocks of pages in docs/, and compares what they print.

    console_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN PAGE...

A block is a command behind "$ " and what it prints on stdout. It runs in a shell in a folder that holds the files of
docs/examples/received, whose time of receipt is made ten minutes ago, with a stand-in that received those messages. Each page
has a folder of its own. "aws" there has stored.eml in S3 and does nothing else.
<id>, <time>, <number> and <endpoint> in the output stand for what differs from run to run.
"""
import datetime
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import EXAMPLES, KEYS, WRITTEN, LocalSes, moved  # noqa: E402

CHANGING = {'<id>': r'[0-9a-f-]+-000000', '<time>': r'[0-9T:.-]+Z', '<number>': r'[0-9]+', '<endpoint>': r'http://127\.0\.0\.1:[0-9]+/'}


def blocks(page):
    """Each command of a page with the output that follows it, and the line it is on."""
    text = pathlib.Path(page).read_text(encoding='utf-8')
    for fence in re.finditer(r'^```console\n(.*?)^```$', text, re.S | re.M):
        line = text.count('\n', 0, fence.start()) + 2
        for command in re.finditer(r'^\$ (.*?)\n((?:(?!\$ ).*\n)*)', fence[1], re.M):
            yield line, command[1], command[2]


def pattern_of(expected):
    parts = re.split('(' + '|'.join(CHANGING) + ')', expected)
    return ''.join(CHANGING.get(part, re.escape(part)) for part in parts)


AWS = """#!/bin/sh
test "$*" = "s3 cp s3://BUCKET/KEY -" && exec cat stored.eml
"""


class Reader:
    """Somebody who follows a page."""

    def __enter__(self):
        self.scratch = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.scratch.name)
        self.work, inbox, programs = folder / 'work', folder / 'inbox', folder / 'bin'
        for made in (self.work, inbox, programs):
            made.mkdir()
        received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
        for example in EXAMPLES.iterdir():
            (self.work / example.name).write_bytes(moved(example.read_bytes(), received))
        (inbox / 'stored.eml').write_bytes((self.work / 'stored.eml').read_bytes())
        (programs / 'send-bounce').symlink_to(CLIENT)
        (programs / 'aws').write_text(AWS)
        (programs / 'aws').chmod(0o755)
        self.variables = {'HOME': str(folder), 'PATH': f'{programs}:{os.environ["PATH"]}', 'AWS_EC2_METADATA_DISABLED': 'true',
                          **KEYS}
        self.server = LocalSes(STAND_IN, inbox, folder / 'outbox', '--region', 'eu-west-1', '--identity', 'example.com',
                               environment=self.variables)
        self.variables['AWS_ENDPOINT_URL_SES'] = self.server.endpoint
        return self

    def __exit__(self, *_):
        self.server.stop()
        self.scratch.cleanup()

    def type(self, command):
        return subprocess.run(['sh', '-c', command], cwd=self.work, env=self.variables, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)


class Pages(unittest.TestCase):
    def test_print_what_they_say(self):
        for page in PAGES:
            found = list(blocks(page))
            self.assertTrue(found, f'{page} has no console block')
            with Reader() as reader:
                for line, command, expected in found:
                    with self.subTest(page=page, line=line, command=command):
                        done = reader.type(command)
                        self.assertRegex(done.stdout, '^' + pattern_of(expected) + r'\Z', done.stderr)


class TheParts(unittest.TestCase):
    def test_an_output_is_compared_but_for_what_changes(self):
        self.assertRegex('{"a": 12}\n', '^' + pattern_of('{"a": <number>}\n') + r'\Z')
        self.assertNotRegex('{"a": x}\n', '^' + pattern_of('{"a": <number>}\n') + r'\Z')

    def test_the_time_of_an_example_is_moved_in_both_forms(self):
        later = WRITTEN + datetime.timedelta(days=1)
        self.assertEqual(moved(b'2026-11-27T11:50:00.123Z, Fri, 27 Nov 2026 11:50:00 +0000', later),
                         b'2026-11-28T11:50:00.123Z, Sat, 28 Nov 2026 11:50:00 +0000')


if __name__ == '__main__':
    CLIENT, STAND_IN, PAGES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
    unittest.main(argv=sys.argv[:1])
