#!/usr/bin/env python3
"""Holds what is made from the tables (manual pages, docs/options.md, tables of docs/guards.md) against programs and formatters.

    BUILD_FOLDER=build/dev SOURCE_FOLDER=. pages_test.py
"""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

BUILD = pathlib.Path(os.environ['BUILD_FOLDER']).resolve()
SOURCE = pathlib.Path(os.environ['SOURCE_FOLDER']).resolve()
MANUAL = BUILD / 'share' / 'man' / 'man1'
PAGES = ['send-bounce', 'ses-stand-in']


def output(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def squeezed(text):
    return ' '.join(text.split())


class ManualPages(unittest.TestCase):
    @unittest.skipUnless(shutil.which('mandoc'), 'mandoc is not installed')
    def test_mandoc_finds_nothing_to_warn_of(self):
        for page in PAGES:
            done = subprocess.run(['mandoc', '-T', 'lint', '-W', 'warning', MANUAL / f'{page}.1'],
                                  capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '', ''))

    @unittest.skipUnless(shutil.which('groff'), 'groff is not installed')
    def test_groff_finds_nothing_to_warn_of(self):
        for page in PAGES:
            done = subprocess.run(['groff', '-ww', '-man', '-z', MANUAL / f'{page}.1'], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '', ''))

    @unittest.skipUnless(shutil.which('mandoc'), 'mandoc is not installed')
    def test_the_page_says_what_help_says(self):
        rendered = output('mandoc', '-T', 'ascii', '-O', 'width=200', str(MANUAL / 'send-bounce.1'))
        page = squeezed(re.sub('.\b', '', rendered))
        for paragraph in re.split(r'\n\s*\n', output(BUILD / 'send-bounce', 'help')):
            self.assertIn(squeezed(paragraph), page)


class OptionsPage(unittest.TestCase):
    def test_is_the_one_that_the_tables_make(self):
        self.assertEqual((SOURCE / 'docs' / 'options.md').read_text(), output(BUILD / 'make-pages', 'options.md'),
                         'run: build/dev/make-pages options.md > docs/options.md')


class GuardsPage(unittest.TestCase):
    def test_has_the_tables_of_the_code(self):
        page = (SOURCE / 'docs' / 'guards.md').read_text()
        for table in ('guards-table.md', 'late-checks-table.md'):
            made = output(BUILD / 'make-pages', table)
            self.assertGreater(made.count('\n'), 6)
            self.assertIn('\n\n' + made + '\n', page, f'paste what this prints: build/dev/make-pages {table}')


class Variables(unittest.TestCase):
    def test_help_names_every_variable_that_the_code_reads(self):
        text = output(BUILD / 'send-bounce', 'help')
        sources = [path for path in (SOURCE / 'src').rglob('*.*')
                   if path.suffix in ('.cpp', '.h') and path.parent.name not in ('stand_in', 'pages', 'manual')]
        self.assertGreater(len(sources), 100)
        named = set()
        for path in sources:
            named |= set(re.findall(r'"((?:AWS|SEND_BOUNCE|BOTO)_[A-Z0-9_]+)"', path.read_text()))
        self.assertIn('AWS_REGION', named)
        missing = [name for name in sorted(named) if not re.search(rf'\b{name}\b', text)]
        self.assertEqual(missing, [], 'add a row to src/manual/sections.cpp')


class Generator(unittest.TestCase):
    def test_refuses_a_page_that_it_does_not_know(self):
        for words in ([], ['nothing.1'], ['options.md', '.']):
            done = subprocess.run([BUILD / 'make-pages', *words], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (2, ''))
            self.assertNotEqual(done.stderr, '')


if __name__ == '__main__':
    unittest.main()
