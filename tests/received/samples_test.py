#!/usr/bin/env python3
"""Scores the program on every sample of the shared folder, then bounces those that may be bounced.

    samples_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN [--only TEXT] [--score]

`samples/expected.json` says of each input what is in it and what a correct client does. What the program says of it comes
from `--dry-run`, so nothing here knows how the program is built. --score prints the figures.
"""
import argparse
import datetime
import email
import email.policy
import glob
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import KEYS, LocalSes  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = pathlib.Path(os.environ.get('SEND_BOUNCE_SHARED', REPOSITORY.parent / 'shared')) / 'samples'
SKIPPED = 77
# Words of findings that no expectation has: mistakes in the request, of which the calls here have none.
REFUSING = ('refuse', 'never')


class Client:
    def __init__(self, program, home):
        self.program, self.home = program, home
        self.variables = {'HOME': home, 'PATH': os.environ['PATH'], 'AWS_EC2_METADATA_DISABLED': 'true', **KEYS}

    def run(self, *words, **variables):
        done = subprocess.run([self.program, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              cwd=self.home, env=self.variables | variables, timeout=60)
        return done.returncode, done.stdout, done.stderr


def moment(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))


def differences(client, path, record):
    """What the program says otherwise than the record; empty where nothing."""
    code, out, err = client.run('--received', str(path), '--bounce-type', 'DoesNotExist', '--all-recipients', '--dry-run')
    if not record['Recipients']:
        return [] if code == 65 else [f'exit code {code}, not 65']
    found = []

    def compare(what, actual, expected):
        if actual != expected:
            found.append(f'{what}: {actual!r}, not {expected!r}')
    if code not in (0, 77):
        return [f'exit code {code}: {err.strip()}']
    plan = json.loads(out)
    listed = plan['Parameters']['BouncedRecipientInfoList']
    compare('id', plan['Parameters']['OriginalMessageId'], record['OriginalMessageId'])
    compare('region', plan['Region'], {'Value': record['Region'], 'From': 'received'})
    compare('recipients', [entry['Recipient'] for entry in listed], record['Recipients'])
    compare('time', moment(plan['Received']['Time']), moment(record['ArrivalDate']))
    compare('return path', plan['Received']['ReturnPath'], record['ReturnPath'])
    compare('sender', plan['Parameters']['BounceSender'], 'mailer-daemon@' + record['Recipients'][0].rpartition('@')[2])
    reasons = {finding['Reason'] for finding in plan['Findings'] if finding['Level'] in REFUSING}
    warnings = {finding['Reason'] for finding in plan['Findings'] if finding['Level'] == 'warn'}
    compare('verdict', 'refuse' if code == 77 else 'allow', record['verdict'])
    compare('would be sent', plan['WouldSend'], record['verdict'] == 'allow')
    # More reasons than the sample's may be told.
    missing = set(record.get('reasons', [])) - reasons
    if missing:
        found.append(f'reasons {sorted(missing)} are missing')
    compare('warnings', warnings if record['verdict'] == 'allow' else set(), set(record.get('warnings', [])))
    return found


def score(client, folder, expected, only):
    bad, good = [], 0
    for entry in expected:
        if only not in entry['file'] or not entry['file'].startswith(('notifications/', 'mails/')):
            continue
        path = folder / entry['file']
        if entry.get('reason'):
            code, out, err = client.run('--received', str(path), '--bounce-type', 'DoesNotExist', '--dry-run')
            found = [] if (code, out) == (65, '') else [f'exit code {code}, stdout {out!r}']
            if entry.get('hint') and entry['hint'] not in err:
                found.append(f'{entry["hint"]} is not named')
            if entry['reason'] == 'several' and str(len(entry['records'])) not in err:
                found.append('the number of messages is not named')
            code, _, err = client.run('--received', str(path), '--bounce-type', 'DoesNotExist', '--cli-error-format', 'json')
            if json.loads(err)['Code'] != entry['reason']:
                found.append(f'code {json.loads(err)["Code"]}, not {entry["reason"]}')
        else:
            found = differences(client, path, entry['records'][0])
        good += not found
        bad += [f'{entry["file"]}: {one}' for one in found]
    return good, bad


def bounce_all(client, stand_in, folder, expected, only):
    """Each that may be bounced, at a stand-in of its region; the DSN is read back."""
    bad, good = [], 0
    regions = {}
    for entry in expected:
        record = entry.get('records', [{}])[0]
        if only in entry['file'] and not entry.get('reason') and record.get('verdict') == 'allow':
            regions.setdefault(record['Region'], []).append((entry['file'], record))
    for region, entries in regions.items():
        outbox = folder / f'outbox-{region}'
        server = LocalSes(stand_in, folder / 'inbox' / region, outbox, '--region', region, '--identity', 'example.com',
                          '--identity', 'sub.example.com', environment=client.variables)
        try:
            for name, record in entries:
                before = set(glob.glob(f'{outbox}/new/*'))
                code, out, err = client.run('--received', str(folder / name), '--bounce-type', 'DoesNotExist', '--all-recipients',
                                            AWS_ENDPOINT_URL_SES=server.endpoint)
                new = set(glob.glob(f'{outbox}/new/*')) - before
                if code != 0 or len(new) != 1:
                    bad.append(f'{name}: exit code {code}, {len(new)} bounces: {err.strip()}')
                    continue
                bounce = email.message_from_bytes(pathlib.Path(new.pop()).read_bytes(), policy=email.policy.default)
                groups = list(bounce.walk())[2].get_payload()
                named = [str(group['Original-Recipient']).partition(';')[2].strip() for group in groups[1:]]
                named = [one for one in named if one and one != 'None'] or named
                if str(bounce['To']) != record['ReturnPath'] or named != record['Recipients']:
                    bad.append(f'{name}: DSN to {bounce["To"]} about {named}')
                    continue
                good += 1
        finally:
            server.stop()
    return good, bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('client')
    parser.add_argument('stand_in')
    parser.add_argument('--only', default='')
    parser.add_argument('--score', action='store_true')
    arguments = parser.parse_args()
    if not SAMPLES.is_dir():
        print('skipped: the samples are not here')
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        subprocess.run([sys.executable, SAMPLES / 'render.py', SAMPLES, folder], check=True)
        expected = json.loads((folder / 'expected.json').read_text())
        client = Client(os.path.abspath(arguments.client), scratch)
        good, bad = score(client, folder, expected, arguments.only)
        bounced, unbounced = bounce_all(client, os.path.abspath(arguments.stand_in), folder, expected, arguments.only)
    print(f'{good} inputs as expected, {bounced} bounced end to end, {len(bad) + len(unbounced)} faults')
    print('\n'.join(bad + unbounced))
    sys.exit(bool(bad or unbounced))


if __name__ == '__main__':
    main()
