#!/usr/bin/env python3
"""Asks the machine what cmake/curl-answers.cmake says of it: libcurl is configured once more without these answers, and what it
is compiled with must be the same.

    curl_answers_test.py BUILD

BUILD is the folder of a release build. It costs half a minute.
"""
import os
import re
import sys
import tempfile

from clean_root import expect, run, skip


def entries(build):
    with open(f'{build}/CMakeCache.txt', encoding='utf-8') as cache:
        return re.findall(r'(?m)^([A-Za-z_]\w*):(BOOL|STRING|FILEPATH|PATH|UNINITIALIZED)=(.*)$', cache.read())


def config(build):
    with open(f'{build}/lib/curl_config.h', encoding='utf-8') as header:
        return header.read()


def main():
    known = os.path.abspath(sys.argv[1]) + '/curl/build'
    if not os.path.exists(f'{known}/lib/curl_config.h'):
        skip('that build has libcurl from elsewhere')
    with open(f'{known}/CMakeCache.txt', encoding='utf-8') as cache:
        source = re.search(r'(?m)^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$', cache.read()).group(1)
    # libcurl takes these out of its cache again; Curl.cmake says "none".
    settings = [f'-D{name}={value}' for name, _, value in entries(known) if not name.startswith('CURL_CA_')]
    with tempfile.TemporaryDirectory() as asked:
        run('cmake', '-S', source, '-B', asked, '-G', 'Ninja', *settings, '-DCURL_CA_BUNDLE=none', '-DCURL_CA_PATH=none')
        different = set(config(known).splitlines()) ^ set(config(asked).splitlines())
    expect(not different, f'cmake/curl-answers.cmake and this machine differ: {sorted(different)}')
    print('the answers are those of this machine')


if __name__ == '__main__':
    main()
