#!/usr/bin/env python3
"""Runs one end-to-end case: the built send-bounce against the built ses-stand-in.

    run_case.py --client PATH --stand-in PATH CASE

A case is one file that holds both sides of the wire. Lines before the first section say what it
shows. Sections begin with "== name ==":

    options         options of the stand-in, shell words
    inbox/NAME      a mail in the stand-in's inbox
    file NAME       a file in the scratch directory, which is HOME and the working directory
    variables       NAME=value a line; NAME alone unsets it
    command         the words after "send-bounce"; a line may end in a backslash
    stdin           what the command reads
    answer          in place of the stand-in: the bytes that the relay answers with ("\\n" is CRLF
                    up to the empty line; Content-Length is added unless it is there)
    request, reply  what must have crossed the wire, in this order; "request none" where nothing may
    stdout, stderr  what must have been written; absent means nothing
    exit            the exit code; absent means 0
    dsn             the bounce in the outbox; "dsn none" where there may not be one

In expectations <*> matches any part of a line. In options, variables, commands and files {endpoint}
is the URL of the relay and {id} the message id of the first mail in the inbox.
A section may stand once; an unknown one, or an expectation that never came up, fails the case.
"""
import argparse
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

PLAIN = {'options', 'variables', 'command', 'stdin', 'answer', 'request', 'reply', 'request none',
         'stdout', 'stderr', 'exit', 'dsn', 'dsn none'}


def read_case(path):
    sections, name, lines = {}, None, []
    with open(path, encoding='utf-8') as stream:
        for line in stream.read().split('\n'):
            match = re.fullmatch(r'== (.+) ==', line)
            if not match:
                lines.append(line)
                continue
            if name:
                sections[name] = '\n'.join(lines[:-1] if lines and lines[-1] == '' else lines)
            name, lines = match.group(1), []
            if name in sections:
                sys.exit(f'{path}: section {name!r} stands twice')
            if name not in PLAIN and not name.startswith(('inbox/', 'file ')):
                sys.exit(f'{path}: unknown section {name!r}')
    if name:
        sections[name] = '\n'.join(lines[:-1] if lines and lines[-1] == '' else lines)
    if 'command' not in sections:
        sys.exit(f'{path}: no command')
    return sections


def read_message(stream):
    """One HTTP/1.1 message with Content-Length, as bytes; empty at the end of the stream."""
    head = b''
    while b'\r\n\r\n' not in head:
        line = stream.readline()
        if not line:
            return head
        head += line
    length = re.search(rb'(?im)^content-length:\s*(\d+)', head)
    return head + (stream.read(int(length.group(1))) if length else b'')


class Relay:
    """Stands between the two programs and keeps what crosses."""

    def __init__(self, upstream, answer):
        self.upstream, self.answer = upstream, answer
        self.requests, self.replies = [], []
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile('rb') as stream:
                request = read_message(stream)
                if not request:
                    continue
                self.requests.append(request)
                try:
                    reply = self.answer if self.answer is not None else self.ask_upstream(request)
                except ConnectionError:
                    continue  # a fault of the stand-in: the client meets an end without an answer
                self.replies.append(reply)
                connection.sendall(reply)

    def ask_upstream(self, request):
        with socket.create_connection(('127.0.0.1', self.upstream), timeout=20) as upstream:
            upstream.sendall(request)
            with upstream.makefile('rb') as stream:
                return read_message(stream)


def scripted_answer(text):
    head, _, body = text.partition('\n\n')
    body = body.encode()
    if not re.search(r'(?im)^content-length:', head):
        head += f'\nContent-Length: {len(body)}'
    return head.replace('\n', '\r\n').encode() + b'\r\n\r\n' + body


def start_stand_in(program, directory, options):
    process = subprocess.Popen(
        [program, 'serve', '--inbox', f'{directory}/inbox', '--outbox', f'{directory}/outbox', *options],
        stdout=subprocess.PIPE, stderr=open(f'{directory}/stand-in.log', 'wb'),
        env={'PATH': os.environ['PATH'], 'HOME': directory, 'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE',
             'AWS_SECRET_ACCESS_KEY': 'secret'})
    for line in process.stdout:
        match = re.match(rb'endpoint: https?://127\.0\.0\.1:(\d+)', line)
        if match:
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return process, int(match.group(1))
    sys.exit('the stand-in did not start:\n' + open(f'{directory}/stand-in.log').read())


def first_message_id(directory):
    for name in sorted(os.listdir(f'{directory}/inbox')):
        if name.endswith('.notification.json'):
            import json
            with open(f'{directory}/inbox/{name}', encoding='utf-8') as stream:
                return json.load(stream)['mail']['messageId']
    return ''


def matches(expected, actual):
    pattern = '[^\n]*'.join(re.escape(part) for part in expected.split('<*>'))
    return re.fullmatch(pattern, actual) is not None


def show(name, expected, actual):
    return (f'--- {name}: expected\n{expected}\n--- {name}: got\n{actual}\n'
            f'--- as literals\n{expected!r}\n{actual!r}\n')


def wait_for_notifications(directory, mails):
    for _ in range(200):
        names = os.listdir(f'{directory}/inbox')
        if sum(name.endswith('.notification.json') for name in names) >= mails:
            return
        time.sleep(0.02)


def run(arguments, directory):
    case = read_case(arguments.case)
    os.makedirs(f'{directory}/inbox')
    mails = 0
    for name, text in case.items():
        if name.startswith('inbox/'):
            mails += 1
            path = f'{directory}/{name}'
            with open(path, 'w', encoding='utf-8') as stream:
                stream.write(text + '\n')
            settled = time.time() - 5
            os.utime(path, (settled, settled))
    stand_in, port = start_stand_in(arguments.stand_in, directory, shlex.split(case.get('options', '')))
    try:
        wait_for_notifications(directory, mails)
        relay = Relay(port, scripted_answer(case['answer']) if 'answer' in case else None)
        fill = lambda text: text.replace('{endpoint}', f'http://127.0.0.1:{relay.port}').replace(
            '{id}', first_message_id(directory))
        for name, text in case.items():
            if name.startswith('file '):
                path = f'{directory}/{name[5:]}'
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, 'w', encoding='utf-8') as stream:
                    stream.write(fill(text) + '\n')
        variables = {'PATH': os.environ['PATH'], 'HOME': directory, 'LANG': 'C.UTF-8',
                     'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret',
                     'AWS_REGION': 'us-east-1', 'AWS_ENDPOINT_URL': fill('{endpoint}'),
                     'AWS_EC2_METADATA_DISABLED': 'true'}
        for line in filter(None, fill(case.get('variables', '')).split('\n')):
            name, equals, value = line.partition('=')
            if equals:
                variables[name] = value
            else:
                variables.pop(name, None)
        done = subprocess.run([arguments.client, *shlex.split(fill(case['command']).replace('\\\n', ' '))],
                              cwd=directory, env=variables, input=case.get('stdin', '').encode(),
                              capture_output=True, timeout=60)
        return judge(case, fill, done, relay, directory)
    finally:
        stand_in.send_signal(signal.SIGTERM)
        stand_in.wait(20)


def newest_dsn(directory):
    folder = f'{directory}/outbox/new'
    names = os.listdir(folder) if os.path.isdir(folder) else []
    if not names:
        return None
    with open(f'{folder}/{names[0]}', encoding='utf-8', newline='') as stream:
        return stream.read().replace('\r\n', '\n').rstrip('\n')


def judge(case, fill, done, relay, directory):
    faults = ''
    if done.returncode != int(case.get('exit', '0')):
        faults += f"exit code {done.returncode}, expected {case.get('exit', '0')}\n"
    for name, actual in (('stdout', done.stdout), ('stderr', done.stderr)):
        text = actual.decode('utf-8', 'backslashreplace').replace(directory, '{home}').replace(
            f'127.0.0.1:{relay.port}', '{relay}')
        expected = fill(case[name]) + '\n' if name in case else ''
        if not matches(expected, text):
            faults += show(name, expected, text)
    if ('request none' in case) != (not relay.requests):
        faults += f'{len(relay.requests)} requests were made\n'
    for name, actual in (('request', relay.requests), ('reply', relay.replies)):
        if name not in case:
            continue
        text = b'\n'.join(actual).decode().replace('\r\n', '\n').rstrip('\n')
        if not matches(fill(case[name]), text):
            faults += show(name, fill(case[name]), text)
    dsn = newest_dsn(directory)
    if 'dsn none' in case and dsn is not None:
        faults += f'a bounce was stored:\n{dsn}\n'
    if 'dsn' in case and (dsn is None or not matches(case['dsn'], dsn)):
        faults += show('dsn', case['dsn'], dsn)
    if faults:
        with open(f'{directory}/stand-in.log', encoding='utf-8') as log:
            faults += '--- log of the stand-in\n' + log.read()
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--client', required=True)
    parser.add_argument('--stand-in', required=True)
    parser.add_argument('case')
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='case') as directory:
        faults = run(arguments, directory)
    if faults:
        sys.exit(f'{arguments.case}\n{faults}')


if __name__ == '__main__':
    main()
