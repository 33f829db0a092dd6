"""One history: runs of a batch over one journal, of which the first ones are ended or disturbed, and what is judged of them.

The oracle knows the ledger of the service, what each run printed, and nothing of the program. It holds that
- no message is accepted twice, unless a run told it as unknown and --retry-unknown was given after that;
- what a run told as `sent` or `already` is in the ledger;
- nothing is lost: the first run that ends by itself tells every message as sent, already or unknown, and with
  --retry-unknown all of them get through;
- no more messages are unknown than runs were disturbed: what was not under way when a run ended is known.
"""
import collections
import dataclasses
import json
import os
import pathlib
import random
import subprocess

from service import Ledger, server_context

DONE = {'sent', 'already'}
PATIENCE = 60  # seconds


@dataclasses.dataclass
class Surroundings:
    """What all histories share."""
    client: list        # words that start the program
    boundaries: str     # the tool
    clock: str          # the library that moves clocks
    batch: str          # path of the input
    ids: list           # of its lines
    certificate: tuple  # files of the service over TLS: chain and key
    bundle: str         # certificates that the program trusts


@dataclasses.dataclass
class Told:
    """What a run printed, and how it ended."""
    code: int
    states: dict        # id to state
    errors: str
    calls: list         # of the tool's log: words of each line


@dataclasses.dataclass
class Verdict:
    name: str
    kills: int = 0
    accepted: int = 0
    unknown: int = 0
    twice: int = 0
    lost: int = 0
    faults: list = dataclasses.field(default_factory=list)


class History:
    def __init__(self, surroundings, folder, tls=False, silent=()):
        self.of, self.folder = surroundings, pathlib.Path(os.path.realpath(folder))
        self.state = self.folder / 'state'
        self.journal = self.state / 'journal.ndjson'
        self.ledger = Ledger(server_context(*surroundings.certificate) if tls else None, silent)
        self.scheme = 'https' if tls else 'http'
        self.allowed = collections.Counter()  # how often more than once a message may be accepted
        self.verdict = Verdict('')

    def close(self):
        self.ledger.close()

    # Runs.

    def variables(self, more):
        return {'PATH': os.environ['PATH'], 'HOME': str(self.folder), 'LANG': 'C.UTF-8', 'AWS_REGION': 'eu-west-1',
                'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_EC2_METADATA_DISABLED': 'true',
                'AWS_ENDPOINT_URL_SES': f'{self.scheme}://127.0.0.1:{self.ledger.port}', 'AWS_CA_BUNDLE': self.of.bundle, **more}

    def words(self, *options):
        return [*self.of.client, '--batch', self.of.batch, '--bounce-type', 'DoesNotExist', '--journal', str(self.journal),
                '--rate', '0', *options]

    def start(self, *options, tool=(), clock=None, log='log'):
        """`tool`: options of boundaries, for a run that is watched; `clock`: of the library, as "after:seconds"."""
        watched = [self.of.boundaries, '--folder', str(self.state), '--log', str(self.folder / log), *tool, '--']
        more = {'LD_PRELOAD': self.of.clock, 'CLOCK_JUMP': clock} if clock else {}
        return subprocess.Popen([*(watched if tool else []), *self.words(*options)], env=self.variables(more), cwd=self.folder,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self, process, log='log'):
        out, errors = process.communicate(timeout=PATIENCE)
        log = self.folder / log
        calls = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
        log.unlink(missing_ok=True)
        told = Told(process.returncode, self.states(out), errors, calls)
        self.verdict.kills += any(call[0] == 'killed' for call in calls)
        if told.code == 125:
            raise AssertionError(errors)
        return told

    def run(self, *options, tool=(), clock=None):
        return self.end(self.start(*options, tool=tool, clock=clock))

    def states(self, out):
        """Of whole lines; the last one may be cut."""
        rows = [json.loads(line) for line in out.split('\n')[:-1]]
        return {self.of.ids[row['Line'] - 1]: row['State'] for row in rows}

    def lose_power(self, calls, seed):
        """What was appended since the last sync may be gone, cut at any byte, and the file itself if its name was never
        brought to the disk."""
        if not self.journal.exists():
            return
        chance = random.Random(f'power {seed}')
        size = self.journal.stat().st_size
        synced = [int(call[4]) for call in calls if len(call) == 5 and call[2] == self.journal.name]
        named = [call for call in calls if call[1] == 'fsync' and call[2] == '.' and call[3] == '0']
        if not named and chance.random() < 0.5:
            self.journal.unlink()
        else:
            os.truncate(self.journal, chance.randint(min(synced[-1], size) if synced else 0, size))

    # Judgement.

    def fault(self, text):
        self.verdict.faults.append(text)

    def compare(self, told, name):
        """What a run told, with the ledger after it."""
        ledger = self.ledger.settled()
        for original, state in told.states.items():
            if state in DONE and not ledger[original]:
                self.fault(f'{name} told {original[:8]} as {state}, which the service never accepted')
        if told.code == 0 and not DONE.issuperset(told.states.get(original) for original in self.of.ids):
            self.fault(f'{name} ended with 0, although not all was sent')
        twice = [original for original in self.of.ids if ledger[original] > 1 + self.allowed[original]]
        self.verdict.twice = max(self.verdict.twice, len(twice))
        for original in twice:
            self.fault(f'{original[:8]} was accepted {ledger[original]} times by {name}')
        return ledger

    def retry(self, told, *options, **how):
        """A run with --retry-unknown after one that told what is unknown."""
        unknown = {original for original, state in told.states.items() if state == 'unknown'}
        self.allowed.update(unknown)
        return self.run('--retry-unknown', *options, **how), unknown

    def judge(self, disturbances, *disturbed):
        """After the disturbed runs: one that may end by itself, and another one with --retry-unknown."""
        for told in disturbed:
            self.compare(told, 'a disturbed run')
        again = self.run()
        self.compare(again, 'the run after it')
        wrong = {again.states.get(original, 'no line') for original in self.of.ids} - DONE - {'unknown'}
        if wrong:
            self.fault(f'the run after it left messages as {sorted(wrong)}: {again.errors.strip()[-300:]}')
        last, unknown = self.retry(again)
        ledger = self.compare(last, 'the run with --retry-unknown')
        if len(unknown) > disturbances:
            self.fault(f'{len(unknown)} are unknown after {disturbances} disturbances')
        if again.code != (75 if unknown else 0) and not wrong:
            self.fault(f'the run after it ended with {again.code}: {again.errors.strip()[-300:]}')
        if last.code != 0:
            self.fault(f'with --retry-unknown it ended with {last.code}: {last.errors.strip()[-300:]}')
        resent = {original for original, state in last.states.items() if state == 'sent'} - unknown
        if resent and not wrong:
            self.fault(f'--retry-unknown sent {len(resent)} that were not unknown')
        self.verdict.accepted = sum(1 for original in self.of.ids if ledger[original])
        self.verdict.lost = len(self.of.ids) - self.verdict.accepted
        self.verdict.unknown = len(unknown)
        return self.verdict
