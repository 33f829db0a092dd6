#!/usr/bin/env python3
"""The aws shim: which words go to send-bounce and which to the real aws.

    shim_test.py PROJECT-FOLDER PATH-OF-SEND-BOUNCE CMAKE

Both are stubs that print their name and their words, but for the last test of the first class, which runs the built
program. The second class installs the shim by the project's own CMake module.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROJECT, CLIENT, CMAKE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
SHIM = PROJECT / 'src/shim/aws'
STUB = '#!/bin/sh\nprintf "%s" {name}\nprintf " <%s>" "$@"\nexit {code}\n'
SHELLS = [path for path in ('/bin/sh', '/bin/dash', '/bin/bash') if os.path.exists(path)]


class Shim(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='shim')
        self.root = pathlib.Path(self.folder.name)
        self.install('first', 'aws', SHIM.read_text(encoding='utf-8'))
        self.install('first', 'send-bounce', STUB.format(name='ours', code=7))
        self.install('second', 'aws', STUB.format(name='real', code=5))

    def tearDown(self):
        self.folder.cleanup()

    def install(self, folder, name, text):
        path = self.root / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding='utf-8')
        path.chmod(0o755)
        return path

    def run_shim(self, words, folders=('first', 'second'), program=None):
        # Nothing else: a real aws may be installed here.
        path = ':'.join(str(self.root / folder) for folder in folders)
        done = subprocess.run([program or 'aws', *words], env={'PATH': path}, capture_output=True, text=True, timeout=20,
                              check=False, cwd=self.root)
        return done.returncode, done.stdout, done.stderr

    def assert_goes_to(self, name, words, **how):
        code = {'ours': 7, 'real': 5}[name]
        expected = name + (''.join(f' <{word}>' for word in words) or ' <>')
        self.assertEqual(self.run_shim(words, **how), (code, expected, ''), words)

    def test_send_bounce_is_ours_wherever_global_options_stand(self):
        for words in (['ses', 'send-bounce'],
                      ['ses', 'send-bounce', '--explanation', 'a b', '', '*', '$HOME'],
                      ['ses', 'send-bounce', 'help'],
                      ['--region', 'us-east-1', 'ses', 'send-bounce', '--debug'],
                      ['--region=us-east-1', 'ses', '--profile', 'ses', 'send-bounce'],
                      ['--debug', 'ses', '--no-verify-ssl', 'send-bounce'],
                      ['--no-cli-pager', '--output', 'text', 'ses', 'send-bounce']):
            self.assert_goes_to('ours', words)

    def test_all_else_is_the_real_ones(self):
        for words in ([], ['help'], ['--version'], ['ses'], ['ses', 'help'], ['ses', 'send-email'],
                      ['s3', 'ls', 'ses', 'send-bounce'],
                      ['ses', 'get-send-quota', '--query', 'ses send-bounce'],
                      ['send-bounce', 'ses'],
                      ['--profile', 'ses', 'send-bounce'],
                      ['--region', 'ses', 'send-bounce'],
                      ['s3', 'cp', 'a b', '*', '', "it's"],
                      ['--', 'ses', 'send-bounce'],
                      ['--profile']):
            self.assert_goes_to('real', words)

    def test_a_link_to_it_and_a_second_copy_are_not_the_real_one(self):
        (self.root / 'link').mkdir()
        (self.root / 'link' / 'aws').symlink_to(self.root / 'first' / 'aws')
        self.install('copy', 'aws', SHIM.read_text(encoding='utf-8'))
        self.assert_goes_to('real', ['s3', 'ls'], folders=('link', 'first', 'second'))
        self.assert_goes_to('real', ['s3', 'ls'], folders=('first', 'copy', 'second'))
        self.assert_goes_to('real', ['s3', 'ls'], folders=('second',), program=str(self.root / 'first' / 'aws'))
        for folders in (('first',), ('first', 'copy'), ('copy', 'first'), ('second', 'first'), ('first', 'link')):
            if folders == ('second', 'first'):
                found = self.run_shim(['s3', 'ls'], folders, program=str(self.root / 'first' / 'aws'))
            else:
                found = self.run_shim(['s3', 'ls'], folders)
            self.assertEqual(found[:2], (127, ''), folders)
            self.assertIn('found no other aws after', found[2])

    def test_what_is_no_program_is_passed_over(self):
        (self.root / 'folder' / 'aws').mkdir(parents=True)
        self.install('text', 'aws', 'no program').chmod(0o644)
        self.assert_goes_to('real', ['s3', 'ls'], folders=('first', 'folder', 'text', 'second'))

    def test_send_bounce_may_be_elsewhere_in_path(self):
        (self.root / 'first' / 'send-bounce').unlink()
        self.install('third', 'send-bounce', STUB.format(name='ours', code=7))
        self.assert_goes_to('ours', ['ses', 'send-bounce'], folders=('first', 'second', 'third'))

    def test_every_shell_here_reads_it(self):
        for shell in SHELLS:
            done = subprocess.run([shell, '-n', str(SHIM)], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ''), shell)
            self.install('first', 'aws', SHIM.read_text(encoding='utf-8').replace('#!/bin/sh', f'#!{shell}'))
            self.assert_goes_to('ours', ['--region', 'x', 'ses', 'send-bounce'])
            self.assert_goes_to('real', ['s3', 'ls'])

    def test_the_program_takes_the_words_as_they_come(self):
        shutil.copy(CLIENT, self.root / 'first' / 'send-bounce')
        code, out, err = self.run_shim(['--output', 'text', 'ses', '--region', 'us-east-1', 'send-bounce', '--generate-cli-skeleton'])
        self.assertEqual((code, err), (0, ''))
        self.assertIn('"OriginalMessageId"', out)


class Install(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='shim')
        self.root = pathlib.Path(self.folder.name)
        (self.root / 'CMakeLists.txt').write_text(
            'cmake_minimum_required(VERSION 3.25)\nproject(shim LANGUAGES NONE)\nset(CMAKE_INSTALL_BINDIR bin)\n'
            f'set(PROJECT_SOURCE_DIR "{PROJECT}")\ninclude("{PROJECT}/cmake/AwsShim.cmake")\n', encoding='utf-8')

    def tearDown(self):
        self.folder.cleanup()

    def installed(self, *options):
        for words in (['-S', str(self.root), '-B', str(self.root / 'build'), *options],
                      ['--install', str(self.root / 'build'), '--prefix', str(self.root / 'prefix')]):
            done = subprocess.run([CMAKE, *words], capture_output=True, text=True, timeout=60, check=False)
        return done

    def test_it_is_off_by_default(self):
        self.assertEqual(self.installed().returncode, 0)
        self.assertFalse((self.root / 'prefix' / 'bin' / 'aws').exists())

    def test_it_is_installed_when_asked_for_and_may_be_again(self):
        for _ in range(2):
            done = self.installed('-DSEND_BOUNCE_AWS_SHIM=ON')
            self.assertEqual((done.returncode, done.stderr), (0, ''))
        aws = self.root / 'prefix' / 'bin' / 'aws'
        self.assertEqual(aws.read_bytes(), SHIM.read_bytes())
        self.assertTrue(os.access(aws, os.X_OK))

    def test_another_aws_is_never_replaced(self):
        aws = self.root / 'prefix' / 'bin' / 'aws'
        aws.parent.mkdir(parents=True)
        for make in (lambda: aws.symlink_to('/nowhere/aws'), lambda: aws.write_text('the AWS CLI', encoding='utf-8')):
            make()
            done = self.installed('-DSEND_BOUNCE_AWS_SHIM=ON')
            self.assertNotEqual(done.returncode, 0)
            self.assertIn('is another program', ' '.join(done.stderr.split()))
            self.assertNotEqual(aws.is_symlink() or aws.read_bytes(), SHIM.read_bytes())
            aws.unlink()


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
