#!/usr/bin/env python3
"""send-bounce beside what else sends a bounce: whole processes, in turn, and the ratios of their medians.

    tests/bench/peers.py [--release build/release] [--runs 21] [--node-modules DIR] [--only WORD] [--without NAME]…
                         [--no-instructions] [--beside BUILD] [--cpu]

Everything happens on this machine: servers that answer each POST with a bounce's id, so that the figures hold no network
and no service. For "the default trust store" the program starts itself again in a mount namespace of its own, where
/etc/ssl/certs is a copy of the system's store with the test server's certificate added; where that is not allowed, the
copy is named on the command lines instead. --node-modules is a folder into which somebody has installed
@aws-sdk/client-ses. --beside is another build of ours that each table gets a row for; --cpu compares processor time,
which holds where other work keeps the machine busy.
"""
import argparse
import json
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f'{HERE}/../support')

from bounce_servers import Trust, serve  # noqa: E402
from clients import CALL, ROOT, Clients  # noqa: E402

NAMESPACE = 'SEND_BOUNCE_BENCH_NAMESPACE'
STORE = '/etc/ssl/certs'
RECIPIENTS = 10_000
YARDSTICK = 'empty main'
LOCAL_LIMITS = {YARDSTICK: 4}
HTTP_LIMITS = {'curl --aws-sigv4': 0.35}
TLS_LIMITS = {'OpenSSL floor': 1.4, 'curl --aws-sigv4': 0.2, 'Go SDK': 0.5, 'AWS CLI': 1 / 80}
BUNDLE_LIMITS = {'with hashed names': 1.2}
BESIDE = 'the other build'
PEAK_LIMIT = 7  # MiB
SLOW = 100  # ms; from there on the caches do not matter, and a quarter of the runs is enough


def enter_namespace():
    """True where mounts are ours alone. Does not return from the first process that manages to get there."""
    if NAMESPACE in os.environ:
        return True
    way = ['unshare', '--mount', '--map-root-user']
    if not shutil.which('unshare') or subprocess.run([*way, 'true'], capture_output=True).returncode != 0:
        return False
    os.execvpe('unshare', [*way, sys.executable, *sys.argv], dict(os.environ, **{NAMESPACE: '1'}))


def mount_store(trust):
    shutil.copy(trust.bundle, f'{trust.store}/ca-certificates.crt')
    subprocess.run(['mount', '--bind', trust.store, STORE], check=True)


class Bench:
    def __init__(self, folder, environment, runs, instructions, is_processor_time):
        self.is_processor_time = is_processor_time
        self.measure, self.environment = f'{folder}/measure', environment
        self.runs, self.instructions = runs, instructions
        self.scratch = environment['HOME']

    def once(self, title, name, command, variables, expected):
        out = subprocess.run([self.measure, *command], env=dict(self.environment, **variables), capture_output=True, text=True,
                             check=True).stdout
        wall, processor, peak, code = map(int, out.split())
        if code != expected:
            sys.exit(f'{title}: {name} ended with {code}, expected {expected}')
        return (processor if self.is_processor_time else wall) / 1000, peak / 1024

    def count(self, command, variables):
        """Instructions that a native program executes, by callgrind; empty where there is none."""
        with open(command[0], 'rb') as program:
            if not self.instructions or program.read(4) != b'\x7fELF' or os.path.basename(command[0]) in ('node', 'bounce-go'):
                return ''
        out = subprocess.run(['valgrind', '--tool=callgrind', f'--callgrind-out-file={self.scratch}/callgrind.out', *command],
                             env=dict(self.environment, **variables), capture_output=True, text=True).stderr
        collected = re.search(r'Collected : (\d+)', out)
        return f'{int(collected.group(1)) / 1e6:.2f} M' if collected else ''

    def compare(self, title, rows, limits, expected=0):
        """rows: name -> (command, variables); the first is ours. Each turn runs all of them in another order, once to bring
        one back into the caches that others have taken, and once for the table. The slow ones, which take so much of the
        processor that the scheduler holds back whoever comes next, have turns of their own behind the rest.
        """
        times, peaks = {name: [] for name in rows}, {}

        def run(name):
            milliseconds, peak = self.once(title, name, *rows[name], 0 if name == YARDSTICK else expected)
            peaks[name] = max(peak, peaks.get(name, 0))
            return milliseconds

        slow = [name for name in rows if run(name) > SLOW and run(name) > SLOW]
        for turn in range(self.runs):
            for name in random.Random(turn).sample(list(rows), len(rows)):
                if name not in slow:
                    run(name)
                    times[name].append(run(name))
        for _ in range(max(self.runs // 4, 3)):
            for name in slow:
                times[name].append(run(name))
        ours = next(iter(rows))
        print(f'\n### {title}\n\n| program | ms, min / median / max | peak MiB | instructions | ours to it, medians | minima | limit |')
        print('|---|---|---|---|---|---|---|')
        for name, (command, variables) in rows.items():
            ratio = statistics.median(times[ours]) / statistics.median(times[name])
            least = min(times[ours]) / min(times[name])
            told, limit = f'{ratio:.3f} | {least:.3f}', ''
            if name == ours:
                told = ' | '
                limit = f'{PEAK_LIMIT} MiB' + (', missed' if peaks[name] > PEAK_LIMIT and len(rows) > 3 else '')
            elif name in limits:
                limit = f'{limits[name]:.4g}' + (', missed' if ratio > limits[name] else '')
            print(f'| {name} | {spread(times[name])} | {peaks[name]:.1f} | {self.count(command, variables)} | {told} | {limit} |',
                  flush=True)


def spread(times):
    return f'{min(times):.2f} / {statistics.median(times):.2f} / {max(times):.2f}'


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return None
    return ((done.stdout or done.stderr).splitlines() or [''])[0]


def describe_machine(clients):
    with open('/proc/cpuinfo') as stream:
        model = re.search(r'model name\s*: (.*)', stream.read())
    load = ' '.join(f'{value:.1f}' for value in os.getloadavg())
    print(f'{os.cpu_count()} × {model.group(1) if model else platform.machine()}, Linux {platform.release()}, '
          f'{platform.libc_ver()[0]} {platform.libc_ver()[1]}; load average before: {load}')
    size = os.path.getsize(clients.ours)
    stripped = f'{clients.folder}/stripped'
    subprocess.run(['strip', '-o', stripped, clients.ours], check=True)
    print(f'\n- {first_line(clients.ours, "--version")}: {size} bytes, {os.path.getsize(stripped)} stripped')
    for command in ((clients.curl, '--version'), (clients.aws, '--version'), ('node', '--version'), ('go', 'version')):
        if command[0] and first_line(*command):
            print(f'- {first_line(*command)}')
    for name in clients.missing():
        print(f'- left out, not installed: {name}')


def write_document(path):
    entries = [{'Recipient': f'user{i}@example.com', 'BounceType': 'DoesNotExist'} for i in range(RECIPIENTS)]
    with open(path, 'w') as stream:
        json.dump({'OriginalMessageId': 'id', 'BounceSender': 'a@example.com', 'BouncedRecipientInfoList': entries}, stream)


def scenarios(clients, folder, trust, is_mounted):
    """(title, rows, limits, exit code)"""
    plain, secure = serve(), serve(trust.context)
    http, https = f'http://127.0.0.1:{plain}', f'https://127.0.0.1:{secure}'
    document = f'{folder}/document.json'
    write_document(document)
    of_default_store = {} if is_mounted else {'bundle': trust.bundle, 'store': trust.store}
    default = clients.bounce(https, **of_default_store)
    store = STORE if is_mounted else trust.store
    one = clients.bounce(https, bundle=trust.own)
    yield '--version', clients.local('--version'), LOCAL_LIMITS, 0
    yield 'skeleton', clients.local('--generate-cli-skeleton'), LOCAL_LIMITS, 0
    yield 'usage error', clients.local(*CALL[:2]), LOCAL_LIMITS, 252
    yield 'a bounce over HTTP', clients.bounce(http), HTTP_LIMITS, 0
    yield (f'a bounce over TLS, the default trust store{"" if is_mounted else ", named on the command line"}',
           {**default, **clients.floor(secure, store)}, TLS_LIMITS, 0)
    yield 'a bounce over TLS, a trust store of one certificate', one, {'lean static curl': 1.0}, 0
    bundled, hashed = (clients.bounce(https, bundle=trust.bundle, store=place)['send-bounce'] for place in (trust.bundle, trust.store))
    yield 'a bounce over TLS, a bundle of all certificates', {'send-bounce': bundled, 'with hashed names': hashed}, BUNDLE_LIMITS, 0
    yield '10,000 recipients from a JSON document, over HTTP', clients.document(http, document), {}, 0


def with_other_build(rows, build):
    """The rows with one for the send-bounce of that build, called as ours is."""
    (ours, (command, variables)), *others = rows.items()
    return dict([(ours, (command, variables)), (BESIDE, ([os.path.abspath(f'{build}/send-bounce'), *command[1:]], variables)), *others])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--release', default=f'{ROOT}/build/release')
    parser.add_argument('--runs', type=int, default=21)
    parser.add_argument('--node-modules', default='')
    parser.add_argument('--only', default='', help='scenarios whose title has this in it')
    parser.add_argument('--without', action='append', default=[], metavar='NAME', help='a program of the tables to leave out')
    parser.add_argument('--no-instructions', action='store_true')
    parser.add_argument('--beside', default='')
    parser.add_argument('--cpu', action='store_true')
    arguments = parser.parse_args()
    is_mounted = enter_namespace()
    built = f'{ROOT}/build/bench'
    os.makedirs(built, exist_ok=True)
    clients = Clients(arguments.release, built, arguments.node_modules and os.path.abspath(arguments.node_modules))
    with tempfile.TemporaryDirectory() as folder:
        trust = Trust(folder)
        if is_mounted:
            mount_store(trust)
        environment = {'HOME': folder, 'PATH': os.environ['PATH'], 'AWS_REGION': 'us-east-1', 'AWS_PAGER': '',
                       'AWS_DEFAULT_REGION': 'us-east-1',  # what boto3 reads
                       'AWS_ACCESS_KEY_ID': 'AKID', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_MAX_ATTEMPTS': '1',
                       'AWS_EC2_METADATA_DISABLED': 'true'}
        bench = Bench(built, environment, arguments.runs, not arguments.no_instructions and shutil.which('valgrind'),
                      arguments.cpu)
        describe_machine(clients)
        for title, rows, limits, code in scenarios(clients, folder, trust, is_mounted):
            if arguments.beside:
                rows = with_other_build(rows, arguments.beside)
            if arguments.only in title:
                bench.compare(title, {name: row for name, row in rows.items() if name not in arguments.without}, limits, code)


if __name__ == '__main__':
    main()
