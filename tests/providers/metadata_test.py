#!/usr/bin/env python3
"""Container and instance metadata beyond the rows of configuration-and-credentials.md: time-outs, proxies, secrets in --debug.

    metadata_test.py --client build/dev/send-bounce

Everything listens on loopback; no link-local address is ever asked.
"""
import argparse
import contextlib
import http.server
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

CLIENT = ''
CALL = ['--original-message-id', 'ok', '--bounce-sender', 'a@example.com', '--bounced-recipient-info-list',
        'Recipient=b@example.com,BounceType=DoesNotExist']
SECRETS = {'key': 'SECRETKEYOFTHEROLE', 'session': 'SESSIONTOKENOFTHEROLE', 'imds': 'TOKENOFTHEMETADATASERVICE',
           'authorization': 'AUTHORIZATIONOFTHETASK', 'proxy': 'PASSWORDOFTHEPROXY'}
KEYS = ('{"AccessKeyId":"ASIAEXAMPLE0000KEYS","SecretAccessKey":"%(key)s","Token":"%(session)s",'
        '"Expiration":"2099-01-01T00:00:00Z"}' % SECRETS)
ANSWERS = {'/latest/api/token': SECRETS['imds'],
           '/latest/meta-data/iam/security-credentials/': 'myrole',
           '/latest/meta-data/iam/security-credentials/myrole': KEYS,
           '/latest/meta-data/placement/availability-zone/': 'us-east-2b',
           '/c': KEYS,
           '/': '<SendBounceResponse><SendBounceResult><MessageId>0100-id</MessageId></SendBounceResult>'
                '</SendBounceResponse>'}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self):
        self.rfile.read(int(self.headers.get('Content-Length') or 0))
        self.server.asked.append(self.path)
        body = ANSWERS.get(self.path, '').encode()
        self.send_response(200 if body else 404)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = answer


@contextlib.contextmanager
def server():
    """Metadata, container and SES in one; its `asked` has the paths in their order."""
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler) as running:
        running.asked = []
        running.url = f'http://127.0.0.1:{running.server_address[1]}'
        threading.Thread(target=running.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()
        try:
            yield running
        finally:
            running.shutdown()


@contextlib.contextmanager
def silent(accepts):
    """The URL of a port that takes connections and never answers, or that does not even take them."""
    with socket.socket() as listener, contextlib.ExitStack() as held:
        listener.bind(('127.0.0.1', 0))
        listener.listen(16 if accepts else 0)
        for _ in range(0 if accepts else 4):  # the queue is full then, and further connections hang
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f'http://127.0.0.1:{listener.getsockname()[1]}'


def run(variables, *words):
    with tempfile.TemporaryDirectory() as home:
        start = time.monotonic()
        done = subprocess.run([CLIENT, *CALL, *words], env={'HOME': home, 'PATH': '/usr/bin:/bin', **variables},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        return done, time.monotonic() - start


class TimeOuts(unittest.TestCase):
    """A machine under load is slow, so only the upper limit is generous."""

    def test_a_machine_without_the_service_waits_one_time_out(self):
        with silent(accepts=False) as url:
            done, seconds = run({'AWS_EC2_METADATA_SERVICE_ENDPOINT': url})
        self.assertEqual(done.returncode, 253)
        self.assertIn('(NoRegion)', done.stderr)
        self.assertGreater(seconds, 0.9)
        self.assertLess(seconds, 1.9)

    def test_each_attempt_has_a_time_out_of_its_own(self):
        with silent(accepts=False) as url:
            done, seconds = run({'AWS_EC2_METADATA_SERVICE_ENDPOINT': url, 'AWS_REGION': 'us-east-1',
                                 'AWS_METADATA_SERVICE_NUM_ATTEMPTS': '2'})
        self.assertEqual(done.returncode, 253)
        self.assertIn('(NoCredentials)', done.stderr)
        self.assertGreater(seconds, 1.9)
        self.assertLess(seconds, 4)

    def test_a_silent_service_costs_a_token_and_a_role(self):
        with silent(accepts=True) as url:
            done, seconds = run({'AWS_EC2_METADATA_SERVICE_ENDPOINT': url, 'AWS_REGION': 'us-east-1'})
        self.assertEqual(done.returncode, 253)
        self.assertGreater(seconds, 1.9)
        self.assertLess(seconds, 4)

    def test_no_wait_where_region_and_credentials_are_at_hand(self):
        with silent(accepts=False) as url, server() as ses:
            done, seconds = run({'AWS_EC2_METADATA_SERVICE_ENDPOINT': url, 'AWS_REGION': 'us-east-1',
                                 'AWS_ACCESS_KEY_ID': 'A', 'AWS_SECRET_ACCESS_KEY': 's',
                                 'AWS_ENDPOINT_URL': ses.url})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(seconds, 0.9)

    def test_a_silent_container_is_asked_three_times_for_two_seconds(self):
        with silent(accepts=True) as url:
            done, seconds = run({'AWS_CONTAINER_CREDENTIALS_FULL_URI': url + '/c', 'AWS_REGION': 'us-east-1'})
        self.assertEqual(done.returncode, 255)
        self.assertIn(f'Read timeout on endpoint URL: "{url}/c"', done.stderr)
        self.assertGreater(seconds, 7.9)
        self.assertLess(seconds, 12)


class Secrets(unittest.TestCase):
    def assert_nothing_shown(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        for name, secret in SECRETS.items():
            self.assertNotIn(secret, done.stdout + done.stderr, name)

    def test_debug_shows_none_of_an_instance(self):
        with server() as services:
            done, _ = run({'AWS_EC2_METADATA_SERVICE_ENDPOINT': services.url, 'AWS_ENDPOINT_URL': services.url},
                          '--debug')
        self.assertIn('iam-role gives the key id ****KEYS, with a session token', done.stderr)
        self.assert_nothing_shown(done)

    def test_debug_shows_none_of_a_container(self):
        with server() as services:
            done, _ = run({'AWS_CONTAINER_CREDENTIALS_FULL_URI': services.url + '/c', 'AWS_REGION': 'us-east-1',
                           'AWS_CONTAINER_AUTHORIZATION_TOKEN': SECRETS['authorization'],
                           'AWS_ENDPOINT_URL': services.url}, '--debug')
        self.assertIn('container-role gives the key id ****KEYS, with a session token', done.stderr)
        self.assert_nothing_shown(done)

    def test_debug_shows_none_of_a_process(self):
        program = "printf '%s' '{\"Version\":1," + KEYS[1:].replace('Token', 'SessionToken') + "'"
        with server() as services, tempfile.NamedTemporaryFile('w', suffix='.config') as config:
            config.write('[default]\ncredential_process = sh -c "%s"\n' % program.replace('"', '\\"'))
            config.flush()
            done, _ = run({'AWS_CONFIG_FILE': config.name, 'AWS_REGION': 'us-east-1',
                           'AWS_ENDPOINT_URL': services.url}, '--debug')
        self.assertIn('custom-process gives the key id ****KEYS, with a session token', done.stderr)
        self.assert_nothing_shown(done)

    def test_a_proxy_sees_no_metadata(self):
        with server() as services, server() as proxy:
            done, _ = run({'AWS_EC2_METADATA_SERVICE_ENDPOINT': services.url, 'AWS_ENDPOINT_URL': services.url,
                           'http_proxy': proxy.url.replace('//', f'//user:{SECRETS["proxy"]}@')}, '--debug')
        self.assertEqual(services.asked, [
            '/latest/api/token', '/latest/meta-data/placement/availability-zone/', '/latest/api/token',
            '/latest/meta-data/iam/security-credentials/', '/latest/meta-data/iam/security-credentials/myrole'])
        self.assertEqual(proxy.asked, [services.url + '/'])  # the bounce alone
        for name, secret in SECRETS.items():
            self.assertNotIn(secret, done.stdout + done.stderr, name)


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--client', required=True)
    arguments, rest = parser.parse_known_args()
    CLIENT = arguments.client
    unittest.main(argv=[sys.argv[0], *rest])
