#!/usr/bin/env python3
"""Compares the built program with the recorded behaviour of the reference, group by group.

Every group that this version serves has a floor: the share of cases equal in exit code, stdout and wire. Cases that
differ on purpose are named in deliberate.json, each with its reason, and told in docs/differences.md.
"""
import argparse
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77

# Group (a regular expression) → the least share in percent. Groups whose work is still to come are not listed.
FLOORS = {
    'shorthand.*': 99.0,
    'cli-input': 99.0,
    'scalars': 99.0,
    'validation': 99.0,
    'usage': 99.0,
    'timestamps': 99.0,
    'skeleton': 99.0,
    'output': 99.0,
    'answers': 99.0,
    'retries': 100.0,
    'config': 99.0,
    'configfile': 99.0,
    'process': 100.0,
    'endpoints': 99.0,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--client', required=True)
    parser.add_argument('--shared', required=True)
    arguments = parser.parse_args()
    runner = os.path.join(arguments.shared, 'conformance', 'blackbox.py')
    if not os.path.exists(runner):
        print(f'skipped: no recorded behaviour of the reference at {runner}')
        return SKIPPED
    failed = False
    for group, floor in FLOORS.items():
        done = subprocess.run(
            [sys.executable, runner, 'compare', '--client', arguments.client, '--group', group,
             '--golden', os.path.join(arguments.shared, 'conformance', 'cases.json'),
             '--except', os.path.join(HERE, 'deliberate.json'), '--show', '3', '--floor', str(floor)],
            capture_output=True, text=True)
        print(done.stdout, done.stderr, sep='')
        compared = re.search(r'of (\d+) \(floor', done.stdout)
        failed |= done.returncode != 0 or not compared or int(compared.group(1)) == 0
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
