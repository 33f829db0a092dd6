#!/usr/bin/env python3
"""The program against a service that fails in every way at every attempt; oracle.py judges what it says by what the
service's ledger shows (ledger.py).

    ledger_test.py PATH-OF-SEND-BOUNCE [--runs N] [--seed S] [--jobs J] [--only NUMBER]

The runs: every pair of the sixteen steps over http, TLS 1.2, TLS 1.3 and a CONNECT proxy, with and without a role's
call to STS on the same host, with and without --at-most-once: 4096. Then triples, and every fifth has five steps.
A sample holds every pair once, in surroundings that the seed draws. A number stands for the same run under the same
seed and count; --only repeats one and shows everything.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import itertools
import multiprocessing
import os
import pathlib
import random
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'transport')]
from ledger import PLAYS, STS_PLAYS, Host, server_context  # noqa: E402
from oracle import Call, Result, judge  # noqa: E402
from oracle_cases import self_test  # noqa: E402
from scripted import SMALLEST, Certificates  # noqa: E402

WAYS = ('http', 'TLS 1.2', 'TLS 1.3', 'proxy')
VERSIONS = {'TLS 1.2': ssl.TLSVersion.TLSv1_2, 'TLS 1.3': ssl.TLSVersion.TLSv1_3, 'proxy': ssl.TLSVersion.TLSv1_3}
FORMATS = [('json', 12), ('enhanced', 4), ('legacy', 1), ('yaml', 1), ('text', 1), ('table', 1)]
STS_WEIGHTS = [4, 2, 2, 2, 2, 1, 1, 1]
PAIRS = list(itertools.product(PLAYS, repeat=2))
SURROUNDINGS = list(itertools.product(WAYS, (False, True), (False, True)))
OLD_WAITS = 0.02  # share of runs that wait as the reference does by default, seconds instead of milliseconds
CONFIG = ('[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = s\n'
          '[profile s]\naws_access_key_id = AKIAEXAMPLE000000002\naws_secret_access_key = secret\n')


@dataclasses.dataclass
class Run:
    number: int
    steps: tuple
    way: str
    has_role: bool
    at_most_once: bool


def plan(count, seed):
    chance = random.Random(f'plan {seed}')
    rows = [(pair, *surrounding) for pair, surrounding in itertools.product(PAIRS, SURROUNDINGS)]
    if count < len(rows):
        rows = [(pair, *chance.choice(SURROUNDINGS)) for pair in chance.sample(PAIRS, min(count, len(PAIRS)))]
    names = list(PLAYS)
    while len(rows) < count:
        length = 5 if len(rows) % 5 == 0 else 3
        rows.append((tuple(chance.choices(names, k=length)), *chance.choice(SURROUNDINGS)))
    chance.shuffle(rows)  # so that the slow ones are not all beside each other
    return [Run(number, *row) for number, row in enumerate(rows)]


def scenario(run, seed):
    """What else chance decides of a run: always the same for its number."""
    chance = random.Random(f'{seed} {run.number}')
    sts = chance.choices(list(STS_PLAYS), STS_WEIGHTS)[0] if run.has_role else None
    error_format = chance.choices(*zip(*FORMATS))[0]
    return chance, sts, error_format, chance.random() < OLD_WAITS


class Surroundings:
    """What the runs of one process share: certificates, an empty HOME, a profile with a role."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.bundle = str(self.folder / 'ca.pem')
        certificate = [str(self.folder / name) for name in ('good.pem', 'good.key')]
        self.contexts = {way: server_context(*certificate, version) for way, version in VERSIONS.items()}

    def variables(self, run, host, home, has_old_waits):
        scheme = 'http' if run.way == 'http' else 'https'
        values = {'PATH': os.environ['PATH'], 'HOME': home, 'LANG': 'C.UTF-8', 'AWS_REGION': 'us-east-1',
                  'AWS_EC2_METADATA_DISABLED': 'true', 'AWS_MAX_ATTEMPTS': str(len(run.steps)),
                  'AWS_ENDPOINT_URL': f'{scheme}://127.0.0.1:{host.port}', 'AWS_CA_BUNDLE': self.bundle}
        if not has_old_waits:
            values['AWS_NEW_RETRIES_2026'] = 'true'
        if run.way == 'proxy':
            values['HTTPS_PROXY'] = f'http://127.0.0.1:{host.port}'
        if run.has_role:
            values['AWS_CONFIG_FILE'] = str(self.folder / 'config')
        else:
            values.update(AWS_ACCESS_KEY_ID='AKIAEXAMPLE000000001', AWS_SECRET_ACCESS_KEY='secret')
        return values


def perform(program, run, seed, surroundings):
    """The call, its ledger and its result."""
    chance, sts, error_format, has_old_waits = scenario(run, seed)
    host = Host(run.steps, chance, surroundings.contexts.get(run.way), run.way == 'proxy', sts)
    # Where nothing is silent, a busy machine shall not be taken for it.
    options = ['--cli-error-format', error_format, '--cli-read-timeout', '1' if 'silent' in run.steps else '20']
    options += ['--at-most-once'] if run.at_most_once else []
    home = tempfile.mkdtemp(prefix='home-', dir=surroundings.folder)
    try:
        done = subprocess.run([program, *SMALLEST, *options], cwd=home, stdin=subprocess.DEVNULL, capture_output=True,
                              env=surroundings.variables(run, host, home, has_old_waits), timeout=120)
    finally:
        host.close()
        shutil.rmtree(home, ignore_errors=True)
    call = Call(len(run.steps), run.at_most_once, error_format, run.has_role)
    return call, host, Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def described(run, sts):
    switches = [run.way] + [f'a role ({sts})'] * run.has_role + ['--at-most-once'] * run.at_most_once
    return f'run {run.number}: {" / ".join(run.steps)} over {", ".join(switches)}'


def check(program, run, seed, surroundings):
    """One run as plain data, since it crosses from process to process."""
    call, host, result = perform(program, run, seed, surroundings)
    faults = judge(call, host.attempts, result)
    faults += [f'a stranger came: {text!r}' for text in host.strangers]
    return {'run': described(run, host.sts), 'at_most_once': run.at_most_once, 'faults': faults, 'code': result.code,
            'accepted': sum(attempt.accepted for attempt in host.attempts),
            'steps': [attempt.step for attempt in host.attempts], 'stdout': result.stdout, 'stderr': result.stderr}


def check_all(program, runs, seed, folder, jobs):
    surroundings = Surroundings(folder)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda run: check(program, run, seed, surroundings), runs))


def spread(program, runs, seed, folder, jobs):
    """Over as many processes as there are processors, since threads of Python share one."""
    processes = min(os.cpu_count() or 1, jobs, len(runs))
    with concurrent.futures.ProcessPoolExecutor(processes, multiprocessing.get_context('fork')) as pool:
        parts = [pool.submit(check_all, program, runs[number::processes], seed, folder, -(-jobs // processes))
                 for number in range(processes)]
        return [one for part in parts for one in part.result()]


def kind_of(fault):
    """The same for all faults of one kind, whatever the numbers and the variant."""
    kind = re.split(r', and the |, while | \(', fault)[0]
    return re.sub(r'attempt \d+|invocation id .*|printed .*', lambda found: found.group().split()[0] + ' ...', kind)


def report(rows, seed, seconds):
    failed = [row for row in rows if row['faults']]
    for row in failed[:20]:
        print(f'FAILED {row["run"]}\n    exit code {row["code"]}, accepted {row["accepted"]}:', '; '.join(row['faults']))
    if len(failed) > 20:
        print(f'... and {len(failed) - 20} more')
    kinds = collections.Counter(kind for row in failed for kind in {kind_of(fault) for fault in row['faults']})
    for kind, count in kinds.most_common():
        print(f'{count:6} runs: {kind}')
    for switch in (False, True):
        some = [row for row in rows if row['at_most_once'] is switch]
        print(f'{"with" if switch else "without"} --at-most-once: {len(some)} runs, exit codes '
              f'{dict(sorted(collections.Counter(row["code"] for row in some).items()))}, '
              f'{sum(row["accepted"] > 1 for row in some)} accepted more than once')
    print(f'{len(rows)} runs with seed {seed} in {seconds:.0f} s, {len(failed)} faulty')
    return not failed


def is_hard_enough(rows):
    """Otherwise the service was not unreliable enough to show anything."""
    played = {step.split(' (')[0] for row in rows for step in row['steps']}
    missing = [f'no attempt met "{name}"' for name in PLAYS if name not in played]
    if not any(row['accepted'] > 1 for row in rows if not row['at_most_once']):
        missing.append('no bounce was accepted twice without the switch')
    for line in missing:
        print('FAILED:', line)
    return not missing


def show(row):
    for name in ('run', 'steps', 'code', 'accepted', 'faults'):
        print(f'{name}: {row[name]}')
    print(f'stdout: {row["stdout"]}\nstderr: {row["stderr"]}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program')
    parser.add_argument('--runs', type=int, default=int(os.environ.get('SEND_BOUNCE_FAULT_RUNS', 500)))
    parser.add_argument('--seed', type=int, default=int(os.environ.get('SEND_BOUNCE_FAULT_SEED', 20261126)))
    parser.add_argument('--jobs', type=int, default=24, help='runs beside each other')
    parser.add_argument('--only', type=int, help='the number of one run')
    asked = parser.parse_args()
    self_test()
    program = os.path.abspath(asked.program)
    runs = plan(asked.runs, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        Certificates(folder)
        (pathlib.Path(folder) / 'config').write_text(CONFIG)
        if asked.only is not None:
            row = check(program, runs[asked.only], asked.seed, Surroundings(folder))
            show(row)
            return 1 if row['faults'] else 0
        start = time.monotonic()
        rows = spread(program, runs, asked.seed, folder, asked.jobs)
    is_good = report(rows, asked.seed, time.monotonic() - start)
    return 0 if is_hard_enough(rows) and is_good else 1


if __name__ == '__main__':
    sys.exit(main())
