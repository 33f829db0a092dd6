#!/usr/bin/env python3
"""Runs the built program on a pseudo terminal, with the real less and with scripts as pagers.

    pager_test.py PATH-OF-SEND-BOUNCE
"""
import fcntl
import http.server
import os
import pty
import select
import shutil
import struct
import sys
import tempfile
import termios
import threading
import time
import unittest

SKIPPED = 77
PROGRAM = ''
LINES = ''.join(f'line {number}\n' for number in range(1, 101))


class Service(http.server.BaseHTTPRequestHandler):
    """Accepts everything; the id of the answer is whatever the request names as the original one."""
    message_id = 'short'
    requests = 0

    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        Service.requests += 1
        body = ('<SendBounceResponse><SendBounceResult><MessageId>' + Service.message_id +
                '</MessageId></SendBounceResult></SendBounceResponse>').encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Session:
    """The program on a terminal of 24 lines, whose session leader it is: a bounce with options, or other words."""

    def __init__(self, home, port, variables, options, *, words=None, columns=80):
        environment = {'PATH': os.environ['PATH'], 'HOME': home, 'LANG': 'C.UTF-8', 'TERM': 'xterm',
                       'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret',
                       'AWS_REGION': 'us-east-1', 'AWS_ENDPOINT_URL': f'http://127.0.0.1:{port}',
                       'AWS_EC2_METADATA_DISABLED': 'true', **variables}
        words = [PROGRAM, *(words or ['--original-message-id', 'x', '--bounce-sender', 's@x',
                                      '--bounced-recipient-info-list', 'Recipient=r@x,BounceType=DoesNotExist',
                                      *options])]
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            # The parent sets the size before anything can ask for it.
            sys.stdin.readline()
            os.execve(PROGRAM, words, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        self.before = termios.tcgetattr(self.terminal)
        os.write(self.terminal, b'\n')
        self.seen = ''
        self.status = None

    def read(self, seconds):
        if select.select([self.terminal], [], [], seconds)[0]:
            try:
                self.seen += os.read(self.terminal, 65536).decode()
                return True
            except OSError:  # the other side is closed
                pass
        return False

    def wait_for(self, text):
        end = time.monotonic() + 20
        while text not in self.seen:
            if time.monotonic() > end:
                raise AssertionError(f'{text!r} never came; seen: {self.seen!r}')
            if not self.read(0.5) and self.has_ended():
                raise AssertionError(f'ended without {text!r}; seen: {self.seen!r}')

    def has_ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def press(self, keys):
        os.write(self.terminal, keys)

    def end(self):
        """The exit code; what was shown is then whole. Fails where the program waits for somebody."""
        end = time.monotonic() + 20
        while not self.has_ended():
            if time.monotonic() > end:
                raise AssertionError(f'still running; seen: {self.seen!r}')
            self.read(0.1)
        while self.read(0.1):
            pass
        return self.status

    def close(self):
        if not self.has_ended():
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)


class PagerOnATerminal(unittest.TestCase):
    def setUp(self):
        self.server = http.server.HTTPServer(('127.0.0.1', 0), Service)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        folder = tempfile.TemporaryDirectory(prefix='pager')
        self.addCleanup(folder.cleanup)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.home = folder.name
        self.pager = os.path.join(self.home, 'p')
        with open(self.pager, 'w', encoding='utf-8') as script:
            script.write('#!/bin/sh\necho "P args=[$*] LESS=[$LESS]"\ncat\n')
        os.chmod(self.pager, 0o755)
        Service.message_id, Service.requests = 'short', 0

    def start(self, variables, *options):
        session = Session(self.home, self.server.server_port, variables, options)
        self.addCleanup(session.close)
        return session

    def test_an_answer_that_fits_is_printed_and_no_key_is_waited_for(self):
        for variables in ({}, {'AWS_PAGER': 'less'}, {'PAGER': 'less', 'LESS': ''}, {'AWS_PAGER': self.pager}):
            session = self.start(variables)
            self.assertEqual(session.end(), 0, variables)
            self.assertTrue(session.seen.endswith('{\r\n    "MessageId": "short"\r\n}\r\n'), session.seen)

    def test_a_long_answer_waits_in_less_until_q(self):
        Service.message_id = LINES
        session = self.start({}, '--output', 'text')
        session.wait_for('line 23')
        time.sleep(0.3)
        session.read(0)
        self.assertFalse(session.has_ended())
        self.assertNotIn('line 30', session.seen)
        session.press(b'q')
        self.assertEqual(session.end(), 0)

    def test_an_interrupt_in_less_leaves_the_terminal_as_it_was(self):
        Service.message_id = LINES
        session = self.start({}, '--output', 'text')
        session.wait_for('line 23')
        time.sleep(0.3)
        session.press(b'\x03')
        time.sleep(0.3)
        self.assertFalse(session.has_ended(), 'Ctrl-C belongs to less')
        session.press(b'q')
        session.wait_for('line 23')
        deadline = time.monotonic() + 5
        while termios.tcgetattr(session.terminal) != session.before and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(termios.tcgetattr(session.terminal), session.before)
        self.assertEqual(session.end(), 0)

    def test_a_pager_gets_its_words_and_less_its_usual_options(self):
        Service.message_id = LINES
        session = self.start({'AWS_PAGER': self.pager + ' a "b c"'}, '--output', 'text')
        self.assertEqual(session.end(), 0)
        self.assertIn('P args=[a b c] LESS=[FRX]\r\nline 1\r\n', session.seen)
        self.assertTrue(session.seen.rstrip().endswith('line 100'), session.seen)

    def test_a_pager_that_leaves_at_once_is_no_fault(self):
        Service.message_id = LINES * 5000
        session = self.start({'AWS_PAGER': 'false'}, '--output', 'text')
        self.assertEqual(session.end(), 0)
        self.assertNotIn('line', session.seen)
        self.assertNotIn('ERROR', session.seen)

    def test_a_pager_that_is_not_there_is_a_warning_and_the_answer_is_shown(self):
        Service.message_id = LINES
        session = self.start({'AWS_PAGER': '/nope/pager'}, '--output', 'text')
        self.assertEqual(session.end(), 0)
        self.assertIn('[WARNING]: the pager "/nope/pager" (variable AWS_PAGER) cannot be started: '
                      'No such file or directory', session.seen)
        self.assertIn('line 100', session.seen)
        self.assertEqual(Service.requests, 1)

    def test_told_not_to_page(self):
        Service.message_id = LINES
        session = self.start({'AWS_PAGER': self.pager}, '--output', 'text', '--no-cli-pager')
        self.assertEqual(session.end(), 0)
        self.assertNotIn('P args', session.seen)
        self.assertIn('line 100', session.seen)


if __name__ == '__main__':
    if shutil.which('less') is None:
        print('skipped: less is not installed, and the pager tests are about it')
        sys.exit(SKIPPED)
    PROGRAM = os.path.abspath(sys.argv.pop())
    unittest.main()
