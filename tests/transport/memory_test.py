#!/usr/bin/env python3
"""Rows of wire_cases_test.py under valgrind: one for every way in which an exchange can end.

    memory_test.py PATH-OF-SEND-BOUNCE [ROW]...

An invalid access or a leak is exit code 99, which no row expects. Skipped where valgrind is not
installed, and for programs with AddressSanitizer, which look after themselves.
"""
import os
import shutil
import sys

import wire_cases_test

SKIPPED = 77
WRAPPER = ['valgrind', '--quiet', '--error-exitcode=99', '--leak-check=full', '--errors-for-leak-kinds=definite,possible']
# The first words of the rows' names, or all of one.
ENDS = ['44 ', '48 ', '50 ', '58 ', '70 ', '72 ', '73 ', '74 ', '76 ', '77 ', '78 ', '79 ', '80 ', '25 ', '68 ',
        'at most once: throttled', 'at most once: reset', 'at most once: dropped', '106 ', '107 ',
        '111 ', '113 ', '114 a folder with hashed', '115 ', '119 ', '120 ', '121 ', 'TLS 1.1', 'half a ServerHello',
        '122 ', '123 ', '125 ', '126 ', '127 ', 'IPv6']


def main():
    program, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:] or ENDS
    if not shutil.which('valgrind') or not shutil.which('openssl'):
        print('skipped: no valgrind here, or no openssl to make certificates with')
        return SKIPPED
    with open(program, 'rb') as stream:
        if b'__asan_init' in stream.read():
            print('skipped: the program has AddressSanitizer in it')
            return SKIPPED
    rows = [one for one in wire_cases_test.ROWS if one.name.startswith(tuple(wanted))]
    return wire_cases_test.run_rows(rows, program, os.cpu_count() or 1, WRAPPER)


if __name__ == '__main__':
    sys.exit(main())
