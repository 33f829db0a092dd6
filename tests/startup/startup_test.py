#!/usr/bin/env python3
"""What a run of send-bounce opens, and how many instructions it takes: nothing before it is needed.

    startup_test.py PROGRAM [--release]

--release: the program is a release, so where libcurl is linked in its instructions are counted, too (callgrind). Skips,
and says so, where strace or valgrind is missing or may not trace.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from bounce_servers import Trust, serve  # noqa: E402

CLIENT = os.path.abspath(sys.argv[1])
with open(CLIENT, 'rb') as program:
    IS_LINKED_IN = b'libcurl.so.4' not in program.read()  # otherwise the name of what is loaded
IS_RELEASE = '--release' in sys.argv[2:] and IS_LINKED_IN
CALL = ['--original-message-id', 'id', '--bounce-sender', 'postmaster@example.com',
        '--bounced-recipient-info-list', 'Recipient=ann@example.com,BounceType=DoesNotExist']
WITHOUT_NETWORK = {'--version': (['--version'], 0), 'a skeleton': (['--generate-cli-skeleton'], 0),
                   'a usage error': (CALL[:2], 252)}
# The loader's own files, and the libraries that are linked: none of TLS or of the network.
LOADED = re.compile(r'/etc/ld\.so\.\w+|/(usr/)?lib.*/(libc|libm|libstdc\+\+|libgcc_s|libcrypto|libexpat|libyaml[\w-]*)\.so[.\d]*')
# What a run of the release takes today, and some of it for what is to come. Four fifths of the first three are the
# loader's, and of the last OpenSSL's.
MOST_INSTRUCTIONS = {'--version': 700_000, 'a skeleton': 900_000, 'a usage error': 800_000, 'HTTP': 3_000_000, 'TLS': 19_500_000}
# With Debian's libcrypto.a, which a release takes where the source of OpenSSL cannot be had, the loader has 4,800 addresses
# more to fill in, and OpenSSL more to set up (docs/performance.md).
MORE_WITH_DEBIANS_OPENSSL = {'HTTP': 1_000_000, 'TLS': 4_500_000}
HAS_OWN_OPENSSL = os.path.isdir(os.path.join(os.path.dirname(CLIENT), 'openssl'))


def can_trace():
    return bool(shutil.which('strace')) and subprocess.run(['strace', '-o', os.devnull, 'true'], capture_output=True).returncode == 0


class Startup(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.environment = {'HOME': self.folder, 'PATH': os.environ['PATH'], 'AWS_REGION': 'us-east-1', 'AWS_MAX_ATTEMPTS': '1',
                            'AWS_ACCESS_KEY_ID': 'AKID', 'AWS_SECRET_ACCESS_KEY': 'secret'}

    def paths(self, words, expected):
        """Of all calls that name a file: (call, path), in their order; what the loader opens is left out."""
        log = f'{self.folder}/strace.log'
        done = subprocess.run(['strace', '-f', '-o', log, '-e', 'trace=%file', CLIENT, *words], env=self.environment,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, expected, done.stderr)
        with open(log) as stream:
            found = re.findall(r'^\d+\s+(\w+)\([^"\n]*"([^"]*)"', stream.read(), re.M)
        return [(call, path) for call, path in found if path and call != 'execve' and not LOADED.fullmatch(path)]

    def instructions(self, words):
        out = subprocess.run(['valgrind', '--tool=callgrind', f'--callgrind-out-file={self.folder}/callgrind.out', CLIENT, *words],
                             env=self.environment, capture_output=True, text=True).stderr
        return int(re.search(r'Collected : (\d+)', out).group(1))

    @unittest.skipUnless(can_trace(), 'strace is missing, or may not trace here')
    def test_what_sends_nothing_opens_nothing(self):
        for name, (words, expected) in WITHOUT_NETWORK.items():
            with self.subTest(name):
                # The form of an error may be set in the configuration, which does not exist here.
                looked_for = [f'{self.folder}/.aws/config', f'{self.folder}/.aws/credentials'] if expected else []
                self.assertEqual(sorted({path for _, path in self.paths(words, expected)}), looked_for)

    @unittest.skipUnless(can_trace(), 'strace is missing, or may not trace here')
    def test_a_bounce_over_http_opens_the_configuration_alone(self):
        paths = {path for _, path in self.paths([*CALL, '--endpoint-url', f'http://127.0.0.1:{serve()}'], 0)}
        self.assertTrue(paths, 'nothing was traced')
        if IS_RELEASE:  # the shared libcurl is loaded here, with all that it brings along
            self.assertEqual(paths, {f'{self.folder}/.aws/config', f'{self.folder}/.aws/credentials'})
        self.assertNotIn('/etc/localtime', paths)

    @unittest.skipUnless(can_trace(), 'strace is missing, or may not trace here')
    def test_tls_looks_one_certificate_up_in_the_folder(self):
        trust = Trust(self.folder)
        url = f'https://127.0.0.1:{serve(trust.context)}'
        opened = [path for call, path in self.paths([*CALL, '--endpoint-url', url, '--ca-bundle', trust.store], 0)
                  if call.startswith('open')]
        self.assertEqual(len([path for path in opened if path.startswith(trust.store)]), 1, opened)
        if IS_RELEASE:  # gmtime(3), with which OpenSSL checks validity, reads the zone
            self.assertEqual(len(set(opened) - {'/etc/localtime'}), 1, opened)

    @unittest.skipUnless(can_trace(), 'strace is missing, or may not trace here')
    @unittest.skipUnless(os.path.isdir('/etc/ssl/certs'), 'no folder of hashed certificates here')
    def test_by_default_it_looks_into_the_folder_of_the_system(self):
        url = f'https://127.0.0.1:{serve(Trust(self.folder).context)}'
        paths = self.paths([*CALL, '--endpoint-url', url], 255)  # nobody there has signed that certificate
        self.assertTrue(any(re.fullmatch(r'/etc/ssl/certs/[0-9a-f]{8}\.0', path) for _, path in paths), paths)
        opened = [path for call, path in paths if call.startswith('open')]
        self.assertEqual([path for path in opened if 'ca-certificates' in path or path.endswith('cert.pem')], [])

    @unittest.skipUnless(IS_RELEASE, 'instructions are those of a release')
    @unittest.skipUnless(shutil.which('valgrind'), 'valgrind is missing')
    def test_instructions_stay_within_their_bounds(self):
        trust = Trust(self.folder)
        runs = {name: words for name, (words, _) in WITHOUT_NETWORK.items()}
        runs['HTTP'] = [*CALL, '--endpoint-url', f'http://127.0.0.1:{serve()}']
        runs['TLS'] = [*CALL, '--endpoint-url', f'https://127.0.0.1:{serve(trust.context)}', '--ca-bundle', trust.store]
        for name, words in runs.items():
            with self.subTest(name):
                more = 0 if HAS_OWN_OPENSSL else MORE_WITH_DEBIANS_OPENSSL.get(name, 80_000)
                self.assertLess(self.instructions(words), MOST_INSTRUCTIONS[name] + more)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
