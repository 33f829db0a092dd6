#!/usr/bin/env python3
"""Runs `send-bounce help` on a pseudo terminal, with the real less and with a script as pager.

    help_test.py PATH-OF-SEND-BOUNCE
"""
import os
import re
import shutil
import sys
import tempfile
import time
import unittest

import pager_test
from pager_test import SKIPPED, Session


class HelpOnATerminal(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='help')
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        self.pager = os.path.join(self.home, 'p')
        with open(self.pager, 'w', encoding='utf-8') as script:
            script.write('#!/bin/sh\necho "P args=[$*]"\ncat\n')
        os.chmod(self.pager, 0o755)

    def start(self, words, variables=None, columns=80):
        session = Session(self.home, 0, variables or {}, [], words=words, columns=columns)
        self.addCleanup(session.close)
        return session

    def test_the_manual_waits_in_less_until_q(self):
        session = self.start(['help'])
        session.wait_for('bounce a message')
        time.sleep(0.3)
        session.read(0)
        self.assertFalse(session.has_ended())
        self.assertNotIn('SEE ALSO', session.seen)
        session.press(b'q')
        self.assertEqual(session.end(), 0)

    def test_what_fits_is_printed_and_no_key_is_waited_for(self):
        session = self.start(['help', '--region'])
        self.assertEqual(session.end(), 0)
        self.assertIn('Sets the region that received the message', session.seen)
        self.assertIn('\x1b[1m--region\x1b[0m', session.seen)

    def test_manpager_is_taken_before_pager(self):
        session = self.start(['help'], {'PAGER': 'false', 'MANPAGER': self.pager + ' -x', 'AWS_PAGER': 'false'})
        self.assertEqual(session.end(), 0)
        self.assertIn('P args=[-x]', session.seen)
        self.assertIn('SEE ALSO', session.seen)

    def test_a_pager_that_is_not_there_is_a_warning_and_the_manual_is_shown(self):
        session = self.start(['--help'], {'PAGER': '/nope/pager'})
        self.assertEqual(session.end(), 0)
        self.assertIn('[WARNING]: the pager "/nope/pager" (variable PAGER) cannot be started', session.seen)
        self.assertIn('SEE ALSO', session.seen)

    def test_it_is_as_wide_as_the_terminal(self):
        for columns in (50, 120):
            session = self.start(['help', 'environment'], {'PAGER': '', 'NO_COLOR': '1'}, columns)
            self.assertEqual(session.end(), 0)
            prose = [line for line in session.seen.split('\r\n') if not re.search(r'\w{40}', line)]
            self.assertLessEqual(max(map(len, prose)), columns)
            self.assertGreater(max(map(len, prose)), columns - 20)


if __name__ == '__main__':
    if shutil.which('less') is None:
        print('skipped: less is not installed, and help is shown with it')
        sys.exit(SKIPPED)
    pager_test.PROGRAM = os.path.abspath(sys.argv.pop())
    unittest.main()
