#!/usr/bin/env python3
"""Runs of the program with --at-most-once against a service that fails in every phase, at random.

    at_most_once_test.py PATH-OF-SEND-BOUNCE [--runs 200] [--seed 20261126]

No bounce may be accepted twice, exit code 0 must mean one acceptance, and any exit code but 0 and 75
none. Some runs without the switch show that the service would notice: there bounces go out twice.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import re
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'transport'))
from scripted import ACCEPTED, Server, answer, close, error, ok, raw, reset, reset_after, run, silent  # noqa: E402

# What happens before a request is seen; what is answered without accepting it; and behind an acceptance.
# Weights make silence rare, since each costs a second.
AT_ACCEPT = [('serve', 20), ('close', 1), ('reset', 1), ('close after a part', 1), ('reset after a part', 1)]
REFUSALS = [(error(503, 'ServiceUnavailable'), 4), (error(400, 'Throttling'), 1), (error(400, 'MessageRejected'), 2),
            (answer(503, '<html>busy'), 2), (answer(502), 1), (reset, 3), (close, 3), (silent(1.3), 0.2),
            (raw('SSH-2.0-x\r\n'), 1), (answer(500, 'no document'), 1)]
ACCEPTANCES = [(ok, 12), (reset, 2), (close, 2), (silent(1.3), 0.2), (silent(0.2, ok), 2), (answer(503, '<html>'), 2),
               (answer(200, ACCEPTED[:40], length=300), 2), (reset_after('HTTP/1.1 200 OK\r\nContent-Le'), 2),
               (raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<Send'), 2),
               (answer(200, 'no document'), 1), (answer(200, ACCEPTED, 'Connection: close\r\n'), 2)]


def drawn(chance, table):
    return chance.choices([one for one, _ in table], [weight for _, weight in table])[0]


class UnreliableService(Server):
    def __init__(self, seed):
        self.chance, self.chance_lock = random.Random(seed), threading.Lock()
        self.accepted = collections.Counter()
        super().__init__(None)

    def draw(self, *tables):
        with self.chance_lock:
            return [drawn(self.chance, table) for table in tables]

    def serve(self, connection):
        [fate] = self.draw(AT_ACCEPT)
        if fate == 'serve':
            super().serve(connection)
            return
        try:
            if fate.endswith('part'):
                connection.recv(100)
            if fate.startswith('reset'):
                reset(connection, self.stopped)
        except OSError:
            pass
        finally:
            connection.close()

    def play(self, _step, connection, text):
        accepts, refusal, acceptance = self.draw([(True, 1), (False, 1)], REFUSALS, ACCEPTANCES)
        if not accepts:
            return refusal(connection, self.stopped)
        with self.lock:
            self.accepted[re.search('OriginalMessageId=([^&]+)', text).group(1)] += 1
        return acceptance(connection, self.stopped)


def faults_of(code, acceptances):
    if acceptances > 1:
        return 'accepted %d times' % acceptances
    if code == 0 and acceptances != 1:
        return 'exit code 0, and never accepted'
    if code not in (0, 75) and acceptances:
        return f'exit code {code}, and accepted'
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('--runs', type=int, default=int(os.environ.get('SEND_BOUNCE_FAULT_RUNS', 200)))
    parser.add_argument('--seed', type=int, default=int(os.environ.get('SEND_BOUNCE_FAULT_SEED', 20261126)))
    asked = parser.parse_args()
    program = os.path.abspath(asked.program)
    service = UnreliableService(asked.seed)
    # Short waits between attempts, and many attempts, so that there is something to go wrong.
    variables = {'AWS_NEW_RETRIES_2026': 'true', 'AWS_MAX_ATTEMPTS': '5'}

    def send(name, *switch):
        options = ['--original-message-id', name, '--endpoint-url', f'http://127.0.0.1:{service.port}',
                   '--cli-read-timeout', '1', *switch]
        return run(program, options, variables).returncode

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        careful = [f'careful-{number}' for number in range(asked.runs)]
        codes = list(pool.map(lambda name: send(name, '--at-most-once'), careful))
        careless = [f'careless-{number}' for number in range(max(asked.runs // 4, 50))]
        list(pool.map(send, careless))
    failed = 0
    for name, code in zip(careful, codes):
        fault = faults_of(code, service.accepted[name])
        if fault:
            failed += 1
            print(f'FAILED {name}: {fault}')
    twice = sum(service.accepted[name] > 1 for name in careless)
    seen = collections.Counter(codes)
    print(f'{len(codes)} runs with seed {asked.seed}, exit codes {dict(sorted(seen.items()))}, {failed} faults; without the '
          f'switch {twice} of {len(careless)} bounces were accepted more than once')
    showed = twice > 0 and all(seen[code] > 0 for code in (0, 75, 254))
    if not showed:
        print('FAILED: the service was not unreliable enough to show anything')
    return 1 if failed or not showed else 0


if __name__ == '__main__':
    sys.exit(main())
