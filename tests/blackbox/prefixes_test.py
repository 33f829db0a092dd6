#!/usr/bin/env python3
"""Types every prefix of every option of the reference, and compares with Python's argparse.

    prefixes_test.py --client PATH-OF-SEND-BOUNCE

The reference's parsers are argparse parsers inside of each other: the global options first, then those of the operation.
The options are those of docs/reference/command-line.md; none of our own is among them, so whatever an abbreviation means
here, it means there. Options of our own count only if they are spelled in full, which is tried as well.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import unittest

OPERATION = ['original-message-id', 'bounce-sender', 'explanation', 'message-dsn', 'bounced-recipient-info-list',
             'bounce-sender-arn', 'cli-input-json', 'cli-input-yaml', 'generate-cli-skeleton']
GLOBAL = ['debug', 'endpoint-url', 'no-verify-ssl', 'no-paginate', 'output', 'query', 'profile', 'region', 'version', 'color',
          'no-sign-request', 'ca-bundle', 'cli-read-timeout', 'cli-connect-timeout', 'cli-binary-format', 'no-cli-pager',
          'cli-auto-prompt', 'no-cli-auto-prompt', 'cli-error-format']
OURS = ['at-most-once', 'received', 'recipient', 'all-recipients', 'bounce-type', 'status', 'diagnostic-code', 'action',
        'remote-mta', 'final-recipient', 'last-attempt-date', 'recipient-arn', 'reporting-mta', 'arrival-date', 'allow',
        'strict', 'dry-run']
CLIENT = None


def candidates(prefix, names):
    """The options that argparse takes the word for: the exact one, else all that begin so."""
    return [prefix] if prefix in names else [name for name in names if name.startswith(prefix)]


def argparse_fault(prefix, names):
    """argparse's own message for the word, or None where it is understood or unknown."""
    class Parser(argparse.ArgumentParser):
        def error(self, message):
            raise ValueError(message)
    parser = Parser(add_help=False)
    for name in names:
        parser.add_argument('--' + name, nargs='?')
    try:
        parser.parse_known_args(['--' + prefix])
    except ValueError as fault:
        return str(fault)
    return None


def run(words):
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run([CLIENT, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=home,
                              env={'HOME': home, 'PATH': os.environ['PATH'], 'AWS_EC2_METADATA_DISABLED': 'true'})
    return done.returncode, done.stdout, done.stderr


class Prefixes(unittest.TestCase):
    def test_each_is_taken_as_argparse_takes_it(self):
        prefixes = sorted({name[:end] for name in OPERATION + GLOBAL + OURS for end in range(1, len(name) + 1)} - set(OURS))
        self.assertGreater(len(prefixes), 250)
        for prefix in prefixes:
            with self.subTest(prefix=prefix):
                self.check(prefix)

    def check(self, prefix):
        code, _, err = run(['--generate-cli-skeleton', '--no-cli-auto-prompt', '--' + prefix])
        at_top, below = candidates(prefix, GLOBAL), candidates(prefix, OPERATION)
        fault = argparse_fault(prefix, GLOBAL)
        if fault is None and not at_top:
            fault = argparse_fault(prefix, OPERATION)
        if fault is not None:
            self.assertEqual(code, 252)
            # Newer versions of argparse list the options in the same form.
            self.assertIn(fault.split(' could match ')[1], err)
            self.assertIn('ambiguous option: --' + prefix, err)
        elif not at_top and not below:
            self.assertEqual(code, 252, err)
            self.assertIn('Unknown options: --' + prefix, err)
        else:
            self.assertNotIn('ambiguous', err)
            self.assertNotIn('Unknown options', err)

    def test_none_of_ours_is_named_as_what_an_abbreviation_could_match(self):
        for prefix in ('a', 're', 'r', 's', 'd', 'bounce', 'b', 'f', 'l'):
            err = run(['--' + prefix])[2]
            for name in OURS:
                self.assertNotIn(f'could match --{name}', err.split('Did you mean')[0])
                self.assertNotIn(f', --{name}', err.split('Did you mean')[0])

    def test_one_of_ours_is_unknown_unless_it_is_whole(self):
        for name in OURS:
            with self.subTest(name=name):
                code, _, err = run(['--generate-cli-skeleton', '--' + name[:-1]])
                self.assertEqual(code, 252, err)
                whole = run(['--generate-cli-skeleton', '--' + name])[2]
                self.assertNotIn('Unknown options', whole)


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--client', required=True)
    arguments, rest = parser.parse_known_args()
    CLIENT = os.path.abspath(arguments.client)
    unittest.main(argv=[sys.argv[0], *rest])
