#!/usr/bin/env python3
"""Reads what the programs of a release ask of the machine that runs them.

    portable_test.py BUILD

BUILD is the folder of a release build. With glibc: no symbol newer than glibc 2.34 has (RHEL 9, Amazon Linux 2023, Ubuntu
22.04), no relocations that only a newer loader reads, no library but libc's own. The static file: nothing at all.
Of both: at no fixed address, read-only after the start what only the loader writes, and no path of this machine inside.
"""
import os
import re
import sys

from clean_root import need, run, skip

NEWEST_GLIBC = (2, 34)
OF_LIBC = re.compile(r'lib(c|m)\.so\.6|ld-linux-[\w-]+\.so\.\d')


def faults_of_any(program):
    header, segments, dynamic = (run('readelf', '-W', option, program) for option in ('-h', '-l', '-d'))
    if 'DYN (' not in header:
        yield 'it lies at a fixed address'
    if 'GNU_RELRO' not in segments or 'NOW' not in dynamic:
        yield 'its addresses stay writable'
    if not re.search(r'GNU_STACK\s+\S+ \S+ \S+ \S+ \S+ RW ', segments):
        yield 'its stack can be executed'
    with open(program, 'rb') as stream:
        if os.path.dirname(os.path.dirname(program)).encode() in stream.read():
            yield 'it names the folder that it was built in'


def faults_with_glibc(program):
    for library in re.findall(r'\(NEEDED\).*\[(.*)\]', run('readelf', '-W', '-d', program)):
        if not OF_LIBC.fullmatch(library):
            yield f'it needs {library}'
    versions = run('readelf', '-W', '-V', program)
    if 'GLIBC_ABI_DT_RELR' in versions:
        yield 'its relocations are packed, which glibc before 2.36 cannot read'
    for symbol, version in re.findall(r' (\w+)@GLIBC_([\d.]+)', run('readelf', '-W', '--dyn-syms', program)):
        if tuple(map(int, version.split('.'))) > NEWEST_GLIBC:
            yield f'it asks for {symbol} of glibc {version}'


def faults_of_static(program):
    if 'INTERP' in run('readelf', '-W', '-l', program):
        yield 'it wants a loader'
    if '(NEEDED)' in run('readelf', '-W', '-d', program):
        yield 'it needs a library'


def main():
    need('readelf')
    build = os.path.abspath(sys.argv[1])
    with open(f'{build}/CMakeCache.txt', encoding='utf-8') as cache:
        is_static = 'SEND_BOUNCE_MACHINE:' in cache.read()
    programs = [f'{build}/{name}' for name in ('send-bounce', 'ses-stand-in')]
    if not is_static and 'libcurl.so' in run('strings', '-n', '8', programs[0]):
        skip('this build has the libraries of the machine')
    of_kind = faults_of_static if is_static else faults_with_glibc
    faults = [f'{program}: {fault}' for program in programs for check in (faults_of_any, of_kind) for fault in check(program)]
    if faults:
        sys.exit('\n'.join(faults))
    print(f'{len(programs)} programs ask for {"nothing" if is_static else "glibc 2.34 and nothing else"}')


if __name__ == '__main__':
    main()
