#!/usr/bin/env python3
"""Builds the site of the pages, and follows every link in it.

    site_test.py PROJECT_ROOT FOLDER-OF-MANUAL-PAGES

Ends with 77, which CTest takes for "skipped", where python3-markdown-it or mandoc is not installed.
"""
import html.parser
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

ROOT, MANUALS = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
SKIPPED = 77


class Page(html.parser.HTMLParser):
    """What a page refers to, and what can be referred to in it."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.anchors, self.tags = [], [], set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if name == 'href' and tag == 'a':
                self.links.append(value)
            elif name in ('href', 'src', 'srcset', 'data', 'action', 'poster', 'style') or name.startswith('on'):
                self.loaded.append((tag, name, value))
            elif name == 'id':
                self.anchors.add(value)


def fault_of_link(site, page, link, pages):
    if link.startswith('https://') or link.startswith('http://'):
        return None
    parts = urllib.parse.urlsplit(link)
    if parts.scheme or link.startswith('/'):
        return 'neither relative nor of the web'
    file = (page.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else page
    if site not in file.parents or not file.is_file():
        return 'no such file'
    if parts.fragment and urllib.parse.unquote(parts.fragment) not in pages[file].anchors:
        return 'no such heading'
    return None


class TheSite(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.site = pathlib.Path(cls.scratch.name).resolve() / 'site'
        subprocess.run([ROOT / 'cmake/make-site', '--man', MANUALS, '--output', cls.site], check=True, stdout=subprocess.DEVNULL)
        cls.pages = {path: Page(path.read_text(encoding='utf-8')) for path in cls.site.rglob('*.html')}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def test_every_link_leads_somewhere(self):
        faults = [f'{page.relative_to(self.site)}: {link}: {fault}' for page, parsed in self.pages.items()
                  for link in parsed.links for fault in [fault_of_link(self.site, page, link, self.pages)] if fault]
        self.assertEqual(faults, [], '\n'.join(faults))
        self.assertGreater(sum(len(parsed.links) for parsed in self.pages.values()), 500)

    def test_every_page_of_the_repository_is_in_it_and_can_be_reached(self):
        listed = subprocess.run(['git', '-C', ROOT, 'ls-files', 'docs/*.md'], capture_output=True, text=True, check=True).stdout
        self.assertGreaterEqual(len(self.pages), len(listed.split()) + 3)
        reached, waiting = set(), [self.site / 'index.html']
        while waiting:
            page = waiting.pop()
            if page in reached or page not in self.pages:
                continue
            reached.add(page)
            waiting += [(page.parent / link.partition('#')[0]).resolve() for link in self.pages[page].links if ':' not in link]
        self.assertEqual(sorted(str(page) for page in set(self.pages) - reached), [])

    def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(self):
        for page, parsed in self.pages.items():
            self.assertFalse(parsed.tags & {'script', 'iframe', 'object', 'embed', 'img', 'form', 'base'}, page)
            for tag, name, value in parsed.loaded:
                is_ours = tag == 'link' and (value == 'data:,' or (page.parent / value).is_file())
                self.assertTrue(is_ours or name == 'style' and 'url' not in value, f'{page}: {tag} {name}={value}')
        self.assertNotRegex((self.site / 'style.css').read_text(), r'url\(|@import|@font-face')

    def test_markdown_has_become_html(self):
        for page, parsed in self.pages.items():
            self.assertIn('h1', parsed.tags, page)
        text = (self.site / 'getting-started.html').read_text(encoding='utf-8')
        self.assertIn('<pre><code', text)
        self.assertNotIn('```', text)
        self.assertNotIn('.md"', text)

    def test_links_out_of_the_pages_go_to_the_forge(self):
        output = pathlib.Path(self.scratch.name) / 'other'
        subprocess.run([ROOT / 'cmake/make-site', '--man', MANUALS, '--output', output, '--source', 'https://forge.example/blob/main'],
                       check=True, stdout=subprocess.DEVNULL)
        self.assertIn('href="https://forge.example/blob/main/tests/cases/run_case.py"', (output / 'testing.html').read_text())

    def test_a_folder_that_is_no_site_is_not_replaced(self):
        folder = pathlib.Path(self.scratch.name) / 'mine'
        folder.mkdir()
        (folder / 'letter').write_text('mine')
        (folder / 'style.css').write_text('any site has one')
        done = subprocess.run([ROOT / 'cmake/make-site', '--man', MANUALS, '--output', folder], capture_output=True, text=True)
        self.assertRegex(done.stderr, 'is not empty, and make-site did not write it')
        self.assertEqual((folder / 'letter').read_text(), 'mine')

    def test_a_site_is_made_again(self):
        output = pathlib.Path(self.scratch.name) / 'again'
        for _ in range(2):
            subprocess.run([ROOT / 'cmake/make-site', '--man', MANUALS, '--output', output], check=True, stdout=subprocess.DEVNULL)

    def test_a_dead_link_is_found(self):
        page = self.site / 'index.html'
        self.assertIsNone(fault_of_link(self.site, page, 'input.html#checks', self.pages))
        for link in ('nowhere.html', 'input.html#nowhere', '/input.html', 'file:///etc/passwd', '../outside'):
            self.assertIsNotNone(fault_of_link(self.site, page, link, self.pages), link)


if __name__ == '__main__':
    probe = subprocess.run(['/usr/bin/python3', '-c', 'import markdown_it'], capture_output=True, check=False)
    if probe.returncode != 0 or not shutil.which('mandoc'):
        print('skipped: python3-markdown-it or mandoc is not installed (cmake/install-packages site)')
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
