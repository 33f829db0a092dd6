#!/usr/bin/env python3
"""Follows every link of README.md and docs/ that stays inside the repository, to its file and its heading.

    links_test.py PROJECT_ROOT

A file that a text names in code font, as `tests/run` or `docs/input.md`, has to be there, too.
"""
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '.').resolve()
LINK = re.compile(r'(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)')
NAMED = re.compile(r'(?<!`)`((?:\.github|cmake|docs|include|src|tests)/[\w./-]+)`(?!`)')
FENCE = re.compile(r'^```.*?^```', re.M | re.S)
# What these say of files was true when it was written, or is about the repositories of others.
OF_ANOTHER_TIME_OR_PLACE = {'docs/CHANGELOG.md'}


def anchors(page):
    """The anchors that GitHub makes of a page's headings."""
    text = FENCE.sub('', page.read_text(encoding='utf-8'))
    found = set()
    for heading in re.findall(r'^#{1,6} (.*)$', text, re.M):
        plain = re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', heading).strip().lower()
        anchor = re.sub(r'[^\w\- ]', '', plain).replace(' ', '-')
        found.add(anchor if anchor not in found else f'{anchor}-1')
    return found


def fault_of_link(page, target):
    if re.match(r'[a-z]+:', target):
        return None
    name, _, anchor = target.partition('#')
    file = (page.parent / name).resolve() if name else page
    if not file.exists() or ROOT not in [file, *file.parents]:
        return f'no such file: {target}'
    if anchor and anchor not in anchors(file):
        return f'no such heading: {target}'
    return None


def faults_of(page):
    text = FENCE.sub('', page.read_text(encoding='utf-8'))
    faults = [fault_of_link(page, target) for target in LINK.findall(text)]
    if page.parent.name != 'reference' and str(page.relative_to(ROOT)) not in OF_ANOTHER_TIME_OR_PLACE:
        faults += [f'no such file: `{name}`' for name in NAMED.findall(text) if not (ROOT / name).exists()]
    return [f'{page.relative_to(ROOT)}: {fault}' for fault in faults if fault]


class Links(unittest.TestCase):
    def pages(self):
        listed = subprocess.run(['git', '-C', ROOT, 'ls-files', '--cached', '--others', '--exclude-standard', 'README.md', 'docs'],
                                capture_output=True, text=True, check=True).stdout.split()
        return [ROOT / name for name in listed if name.endswith('.md')]

    def test_every_link_leads_somewhere(self):
        pages = self.pages()
        found = [fault for page in pages for fault in faults_of(page)]
        self.assertEqual(found, [], '\n' + '\n'.join(found))
        self.assertGreater(sum(len(LINK.findall(page.read_text(encoding='utf-8'))) for page in pages), 50)

    def test_every_page_can_be_reached_from_the_readme(self):
        reached, waiting = set(), [ROOT / 'README.md']
        while waiting:
            page = waiting.pop()
            page = page / 'README.md' if page.is_dir() else page
            if page in reached or page.suffix != '.md' or not page.is_file():
                continue
            reached.add(page)
            waiting += [(page.parent / target.partition('#')[0]).resolve() for target in LINK.findall(page.read_text(encoding='utf-8'))]
        lost = sorted(str(page.relative_to(ROOT)) for page in set(self.pages()) - reached)
        self.assertEqual(lost, [])

    def test_a_dead_link_is_found(self):
        readme = ROOT / 'README.md'
        self.assertIsNone(fault_of_link(readme, 'docs/input.md#checks'))
        self.assertIsNone(fault_of_link(readme, 'https://example.com/'))
        for target in ('docs/nowhere.md', 'docs/input.md#no-such-heading', '../outside'):
            self.assertIsNotNone(fault_of_link(readme, target), target)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
