#!/usr/bin/env python3
"""Holds every citation of the pages in docs/reference against the pages.

    citations_test.py PROJECT_ROOT

docs/reference/README.md says how pages are cited: "wire-protocol.md §2.5", "command-line.md rows 226 and 248 to 255".
In a comment, or a paragraph of a text, each section and row belongs to the page, or to the standard, that was named last.
One that belongs to none is a fault, since nobody can look it up.
"""
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '.').resolve()
PAGES = ROOT / 'docs/reference'
CITING = ['src', 'include', 'tests', 'cmake', 'docs', 'README.md']
# History, data, and this test's own examples.
NOT_CITING = re.compile(r'^(docs/CHANGELOG\.md|tests/fuzz/corpus/.*|.*\.json|tests/docs/citations_test\.py|docs/reference/README\.md)$')

# A line that is a comment, or what follows the code of a line.
COMMENTS = {'//': re.compile(r'^\s*///?<? ?(.*)$|(?<=\s)///?<? (.*)$'), '#': re.compile(r'^\s*# ?(.*)$|(?<=\s)# (.*)$')}
NUMBER = r'P?\d+(?:\.\d+)?'
TOKEN = re.compile(
    r'(?P<page>[a-z][a-z-]*\.md)\b'
    r'|(?P<standard>\b(?:RFC|XML|YAML|FIPS|ISO|MS-OXCMAIL|DKIM|AWS)\b)'
    r'|§(?P<section>[A-Z]?\.?\d+(?:\.\d+)*)'
    rf'|\b[Rr]ows? (?P<rows>{NUMBER}(?:(?:, | and | to |, and ){NUMBER})*)\b')
# Names that these pages had before they were part of the repository, which a reader cannot find.
LOST = re.compile(r'\b(?:wire|configuration|command-line|facts|faults|design) page\b|shared/(?:reference|conformance|faults|samples)',
                  re.I)


def cited_places(page):
    """The sections of a page, and the rows of its numbered tables: those whose first column is headed "#"."""
    text = page.read_text(encoding='utf-8')
    sections = set(re.findall(r'^#{2,3} (\d+(?:\.\d+)?)\.? ', text, re.M))
    tables = re.findall(r'^\| # \|.*\n(?:\|.*\n)+', text + '\n', re.M)
    return sections, {row for table in tables for row in re.findall(rf'^\| ({NUMBER}) \|', table, re.M)}


def pieces(path, text):
    """The comments of a program, or the paragraphs of a text, each with the number of its first line."""
    is_cmake = path.suffix == '.cmake' or path.name == 'CMakeLists.txt'
    comment = COMMENTS.get('//' if path.suffix in ('.h', '.cpp', '.c') else '#' if is_cmake else None)
    piece, first = [], 0
    for number, line in enumerate(text.splitlines() + [''], 1):
        found = comment and comment.search(line)
        if found and found[2]:
            yield number, found[2]
        words = (found[1] if found else '') if comment else line.strip().lstrip('# ')
        if words:
            first = first if piece else number
            piece.append(words)
        elif piece:
            yield first, ' '.join(piece)
            piece = []


def numbers(cited):
    return re.findall(NUMBER, cited)


def faults_of(text, places, home=None):
    """What is wrong with the citations of a piece of text. `home` is the page that it is part of."""
    source = home
    for token in TOKEN.finditer(text):
        if token['page']:
            source = token['page'] if token['page'] in places else home
        elif token['standard']:
            source = None if token['standard'] == 'AWS' else token['standard']
        elif source is None:
            if token['section'] or home is None:
                yield f'"{token[0]}" names no page'
        elif source in places:
            sections, rows = places[source]
            if token['section'] and token['section'] not in sections:
                yield f'{source} has no section {token["section"]}'
            for row in numbers(token['rows'] or ''):
                if row not in rows:
                    yield f'{source} has no row {row}'


def files():
    listed = subprocess.run(['git', '-C', ROOT, 'ls-files', '--cached', '--others', '--exclude-standard', *CITING],
                            capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in listed if not NOT_CITING.match(name) and (ROOT / name).is_file()]


class Citations(unittest.TestCase):
    places = {page.name: cited_places(page) for page in PAGES.glob('*.md') if page.name != 'README.md'}

    def test_pages_have_sections_and_rows(self):
        self.assertEqual(len(self.places), 7)
        for name, rows in (('command-line.md', 344), ('configuration-and-credentials.md', 206), ('wire-protocol.md', 131)):
            self.assertEqual(len(self.places[name][1]), rows, name)

    def test_whatever_is_cited_is_there(self):
        found, cited = [], 0
        for path in files():
            text = path.read_text(encoding='utf-8', errors='replace')
            name = path.relative_to(ROOT)
            found += [f'{name}: {lost[0]!r} is not in the repository' for lost in LOST.finditer(text)]
            home = path.name if path.parent == PAGES else None
            for line, piece in pieces(path, text):
                found += [f'{name}:{line}: {fault}' for fault in faults_of(piece, self.places, home)]
                cited += any(page in piece for page in self.places)
        self.assertEqual(found, [], '\n' + '\n'.join(found))
        self.assertGreater(cited, 150)

    def test_a_wrong_citation_is_found(self):
        for text, fault in (
                ('wire-protocol.md §2.9', 'wire-protocol.md has no section 2.9'),
                ('command-line.md rows 1, 2 and 999', 'command-line.md has no row 999'),
                ('command-line.md §2.1 and wire-protocol.md row P1', 'wire-protocol.md has no row P1'),
                ('the rule of §2.1', '"§2.1" names no page'),
                ('Row 12.', '"Row 12" names no page')):
            self.assertEqual(list(faults_of(text, self.places)), [fault])
        for text in ('wire-protocol.md §6 to §8', 'RFC 5322 §99.1', 'configuration-and-credentials.md §3.1 and row 206'):
            self.assertEqual(list(faults_of(text, self.places)), [])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
