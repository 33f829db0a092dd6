#!/usr/bin/env python3
"""A batch that is killed at the boundaries of its system calls, whose disk and clock fail, and a ledger that shows what was sent.

    crash_test.py --client PROGRAM --tools FOLDER [--kills N | --all] [--only KIND [--point N]] [--seed S]

Every history is a batch of 25 messages: runs that are ended or disturbed, then a run to the end, then one with
--retry-unknown (history.py, which also judges). KINDS has what may happen. FOLDER has the tools `boundaries` and
`libclock_jump.so`. --kills says about how many kills are made, spread over all kinds; --all takes every
boundary of the first two kinds, and more than 2,000 kills. Before that, clients that are wrong on purpose
(frail_client.py) show that the faults which are looked for would be found.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import datetime
import json
import multiprocessing
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'transport')]
from history import History, Surroundings  # noqa: E402
from scripted import Certificates  # noqa: E402
from service import ids_of, scratch_folder  # noqa: E402

SAMPLES = HERE.parents[2] / 'shared' / 'samples'
SAMPLE = 'batch/05-catch-all-25.ndjson'
SKIPPED = 77
DAY = 86400
ON_SOCKETS = {'sendto', 'sendmsg', 'recvfrom', 'recvmsg', 'read', 'write'}


def kill(point):
    return ['--kill', str(point)]


# What happens in a history; each gets a point that was drawn for it, and chance for what else it needs.

def killed(history, point, _):
    return history.judge(1, history.run(tool=kill(point)))


def killed_twice(history, point, chance):
    first = history.run(tool=kill(point))
    return history.judge(2, first, history.run(tool=kill(chance.randint(1, point + 40))))


def killed_in_retry(history, point, chance):
    first = history.run(tool=kill(point))
    second = history.run()
    third, _ = history.retry(second, tool=kill(chance.randint(1, 40)))
    return history.judge(2, first, second, third)


def killed_in_rewrite(history, point, chance):
    """The journal is old at its top, and what the first run has left is at its end."""
    first = history.run(tool=kill(chance.randint(60, 400)))
    old = old_lines(80)
    content = history.journal.read_text() if history.journal.exists() else ''
    history.state.mkdir(mode=0o700, exist_ok=True)
    history.journal.write_text(old + content)
    history.journal.chmod(0o600)
    second = history.run(tool=kill(point))
    verdict = history.judge(2, first, second)
    if '"Id":"old' in history.journal.read_text():
        history.fault('old lines are still in the journal')
    return verdict


def old_lines(count):
    """Lines of two weeks ago, and one of an hour ago that allows them to be forgotten."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def line(number, age, original):
        return json.dumps({'V': 1, 'At': f'{now - age:%Y-%m-%dT%H:%M:%S}.000Z', 'Run': 'f2f60e5e-8c2c-4b54-8f0c-0d4a7f2a1c01',
                           'Realm': 'aws', 'Region': 'eu-west-1', 'Id': f'{original}{number}', 'Recipients': ['ann@example.com'],
                           'State': 'sent', 'MessageId': f'0102-{number}'}, separators=(',', ':')) + '\n'

    return ''.join(line(number, datetime.timedelta(days=14), 'old') for number in range(count)) + \
        line(0, datetime.timedelta(hours=1), 'newer')


def without_power(history, point, chance):
    first = history.run(tool=kill(point))
    history.lose_power(first.calls, chance.random())
    return history.judge(1, first)


def two_at_once(history, point, _):
    """Both are watched, so that both are as slow and take turns."""
    first = history.start(tool=kill(point))
    other = history.start(tool=kill(0), log='other')
    return history.judge(1, history.end(first), history.end(other, log='other'))


def unanswered(history, point, _):
    return history.judge(1 + len(history.ledger.silent), history.run(tool=kill(point)))


def failing(what):
    def happens(history, point, _):
        return history.judge(1, history.run(tool=['--fail', f'{point}:{what}']))
    return happens


def clock_jumps(seconds):
    """In the second run, before or while it goes."""
    def happens(history, point, chance):
        first = history.run(tool=kill(point))
        second = history.run(clock=f'{chance.choice([0, 0, chance.randint(1, 60)])}:{seconds}')
        second.code = second.code or -1  # refused as too old is an end with 0
        return history.judge(1, first, second)
    return happens


def small_disk(history, point, _):
    """A file system of its own, which is full, and then has room."""
    history.state.mkdir(mode=0o700)
    pages = 1 + point % 4
    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={4 * pages}k,mode=0700', 'crash', history.state], check=True)
    try:
        first = history.run()
        subprocess.run(['mount', '-o', 'remount,size=4m', history.state], check=True)
        return history.judge(1, first)
    finally:
        subprocess.run(['umount', history.state], check=True)


# Where it may happen, from the calls of a run that was only watched: boundaries, or numbers of calls.

def boundaries(calls):
    return list(range(1, 2 * len(calls) + 1))


def first_half(calls):
    return list(range(1, len(calls) + 1))


def around_sending(calls):
    """From the claim to the outcome."""
    sockets = [int(call[0]) for call in calls if call[2] == 'socket' and call[1] in ON_SOCKETS]
    return sorted({2 * number + shift for number in sockets for shift in (-1, 0, 1, 2)})


def opening(calls):
    return list(range(1, 2 * next(int(call[0]) for call in calls if call[2] == 'socket')))


def of_journal(*names):
    return lambda calls: [int(call[0]) for call in calls if call[1] in names and call[2] not in ('socket', 'stdout')]


def interruptible(calls):
    return of_journal('write', 'fsync', 'fdatasync', 'flock', 'fcntl')(calls) + \
        [int(call[0]) for call in calls if call[2] == 'socket' and call[1] in ON_SOCKETS]


def output(calls):
    return [int(call[0]) for call in calls if call[2] == 'stdout']


@dataclasses.dataclass
class Kind:
    name: str
    happens: object
    points: object
    share: float             # of the histories of a sample
    most: int                # histories with --all; 0 for every point
    tls: bool = False
    silent: tuple = ()
    needs_root: bool = False


SYNCS, WRITES = of_journal('fsync', 'fdatasync'), of_journal('write', 'pwrite', 'writev')
KINDS = [
    Kind('killed, http', killed, boundaries, 0.18, 0),
    Kind('killed, TLS', killed, boundaries, 0.12, 0, tls=True),
    Kind('killed around the call', killed, around_sending, 0.1, 100),
    Kind('killed, and killed again', killed_twice, boundaries, 0.06, 250),
    Kind('killed, then in --retry-unknown', killed_in_retry, around_sending, 0.06, 150),
    Kind('killed while the journal is rewritten', killed_in_rewrite, opening, 0.05, 100),
    Kind('killed, and the power goes', without_power, boundaries, 0.12, 350),
    Kind('one of two batches killed', two_at_once, first_half, 0.07, 200),
    Kind('answers lost, then killed', unanswered, boundaries, 0.05, 100, silent=(3, 11, 19)),
    Kind('the clock 10 days ahead', clock_jumps(10 * DAY), boundaries, 0.04, 60),
    Kind('the clock 10 days back', clock_jumps(-10 * DAY), boundaries, 0.04, 60),
    Kind('the clock an hour back', clock_jumps(-3600), boundaries, 0.02, 30),
    Kind('the disk full from a write on', failing('full'), WRITES, 0.05, 60),
    Kind('one write without room', failing('ENOSPC'), WRITES, 0.03, 60),
    Kind('one write cut short', failing('short'), WRITES, 0.03, 60),
    Kind('one sync fails (EIO)', failing('EIO'), SYNCS, 0.04, 60),
    Kind('one call interrupted (EINTR)', failing('EINTR'), interruptible, 0.04, 100),
    Kind('stdout without room', failing('ENOSPC'), output, 0.02, 30),
    Kind('a file system of 4 to 16 KiB', small_disk, lambda calls: [0, 1, 2, 3], 0.02, 8, needs_root=True),
]


@dataclasses.dataclass
class Task:
    kind: int
    point: int
    seed: str


def play(of, task):
    kind = KINDS[task.kind]
    with tempfile.TemporaryDirectory(dir=scratch_folder()) as folder:
        history = History(of, folder, kind.tls, kind.silent)
        try:
            kind.happens(history, task.point, random.Random(task.seed))
        except (OSError, ValueError, KeyError, subprocess.SubprocessError, AssertionError) as fault:
            history.fault(f'{type(fault).__name__}: {fault}')
        finally:
            history.close()
        return task, dataclasses.replace(history.verdict, name=kind.name)


def watch(of, kind):
    """The calls of a run that nothing happens to."""
    with tempfile.TemporaryDirectory(dir=scratch_folder()) as folder:
        history = History(of, folder, kind.tls)
        try:
            told = history.run(tool=kill(0))
        finally:
            history.close()
    if told.code != 0 or not told.calls:
        raise SystemExit(f'a run that nothing happens to ends with {told.code}: {told.errors}')
    return told.calls


def plan(of, kills, takes_all, seed, only, point):
    """Points are spread evenly, with a start that the seed draws."""
    tasks, watched = [], {}
    for number, kind in enumerate(KINDS):
        if (only and kind.name != only) or (kind.needs_root and os.geteuid() != 0):
            continue
        calls = watched[kind.tls] = watched.get(kind.tls) or watch(of, kind)
        points = kind.points(calls)
        count = (kind.most or len(points)) if takes_all else max(2, round(kills * kind.share))
        chance = random.Random(f'{seed} {kind.name}')
        start = chance.random()
        chosen = [points[int((i + start) * len(points) / count) % len(points)] for i in range(count)]
        tasks += [Task(number, one, f'{seed} {kind.name} {i}') for i, one in enumerate([point] if point else chosen)]
    random.Random(seed).shuffle(tasks)
    return tasks


def spread(of, tasks):
    """More histories beside each other than processors: a client often waits."""
    with concurrent.futures.ProcessPoolExecutor(2 * (os.cpu_count() or 1), multiprocessing.get_context('fork')) as pool:
        return list(pool.map(play, [of] * len(tasks), tasks))


def report(rows, seconds):
    totals = collections.defaultdict(lambda: [0] * 6)
    for _, verdict in rows:
        values = (1, verdict.kills, verdict.accepted, verdict.unknown, verdict.twice, verdict.lost)
        for name in (verdict.name, 'all'):
            totals[name] = [a + b for a, b in zip(totals[name], values)]
    print(f'{"":38}' + ''.join(f'{name:>10}' for name in ('histories', 'kills', 'accepted', 'unknown', 'twice', 'lost')))
    for name in [kind.name for kind in KINDS if kind.name in totals] + ['all']:
        print(f'{name:38}' + ''.join(f'{value:10}' for value in totals[name]))
    failed = [(task, verdict) for task, verdict in rows if verdict.faults]
    for task, verdict in failed[:20]:
        print(f'FAILED --only "{verdict.name}" --point {task.point} (seed "{task.seed}"):\n    ' + '\n    '.join(verdict.faults[:6]))
    print(f'{len(rows)} histories in {seconds:.0f} s, {len(failed)} with faults')
    return not failed


# The clients that are wrong on purpose.

WEAKNESSES = {  # to the kind that shows it, and what is then said
    'claims late': (killed, 'was accepted 2 times'), 'forgets': (killed, 'was accepted 2 times'),
    'never syncs': (without_power, 'was accepted 2 times'), 'trusts claims': (killed, 'which the service never accepted'),
    'none': (killed, None)}


def self_test(of):
    good = True
    for weakness, (happens, expected) in WEAKNESSES.items():
        frail = dataclasses.replace(of, client=[sys.executable, '-SE', str(HERE / 'frail_client.py'), weakness])
        KINDS.append(Kind(weakness, happens, boundaries, 0, 0))
        points = around_sending(watch(frail, KINDS[-1]))[:9]
        tasks = [Task(len(KINDS) - 1, point, str(point)) for point in points]
        faults = [fault for _, verdict in spread(frail, tasks) for fault in verdict.faults]
        KINDS.pop()
        if (any(expected in fault for fault in faults) if expected else not faults):
            continue
        print(f'FAILED: the client that "{weakness}" was judged with {sorted(set(faults))[:5]}')
        good = False
    return good


def render(folder):
    subprocess.run([sys.executable, SAMPLES / 'render.py', SAMPLES, folder], check=True)
    return str(folder / SAMPLE)


def surroundings(asked, folder):
    batch = render(folder / 'samples')
    certificates = Certificates(folder)
    return Surroundings([os.path.abspath(asked.client)], os.path.join(asked.tools, 'boundaries'),
                        os.path.join(asked.tools, 'libclock_jump.so'), batch, ids_of(batch),
                        (certificates.path('good.pem'), certificates.path('good.key')), certificates.path('ca.pem'))


def shorter(of, folder):
    """The same with two messages."""
    short = folder / 'short.ndjson'
    short.write_text(''.join(pathlib.Path(of.batch).read_text().splitlines(keepends=True)[:2]))
    return dataclasses.replace(of, batch=str(short), ids=of.ids[:2])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--client', required=True)
    parser.add_argument('--tools', required=True)
    parser.add_argument('--kills', type=int, default=200)
    parser.add_argument('--all', action='store_true')
    parser.add_argument('--only', help='the name of a kind')
    parser.add_argument('--point', type=int, help='the only point of it')
    parser.add_argument('--seed', type=int, default=int(os.environ.get('SEND_BOUNCE_FAULT_SEED', 20261128)))
    asked = parser.parse_args()
    if not (SAMPLES / SAMPLE).exists():
        print(f'skipped: no sample {SAMPLE} beside the project')
        return SKIPPED
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        of = surroundings(asked, pathlib.Path(scratch))
        if not self_test(shorter(of, pathlib.Path(scratch))):
            return 1
        rows = spread(of, plan(of, asked.kills, asked.all, asked.seed, asked.only, asked.point))
    is_good = report(rows, time.monotonic() - start)
    kills = sum(verdict.kills for _, verdict in rows)
    if asked.all and not asked.only and kills < 2000:
        print(f'FAILED: only {kills} kills')
        return 1
    return 0 if is_good else 1


if __name__ == '__main__':
    sys.exit(main())
