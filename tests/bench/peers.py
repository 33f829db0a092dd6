#!/usr/bin/env python3
"""send-bounce beside what else sends a bounce: whole processes, each pair in turn, and the ratio of their medians.

    tests/bench/peers.py [--release build/release] [--runs 21]

Peers that are not installed are left out and named. Everything happens on this machine: a plain and a TLS server that
answer each POST with a bounce's id, so that the figures hold no network and no service. For TLS the client
looks the server's certificate up in a copy of the system's trust store to which it was added: as a folder of hashed
names, or as one bundle where the client knows nothing else.
"""
import argparse
import glob
import http.server
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ANSWER = (b'<SendBounceResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendBounceResult><MessageId>id'
          b'</MessageId></SendBounceResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>'
          b'</SendBounceResponse>')
CALL = ['--original-message-id', 'id', '--bounce-sender', 'postmaster@example.com',
        '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist']
FORM = ('Action=SendBounce&Version=2010-12-01&OriginalMessageId=id&BounceSender=postmaster%40example.com'
        '&BouncedRecipientInfoList.member.1.Recipient=ann%40example.com'
        '&BouncedRecipientInfoList.member.1.BounceType=DoesNotExist')
AWS = '/usr/bin/aws'


class Relay(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.close_connection = self.headers.get('Connection') == 'close'
        self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n' % len(ANSWER) + ANSWER)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    context = None

    # The handshake belongs to the connection's own thread. Without Nagle's algorithm, as servers of size have it:
    # the answer would wait for the acknowledgement of the session tickets before it.
    def finish_request(self, request, address):
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.context:
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, address)

    def handle_error(self, request, address):
        pass


def serve(context=None):
    server = Server(('127.0.0.1', 0), Relay)
    server.context = context
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def certificate(directory):
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', f'{directory}/key.pem',
                    '-out', f'{directory}/own.crt'], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{directory}/own.crt', f'{directory}/key.pem')
    store = f'{directory}/store'
    os.mkdir(store)
    for path in glob.glob('/usr/share/ca-certificates/mozilla/*.crt') + [f'{directory}/own.crt']:
        shutil.copy(path, store)
    subprocess.run(['openssl', 'rehash', store], check=True, capture_output=True)
    with open(f'{directory}/bundle.pem', 'w') as bundle:
        for path in sorted(glob.glob(f'{store}/*.crt')):
            bundle.write(open(path).read())
    return context


def once(command, environment):
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, environment, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    return (time.perf_counter() - start) * 1000, usage.ru_maxrss, os.waitstatus_to_exitcode(status)


def compare(title, ours, peers, environment, runs):
    """ours and each peer: (command, expected exit code)."""
    for name, (command, expected) in peers.items():
        ours_ms, theirs_ms, peak = [], [], 0
        for turn in range(runs + 1):
            a, memory, code_a = once(ours[0], environment)
            b, _, code_b = once(command, environment)
            if code_a != ours[1] or code_b != expected:
                sys.exit(f'{title}: exit codes {code_a} and {code_b} ({name}), expected {ours[1]} and {expected}')
            if turn:  # the first warms the caches
                ours_ms.append(a)
                theirs_ms.append(b)
            peak = max(peak, memory)
        ratio = statistics.median(ours_ms) / statistics.median(theirs_ms)
        print(f'| {title} | {spread(ours_ms)} | {name} | {spread(theirs_ms)} | {ratio:.3f} |', flush=True)


def spread(times):
    return f'{min(times):.2f} / {statistics.median(times):.2f} / {max(times):.2f}'


def curl(url, *more):
    return ['curl', '-s', '-f', '--aws-sigv4', 'aws:amz:us-east-1:ses', '--user', 'AKID:secret', *more, '-d', FORM, url]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--release', default='build/release')
    parser.add_argument('--runs', type=int, default=21)
    arguments = parser.parse_args()
    client = os.path.abspath(f'{arguments.release}/send-bounce')
    with tempfile.TemporaryDirectory() as directory:
        plain, secure = serve(), serve(certificate(directory))
        bare = f'{directory}/bare'
        subprocess.run(['g++', '-O2', '-static', '-x', 'c++', '-', '-o', bare], input=b'int main() {}', check=True)
        floor = f'{directory}/tls_floor'
        subprocess.run(['g++', '-std=c++20', '-O2', f'{os.path.dirname(os.path.abspath(__file__))}/tls_floor.cpp', '-o', floor,
                        '-l:libssl.a', '-l:libcrypto.a', '-ldl', '-lpthread'], check=True)
        environment = {'HOME': directory, 'PATH': os.environ['PATH'], 'AWS_REGION': 'us-east-1', 'AWS_PAGER': '',
                       'AWS_ACCESS_KEY_ID': 'AKID', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_MAX_ATTEMPTS': '1'}
        has_aws, has_curl = os.path.exists(AWS), shutil.which('curl')
        for name, there in (('AWS CLI', has_aws), ('curl', has_curl)):
            if not there:
                print(f'{name} is not installed: left out', file=sys.stderr)

        def aws(expected, *words):
            return {'AWS CLI': ([AWS, *words], expected)} if has_aws else {}

        print('| what | send-bounce, ms min / median / max | beside | ms min / median / max | ratio of medians |')
        print('|---|---|---|---|---|')
        rows = [
            ('--version', ['--version'], 0, aws(0, '--version')),
            ('skeleton', ['--generate-cli-skeleton'], 0, aws(0, 'ses', 'send-bounce', '--generate-cli-skeleton')),
            ('usage error', CALL[:2], 252, aws(252, 'ses', 'send-bounce', *CALL[:2])),
        ]
        for title, words, code, peers in rows:
            compare(title, ([client, *words], code), {'a static program with an empty main': ([bare], 0), **peers},
                    environment, arguments.runs)
        url = f'http://127.0.0.1:{plain}'
        peers = aws(0, 'ses', 'send-bounce', *CALL, '--endpoint-url', url)
        if has_curl:
            peers['curl --aws-sigv4'] = (curl(url), 0)
        compare('a bounce over HTTP', ([client, *CALL, '--endpoint-url', url], 0), peers, environment, arguments.runs)
        url, store = f'https://127.0.0.1:{secure}', f'{directory}/store'
        ours = [client, *CALL, '--endpoint-url', url, '--ca-bundle', store]
        compare('a bounce over TLS', (ours, 0), {'bare OpenSSL handshake and POST': ([floor, '127.0.0.1', str(secure), store], 0)},
                environment, arguments.runs)
        bundle = f'{directory}/bundle.pem'
        peers = aws(0, 'ses', 'send-bounce', *CALL, '--endpoint-url', url, '--ca-bundle', bundle)
        if has_curl:
            peers['curl --aws-sigv4, bundle'] = (curl(url, '--cacert', bundle), 0)
        compare('a bounce over TLS', (ours, 0), peers, environment, arguments.runs)


if __name__ == '__main__':
    main()
