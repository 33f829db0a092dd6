#!/usr/bin/env python3
"""Builds HEAD again in another folder, without a cache, and compares programs and packages bit by bit.

    reproducible_test.py BUILD

BUILD is the folder of a release build of HEAD, with its packages made. It costs a whole release build.
"""
import hashlib
import os
import re
import sys
import tempfile

from clean_root import expect, need, run, skip

SOURCES = {'FETCHCONTENT_SOURCE_DIR_CURL': 'build/curl-source', 'FETCHCONTENT_SOURCE_DIR_OPENSSL': 'build/openssl-source'}


def digests(build):
    found = {}
    for name in ['send-bounce', 'ses-stand-in', 'package/send-bounce.spdx.json'] + \
            sorted(f'packages/{name}' for name in os.listdir(f'{build}/packages')):
        if os.path.isfile(f'{build}/{name}'):
            with open(f'{build}/{name}', 'rb') as stream:
                found[name] = hashlib.sha256(stream.read()).hexdigest()
    return found


def cache_entry(build, name):
    with open(f'{build}/CMakeCache.txt', encoding='utf-8') as cache:
        found = re.search(rf'(?m)^{name}:\w+=(.*)$', cache.read())
    return found.group(1) if found else ''


def main():
    first = os.path.abspath(sys.argv[1])
    os.chdir(f'{os.path.dirname(os.path.abspath(__file__))}/../..')
    need('git', 'ninja', 'cpack')
    if not os.path.isdir(f'{first}/packages'):
        skip('no packages in that build; run packages_test.py first')
    if run('git', 'status', '--porcelain').strip():
        skip('the working tree is not HEAD')
    with tempfile.TemporaryDirectory(prefix='a-folder-with-another-name') as scratch:
        run('git', 'clone', '-q', '.', f'{scratch}/again')
        expect(run('git', 'rev-parse', 'HEAD') == run('git', '-C', f'{scratch}/again', 'rev-parse', 'HEAD'),
               'the clone is of another commit')
        second = f'{scratch}/again/build/release'
        sources = {name: cache_entry(first, name) or os.path.abspath(folder) for name, folder in SOURCES.items()}
        environment = {**os.environ, 'CCACHE_DISABLE': '1'}
        options = [f'-D{name}={folder}' for name, folder in sources.items() if os.path.isdir(folder)]
        run('cmake', '--preset', 'release', *options, cwd=f'{scratch}/again', env=environment)
        run('cmake', '--build', second, cwd=scratch, env=environment)
        run('cpack', '--config', f'{second}/CPackConfig.cmake', cwd=scratch, env=environment)
        ours, theirs = digests(first), digests(second)
    different = [name for name in ours | theirs if ours.get(name) != theirs.get(name)]
    expect(not different, f'not the same bytes: {different}')
    print(f'{len(ours)} files are the same to the bit: {", ".join(ours)}')


if __name__ == '__main__':
    main()
