#!/usr/bin/env python3
"""Where the instructions of one bounce over TLS go, phase by phase (callgrind, with all that each phase calls).

    tests/bench/phases.py [--client build/release/send-bounce]

The program must not be stripped: phases are told apart by the names of functions.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f'{HERE}/../support')

from bounce_servers import Trust, serve  # noqa: E402
from clients import CALL, ROOT  # noqa: E402

# In the order of a run; a phase is what all of its functions take. The rest of main is between them.
PHASES = [
    ('loader: libraries, relocations', r'_dl_start \['),
    ('before main: initialisers', r'_GLOBAL__sub_I_|frame_dummy|OPENSSL_cpuid_setup|call_init\b'),
    ('words to command line', r'send_bounce::(parse_command_line|wants_debug)\('),
    ('words to parameters', r'send_bounce::build_parameters\('),
    ('settings, credentials, checks', r'send_bounce::(load_config_files|make_plan|choose_presentation)\('),
    ('request to form body', r'send_bounce::serialize_query\b'),
    ('signing', r'send_bounce::sign\('),
    ('OpenSSL and libcurl made ready', r'send_bounce::start_openssl\(|: ?curl_global_init \['),
    ('connection, TLS, request, answer', r'send_bounce::CurlExchange::run\('),
    ('answer to value', r'send_bounce::parse_query_reply\('),
    ('value to output', r'send_bounce::(present|deliver)\('),
    ('after main', r'__run_exit_handlers'),
]


def inclusive_counts(profile):
    text = subprocess.run(['callgrind_annotate', '--inclusive=yes', '--threshold=100', profile], capture_output=True, text=True,
                          check=True).stdout
    total = int(re.search(r'^([\d,]+) .*PROGRAM TOTALS', text, re.M).group(1).replace(',', ''))
    rows = re.findall(r'^ *([\d,]+) +\([\d. ]+%\) +(.*)$', text, re.M)
    return total, [(int(count.replace(',', '')), name) for count, name in rows]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--client', default=f'{ROOT}/build/release/send-bounce')
    client = os.path.abspath(parser.parse_args().client)
    with tempfile.TemporaryDirectory() as folder:
        trust = Trust(folder)
        url, profile = f'https://127.0.0.1:{serve(trust.context)}', f'{folder}/callgrind.out'
        environment = {'HOME': folder, 'PATH': os.environ['PATH'], 'AWS_REGION': 'us-east-1', 'AWS_ACCESS_KEY_ID': 'AKID',
                       'AWS_SECRET_ACCESS_KEY': 'secret'}
        subprocess.run(['valgrind', '--tool=callgrind', f'--callgrind-out-file={profile}', client, *CALL, '--endpoint-url', url,
                        '--ca-bundle', trust.store], env=environment, capture_output=True, check=True)
        total, rows = inclusive_counts(profile)
    print('| phase | instructions | share |\n|---|---|---|')
    for phase, pattern in PHASES:
        # Recursion and clones are listed beside the function itself ("'2", "[clone …]"): those would count twice.
        count = sum(count for count, name in rows if re.search(pattern, name) and "'2" not in name)
        print(f'| {phase} | {count:,} | {count / total:.1%} |')
    print(f'| all | {total:,} | |')


if __name__ == '__main__':
    main()
