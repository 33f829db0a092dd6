#!/usr/bin/env python3
"""Runs the end-to-end cases with programs for 64-bit ARM, under qemu-user, and looks at their packages.

    arm64_test.py BUILD

BUILD is the folder of the preset release-arm64.
"""
import glob
import os
import subprocess
import sys
import tempfile

from clean_root import expect, need, run, skip

LIBC = '/usr/aarch64-linux-gnu'


def emulated(emulator, program, scratch):
    """A script that runs the program as if it were one of this machine."""
    path = f'{scratch}/{os.path.basename(program)}'
    with open(path, 'w', encoding='utf-8') as script:
        script.write(f'#!/bin/sh\nexec {emulator} -L {LIBC} {program} "$@"\n')
    os.chmod(path, 0o755)
    return path


def main():
    build = os.path.abspath(sys.argv[1])
    os.chdir(f'{os.path.dirname(os.path.abspath(__file__))}/../..')
    need('qemu-aarch64-static', 'readelf')
    if not os.path.exists(f'{LIBC}/lib/libc.so.6'):
        skip(f'no libc for it in {LIBC} (package libc6-arm64-cross)')
    for name in ('send-bounce', 'ses-stand-in'):
        expect('AArch64' in run('readelf', '-h', f'{build}/{name}'), f'{name} is not for 64-bit ARM')
    failed, cases = [], sorted(glob.glob('tests/cases/**/*.case', recursive=True))
    with tempfile.TemporaryDirectory(prefix='arm64') as scratch:
        client, stand_in = (emulated('qemu-aarch64-static', f'{build}/{name}', scratch)
                            for name in ('send-bounce', 'ses-stand-in'))
        for case in cases:
            done = subprocess.run([sys.executable, 'tests/cases/run_case.py', '--client', client,
                                   '--stand-in', stand_in, case], capture_output=True, text=True)
            if done.returncode != 0:
                failed.append(case)
                print(done.stderr)
    run('cpack', '--config', f'{build}/CPackConfig.cmake')
    package = glob.glob(f'{build}/packages/*_arm64.deb')
    expect(len(package) == 1 and run('dpkg-deb', '-f', package[0], 'Architecture').strip() == 'arm64', f'{package}')
    print(f'{len(cases) - len(failed)} passed, {len(failed)} failed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
