#!/usr/bin/env python3
"""Runs the end-to-end cases with the static file for another processor, under qemu-user, and looks at its packages.

    emulated_test.py BUILD MACHINE

BUILD is build/static/MACHINE, MACHINE as uname -m would tell it there.
"""
import glob
import os
import subprocess
import sys
import tempfile

from clean_root import expect, need, run

ELF_NAMES = {'aarch64': 'AArch64', 'x86_64': 'X86-64'}
DEBIAN_NAMES = {'aarch64': 'arm64', 'x86_64': 'amd64'}


def emulated(emulator, program, scratch):
    """A script that runs the program as if it were one of this machine."""
    path = f'{scratch}/{os.path.basename(program)}'
    with open(path, 'w', encoding='utf-8') as script:
        script.write(f'#!/bin/sh\nexec {emulator} {program} "$@"\n')
    os.chmod(path, 0o755)
    return path


def main():
    build, machine = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.chdir(f'{os.path.dirname(os.path.abspath(__file__))}/../..')
    emulator = f'qemu-{machine}-static'
    need(emulator, 'readelf')
    for name in ('send-bounce', 'ses-stand-in'):
        expect(ELF_NAMES[machine] in run('readelf', '-h', f'{build}/{name}'), f'{name} is not for {machine}')
    failed, cases = [], sorted(glob.glob('tests/cases/**/*.case', recursive=True))
    with tempfile.TemporaryDirectory(prefix='emulated') as scratch:
        client, stand_in = (emulated(emulator, f'{build}/{name}', scratch) for name in ('send-bounce', 'ses-stand-in'))
        for case in cases:
            done = subprocess.run([sys.executable, 'tests/cases/run_case.py', '--client', client,
                                   '--stand-in', stand_in, case], capture_output=True, text=True)
            if done.returncode != 0:
                failed.append(case)
                print(done.stderr)
    run('cpack', '--config', f'{build}/CPackConfig.cmake')
    package = glob.glob(f'{build}/packages/*_{DEBIAN_NAMES[machine]}.deb')
    expect(len(package) == 1 and run('dpkg-deb', '-f', package[0], 'Architecture').strip() == DEBIAN_NAMES[machine], f'{package}')
    print(f'{len(cases) - len(failed)} passed, {len(failed)} failed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
