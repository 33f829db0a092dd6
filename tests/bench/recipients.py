#!/usr/bin/env python3
"""How long, and in how much memory, a recipient list is read and checked, in each input language.

    tests/bench/recipients.py [--client build/release/send-bounce] [--runs 11] [--cpu]

The command stops after its checks (--generate-cli-skeleton output), so that no network is in the figures. Each row gives
minimum, median and maximum over the runs of wall time (--cpu: of processor time), and the largest resident size of all. Linear time shows as
the same figure per recipient in all three sizes.
"""
import argparse
import json
import os
import resource
import statistics
import tempfile
import time

ENTRY = {'Recipient': 'user{}@example.com', 'BounceType': 'DoesNotExist'}


def measure(command, environment, runs, is_processor_time):
    times, peak = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        pid = os.posix_spawn(command[0], command, environment,
                             file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
        _, status, usage = os.wait4(pid, 0)
        wall, processor = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
        times.append((processor if is_processor_time else wall) * 1000)
        peak = max(peak, usage.ru_maxrss)
        if status != 0:
            raise SystemExit(f'failed with status {status}: {command[:6]}')
    return times, peak


def documents(count, directory):
    entries = [dict(ENTRY, Recipient=ENTRY['Recipient'].format(i)) for i in range(count)]
    words = [f"Recipient={e['Recipient']},BounceType={e['BounceType']}" for e in entries]
    with open(f'{directory}/list.json', 'w') as stream:
        json.dump(entries, stream)
    with open(f'{directory}/input.yaml', 'w') as stream:
        stream.write('OriginalMessageId: id\nBounceSender: a@example.com\nBouncedRecipientInfoList:\n')
        for entry in entries:
            stream.write(f"- Recipient: {entry['Recipient']}\n  BounceType: {entry['BounceType']}\n")
    plain = ['--original-message-id', 'id', '--bounce-sender', 'a@example.com']
    return {
        'shorthand': plain + ['--bounced-recipient-info-list', *words],
        'JSON': plain + ['--bounced-recipient-info-list', f'file://{directory}/list.json'],
        'YAML': ['--cli-input-yaml', f'file://{directory}/input.yaml'],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--client', default='build/release/send-bounce')
    parser.add_argument('--runs', type=int, default=11)
    parser.add_argument('--cpu', action='store_true')
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_STACK, (64 << 20, resource.RLIM_INFINITY))
    print('| input | recipients | min ms | median ms | max ms | peak KiB |')
    print('|---|---|---|---|---|---|')
    with tempfile.TemporaryDirectory() as directory:
        environment = {'HOME': directory, 'AWS_REGION': 'us-east-1', 'PATH': os.environ['PATH']}
        for count in (10, 1000, 10000):
            for language, words in documents(count, directory).items():
                command = [arguments.client, '--generate-cli-skeleton', 'output', *words]
                times, peak = measure(command, environment, arguments.runs, arguments.cpu)
                print(f'| {language} | {count} | {min(times):.1f} | {statistics.median(times):.1f} '
                      f'| {max(times):.1f} | {peak} |')


if __name__ == '__main__':
    main()
