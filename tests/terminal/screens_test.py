#!/usr/bin/env python3
"""Composes a bounce in the auto-prompt from nothing and sends it to the stand-in, and compares every
screen on the way with docs/auto-prompt.md, so that the page stays true.

    screens_test.py SEND-BOUNCE SES-STAND-IN PAGE [--update]

A screen of the page is a fenced block below a line <!-- screen: NAME -->. --update writes the screens
as they are now.
"""
import email.utils
import os
import pathlib
import re
import sys
import tempfile
import time
import unittest

import tmux_terminal

SKIPPED = 77
PROGRAM = STAND_IN = ''
PAGE = pathlib.Path()
UPDATE = False
MESSAGE_ID = 'd6iitobk75ur44p8kdnnp7g2n800'
BLOCK = re.compile(r'(<!-- screen: (\S+) -->\n```text\n)(.*?)(```\n)', re.DOTALL)


def mail():
    received = email.utils.format_datetime(email.utils.localtime())
    return ('Return-Path: <ann@example.com>\n'
            'Received: from mx.example.com (mx.example.com [192.0.2.1])\n'
            f' by inbound-smtp.us-east-1.amazonaws.com with SMTP id {MESSAGE_ID}\n'
            f' for bob@example.net; {received}\n'
            'From: Ann <ann@example.com>\nTo: bob@example.net\nSubject: hello\n\nHello Bob\n')


class Screens(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='screens')
        self.addCleanup(folder.cleanup)
        home = pathlib.Path(folder.name)
        (home / 'in').mkdir()
        (home / 'in' / 'hello.eml').write_text(mail(), encoding='utf-8')
        (home / 'bin').mkdir()
        (home / 'bin' / 'send-bounce').symlink_to(PROGRAM)
        (home / 'bin' / 'ses-stand-in').symlink_to(STAND_IN)
        self.outbox = home / 'out'
        self.terminal = tmux_terminal.Terminal(
            str(home), {'PATH': f'{home}/bin:' + os.environ['PATH'], 'NO_COLOR': '1'})
        self.addCleanup(self.terminal.close)
        self.seen = {}

    def take(self, name, wanted):
        """The screen, once it holds the wanted text and stands still."""
        screen = self.terminal.wait_for(wanted)
        while True:
            time.sleep(0.2)
            again = self.terminal.screen()
            if again == screen:
                break
            screen = again
        # What differs from run to run: the id of the bounce.
        self.seen[name] = re.sub(r'"MessageId": "[^"]{20,}"', '"MessageId": "0100…"', screen)

    def test_are_those_of_the_page(self):
        terminal = self.terminal
        terminal.run('clear; ses-stand-in run --inbox in --outbox out --identity example.net -- '
                     'send-bounce --cli-auto-prompt 2>/dev/null')
        self.take('open', 'Enter take/run')
        terminal.type('omi')
        terminal.press('Tab')
        self.take('letters', '> send-bounce --original-message-id\n')
        terminal.press('Enter')
        terminal.type(f' {MESSAGE_ID} ')
        terminal.press('Tab', 'Enter')
        terminal.type(' postmaster@example.net --rcp')
        terminal.press('Tab', 'Enter')
        terminal.type(' ')
        self.take('members', ' Recipient= (required)')
        terminal.type('Recipient=bob@example.net,BounceType=Nope')
        self.take('fault', "'Nope': not a value of BounceType")
        for _ in 'Nope':
            terminal.press('BSpace')
        terminal.press('Tab')
        self.take('values', 'BounceType=DoesNotExist')
        terminal.press('Enter')
        terminal.type(' --output te')
        terminal.press('Tab', 'Enter')
        self.take('output', '│MessageId')
        terminal.press('C-w')
        terminal.type('json')
        self.take('ready', 'Ready. Enter runs the command.')
        terminal.press('Enter')
        self.take('sent', lambda now: '"MessageId"' in now and now.endswith('$'))
        self.assertEqual(len(list(self.outbox.rglob('*.*'))), 1, 'one bounce in the outbox')
        terminal.run('clear; send-bounce --cli-auto-prompt')
        terminal.wait_for('Enter take/run')
        terminal.press('C-r')
        self.take('history', 'bck-i-search')
        terminal.press('C-c')
        self.compare()

    def compare(self):
        text = PAGE.read_text(encoding='utf-8')
        shown = {match[2]: match[3] for match in BLOCK.finditer(text)}
        self.assertEqual(sorted(shown), sorted(self.seen))
        if UPDATE:
            text = BLOCK.sub(lambda match: match[1] + self.seen[match[2]] + '\n' + match[4], text)
            PAGE.write_text(text, encoding='utf-8')
            return
        for name, screen in self.seen.items():
            self.assertEqual(screen + '\n', shown[name], f'screen {name} of {PAGE.name}')


if __name__ == '__main__':
    if not tmux_terminal.is_installed():
        print('skipped: tmux is not installed, and it is the terminal of these tests')
        sys.exit(SKIPPED)
    UPDATE = sys.argv[-1] == '--update'
    PROGRAM, STAND_IN = (os.path.abspath(path) for path in sys.argv[1:3])
    PAGE = pathlib.Path(sys.argv[3]).resolve()
    del sys.argv[1:]
    unittest.main()
