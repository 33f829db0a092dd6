#!/usr/bin/env python3
"""SIGINT and SIGTERM end the program at once, and it says what is known of the bounce.

    signals_test.py PATH-OF-SEND-BOUNCE
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from scripted import ACCEPTED, SMALLEST, Server, answer, environment, error, silent

PROGRAM = ''
PROMPTLY = 4  # seconds, on a machine that has other things to do
BOTH = ((signal.SIGINT, 130), (signal.SIGTERM, 143))
# A resolver that never answers, for whoever asks for a name.
SLEEPING_RESOLVER = '''
#include <netdb.h>
#include <unistd.h>
int getaddrinfo(const char* n, const char* s, const struct addrinfo* h, struct addrinfo** r) {
  unsigned left = 60;
  while (left > 0) left = sleep(left);  /* the signal may come to this thread */
  return EAI_AGAIN;
}
'''


def wait_until(is_so):
    end = time.monotonic() + 30
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError('what the test waits for never came')
        time.sleep(0.01)


def catches(process, number):
    with open(f'/proc/{process.pid}/status', encoding='utf-8') as status:
        mask = next(line.split()[1] for line in status if line.startswith('SigCgt:'))
    return int(mask, 16) >> (number - 1) & 1


class Signals(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.home)

    def server(self, *script, **how):
        server = Server(*script, **how)
        self.addCleanup(server.close)
        return server

    def start(self, *options, words=SMALLEST, variables=(), **how):
        process = subprocess.Popen([PROGRAM, *words, *options], env=environment(self.home, variables), cwd=self.home,
                                   text=True, **{'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE,
                                                 'stderr': subprocess.PIPE, **how})
        self.addCleanup(process.kill)
        return process

    def interrupted(self, process, number, code):
        """Its stderr."""
        start = time.monotonic()
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
        self.assertLess(time.monotonic() - start, PROMPTLY)
        self.assertEqual(process.returncode, code, errors)
        self.assertEqual(output, '')
        self.assertTrue(errors.startswith('send-bounce: [ERROR]: Interrupted'), errors)
        return errors

    def test_while_a_document_is_read(self):
        for number, code in BOTH:
            process = self.start('--cli-input-json', 'file:///dev/stdin', words=[], stdin=subprocess.PIPE)
            wait_until(lambda: catches(process, number))
            self.assertIn('Interrupted. Nothing was sent.', self.interrupted(process, number, code))

    def test_while_it_connects(self):
        for number, code in BOTH:
            server = self.server(tls=lambda connection: connection.recv(1 << 20) and connection.recv(1 << 20))
            process = self.start('--endpoint-url', f'https://127.0.0.1:{server.port}')
            wait_until(lambda: server.connections == 1)
            errors = self.interrupted(process, number, code)
            self.assertIn(f'while connecting to 127.0.0.1:{server.port} (tried 127.0.0.1), after ', errors)
            self.assertIn('Nothing was sent.', errors)

    @unittest.skipUnless(shutil.which('cc'), 'no cc here to build a resolver that sleeps')
    def test_while_a_name_is_looked_up(self):
        source, library = os.path.join(self.home, 'x.c'), os.path.join(self.home, 'x.so')
        with open(source, 'w', encoding='utf-8') as stream:
            stream.write(SLEEPING_RESOLVER)
        subprocess.run(['cc', '-shared', '-fPIC', '-o', library, source], check=True)
        # The sanitizer wants to be the first library, and reports the thread that is left behind.
        variables = {'LD_PRELOAD': library, 'ASAN_OPTIONS': 'verify_asan_link_order=0:detect_leaks=0'}
        for number, code in BOTH:
            process = self.start('--endpoint-url', 'http://sleeping.example', variables=variables)
            wait_until(lambda: len(os.listdir(f'/proc/{process.pid}/task')) > 1)
            errors = self.interrupted(process, number, code)
            self.assertIn('sleeping.example:80', errors)
            self.assertIn('Nothing was sent.', errors)
        # The connect time-out does not wait for the resolver either.
        start = time.monotonic()
        process = self.start('--endpoint-url', 'http://sleeping.example', '--cli-connect-timeout', '1',
                             variables={**variables, 'AWS_MAX_ATTEMPTS': '1'})
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 255, errors)
        self.assertIn('Connect timeout on endpoint URL: "http://sleeping.example/"', errors)
        self.assertLess(time.monotonic() - start, 1 + PROMPTLY)

    def test_while_the_request_is_on_its_way(self):
        for options in ([], ['--at-most-once']):
            for number, code in BOTH:
                server = self.server(silent(60))
                process = self.start('--endpoint-url', f'http://127.0.0.1:{server.port}', *options)
                wait_until(lambda: server.requests == 1)
                errors = self.interrupted(process, number, code)
                self.assertIn('The bounce may have been accepted.', errors)
                self.assertRegex(errors, r'Invocation id [0-9a-f-]{36}, attempt 1, 20')

    def test_between_attempts(self):
        # By these rules the service asks for a wait of at least five seconds.
        head, rules = 'x-amz-retry-after: 30000\r\n', {'AWS_NEW_RETRIES_2026': 'true'}
        for first, known in ((error(400, 'Throttling', head=head), 'The bounce was not accepted.'),
                             (answer(503, '<html>', head), 'The bounce may have been accepted.')):
            for number, code in BOTH:
                server = self.server(first)
                process = self.start('--debug', '--endpoint-url', f'http://127.0.0.1:{server.port}', variables=rules)
                while 'will be repeated in ' not in process.stderr.readline():
                    self.assertIsNone(process.poll())
                errors = self.interrupted(process, number, code)
                self.assertIn('Interrupted while waiting to try again. The previous attempt failed: ', errors)
                self.assertIn(known, errors)

    def test_while_nobody_reads_the_answer(self):
        for number, code in BOTH:
            large = '<A><SendBounceResult><MessageId>' + 'x' * 1_000_000 + '</MessageId></SendBounceResult></A>'
            server = self.server(answer(200, large))
            process = self.start('--endpoint-url', f'http://127.0.0.1:{server.port}')
            # It writes, and the pipe is full.
            wait_until(lambda: server.requests == 1 and os.read(process.stdout.fileno(), 1))
            time.sleep(0.1)
            process.send_signal(number)
            process.wait(PROMPTLY)
            self.assertEqual(process.returncode, code)
            start = os.read(process.stderr.fileno(), 200).decode()
            self.assertIn("Interrupted.\nThe call itself succeeded; its answer: {'MessageId': 'xxx", start)

    def test_one_that_is_ignored_stays_ignored(self):
        server = self.server(silent(0.5, answer(200, ACCEPTED)))
        process = self.start('--endpoint-url', f'http://127.0.0.1:{server.port}', '--output', 'text',
                             preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        wait_until(lambda: server.requests == 1)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
        self.assertEqual((process.returncode, output, errors), (0, '0102\n', ''))


if __name__ == '__main__':
    # A job in the background of a script ignores SIGINT, and would hand that on to all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
