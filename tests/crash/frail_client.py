#!/usr/bin/env python3
"""A small client of a batch that is wrong on purpose, so that crash_test.py can show that it finds what it looks for.

    frail_client.py WEAKNESS --batch FILE --journal FILE [--retry-unknown] ...

WEAKNESS: "none"; "claims late", after the bounce was sent; "never syncs" the journal; "trusts claims", and takes a claim
for a bounce; "forgets", and never reads the journal.
"""
import fcntl
import json
import os
import re
import socket
import sys
import urllib.parse


def value_after(name):
    return sys.argv[sys.argv.index(name) + 1]


WEAKNESS, RETRIES = sys.argv[1], '--retry-unknown' in sys.argv


def read_states(journal):
    states = {}
    for line in os.pread(journal, 1 << 20, 0).split(b'\n')[:-1]:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        states[row['Id']] = row['State']
    return states


def append(journal, original, state, syncs):
    os.write(journal, json.dumps({'Id': original, 'State': state}).encode() + b'\n')
    if syncs and WEAKNESS != 'never syncs':
        os.fsync(journal)


def send(original):
    endpoint = urllib.parse.urlsplit(os.environ['AWS_ENDPOINT_URL_SES'])
    body = f'Action=SendBounce&OriginalMessageId={original}'
    with socket.create_connection((endpoint.hostname, endpoint.port)) as connection:
        connection.sendall(f'POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}'.encode())
        while connection.recv(65536):
            pass


def bounce(journal, original):
    """The state that is told."""
    fcntl.flock(journal, fcntl.LOCK_EX)
    state = None if WEAKNESS == 'forgets' else read_states(journal).get(original)
    if state == 'sent' or (state == 'sending' and WEAKNESS == 'trusts claims'):
        return 'already'
    if state == 'sending' and not RETRIES:
        return 'unknown'
    if WEAKNESS != 'claims late':
        append(journal, original, 'sending', True)
    send(original)
    append(journal, original, 'sent', False)
    return 'sent'


def main():
    path, told = value_after('--journal'), set()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    journal = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    if WEAKNESS != 'never syncs':
        os.fsync(folder)
    end = os.fstat(journal).st_size
    if end and os.pread(journal, 1, end - 1) != b'\n':
        os.write(journal, b'\n')
    with open(value_after('--batch'), encoding='utf-8') as lines:
        for number, line in enumerate(lines, 1):
            state = bounce(journal, re.search(r'"mail":\{.*?"messageId":"([^"]+)"', line)[1])
            fcntl.flock(journal, fcntl.LOCK_UN)
            told.add(state)
            os.write(1, json.dumps({'Line': number, 'State': state}).encode() + b'\n')
    return 75 if 'unknown' in told else 0


if __name__ == '__main__':
    sys.exit(main())
