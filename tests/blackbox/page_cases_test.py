#!/usr/bin/env python3
"""Runs every case of the table in docs/reference/command-line.md §12 through the built program.

    page_cases_test.py --client PATH-OF-SEND-BOUNCE [--only NUMBER] [--show]

Exit code, stdout, stderr (the program's name and the usage block apart) and the body of every request have to be what the
page says; behind an error, lines of advice may follow. What differs otherwise, on purpose, is in page_differences.json with
its reason; a reason that is no longer needed fails too.

The page's recipients carry neither a BounceType nor DSN fields, which is a limit of the API that this program checks. So
`r@x` gets a BounceType here, and a case that is refused by a limit runs again with `parameter_validation = false`.
"""
import argparse
import fcntl
import json
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

import scripted_ses

CASES = 344
PAGE = 'docs/reference/command-line.md'
HERE = os.path.dirname(os.path.abspath(__file__))

RECIPIENT = 'Recipient=r@x,BounceType=DoesNotExist'
ON_THE_WIRE = 'BouncedRecipientInfoList.member.1.Recipient=r%40x'
WITH_TYPE = ON_THE_WIRE + '&BouncedRecipientInfoList.member.1.BounceType=DoesNotExist'
TOKENS = {'S': '--original-message-id ok --bounce-sender s@x',
          'T': f'--bounce-sender s@x --bounced-recipient-info-list {RECIPIENT}',
          'R': f'--original-message-id ok --bounce-sender s@x --bounced-recipient-info-list {RECIPIENT}'}
MEANINGS = {'{PV}': '\naws: [ERROR]: An error occurred (ParamValidation): ',
            '{OK}': '{\n    "MessageId": "0100018f-mock-000000"\n}\n',
            '{RB}': 'OriginalMessageId=ok&BounceSender=s%40x&' + ON_THE_WIRE,
            '{U}': ''}
CONSTANT_BEGINNING = 'Action=SendBounce&Version=2010-12-01&'

FULL_JSON = json.dumps({'OriginalMessageId': 'ok', 'BounceSender': 'j@x', 'BouncedRecipientInfoList': [{'Recipient': 'j@x'}]})
FILES = {'t.txt': b'hello\nworld\n', 'crlf.txt': b'a\r\nb\rc', 'bom.txt': b'\xef\xbb\xbfx', 'bad.bin': b'\xff\xfe\x00a',
         'l1.txt': b'caf\xe9', 'm.json': b'{"ReportingMta":"dns; a"}', 'm.shn': b'ReportingMta=dns\n',
         'l.json': b'[{"Recipient":"q@x"}]\n', 'l.sh': b'Recipient=q@x', 'full.json': FULL_JSON.encode(),
         'full.yaml': FULL_JSON.replace('j@x', 'y@x').encode(), 'h.txt': b'home',
         'H1/.aws/config': b'[default]\ncli_pager = p cfg\n', 'H2/.aws/config': b'[default]\ncli_pager =\n',
         'unchecked': b'[default]\nparameter_validation = false\n',
         'bin/p': b'#!/bin/sh\necho "P args=[$*] LESS=[$LESS] LESSset=${LESS+y}"\nexec cat\n'}
ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', 'e': '\x1b', '\\': '\\', '|': '|'}
REFERENCE_FAULT = re.compile(r'^(Missing required parameter|Unknown parameter|Invalid type for parameter) ', re.M)


def code_span(cell):
    """What a Markdown cell shows: one code span, fenced by as many backticks as it needs; else nothing."""
    found = re.search(r'(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)', cell, re.S)
    if not found:
        return None
    text = found[2]
    return text[1:-1] if len(found[1]) > 1 and text.startswith(' ') and text.endswith(' ') else text


def unescape(text):
    for token, meaning in MEANINGS.items():
        text = text.replace(token, meaning.replace('\\', '\\\\').replace('\n', '\\n'))
    return re.sub(r'\\(x[0-9A-Fa-f]{2}|.)',
                  lambda m: chr(int(m[1][1:], 16)) if m[1][0] == 'x' else ESCAPES[m[1]], text, flags=re.S)


def shell_words(text):
    """The words of a command line that may hold $'…', which shlex does not know."""
    done = subprocess.run(['bash', '-c', f"printf '%s\\0' {text}"], capture_output=True, check=True)
    return [] if not text.strip() else [word.decode() for word in done.stdout.split(b'\0')[:-1]]


class Case:
    def __init__(self, cells):
        self.number = cells[0]
        self.on_terminal = self.number.startswith('P')
        line = code_span(cells[1]) or ''
        line = line.replace('\\|', '|')
        self.line = line
        variables = re.match(r"\[((?:-u \w+|\w+=(?:'[^']*'|[^ \]]*)| )+)\] ?", line)
        self.variables = {}
        if variables:
            line = line[variables.end():]
            words = iter(shlex.split(variables[1]))
            for word in words:
                name, _, value = word.partition('=')
                self.variables[next(words) if word == '-u' else name] = None if word == '-u' else value
        for name, meaning in TOKENS.items():
            line = re.sub(rf'(?<!\S)\${name}(?!\S)', lambda _, m=meaning: m, line)
        self.words = shell_words(line)
        self.code = int(cells[2])
        if self.on_terminal:
            self.seen = unescape(code_span(cells[3]) or '')
            return
        self.stdout, self.stderr = (unescape(code_span(cell) or '') for cell in cells[3:5])
        body, times = code_span(cells[5]), re.match(r' *(\d+)× ', cells[5])
        body = body and body.replace('{RB}', MEANINGS['{RB}']).replace('\\|', '|')
        if body and RECIPIENT in self.words:
            body = body.replace(ON_THE_WIRE, WITH_TYPE)
        self.bodies = [body] * int(times[1] if times else 1) if body else []


def cases_of(page):
    with open(page, encoding='utf-8') as file:
        rows = re.findall(r'^\| (P?\d+ \|.*) \|$', file.read().partition('\n## 12. Cases')[2], re.M)
    return [Case([cell.strip() for cell in re.split(r'(?<!\\)\|', row)]) for row in rows]


class Stage:
    """A folder with the page's files, an endpoint that speaks its script, and what came of one command there."""

    def __init__(self, client):
        self.server = scripted_ses.Server()
        self.client = client
        self.folder = tempfile.TemporaryDirectory(prefix='page')
        for name, content in FILES.items():
            path = os.path.join(self.folder.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'wb') as file:
                file.write(content)
        os.makedirs(os.path.join(self.folder.name, 'd'))
        os.chmod(os.path.join(self.folder.name, 'bin', 'p'), 0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()
        self.folder.cleanup()

    def command(self, case, more):
        variables = {'PATH': os.path.join(self.folder.name, 'bin') + ':' + os.environ['PATH'], 'HOME': self.folder.name,
                     'LANG': 'C.UTF-8', 'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret',
                     'AWS_DEFAULT_REGION': 'us-east-1', 'AWS_ENDPOINT_URL': f'http://127.0.0.1:{self.server.port}',
                     'AWS_EC2_METADATA_DISABLED': 'true', **more, **case.variables}
        if variables['HOME'] in ('H1', 'H2'):
            variables['HOME'] = os.path.join(self.folder.name, variables['HOME'])
        port = str(self.server.port)
        return ([self.client] + [word.replace(':PORT', ':' + port) for word in case.words],
                {name: value for name, value in variables.items() if value is not None})

    def plain(self, text):
        text = text.replace(f'127.0.0.1:{self.server.port}', '127.0.0.1:PORT')
        return text.replace(self.folder.name, '')

    def bodies(self):
        return [request['body'].removeprefix(CONSTANT_BEGINNING) for request in self.server.requests]

    def run(self, case, more):
        words, variables = self.command(case, more)
        self.server.forget()
        done = subprocess.run(words, env=variables, cwd=self.folder.name, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, check=False)
        return {'code': done.returncode, 'stdout': self.plain(done.stdout.decode()),
                'stderr': without_names(self.plain(done.stderr.decode())), 'bodies': self.bodies()}

    def run_on_terminal(self, case):
        """On two rows, so that no answer fits and the pager is asked for as it is there. Ctrl-C comes after a second."""
        words, variables = self.command(case, {'TERM': 'xterm'})
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder.name)
            sys.stdin.readline()
            os.execve(words[0], words, variables)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 2, 80, 0, 0))
        os.write(terminal, b'\n')
        if case.code == 130:
            threading.Timer(1, os.write, (terminal, b'\x03')).start()
        seen, deadline = b'', time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                read = os.read(terminal, 65536)
            except OSError:
                break
            if not read:
                break
            seen += read
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(terminal)
        return {'code': status, 'seen': without_names(self.plain(seen.decode().removeprefix('\r\n')))}


def without_names(text):
    text = re.sub(r'\busage: (aws|send-bounce) .*?(send-bounce|subcommand>) help(\n +send-bounce help <[^>]*>)?\n?', '',
                  text, flags=re.S)
    text = re.sub(r'\busage: .*\[--debug\]\n', '', text)
    return re.sub(r'\b(send-bounce|aws): \[', 'aws: [', text)


OUR_MEMBERS = 'Outcome|RequestId|Attempts|InvocationId|Advice'


def without_our_members(text):
    """A structured error as the reference has it, by Code and Message alone (docs/exit-codes.md)."""
    text = re.sub(rf',?\n    "({OUR_MEMBERS})": [^\n]*', '', text)
    text = re.sub(rf'^({OUR_MEMBERS}): .*\n(  .*\n)*', '', text, flags=re.M)
    return re.sub(r'\t(not_sent|unknown|sent)\t[^\t\n]*\t\d+\t[^\t\n]*(\t[^\n]*)?$', '', text, flags=re.M)


def same_lines(text):
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def is_refused_by_a_limit(case, got):
    return (case.bodies and got['code'] == 252 and not got['bodies'] and 'Parameter validation failed' in got['stderr']
            and not REFERENCE_FAULT.search(got['stderr']))


def differences(case, stage):
    if case.on_terminal:
        got = stage.run_on_terminal(case)
        wanted = {'code': case.code, 'seen': without_names(case.seen)}
    else:
        wanted = {'code': case.code, 'stdout': case.stdout, 'stderr': same_lines(without_names(case.stderr)),
                  'bodies': case.bodies}
        got = stage.run(case, {})
        if is_refused_by_a_limit(case, got):
            got = stage.run(case, {'AWS_CONFIG_FILE': 'unchecked'})
        got['stderr'] = same_lines(without_our_members(got['stderr']))
    return [f'{name}: the page has {wanted[name]!r}\n{" " * len(name)}       here it is {got[name]!r}'
            for name in wanted if not agree(name, wanted[name], got[name])]


def agree(name, wanted, got):
    """Equal, or an error's text with more behind it."""
    if name == 'stderr' and wanted:
        return got[:len(wanted)] == wanted
    if name == 'seen' and 'ERROR' in wanted:
        return got.startswith(wanted)
    return got == wanted


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--client', required=True)
    parser.add_argument('--only')
    parser.add_argument('--show', action='store_true', help='show the deliberate differences too')
    arguments = parser.parse_args()
    with open(os.path.join(HERE, 'page_differences.json'), encoding='utf-8') as file:
        deliberate = json.load(file)
    cases = [case for case in cases_of(os.path.join(HERE, '..', '..', PAGE)) if arguments.only in (None, case.number)]
    equal, failed, expected = 0, 0, 0
    for case in cases:
        with Stage(os.path.abspath(arguments.client)) as stage:
            found = differences(case, stage)
        reason = deliberate.get(case.number)
        equal += not found
        if reason and found:
            expected += 1
            print(f'deliberate {case.number}: {reason}')
        elif found or reason:
            failed += 1
            print(f'FAILED {case.number}: ' + ('' if found else 'equal, although page_differences.json has a reason'))
        if found and (arguments.show or not reason):
            print(f'  {case.line}\n  ' + '\n  '.join(found))
    print(f'{equal} of {len(cases)} cases of the page equal, {expected} different on purpose, {failed} failed')
    return 1 if failed or (arguments.only is None and len(cases) != CASES) else 0


if __name__ == '__main__':
    sys.exit(main())
