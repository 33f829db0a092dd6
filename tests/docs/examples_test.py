#!/usr/bin/env python3
"""Runs the examples of docs/testing-a-mail-flow.md as its blocks say, each from an empty folder.

    examples_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN

A `sh` block of a section is run as it stands, with EXAMPLES set. What an example needs and this machine does not have
(pytest and boto3 for Debian's Python, npm and its packages, tmux and mutt) is named as skipped. Compose and Actions
need a daemon: tests/packaging/services_test.py runs their services in the image's files.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / 'terminal'))

from tmux_terminal import Terminal  # noqa: E402

PAGE = (ROOT / 'docs/testing-a-mail-flow.md').read_text(encoding='utf-8')
DEBIAN_PYTHON = '/usr/bin/python3'


def section(title):
    return re.search(rf'^## {re.escape(title)}\n(.*?)(?=^## |\Z)', PAGE, re.S | re.M)[1]


def block(title, kind):
    return re.search(rf'^```{kind}\n(.*?)^```$', section(title), re.S | re.M)[1]


def has_python_for_pytest():
    return os.path.exists(DEBIAN_PYTHON) and subprocess.run(
        [DEBIAN_PYTHON, '-c', 'import boto3, pytest'], capture_output=True, check=False).returncode == 0


class Examples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='examples')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.work, programs = self.folder / 'work', self.folder / 'bin'
        self.work.mkdir()
        programs.mkdir()
        for program in (CLIENT, STAND_IN):
            (programs / os.path.basename(program)).symlink_to(program)
        if os.path.exists(DEBIAN_PYTHON):
            (programs / 'python3').symlink_to(DEBIAN_PYTHON)
        # HOME stays, since npm keeps its packages and settings there; the tests themselves make a home of their own.
        self.variables = {**os.environ, 'PATH': f'{programs}:{os.environ["PATH"]}', 'EXAMPLES': str(ROOT / 'docs/examples'),
                          'AWS_EC2_METADATA_DISABLED': 'true', 'PYTHONDONTWRITEBYTECODE': '1'}

    def run_block(self, script):
        return subprocess.run(['sh', '-e', '-c', script], cwd=self.work, env=self.variables, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=600, check=False)

    @unittest.skipUnless(has_python_for_pytest(), f'no pytest and boto3 for {DEBIAN_PYTHON}')
    def test_pytest(self):
        done = self.run_block(block('pytest', 'sh'))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('5 passed', done.stdout)

    @unittest.skipUnless(shutil.which('npm'), 'no npm here')
    def test_jest(self):
        install, _, test = block('Jest', 'sh').partition('npm install\n')
        self.assertEqual(self.run_block(install).returncode, 0)
        fetched = self.run_block('npm install --no-audit --no-fund')
        if fetched.returncode != 0:
            self.skipTest('npm reaches no packages: ' + fetched.stderr.strip().splitlines()[-1])
        done = self.run_block(test)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stderr, r'Tests: +2 passed, 2 total')

    def test_a_shell(self):
        done = self.run_block(block('A shell', 'sh'))
        self.assertEqual((done.returncode, done.stdout), (0, block('A shell', 'text')), done.stderr)

    def test_what_the_page_shows_is_in_the_files(self):
        self.assertIn(block('pytest', 'python'), (ROOT / 'docs/examples/pytest/test_bouncer.py').read_text(encoding='utf-8'))

    @unittest.skipUnless(shutil.which('mutt') and shutil.which('tmux'), 'no mutt and tmux here')
    def test_the_picture_is_what_mutt_shows(self):
        (self.work / 'inbox').mkdir()
        shutil.copyfile(ROOT / 'docs/examples/for-nobody.eml', self.work / 'inbox/for-nobody.eml')
        done = self.run_block('ses-stand-in run --inbox inbox --outbox outbox --identity example.com -- '
                              'sh -c \'send-bounce --received "$SES_STAND_IN_NOTIFICATION" --bounce-type DoesNotExist\'')
        self.assertEqual(done.returncode, 0, done.stderr)
        (self.work / 'muttrc').write_text('set mbox_type=Maildir\nset folder=.\nset record=\n')
        terminal = Terminal(str(self.work), {}, columns=110, rows=48)
        self.addCleanup(terminal.close)
        terminal.type('mutt -n -F muttrc -R -f outbox')
        terminal.press('Enter')
        terminal.wait_for('Delivery Status Notification')
        terminal.press('Enter')
        screen = terminal.wait_for('Attachment #3')
        shown = [same_always(line) for line in screen.splitlines()]
        for line in block('Reading a bounce', 'screen').splitlines():
            self.assertIn(same_always(line), shown)


def same_always(line):
    """A line of a bounce without what differs from one to the next."""
    line = re.sub(r'\w{3}, \d{1,2} \w{3} \d{4} [\d:]{8} \+0000', '<date>', line)
    return re.sub(r'[0-9a-f]{16}-[0-9a-f-]+-000000|_Part_[\d_.]+', '<id>', line).rstrip()


if __name__ == '__main__':
    CLIENT, STAND_IN = (os.path.abspath(path) for path in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
