#!/usr/bin/env python3
"""The program in a network namespace whose other end is slow and loses packets.

    network_test.py PATH-OF-SEND-BOUNCE

Skipped, with the reason, where namespaces or netem are not to be had: they need root, iproute2 and a
kernel with sch_netem.
"""
import concurrent.futures
import os
import subprocess
import sys
import time
import unittest

from scripted import PRINTED, Server, ok, run, silent

SKIPPED = 77
PROGRAM = ''
NAME = f'sb{os.getpid()}'  # of the namespace and of the links; those have 15 letters at most
OURS, THEIRS = '198.51.100.1', '198.51.100.2'  # RFC 5737


def ip(*words):
    subprocess.run(['ip', *words], check=True, capture_output=True, text=True)


def make_network():
    """A link between us and the namespace. None, or why there cannot be one."""
    try:
        ip('netns', 'add', NAME)
        ip('link', 'add', NAME + 'a', 'type', 'veth', 'peer', 'name', NAME + 'b', 'netns', NAME)
        ip('addr', 'add', OURS + '/30', 'dev', NAME + 'a')
        ip('link', 'set', NAME + 'a', 'up')
        ip('-n', NAME, 'addr', 'add', THEIRS + '/30', 'dev', NAME + 'b')
        ip('-n', NAME, 'link', 'set', NAME + 'b', 'up')
    except FileNotFoundError:
        return 'no ip here (iproute2)'
    except subprocess.CalledProcessError as failed:
        return 'no network namespace: ' + failed.stderr.strip()
    return None


def shape(*netem):
    """None, or why the link cannot be spoilt."""
    done = subprocess.run(['tc', 'qdisc', 'replace', 'dev', NAME + 'a', 'root', 'netem', *netem], capture_output=True,
                          text=True, check=False)
    return None if done.returncode == 0 else 'no netem: ' + done.stderr.strip()


def remove_network():
    for words in (['link', 'del', NAME + 'a'], ['netns', 'del', NAME]):
        subprocess.run(['ip', *words], capture_output=True, check=False)


def send(server, *options, **variables):
    return run(PROGRAM, ['--endpoint-url', f'http://{OURS}:{server.port}', *options], variables,
               ['ip', 'netns', 'exec', NAME])


class Network(unittest.TestCase):
    def server(self, *script):
        server = Server(*script, address=OURS)
        self.addCleanup(server.close)
        return server

    def wait_for_request(self, server):
        end = time.monotonic() + 20
        while server.requests == 0:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def spoil(self, *netem):
        reason = shape(*netem)
        if reason:
            self.skipTest(reason)

    def test_an_address_where_nobody_is_ends_with_the_connect_timeout(self):
        start = time.monotonic()
        done = run(PROGRAM, ['--endpoint-url', 'http://198.51.100.77:9', '--cli-connect-timeout', '1'],
                   {'AWS_MAX_ATTEMPTS': '1'}, ['ip', 'netns', 'exec', NAME])
        self.assertEqual(done.returncode, 255)
        self.assertIn('Nothing was sent.', done.stderr)
        self.assertLess(time.monotonic() - start, 10)

    def test_a_link_that_goes_down_is_a_read_timeout(self):
        server = self.server(silent(3, ok))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            done = pool.submit(send, server, '--cli-read-timeout', '1', AWS_MAX_ATTEMPTS='1')
            self.wait_for_request(server)
            ip('link', 'set', NAME + 'a', 'down')
            try:
                done = done.result()
            finally:
                ip('link', 'set', NAME + 'a', 'up')
        self.assertEqual(done.returncode, 255)
        self.assertIn(f'Read timeout on endpoint URL: "http://{OURS}:{server.port}/"', done.stderr)

    def test_what_is_lost_is_sent_again(self):
        """Half a second without a link while the answer is sent: loss that needs no netem."""
        server = self.server(silent(0.3, ok))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            done = pool.submit(send, server)
            self.wait_for_request(server)
            ip('link', 'set', NAME + 'a', 'down')
            time.sleep(0.5)
            ip('link', 'set', NAME + 'a', 'up')
            done = done.result()
        self.assertEqual((done.returncode, done.stdout), (0, PRINTED), done.stderr)
        self.assertEqual((server.requests, server.connections), (1, 1))

    def test_delay_and_loss_are_borne(self):
        self.spoil('delay', '100ms', '20ms', 'loss', '20%')
        servers = [self.server(ok) for _ in range(8)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for server, done in zip(servers, pool.map(send, servers)):
                self.assertEqual((done.returncode, done.stdout), (0, PRINTED), done.stderr)
                self.assertEqual(server.requests, 1)

    def test_a_delay_beyond_the_read_timeout_is_one(self):
        server = self.server(ok)
        self.spoil('delay', '1500ms')
        done = send(server, '--cli-read-timeout', '1', AWS_MAX_ATTEMPTS='1')
        self.assertEqual(done.returncode, 255)
        self.assertIn('Read timeout on endpoint URL', done.stderr)


if __name__ == '__main__':
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    try:
        REASON = make_network()
        if REASON:
            print('skipped: ' + REASON)
            sys.exit(SKIPPED)
        RESULT = unittest.main(exit=False, verbosity=2).result
    finally:
        remove_network()
    sys.exit(0 if RESULT.wasSuccessful() else 1)
