#!/usr/bin/env python3
"""What a function costs in AWS Lambda: from the start of its process to the first call of the runtime API, and for each event.

    tests/bench/lambda.py BUILD [--runs 21] [--events 200]

BUILD is the folder of a release build. The same mock of the runtime API serves the program as bootstrap, a handler with
boto3 (Debian's, by /usr/bin/python3) and a yardstick: a static program that connects and asks, and does nothing else. The
service answers at once, over HTTP and in a process of its own. A single call of the program with the same event, from
spawn to end, is what an event is compared with. Milliseconds are minimum / median / maximum.
"""
import argparse
import datetime
import json
import multiprocessing
import os
import pathlib
import select
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / '../support')]

from bounce_servers import serve  # noqa: E402
from clients import build_yardsticks, has_boto3  # noqa: E402
from local_ses import EXAMPLES, KEYS, moved  # noqa: E402

FLOOR = r'''
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
int main(int argc, char** argv) {
  struct sockaddr_in at;
  memset(&at, 0, sizeof at);
  at.sin_family = AF_INET;
  at.sin_port = htons((unsigned short)atoi(argv[argc - 1]));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  connect(s, (struct sockaddr*)&at, sizeof at);
  const char text[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n";
  char byte;
  return write(s, text, sizeof text - 1) > 0 ? (int)read(s, &byte, 1) : 1;
}
'''


class Api:
    """The runtime API in one thread: whoever waits is not disturbed by it."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.connections = []

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def request(self):
        """The next request, whole, and the connection that it came on."""
        buffers = {}
        while True:
            readable, _, _ = select.select([self.listener, *self.connections], [], [], 60)
            for one in readable:
                if one is self.listener:
                    made, _ = one.accept()
                    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.connections.append(made)
                    continue
                data = one.recv(65536)
                if not data:
                    self.connections.remove(one)
                    one.close()
                    continue
                text = buffers[one] = buffers.get(one, b'') + data
                head, end, body = text.partition(b'\r\n\r\n')
                if end and len(body) >= content_length(head):
                    return one, text
            if not readable:
                raise AssertionError('nothing asked for a minute')

    def forget(self):
        for one in self.connections:
            one.close()
        self.connections = []


def content_length(head):
    for line in head.split(b'\r\n'):
        name, _, value = line.partition(b':')
        if name.lower() == b'content-length':
            return int(value)
    return 0


def reply(connection, status, body, *headers):
    lines = [f'HTTP/1.1 {status}', 'Content-Type: application/json', f'Content-Length: {len(body)}', *headers]
    connection.sendall('\r\n'.join(lines).encode() + b'\r\n\r\n' + body)


class Function:
    """A process that was started; `started` is the time until it asked for its first event, in ms."""

    def __init__(self, api, words, environment):
        self.api = api
        start = time.perf_counter()
        silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        self.pid = os.posix_spawn(words[0], words, environment, file_actions=silent)
        self.waiting, _ = api.request()
        self.started = (time.perf_counter() - start) * 1000

    def event(self, body, number):
        """The time from the event's first byte to the last one of its answer, in ms."""
        deadline = int(time.time() * 1000) + 30_000
        start = time.perf_counter()
        reply(self.waiting, '200 OK', body, f'Lambda-Runtime-Aws-Request-Id: r-{number}', f'Lambda-Runtime-Deadline-Ms: {deadline}')
        connection, text = self.api.request()
        spent = (time.perf_counter() - start) * 1000
        if b'/response HTTP' not in text or b'STOP_RULE_SET' not in text:
            raise AssertionError(text.decode())
        reply(connection, '202 Accepted', b'{}')
        self.waiting, _ = self.api.request()
        return spent

    def processor(self):
        """Milliseconds of processor time so far."""
        with open(f'/proc/{self.pid}/stat', encoding='utf-8') as stream:
            fields = stream.read().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf('SC_CLK_TCK')

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.api.forget()


def ses_server(channel):
    channel.send(serve())
    signal.pause()


def spread(values):
    return f'{min(values):.2f} / {statistics.median(values):.2f} / {max(values):.2f}'


def single_calls(measure, program, path, environment, runs):
    """Wall and processor time of whole calls, in ms."""
    wall, processor = [], []
    for turn in range(runs + 1):
        done = subprocess.run([measure, program, '--received', path, '--bounce-type', 'DoesNotExist'], env=environment,
                              capture_output=True, text=True, check=True)
        one_wall, one_processor, _, code = (int(word) for word in done.stdout.split())
        if code != 0:
            raise AssertionError(f'a single call ended with {code}')
        if turn:
            wall.append(one_wall / 1000)
            processor.append(one_processor / 1000)
    return wall, processor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('--runs', type=int, default=21)
    parser.add_argument('--events', type=int, default=200)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    service = multiprocessing.Process(target=ses_server, args=(theirs,), daemon=True)
    service.start()
    url = f'http://127.0.0.1:{ours.recv()}'
    received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
    event = json.dumps(json.loads(moved((EXAMPLES / 'lambda.json').read_bytes(), received))).encode()
    with tempfile.TemporaryDirectory() as folder:
        build_yardsticks(folder)
        pathlib.Path(f'{folder}/floor.c').write_text(FLOOR)
        subprocess.run(['gcc', '-O2', '-static', f'{folder}/floor.c', '-o', f'{folder}/floor'], check=True)
        pathlib.Path(f'{folder}/event.json').write_bytes(event)
        program = os.path.abspath(f'{options.build}/send-bounce')
        os.symlink(program, f'{folder}/bootstrap')
        api = Api()
        environment = {'PATH': os.environ['PATH'], 'AWS_LAMBDA_RUNTIME_API': f'127.0.0.1:{api.port}', 'AWS_REGION': 'eu-west-1',
                       'AWS_DEFAULT_REGION': 'eu-west-1', 'SEND_BOUNCE_OPTIONS': '--bounce-type DoesNotExist',
                       'AWS_ENDPOINT_URL_SES': url, **KEYS}
        functions = {'asks, and nothing else': [f'{folder}/floor', str(api.port)], 'send-bounce': [f'{folder}/bootstrap']}
        if has_boto3():
            functions['boto3'] = ['/usr/bin/python3', str(HERE / 'sdk/lambda_boto3.py')]
        print('| from exec to the first `next` | ms |\n|---|---|')
        for name, words in functions.items():
            runs = options.runs if name != 'boto3' else max(3, options.runs // 4)
            times = []
            for turn in range(runs + 1):
                function = Function(api, words, environment)
                if turn:
                    times.append(function.started)
                function.end()
            print(f'| {name} | {spread(times)} |')

        wall, processor = single_calls(f'{folder}/measure', program, f'{folder}/event.json',
                                       {**environment, 'HOME': folder}, options.runs)
        print('\n| one bounce | ms | processor, ms | of a single call: ms | processor |\n|---|---|---|---|---|')
        print(f'| single call, from spawn to end | {spread(wall)} | {statistics.median(processor):.2f} | | |')
        for name, words in list(functions.items())[1:]:
            function = Function(api, words, environment)
            first = function.event(event, 0)
            before = function.processor()
            times = [function.event(event, number) for number in range(1, options.events + 1)]
            spent = (function.processor() - before) / options.events
            function.end()
            print(f'| {name}, first event | {first:.2f} | | {first / statistics.median(wall):.2f} | |')
            print(f'| {name}, later events | {spread(times)} | {spent:.2f} | {statistics.median(times) / statistics.median(wall):.2f} '
                  f'| {spent / statistics.median(processor):.2f} |')
    service.terminate()


if __name__ == '__main__':
    main()
