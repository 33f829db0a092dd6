#!/usr/bin/env python3
"""What a bounce of a batch costs: processor time of each, over TLS at the stand-in, without a pace.

    tests/bench/batch.py BUILD [--items 10000] [--peers 200]

BUILD is the folder of a release build. Each kind of input that people hold is a batch of that many messages; beside them a batch
without a journal, a loop of single calls, and boto3 (Debian's, by /usr/bin/python3) with one client for all. Times are those of
the process and of the kernel on its behalf, fsync included, in milliseconds a bounce.
"""
import argparse
import datetime
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / '../support')]

from clients import has_boto3  # noqa: E402
from local_ses import EXAMPLES, KEYS, LocalSes, moved  # noqa: E402

EXAMPLE_ID, EXAMPLE_RECIPIENT = 'hm3eqg85eb9kjh79c9jx75a82bxeepe2sd7zquzd', 'ann@example.com'
KINDS = {'Lambda event': 'lambda.json', 'SNS': 'sns.json', 'SQS to Lambda': 'sqs-to-lambda.json', 'EventBridge': 'eventbridge.json'}
BOTO3 = """
import json, os, sys, boto3
ses = boto3.client('ses', endpoint_url=os.environ['AWS_ENDPOINT_URL_SES'])
sent = 0
for line in sys.stdin:
    ses.send_bounce(**json.loads(line))
    sent += 1
print(sent)
"""


def identity(number):
    return f'm{number:039}', f'user{number}@example.com'


def message(number, when):
    message_id, recipient = identity(number)
    return (f'Return-Path: <bob@sender.example>\r\nReceived: from mx.sender.example by inbound-smtp.eu-west-1.amazonaws.com with '
            f'SMTP id {message_id} for {recipient}; {when:%a, %d %b %Y %H:%M:%S} +0000 (UTC)\r\nSubject: x\r\n\r\nx\r\n')


def envelopes(name, count, when):
    line = json.dumps(json.loads(moved((EXAMPLES / name).read_bytes(), when)), separators=(',', ':'))
    for number in range(count):
        message_id, recipient = identity(number)
        yield line.replace(EXAMPLE_ID, message_id).replace(EXAMPLE_RECIPIENT, recipient)


def members(count):
    for number in range(count):
        message_id, recipient = identity(number)
        yield json.dumps({'OriginalMessageId': message_id, 'BounceSender': 'mailer-daemon@example.com',
                          'BouncedRecipientInfoList': [{'Recipient': recipient, 'BounceType': 'DoesNotExist'}]})


def cost(command, lines, environment):
    """Processor time in milliseconds a line, of the process and of the kernel; and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=('\n'.join(lines) + '\n').encode(), capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f'{command[0]} ended with {done.returncode}: {done.stderr.decode()[-500:]}')
    per = 1000 / len(lines)
    return (after.ru_utime - before.ru_utime) * per, (after.ru_stime - before.ru_stime) * per, done.stdout


def show(what, count, times, twice=''):
    print(f'| {what} | {count} | {times[0]:.3f} | {times[1]:.3f} | {times[0] + times[1]:.3f} |{twice}', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--items', type=int, default=10000)
    parser.add_argument('--peers', type=int, default=200)
    options = parser.parse_args()
    client = str((options.build / 'send-bounce').resolve())
    when = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / 'inbox').mkdir()
        for number in range(options.items):
            (folder / f'inbox/{number}.eml').write_text(message(number, when), newline='')
        base = {'HOME': scratch, 'PATH': os.environ['PATH'], 'AWS_EC2_METADATA_DISABLED': 'true', 'AWS_REGION': 'eu-west-1', 'AWS_DEFAULT_REGION': 'eu-west-1',
                **KEYS}
        server = LocalSes(str((options.build / 'ses-stand-in').resolve()), folder / 'inbox', folder / 'outbox', '--tls', '--region',
                          'eu-west-1', '--identity', 'example.com', environment=base)
        base |= {'AWS_ENDPOINT_URL_SES': server.endpoint, 'AWS_CA_BUNDLE': server.printed['ca-bundle']}
        print('| input | bounces | process | kernel | both, ms |\n|---|---|---|---|---|')
        batch = [client, '--batch', '-', '--bounce-type', 'DoesNotExist', '--rate', '0']
        inputs = {kind: list(envelopes(name, options.items, when)) for kind, name in KINDS.items()}
        inputs['members'] = list(members(options.items))
        for kind, lines in inputs.items():
            journal = {'SEND_BOUNCE_JOURNAL': f'{scratch}/{kind.replace(" ", "-")}.ndjson'}
            *times, out = cost(batch, lines, base | journal)
            show(kind, out.count(b'"State":"sent"'), times)
        *times, out = cost([*batch, '--journal', 'off'], inputs['SNS'], base)
        show('SNS, without a journal', out.count(b'"State":"sent"'), times)
        few = list(members(options.peers))
        script = 'while read -r line; do printf %s "$line" | ' + client + ' --cli-input-json file:///dev/stdin --output text; done'
        *times, out = cost(['sh', '-c', script], few, base)
        show('a loop of single calls', len(out.splitlines()), times)
        if has_boto3():
            *times, out = cost(['/usr/bin/python3', '-c', BOTO3], few, base)
            show('boto3, one client', int(out), times)
        server.stop()


if __name__ == '__main__':
    main()
