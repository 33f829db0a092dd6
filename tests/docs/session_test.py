#!/usr/bin/env python3
"""Runs the shell blocks of README.md and docs/getting-started.md as somebody who pastes them, one after the other.

    session_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN PROJECT_ROOT [--build]

Each page has a terminal of its own: one bash, which reads the blocks from its stdin and ends where a command fails. What a test
must not do is done by a program of the same name that is found first: cmake hands out the programs that are built already (with
--build, cmake builds them), apt-get installs nothing, and mutt, a mail reader for people, is one of Python's here. git clones this
repository, as it is in its last commit, from the address that the page names.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

CMAKE = r"""#!/bin/sh -e
case $1 in
  --preset|--build) mkdir -p build/release; cp {programs} build/release/ ;;
  --install) test "$2" = build/release -a "$3" = --prefix; mkdir -p "$4/bin"; cp build/release/s* "$4/bin/" ;;
  *) exit 1 ;;
esac
"""
MUTT = r"""#!{python}
import mailbox, sys
assert sys.argv[1:3] == ['-R', '-f'], sys.argv
for message in mailbox.Maildir(sys.argv[3], create=False):
    print('mutt:', message['To'], message.get_content_type(), [part.get_content_type() for part in message.walk()][1:])
"""
ADDRESS = 'https://forge.example/send-bounce.git'


def blocks(page):
    """The shell blocks of a page, in a row."""
    return re.findall(r'^```sh\n(.*?)^```$', page.read_text(encoding='utf-8'), re.S | re.M)


class Session(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.home = pathlib.Path(scratch.name)
        programs = self.home / 'programs'
        programs.mkdir()
        stubs = {'mutt': MUTT.format(python=sys.executable)}
        if not BUILDS:
            stubs |= {'cmake': CMAKE.format(programs=f'{CLIENT} {STAND_IN}'), 'apt-get': '#!/bin/sh\nexit 0\n',
                      'dpkg-query': '#!/bin/sh\necho installed\n'}
        for name, text in stubs.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        # As on a machine where nothing is set up. The local SES takes one call a second, and a test types fast.
        self.variables = {'HOME': scratch.name, 'PATH': f'{programs}:{os.environ["PATH"]}', 'LANG': 'C.UTF-8', 'SHELLOPTS': 'errexit',
                          'AWS_MAX_ATTEMPTS': '10', 'GIT_CONFIG_COUNT': '2', 'GIT_CONFIG_KEY_0': f'url.{ROOT}.insteadOf',
                          'GIT_CONFIG_VALUE_0': ADDRESS, 'GIT_CONFIG_KEY_1': 'safe.directory', 'GIT_CONFIG_VALUE_1': '*'}

    def paste(self, texts, folder):
        # Through a pipe: a shell that is started by one of the lines reads those that follow, as it would in a terminal.
        return subprocess.run(['bash', '--norc'], input=''.join(texts), cwd=folder, env=self.variables, capture_output=True, text=True,
                              timeout=3000 if BUILDS else 120, check=False)

    def test_getting_started_leads_from_git_clone_to_a_bounce_in_a_mail_reader(self):
        page = blocks(ROOT / 'docs/getting-started.md')
        self.assertIn(f'git clone {ADDRESS}\n', page[0])
        self.assertIn('mutt', ''.join(page))
        done = self.paste(page, self.home)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # The bounce that quickstart sends is in a folder of its own.
        bounces = list((self.home / 'send-bounce/build/first/bounces').glob('*/*'))
        self.assertEqual(len(bounces), 4, done.stdout + done.stderr)
        self.assertEqual(len(re.findall(r'^    "MessageId": ', done.stdout, re.M)), 5)
        self.assertRegex(done.stdout, r"mutt: .*bob@sender\.example.* multipart/report .*'message/delivery-status'")
        self.assertEqual(done.stdout.count('"WouldSend": true'), 2)

    def test_a_command_that_fails_is_noticed_in_the_inner_shell_too(self):
        for texts in (['false\n', 'true\n'], ['bash\n', 'false\n', 'true\n', 'exit\n']):
            self.assertNotEqual(self.paste(texts, self.home).returncode, 0)

    def test_the_readme_builds_and_installs(self):
        subprocess.run(['git', 'clone', '-q', ADDRESS, 'clone'], cwd=self.home, env=self.variables, check=True)
        done = self.paste(blocks(ROOT / 'README.md'), self.home / 'clone')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        installed = [path.name for path in (self.home / '.local/bin').iterdir()]
        self.assertLessEqual({'send-bounce', 'ses-stand-in'}, set(installed))


class ThePages(unittest.TestCase):
    def test_have_no_block_that_no_test_runs(self):
        # "sh" is run here, "console" by console_test.py.
        for name in ('README.md', 'docs/getting-started.md', 'docs/received.md'):
            text = (ROOT / name).read_text(encoding='utf-8')
            opened = [words for words in re.findall(r'^ *```(.*)$', text, re.M)][::2]
            runs = {'sh', 'console'} if name != 'docs/received.md' else {'console'}
            self.assertEqual([words for words in opened if words not in runs], [], name)
            self.assertTrue(opened, name)

    def test_the_readme_is_short(self):
        self.assertLess(len((ROOT / 'README.md').read_text(encoding='utf-8').splitlines()), 120)

    def test_the_figures_of_the_readme_are_those_that_were_measured(self):
        why = (ROOT / 'README.md').read_text(encoding='utf-8').split('## Why\n')[1].split('\n## ')[0]
        measured = (ROOT / 'docs/performance.md').read_text(encoding='utf-8')
        rows = [line for line in why.splitlines() if line.startswith('|') and ' ms |' in line]
        self.assertEqual(len(rows), 3)
        for row in rows:
            self.assertIn(f'\n{row}\n', measured)
        memory = re.search(r'takes ([0-9.]+) MiB', why)[1]
        self.assertRegex(measured, rf'\n\| bounce, TLS, default store \|[^|]*\| {re.escape(memory)} \|')


if __name__ == '__main__':
    BUILDS = '--build' in sys.argv
    CLIENT, STAND_IN = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    ROOT = pathlib.Path(sys.argv[3]).resolve()
    unittest.main(argv=sys.argv[:1])
