#!/usr/bin/env python3
"""Where a release takes the sources of its libraries from (cmake/Sources.cmake): each of the three ways, and what happens
where none of them works or an archive is not the one that is expected; and which version cmake/fetch-sources takes.
"""
import hashlib
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = '''
set(PROJECT_SOURCE_DIR "{folder}/project")
set(PROJECT_BINARY_DIR "{folder}/project/build/release")
set(SEND_BOUNCE_SOURCES "some|{folder}/nowhere|some-1.0.tar.gz|{digest}")
include("{root}/cmake/Sources.cmake")
message(STATUS "taken: '${{FETCHCONTENT_SOURCE_DIR_SOME}}'")
'''


# In the place of Debian's own programs: the lists name VERSIONS, the mirror has those of HAD.
STAND_INS = {
    'apt-get': '''for word; do last=$word; done
case " $* " in
  *" update "*) sed -n 's/^/asked: /p' "$(echo "$*" | sed 's/.*Dir::Etc::SourceParts=\\([^ ]*\\).*/\\1/')"/* >>asked
    [ -z "$UPDATE_FAILS" ] || { echo "E: Failed to fetch http://mirror/Sources"; exit 100; } ;;
  *" source "*) case " $HAD " in *" ${last#*=} "*) touch some.dsc ;; *) exit 100 ;; esac ;;
esac''',
    'apt-cache': 'for version in $VERSIONS; do echo "Version: $version"; done',
    'dpkg-source': '''for word; do last=$word; done
mkdir -p "$last/debian" && touch "$last/debian/changelog"''',
    'dpkg-parsechangelog': 'echo 1.0-taken',
    'dpkg-query': 'echo "$INSTALLED"',
}


class FetchSources(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        os.makedirs(f'{self.folder}/cmake')
        os.makedirs(f'{self.folder}/bin')
        shutil.copy(f'{ROOT}/cmake/fetch-sources', f'{self.folder}/cmake')
        for name, text in STAND_INS.items():
            with open(f'{self.folder}/bin/{name}', 'w', encoding='utf-8') as stream:
                stream.write(f'#!/bin/sh\n{text}\n')
            os.chmod(f'{self.folder}/bin/{name}', 0o755)

    def fetch(self, name='openssl', **variables):
        variables = {'VERSIONS': '3.0.22-1 3.0.20-1 3.0.18-1', 'INSTALLED': '3.0.19-1', 'HAD': '', 'UPDATE_FAILS': '',
                     **variables, 'PATH': f'{self.folder}/bin:{os.environ["PATH"]}'}
        done = subprocess.run(['cmake/fetch-sources', name], capture_output=True, text=True, cwd=self.folder,
                              env=variables)
        return done.returncode, done.stderr

    def newest_listed(self):
        path = f'{self.folder}/build/openssl-source/debian/newest-listed'
        if not os.path.exists(path):
            return None
        with open(path, encoding='utf-8') as stream:
            return stream.read().strip()

    def test_takes_the_newest_without_a_word(self):
        self.assertEqual(self.fetch(HAD='3.0.20-1 3.0.22-1'), (0, ''))
        self.assertIsNone(self.newest_listed())

    def test_never_takes_an_older_one_in_silence(self):
        for _ in range(2):  # nor what an earlier call has taken
            code, told = self.fetch(HAD='3.0.20-1')
            self.assertEqual(code, 0, told)
            self.assertIn('WARNING: using openssl 1.0-taken, because the mirror does not have 3.0.22-1', told)
            self.assertEqual(self.newest_listed(), '3.0.22-1')

    def test_asks_another_release_where_it_is_named(self):
        code, told = self.fetch('musl/trixie', VERSIONS='1.2.5-3', HAD='1.2.5-3', INSTALLED='')
        if 'no list of the machine' in told:
            self.skipTest(told)
        self.assertEqual((code, told), (0, ''))
        self.assertTrue(os.path.exists(f'{self.folder}/build/musl-source/debian/changelog'))
        with open(f'{self.folder}/asked', encoding='utf-8') as stream:
            asked = stream.read()
        self.assertRegex(asked, r'\btrixie\b')
        self.assertNotIn(platform.freedesktop_os_release()['VERSION_CODENAME'], asked)

    def test_takes_none_that_is_older_than_the_system_s(self):
        code, told = self.fetch(HAD='3.0.18-1')
        self.assertEqual(code, 1)
        self.assertIn('could not fetch: openssl', told)

    def test_does_not_guess_without_all_lists(self):
        code, told = self.fetch(HAD='3.0.22-1', UPDATE_FAILS='1')
        self.assertEqual(code, 1)
        self.assertIn('E: Failed to fetch http://mirror/Sources', told)
        self.assertIn('not every list of sources could be read', told)
        self.assertFalse(os.path.exists(f'{self.folder}/build/openssl-source'))


class Sources(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.mirror = f'{self.folder}/mirror'
        for path in (self.mirror, f'{self.folder}/project/build/release'):
            os.makedirs(path)

    def archive(self):
        """Puts some-1.0.tar.gz into the mirror; its digest."""
        inside = f'{self.folder}/VERSION'
        with open(inside, 'w', encoding='utf-8') as stream:
            stream.write('1.0')
        path = f'{self.mirror}/some-1.0.tar.gz'
        with tarfile.open(path, 'w:gz') as archive:
            archive.add(inside, 'some-1.0/VERSION')
        with open(path, 'rb') as stream:
            return hashlib.sha256(stream.read()).hexdigest()

    def configure(self, *options, digest='0' * 64):
        script = f'{self.folder}/script.cmake'
        with open(script, 'w', encoding='utf-8') as stream:
            stream.write(SCRIPT.format(folder=self.folder, root=ROOT, digest=digest))
        done = subprocess.run(['cmake', *options, '-P', script], capture_output=True, text=True, cwd=self.folder)
        return done.returncode, done.stdout + done.stderr

    def test_takes_the_folder_that_is_named(self):
        code, told = self.configure('-DFETCHCONTENT_SOURCE_DIR_SOME=/somewhere/else')
        self.assertEqual(code, 0, told)
        self.assertIn("taken: '/somewhere/else'", told)

    def test_takes_the_source_package_that_was_fetched(self):
        os.makedirs(f'{self.folder}/project/build/some-source/debian')
        open(f'{self.folder}/project/build/some-source/debian/changelog', 'w').close()
        code, told = self.configure()
        self.assertEqual(code, 0, told)
        self.assertIn("/project/build/some-source'", told)

    def test_downloads_what_has_the_right_hash_and_does_so_once(self):
        digest = self.archive()
        mirror = f'-DSEND_BOUNCE_SOURCE_MIRROR=file://{self.mirror}'
        code, told = self.configure(mirror, digest=digest)
        self.assertEqual(code, 0, told)
        self.assertIn("/archives/some-1.0.tar.gz.d'", told)
        with open(f'{self.folder}/project/build/release/archives/some-1.0.tar.gz.d/VERSION', encoding='utf-8') as stream:
            self.assertEqual(stream.read(), '1.0')
        os.remove(f'{self.mirror}/some-1.0.tar.gz')
        code, told = self.configure(mirror, digest=digest)
        self.assertEqual(code, 0, told)
        self.assertIn("/archives/some-1.0.tar.gz.d'", told)

    def test_ends_where_the_archive_is_another_one(self):
        self.archive()
        for _ in range(2):  # what a first run leaves behind does not serve a second
            code, told = self.configure(f'-DSEND_BOUNCE_SOURCE_MIRROR=file://{self.mirror}')
            self.assertNotEqual(code, 0, told)
            self.assertIn('does not match expected value', told)
            self.assertNotIn('taken:', told)

    def test_goes_on_without_where_nothing_is_to_be_had(self):
        code, told = self.configure(f'-DSEND_BOUNCE_SOURCE_MIRROR=file://{self.mirror}')
        self.assertEqual(code, 0, told)
        self.assertIn(f'some: cannot be downloaded from file://{self.mirror}/some-1.0.tar.gz', told)
        self.assertIn("taken: ''", told)

    def test_asks_nobody_where_it_is_told_not_to(self):
        digest = self.archive()
        code, told = self.configure(f'-DSEND_BOUNCE_SOURCE_MIRROR=file://{self.mirror}', '-DFETCHCONTENT_FULLY_DISCONNECTED=ON',
                                    digest=digest)
        self.assertEqual(code, 0, told)
        self.assertIn("taken: ''", told)


if __name__ == '__main__':
    unittest.main()
