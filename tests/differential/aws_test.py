#!/usr/bin/env python3
"""Runs the same words through the AWS CLI that is installed and through the built program.

    aws_test.py PATH-OF-SEND-BOUNCE

Exit code, stdout and the request have to be the same. Debian's CLI is older than the reference (2.9.19
in place of 2.36.7), so the cases are about what has not changed between them; stderr has.
"""
import concurrent.futures
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

SKIPPED = 77
SMALLEST = ['--original-message-id', 'ok', '--bounce-sender', 'mta@example.com', '--bounced-recipient-info-list',
            'Recipient=ann@example.com,BounceType=DoesNotExist']
DOCUMENT = '''{"OriginalMessageId": "ok", "BounceSender": "é@example.com", "Explanation": "a & b = c+d %20 ~*\\n",
 "BouncedRecipientInfoList": [{"Recipient": "ann@example.com", "BounceType": "Undefined"}]}'''
YAML = '''OriginalMessageId: ok
BounceSender: mta@example.com
BouncedRecipientInfoList:
- Recipient: ann@example.com
  RecipientDsnFields: {Action: failed, Status: '5.1.1', LastAttemptDate: 2020-01-02T03:04:05+02:00}
'''
FILES = {'document.json': DOCUMENT, 'document.yaml': YAML, 'text': 'from a file\r\n',
         '.aws/config': '[default]\noutput = text\n[profile west]\nregion = us-west-2\noutput = yaml\n'}

# name: (words, variables; None unsets one)
CASES = {
    'json': (SMALLEST + ['--output', 'json'], {}),
    'the format of the profile': (SMALLEST, {}),
    'yaml and another region of a profile': (SMALLEST, {'AWS_PROFILE': 'west', 'AWS_REGION': None}),
    'yaml-stream': (SMALLEST + ['--output', 'yaml-stream'], {}),
    'table': (SMALLEST + ['--output', 'table'], {}),
    'a coloured table': (SMALLEST + ['--output', 'table', '--color', 'on'], {}),
    'a query': (SMALLEST + ['--query', '{id: MessageId, parts: [MessageId, `1.50`, `null`]}', '--output', 'json'], {}),
    'a query as a table': (SMALLEST + ['--query', '[{a: MessageId, b: `true`}, {a: `2`, c: `"中"`}]', '--output', 'table'],
                           {}),
    'a query as text': (SMALLEST + ['--query', '[[`1`, `null`], [MessageId]]', '--output', 'text'], {}),
    'a query that cannot be read': (SMALLEST + ['--query', 'x['], {}),
    'a document in JSON': (['--cli-input-json', 'file://document.json'], {}),
    'a document in YAML, an option beside it': (['--cli-input-yaml', 'file://document.yaml', '--bounce-sender', 'x@y'], {}),
    'nested shorthand': (SMALLEST[:4] + [
        '--bounced-recipient-info-list',
        'Recipient=ann@example.com,RecipientDsnFields={Action=failed,Status=5.1.1,ExtensionFields=[{Name=X-a,Value="1, 2"}]}',
        'Recipient=bob@example.com,BounceType=TemporaryFailure', '--message-dsn',
        "ReportingMta='dns; mx.example.com',ArrivalDate=2020-01-02T03:04:05Z"], {}),
    'a text from a file': (SMALLEST + ['--explanation', 'file://text'], {}),
    'an abbreviated option': (SMALLEST + ['--expl', 'x', '--out', 'text'], {}),
    'unsigned': (SMALLEST + ['--no-sign-request'], {'AWS_ACCESS_KEY_ID': None, 'AWS_SECRET_ACCESS_KEY': None}),
    'a session token': (SMALLEST, {'AWS_SESSION_TOKEN': 'TOK/en+=='}),
    'a refusal of the service': (['--original-message-id', 'refuse'] + SMALLEST[2:], {}),
    'missing options': (SMALLEST[:2], {}),
    'a missing member': (SMALLEST + ['--message-dsn', '{}'], {}),
    'shorthand that cannot be read': (SMALLEST[:4] + ['--bounced-recipient-info-list', 'Recipient'], {}),
    'no region': (SMALLEST, {'AWS_REGION': None}),
    'a skeleton of the input': (['--generate-cli-skeleton'], {}),
    'a skeleton of the output': (SMALLEST + ['--generate-cli-skeleton', 'output'], {}),
}

ANSWER = ('<SendBounceResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendBounceResult>'
          '<MessageId>0100018f-é-000000</MessageId></SendBounceResult></SendBounceResponse>')
REFUSAL = ('<ErrorResponse><Error><Type>Sender</Type><Code>MessageRejected</Code><Message>no</Message></Error>'
           '</ErrorResponse>')


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        authorization = self.headers.get('Authorization', '')
        self.server.requests.append({
            'line': self.requestline, 'type': self.headers['Content-Type'], 'body': body,
            'token': self.headers.get('X-Amz-Security-Token'),
            # Without the day, which may end between the two runs, and the signature, which depends on the second.
            'authorization': re.sub(r'/\d{8}/|Signature=\w+', '', authorization)})
        text = REFUSAL if 'OriginalMessageId=refuse' in body else ANSWER
        self.send_response(400 if text is REFUSAL else 200)
        self.send_header('Content-Length', str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def run(program, words, variables):
    """(exit code, stdout, requests)"""
    server = http.server.HTTPServer(('127.0.0.1', 0), Service)
    server.requests = []
    threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix='aws') as home:
        os.mkdir(f'{home}/.aws')
        for name, text in FILES.items():
            with open(f'{home}/{name}', 'w', encoding='utf-8', newline='') as stream:
                stream.write(text)
        environment = {'PATH': os.environ['PATH'], 'HOME': home, 'LANG': 'C.UTF-8', 'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE',
                       'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_REGION': 'us-east-1', 'AWS_EC2_METADATA_DISABLED': 'true'}
        for name, value in variables.items():
            environment.pop(name, None)
            if value is not None:
                environment[name] = value
        done = subprocess.run([*program, *words, '--endpoint-url', f'http://127.0.0.1:{server.server_port}'], cwd=home,
                              env=environment, capture_output=True, timeout=60, check=False)
    server.shutdown()
    server.server_close()
    return done.returncode, done.stdout.decode(), server.requests


def compare(aws, ours, name):
    words, variables = CASES[name]
    theirs, our_own = run([aws, 'ses', 'send-bounce'], words, variables), run([ours], words, variables)
    return [f'{name}: {part}\n  aws:  {one!r}\n  ours: {other!r}'
            for part, one, other in zip(('exit code', 'stdout', 'requests'), theirs, our_own) if one != other]


def main():
    aws = '/usr/bin/aws' if os.path.exists('/usr/bin/aws') else shutil.which('aws')
    if aws is None:
        print('skipped: the AWS CLI is not installed')
        return SKIPPED
    version = subprocess.run([aws, '--version'], capture_output=True, text=True, check=True).stdout
    if not version.startswith('aws-cli/2.'):
        print(f'skipped: {aws} is no AWS CLI 2: {version}')
        return SKIPPED
    ours = os.path.abspath(sys.argv[1])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = [fault for found in pool.map(lambda name: compare(aws, ours, name), CASES) for fault in found]
    print('\n'.join(faults))
    print(f'{len(CASES)} cases beside {version.split()[0]}: {len(faults)} differences')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
