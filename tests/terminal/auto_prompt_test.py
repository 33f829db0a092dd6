#!/usr/bin/env python3
"""The auto-prompt of the built program on a real terminal, which tmux is.

    auto_prompt_test.py PATH-OF-SEND-BOUNCE
"""
import json
import os
import shlex
import signal
import stat
import sys
import tempfile
import unittest

import tmux_terminal

SKIPPED = 77
PROGRAM = ''
VARIABLES = {'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_REGION': 'us-east-1',
             'AWS_EC2_METADATA_DISABLED': 'true'}
OPEN = 'Enter take/run'
CLOSED = 'exit code '


class AutoPrompt(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='prompt')
        self.addCleanup(folder.cleanup)
        self.home = folder.name

    def terminal(self, columns=80, rows=24, **variables):
        terminal = tmux_terminal.Terminal(self.home, {**VARIABLES, **variables}, columns, rows)
        self.addCleanup(terminal.close)
        return terminal

    def start(self, terminal, *words, wait=OPEN):
        """The program, its process id in a file, and the modes of the terminal before and after it."""
        inner = 'echo $$ > pid; exec ' + shlex.join([PROGRAM, *words])
        terminal.run('clear; stty -a > before; sh -c ' + shlex.quote(inner) +
                     '; echo "exit code $?"; stty -a > after')
        if wait:
            terminal.wait_for(wait)
        return terminal

    def opened(self, *words, **variables):
        return self.start(self.terminal(**variables), '--cli-auto-prompt', *words)

    def end(self, terminal, code):
        """The prompt is gone, the shell's screen and modes are back; what is on the screen."""
        screen = terminal.wait_for(f'{CLOSED}{code}')
        terminal.run('echo all is written')
        terminal.wait_for(lambda now: now.count('all is written') >= 2)
        self.assertEqual(terminal.tmux('display-message', '-p', '#{alternate_on}').strip(), '0')
        with open(os.path.join(self.home, 'before'), encoding='utf-8') as before:
            with open(os.path.join(self.home, 'after'), encoding='utf-8') as after:
                self.assertEqual(before.read(), after.read())
        return screen

    def kill(self, number):
        with open(os.path.join(self.home, 'pid'), encoding='ascii') as pid:
            os.kill(int(pid.read()), number)

    # Typing, choosing, editing

    def test_a_few_letters_choose_an_option_and_tab_puts_it_in(self):
        terminal = self.opened()
        terminal.type('--bsa')
        # The names stand as wide as the widest that is left: this one alone.
        screen = terminal.wait_for('\n --bounce-sender-arn  [string] The ARN of the identity')
        self.assertNotIn('--explanation', screen)
        terminal.press('Tab')
        terminal.wait_for('> send-bounce --bounce-sender-arn\n')
        terminal.press('Enter')
        terminal.type(' x')
        terminal.wait_for('> send-bounce --bounce-sender-arn x\n')
        terminal.press('C-c')
        self.end(terminal, 130)

    def test_the_line_is_edited_as_in_a_shell(self):
        terminal = self.opened('--explanation', 'one two')
        terminal.press('C-a')
        terminal.type('--debug ')
        terminal.press('C-e', 'BSpace', 'BSpace', 'M-BSpace')
        terminal.wait_for("> send-bounce --debug --explanation 'one\n")
        terminal.type("three'")
        terminal.press('Home', 'DC', 'DC', 'M-d', 'C-e', 'Left', 'Left', 'Right', 'C-k')
        terminal.wait_for("> send-bounce  --explanation 'one three\n")
        terminal.press('C-_')
        terminal.wait_for("> send-bounce  --explanation 'one three'\n")
        terminal.press('C-d')
        self.end(terminal, 130)

    def test_a_pasted_text_is_typed_and_runs_nothing(self):
        terminal = self.opened()
        terminal.tmux('set-buffer', '--', '--explanation x\n--bounce-sender y\n')
        terminal.tmux('paste-buffer', '-p')
        terminal.wait_for('> send-bounce --explanation x --bounce-sender y\n')
        terminal.press('C-c')
        self.end(terminal, 130)

    def test_a_fault_is_told_while_it_is_typed(self):
        terminal = self.opened()
        terminal.type('--output bogus')
        terminal.wait_for("If run now: argument --output: Found invalid choice 'bogus'")
        terminal.wait_for('Bad value for --output: bogus')
        terminal.press('C-w')
        terminal.type('yaml')
        terminal.wait_for('If run now: the following arguments are required')
        terminal.wait_for('│MessageId: MessageId')
        terminal.press('C-c')
        self.end(terminal, 130)

    def test_files_profiles_and_choices_are_offered(self):
        os.makedirs(os.path.join(self.home, '.aws'))
        with open(os.path.join(self.home, '.aws', 'config'), 'w', encoding='utf-8') as config:
            config.write('[default]\nregion = eu-west-1\n[profile mail]\nregion = eu-west-1\n')
        with open(os.path.join(self.home, 'bounce.json'), 'w', encoding='utf-8') as document:
            document.write('{}')
        terminal = self.opened()
        terminal.type('--profile ')
        terminal.wait_for(' default\n mail\n')
        terminal.type('mail --region euw3')
        terminal.wait_for('\n eu-west-3\n')
        terminal.type(' --cli-input-json file://~/boun')
        terminal.press('Tab')
        terminal.wait_for('file://~/bounce.json')
        terminal.wait_for('Missing required parameter in input: "OriginalMessageId"')
        terminal.press('C-c')
        self.end(terminal, 130)

    def test_characters_of_every_width(self):
        terminal = self.opened()
        terminal.type("--explanation 'zu\u0308rich \u4e16\u754c \u00e9'")
        terminal.wait_for("> send-bounce --explanation 'zu\u0308rich \u4e16\u754c \u00e9'\n")
        self.assertEqual(terminal.cursor(), (0, len("> send-bounce --explanation 'zurich ...... '") - 1))
        terminal.press('Left', 'Left', 'Left', 'BSpace')
        terminal.wait_for("'zu\u0308rich \u4e16 \u00e9'\n")
        terminal.press('C-c')
        self.assertIn("> send-bounce --explanation 'zu\u0308rich \u4e16 \u00e9'\n", self.end(terminal, 130))

    # Screens

    def test_every_size_shows_at_least_the_line(self):
        terminal = self.opened('--explanation', 'short')
        for columns, rows in ((100, 40), (80, 24), (60, 15), (40, 10), (20, 4), (12, 2), (200, 60), (80, 24)):
            terminal.resize(columns, rows)
            terminal.wait_for(lambda now, last=rows - 1: len(now.split('\n')) > last - 1)
            self.assertLessEqual(max(len(line) for line in terminal.screen().split('\n')), columns)
        screen = terminal.wait_for(lambda now: '|Doc panel|' in now and now.startswith('> send-bounce'))
        self.assertTrue(screen.startswith('> send-bounce --explanation short\n'), screen)
        terminal.type('er')
        terminal.wait_for('> send-bounce --explanation short er\n')
        terminal.press('C-c')
        self.end(terminal, 130)

    def test_panels_come_go_scroll_and_are_searched(self):
        terminal = self.opened('--message-dsn', 'x')
        terminal.press('F5')
        terminal.wait_for(lambda now: 'Output panel' not in now)
        terminal.press('F1')
        terminal.wait_for('Prompt panel help')
        terminal.press('F1', 'C-w', 'Left', 'F2')
        terminal.wait_for('q back to the line')
        terminal.type('/JSON')
        terminal.wait_for('I-search: JSON')
        terminal.press('Enter')
        terminal.wait_for('JSON syntax:')
        terminal.type('gq')
        terminal.wait_for(OPEN)
        terminal.press('F3')
        terminal.wait_for(lambda now: 'Doc panel' not in now)
        terminal.press('C-c')
        self.end(terminal, 130)

    # Running, leaving

    def test_a_line_that_runs_is_shown_and_remembered(self):
        terminal = self.opened()
        terminal.type('--version')
        terminal.press('Enter')
        screen = self.end(terminal, 0)
        self.assertIn('> send-bounce --version\nsend-bounce/', screen)
        path = os.path.join(self.home, '.aws', 'cli', 'cache', 'prompt_history.json')
        with open(path, encoding='utf-8') as history:
            self.assertEqual(json.load(history), {'version': 1, 'commands': ['ses send-bounce --version']})
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)

        self.start(terminal, '--cli-auto-prompt')
        terminal.press('C-r')
        terminal.wait_for('bck-i-search')
        terminal.type('vers')
        terminal.press('Down', 'Enter')
        terminal.wait_for('> send-bounce --version\n')
        terminal.press('C-c')
        self.end(terminal, 130)

    def test_an_incomplete_command_opens_it_where_it_is_wished(self):
        terminal = self.terminal(AWS_CLI_AUTO_PROMPT='on-partial')
        self.start(terminal, '--region', 'eu-west-1', wait='> send-bounce --region eu-west-1')
        terminal.wait_for('--original-message-id (required)')
        terminal.press('C-c')
        self.assertNotIn('ERROR', self.end(terminal, 130))
        self.start(terminal, '--generate-cli-skeleton', 'yaml-input', wait=None)
        self.assertIn('BounceSenderArn:', self.end(terminal, 0))

    def test_it_stays_away_without_a_terminal_on_both_sides(self):
        terminal = self.terminal(AWS_CLI_AUTO_PROMPT='on')
        for redirection in ('< /dev/null', '| cat'):
            terminal.run('clear; ' + shlex.join([PROGRAM, '--debug']) + f' {redirection}; echo done')
            screen = terminal.wait_for(lambda now: '\ndone\n' in now)
            self.assertIn('the following arguments are required', screen.replace('\n', ''))

    def test_signals_leave_the_terminal_as_it_was(self):
        # A shell shows 128 and the number of the signal that ended its command.
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGSEGV):
            with self.subTest(signal=number):
                # AddressSanitizer would make a report of the fault, and an exit code of its own.
                terminal = self.opened('--explanation', 'x', ASAN_OPTIONS='handle_segv=0')
                self.kill(number)
                self.end(terminal, 128 + number)

    def test_ctrl_z_stops_it_and_fg_brings_it_back(self):
        terminal = self.opened('--explanation', 'x')
        terminal.press('C-z')
        terminal.wait_for('Stopped')
        self.assertEqual(terminal.tmux('display-message', '-p', '#{alternate_on}').strip(), '0')
        terminal.run('fg')
        terminal.wait_for(OPEN)
        terminal.type('y')
        terminal.wait_for('> send-bounce --explanation x y\n')
        terminal.press('C-c')
        terminal.wait_for('> send-bounce --explanation x y')

    def test_a_terminal_that_cannot_be_drawn_on(self):
        for kind in ('dumb', 'no-such-terminal'):
            terminal = self.terminal()
            terminal.run(f'export TERM={kind}')
            self.start(terminal, '--cli-auto-prompt', wait=None)
            screen = self.end(terminal, 255)
            self.assertIn('it does not support this terminal', screen.replace('\n', ''))


if __name__ == '__main__':
    if not tmux_terminal.is_installed():
        print('skipped: tmux is not installed, and it is the terminal of these tests')
        sys.exit(SKIPPED)
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
