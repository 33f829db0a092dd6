#!/usr/bin/env python3
"""Runs the recorded command lines and compares what comes of them with what the AWS CLI did.

    recorded_test.py --client PATH-OF-SEND-BOUNCE [--group REGEX] [--only ID] [--show]
    recorded_test.py --client 'aws ses send-bounce' --record NEW-FILE [--cases FILE]

recorded_cases.json holds command lines with their variables and files, and what AWS CLI 2.36.7 did with each against the
scripted endpoint (scripted_ses.py). In args, env and files {E} is the endpoint's URL, {P} its port, {X} the URL of a proxy
that notes what it is asked for, {XP} its port, and {D} the scratch folder, which is HOME and the working directory.

Exit code, stdout, every request's form, credential scope, attempt header and signature, and the hosts that the proxy was
asked for have to be equal. stderr has to begin with the reference's text, the program's name and the usage block apart;
advice may follow it, and the members that docs/exit-codes.md adds to a structured error. What differs on purpose is named with its reason: in deliberate.json, or in wording.json if stderr
alone differs. A reason that is no longer needed fails, too. `skip` in a case names parts that are not compared.

Ids that end in -limit break a limit that the API documents and the reference does not check: those command lines are
refused here; the same id with -unchecked has `parameter_validation = false` and is sent.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import hmac
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.parse

import scripted_ses
from page_cases_test import without_our_members

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE / 'recorded_cases.json'
TIME_LIMIT = 60
SECRET = b'secret'
AUTHORIZATION = re.compile(r'Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+)')
USAGE = re.compile(r'^usage:.*?(?=^\S*: ?(?:error|\[ERROR\])|\Z)', re.S | re.M)


def sha256(text):
    return hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()


def is_signed(request, headers, credential):
    """Signature Version 4, computed anew from what arrived; nothing for a request without one."""
    if not credential:
        return None
    _, region, service, signed = credential.groups()
    moment = headers.get('x-amz-date', '')
    path, _, query = request['path'].partition('?')
    canonical = '\n'.join([request['method'], urllib.parse.quote(path or '/', safe='/~'), '&'.join(sorted(query.split('&'))),
                           *(f'{name}:{" ".join(headers.get(name, "").split())}' for name in signed.split(';')), '', signed,
                           sha256(request['body'])])
    scope = [moment[:8], region, service, 'aws4_request']
    key = b'AWS4' + SECRET
    for part in scope:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = '\n'.join(['AWS4-HMAC-SHA256', moment, '/'.join(scope), sha256(canonical)])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() == headers['authorization'].rsplit('=', 1)[1].strip()


def described(request):
    headers = {name.lower(): value for name, value in request['headers']}
    credential = AUTHORIZATION.search(headers.get('authorization', ''))
    return {'method': request['method'], 'path': request['path'], 'form': [list(pair) for pair in request['form']] or request['body'],
            'scope': list(credential.groups()) if credential else None, 'token': headers.get('x-amz-security-token'),
            'type': headers.get('content-type'), 'attempt': re.sub(r'ttl=[^;]*; ', '', headers.get('amz-sdk-request') or ''),
            'signed': is_signed(request, headers, credential)}


class Run:
    """One command line with its endpoint, its proxy and its folder."""

    def __init__(self, client, case):
        self.client, self.case = client, case

    def outcome(self):
        self.server = scripted_ses.Server()
        try:
            with tempfile.TemporaryDirectory(prefix='recorded') as self.folder:
                self.write_files()
                return self.observed()
        finally:
            self.server.close()

    def places(self):
        # A URL before the port that is part of it.
        return {'{E}': f'http://127.0.0.1:{self.server.port}', '{P}': str(self.server.port),
                '{X}': f'http://127.0.0.1:{self.server.proxy_port}', '{XP}': str(self.server.proxy_port), '{D}': self.folder}

    def filled(self, text):
        for name, place in self.places().items():
            text = text.replace(name, place)
        return text

    def plain(self, text):
        for name, place in self.places().items():
            text = text.replace(place, name)
        return text

    def write_files(self):
        for name, content in self.case.get('files', {}).items():
            path = pathlib.Path(self.folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes.fromhex(content['hex']) if isinstance(content, dict) else self.filled(content).encode())
            if path.suffix == '.sh':
                path.chmod(0o755)

    def variables(self):
        given = {'PATH': os.environ['PATH'], 'HOME': self.folder, 'LANG': 'C.UTF-8', 'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE',
                 'AWS_SECRET_ACCESS_KEY': SECRET.decode(), 'AWS_DEFAULT_REGION': 'us-east-1',
                 'AWS_EC2_METADATA_DISABLED': 'true', 'COLUMNS': '80', **self.case.get('env', {})}
        return {name: self.filled(value) for name, value in given.items() if value is not None}

    def observed(self):
        words = shlex.split(self.client) + [self.filled(word) for word in self.case['args']]
        try:
            done = subprocess.run(words, cwd=self.folder, env=self.variables(), input=b'', capture_output=True,
                                  timeout=self.case.get('timeout', TIME_LIMIT), check=False)
            code, out, err = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired as late:
            code, out, err = 'timeout', late.stdout or b'', late.stderr or b''
        return {'rc': code, 'stdout': self.plain(out.decode('utf-8', 'backslashreplace')),
                'stderr': self.plain(err.decode('utf-8', 'backslashreplace')),
                'requests': json.loads(self.plain(json.dumps([described(one) for one in self.server.requests]))),
                'connects': self.server.asked_for}


def lines_of(stderr):
    """What is compared of stderr: no usage block, no name of the program, no empty lines."""
    text = re.sub(r'^(aws|send-bounce)(: )', r'PROGRAM\2', USAGE.sub('', stderr), flags=re.M)
    text = re.sub(r'^\s*(aws|send-bounce)( <command>)?( <subcommand>)? help$', '', text, flags=re.M)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def members(requests, names):
    return [[request[name] for name in names] for request in requests]


def differences(case, actual):
    """The names of the parts that differ."""
    expected = case['expect']
    same = {name: expected[name] == actual[name] for name in ('rc', 'stdout', 'connects')}
    for name, parts in (('wire', ('method', 'path', 'form', 'type')), ('signing', ('scope', 'token', 'attempt', 'signed'))):
        same[name] = members(expected['requests'], parts) == members(actual['requests'], parts)
    said, wanted = lines_of(without_our_members(actual['stderr'])), lines_of(expected['stderr'])
    same['stderr'] = said[:len(wanted)] == wanted if wanted else not said
    return [name for name, is_same in same.items() if not is_same and name not in case.get('skip', ())]


class Judge:
    """Counts the verdicts of each group, and prints what is not as it should be."""

    def __init__(self, show):
        self.show = show
        self.deliberate = json.loads((HERE / 'deliberate.json').read_text(encoding='utf-8'))
        self.wording = json.loads((HERE / 'wording.json').read_text(encoding='utf-8'))
        self.counts = collections.defaultdict(collections.Counter)

    def verdict(self, case, found):
        named = [reasons for reasons in (self.deliberate, self.wording) if case['id'] in reasons]
        if not found:
            return 'needs no reason any more' if named else 'equal'
        if case['id'] in self.deliberate and found != ['stderr']:
            return 'deliberate'
        return 'other words' if case['id'] in self.wording and found == ['stderr'] else 'different'

    def add(self, case, actual):
        found = differences(case, actual)
        verdict = self.verdict(case, found)
        self.counts[case['group']][verdict] += 1
        if verdict in ('different', 'needs no reason any more') or self.show and found:
            print(f'{verdict}: {case["id"]} {found}\n  {shlex.join(case["args"])}\n  variables {case.get("env")}')
            for part in ('rc', 'stdout', 'stderr', 'connects', 'requests'):
                if case['expect'][part] != actual[part]:
                    print(f'  {part}: recorded {case["expect"][part]!r}\n  {" " * len(part)}  here     {actual[part]!r}')

    def summary(self):
        total = collections.Counter()
        for group, counts in sorted(self.counts.items()):
            total += counts
            print(f'{group:15}' + ', '.join(f'{count} {verdict}' for verdict, count in sorted(counts.items())))
        print(f'{sum(total.values())} recorded cases: ' + ', '.join(f'{count} {verdict}' for verdict, count in sorted(total.items())))
        return set(total) <= {'equal', 'deliberate', 'other words'} and total['equal'] > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--client', required=True, help='the program, with its first words if it has any')
    parser.add_argument('--cases', type=pathlib.Path, default=CASES)
    parser.add_argument('--group', default='.*', help='only groups that match')
    parser.add_argument('--only', metavar='ID')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--show', action='store_true', help='show what differs on purpose, too')
    parser.add_argument('--record', type=pathlib.Path, metavar='FILE', help='write what the client does, in place of comparing')
    options = parser.parse_args()
    cases = [case for case in json.loads(options.cases.read_text(encoding='utf-8'))
             if re.fullmatch(options.group, case['group']) and options.only in (None, case['id'])]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda case: Run(options.client, case).outcome(), cases))
    if options.record:
        lines = (json.dumps({**case, 'expect': outcome}, ensure_ascii=False) for case, outcome in zip(cases, outcomes))
        options.record.write_text('[\n' + ',\n'.join(lines) + '\n]\n', encoding='utf-8')
        return 0
    judge = Judge(options.show)
    for case, outcome in zip(cases, outcomes):
        judge.add(case, outcome)
    return 0 if judge.summary() else 1


if __name__ == '__main__':
    sys.exit(main())
