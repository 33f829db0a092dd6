#!/usr/bin/env python3
"""Holds every #include under src/ and include/ against the tables below.

    include_arrows_test.py PROJECT_ROOT

The tables are the architecture: a change of an arrow is a change of a row here and of the drawing in
docs/architecture.md.
"""

import pathlib
import re
import sys
import unittest

# A folder may include every folder of the rows above its own, and itself.
LAYERS = [
    ["values", "text", "dates"],
    ["world", "model"],
    ["shell", "input", "protocol", "signing", "retry", "mail", "received", "dsn", "jmespath", "output"],
    ["settings", "credentials", "client", "journal", "manual", "prompt"],
    ["lambda", "cli", "kernel"],
    ["platform", "main", "pages"],
]

# Arrows inside a layer; there are no others. The program's main puts the parts together.
SIDEWAYS = {
    ("text", "values"),
    ("dates", "values"),
    ("dates", "text"),
    ("dsn", "mail"),
    ("received", "mail"),
    ("received", "protocol"),
    ("prompt", "settings"),
    ("prompt", "manual"),
    ("credentials", "settings"),
    ("credentials", "client"),
    ("journal", "client"),
    ("manual", "settings"),
    ("cli", "lambda"),
    ("main", "platform"),
}

# The stand-in is a program of its own beside the layers: it shares what both ends of the wire need.
STAND_IN = "stand_in"
USES_STAND_IN = {"pages"}
STAND_IN_USES = {"kernel", "values", "text", "world", "model", "shell", "signing", "protocol", "mail", "received", "dsn"}

# Private headers, those below src/, that another folder includes all the same.
SHARED_PRIVATE_HEADERS = {
    ("manual", "settings/settings_table.h"),  # it names all that settings are looked for in
    ("stand_in", "received/ses_header.h"),  # the verdicts that SES wrote into a stored message
    ("pages", "stand_in/faults.h"),  # so do these, made at build time
    ("pages", "stand_in/option_rows.h"),
}

# Headers that the build makes, which are in no folder: the version is a constant for whoever names it.
GENERATED = {"send_bounce/version.h"}

# Libraries of others, each with the only files that may know it.
LIBRARIES = {
    "CLI/": ["src/cli/cli11.h", "src/stand_in/options.cpp"],
    "curl/": [
        "src/platform/curl_connection.h",
        "src/platform/curl_failure.h",
        "src/platform/curl_transport.cpp",
        "src/platform/curl_when_needed.cpp",
        "src/stand_in/delivery.cpp",
        "src/stand_in/health.cpp",
        "src/stand_in/event_target.cpp",
        "src/stand_in/main.cpp",
    ],
    "curses.h": ["src/platform/curses_screen.cpp"],
    "expat.h": ["src/protocol/xml_tree.cpp"],
    "nlohmann/": ["src/stand_in/receipt_notification.cpp", "src/text/json_document.cpp"],
    "openssl/": [
        "src/platform/certificate_check.cpp",
        "src/platform/certificate_check.h",
        "src/platform/curl_connection.cpp",
        "src/platform/curl_transport.cpp",
        "src/platform/curl_when_needed.cpp",
        "src/signing/digest.cpp",
        "src/signing/dpop.cpp",
        "src/stand_in/connection.cpp",
        "src/stand_in/throwaway_keys.cpp",
    ],
    "term.h": ["src/platform/curses_screen.cpp"],
    "yaml-cpp/": ["src/input/yaml_reader.cpp"],
    "yaml.h": ["src/output/yaml.cpp"],
}

# System calls are the business of these folders; the rest sees the world through its interfaces.
SYSTEM_FOLDERS = {"kernel", "platform", STAND_IN}
SYSTEM_HEADERS = re.compile(
    r"(arpa|net|netinet|sys)/"
    r"|(dirent|dlfcn|fcntl|grp|netdb|poll|pthread|pwd|spawn|syslog|termios|unistd)\.h$"
)

# What Linux has and other systems do not, or have otherwise, is behind the names of one folder.
LINUX_FOLDER = "kernel"
LINUX_WORDS = re.compile(
    r"\b(accept4|epoll_\w+|eventfd|getrandom|inotify_\w+|memfd_create|MSG_NOSIGNAL|O_PATH|O_TMPFILE|pipe2|ppoll|prctl"
    r"|renameat2|signalfd|sigtimedwait|SI_KERNEL|SOCK_CLOEXEC|SOCK_NONBLOCK|st_[acm]tim|timerfd_\w+)\b|/proc/|<(linux|sys/random)"
)

# Headers of the standard library that product code does without.
FORBIDDEN = {
    "iostream": "streams pull in locales and static initialisation; Output is the way out",
    "locale": "the bytes of a request do not depend on the user's locale",
    "regex": "std::regex depends on locales and recurses on long input",
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.MULTILINE)


def folder_of(path):
    """The module of a project file: "src/world/http.cpp" is in "world", "src/main.cpp" in "main"."""
    parts = path.split("/")
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else "main"
    return parts[2]


def layer_of(folder):
    for number, folders in enumerate(LAYERS):
        if folder in folders:
            return number
    return None


def arrow_is_allowed(source, target):
    if source == target:
        return True
    if source == STAND_IN:
        return target in STAND_IN_USES
    if target == STAND_IN:
        return source in USES_STAND_IN
    below, above = layer_of(target), layer_of(source)
    if below is None or above is None:
        return False
    return below < above or (source, target) in SIDEWAYS


def own_include_fault(path, name, tree):
    """What is wrong with #include "name" in that file, or None."""
    if name in GENERATED:
        return None
    folder = folder_of(path)
    if name.startswith("send_bounce/"):
        place = "include/" + name
        target = folder_of(place) if name.count("/") > 1 else None
    else:
        place = "src/" + name
        target = folder_of(place) if "/" in name else None
    if target is None or place not in tree:
        return "names no header of the project by its full path"
    if not arrow_is_allowed(folder, target):
        return f"is an arrow from {folder} to {target}, which the table does not have"
    private = place.startswith("src/")
    if private and folder != target and (folder, name) not in SHARED_PRIVATE_HEADERS:
        return f"reaches for a private header of {target}"
    if private and path.startswith("include/"):
        return "makes a public header depend on a private one"
    return None


def foreign_include_fault(path, name):
    """What is wrong with #include <name> in that file, or None."""
    if name in FORBIDDEN:
        return FORBIDDEN[name]
    if SYSTEM_HEADERS.match(name) and folder_of(path) not in SYSTEM_FOLDERS:
        return "is a system header outside of " + " and ".join(sorted(SYSTEM_FOLDERS))
    for prefix, files in LIBRARIES.items():
        if name.startswith(prefix) and path not in files:
            return f"belongs to a library that only {', '.join(files) or 'nobody'} may include"
    return None


def violations(tree):
    """The faults of a tree, given as path -> text of its files, one line each."""
    faults = []
    for path, text in sorted(tree.items()):
        folder = folder_of(path)
        if folder != STAND_IN and layer_of(folder) is None:
            faults.append(f"{path}: the folder {folder} stands in no layer")
        for mark, name in INCLUDE.findall(text):
            fault = own_include_fault(path, name, tree) if mark == '"' else None
            # A library's header is one in either spelling.
            fault = foreign_include_fault(path, name) or fault
            if fault:
                faults.append(f"{path}: #include {name} {fault}")
    return faults


def linux_words(tree):
    """Where the tree says what only Linux knows, outside of the folder that may."""
    return [
        f"{path}:{number}: {found.group(0)} belongs in src/{LINUX_FOLDER}"
        for path, text in sorted(tree.items())
        if folder_of(path) != LINUX_FOLDER
        for number, line in enumerate(text.split("\n"), 1)
        for found in [LINUX_WORDS.search(line.split("//")[0])]
        if found
    ]


def stale_rows(tree):
    """Rows of LIBRARIES whose file is gone or does without the library by now."""
    rows = []
    for prefix, files in LIBRARIES.items():
        for path in files:
            names = [name for _, name in INCLUDE.findall(tree.get(path, ""))]
            if not any(name.startswith(prefix) for name in names):
                rows.append(f"{path}: does not include {prefix}, though its row says so")
    return rows


def read_tree(root):
    tree = {}
    for top in ("src", "include/send_bounce"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                tree[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
    return tree


class TheTree(unittest.TestCase):
    root = None

    def test_has_only_the_arrows_of_the_tables(self):
        found = violations(read_tree(self.root))
        self.assertFalse(found, "\n".join(["", *found]))

    def test_uses_each_library_where_the_table_says(self):
        found = stale_rows(read_tree(self.root))
        self.assertFalse(found, "\n".join(["", *found]))

    def test_has_linux_in_one_folder(self):
        found = linux_words(read_tree(self.root))
        self.assertFalse(found, "\n".join(["", *found]))

    def test_was_really_read(self):
        tree = read_tree(self.root)
        own = [name for text in tree.values() for mark, name in INCLUDE.findall(text) if mark == '"']
        self.assertGreater(len(own), 100)
        folders = {folder_of(path) for path in tree}
        self.assertLessEqual({"values", "text", "world", "model", "protocol", "signing", "cli"}, folders)


class MadeUpViolations(unittest.TestCase):
    """The rules at work on trees of two or three files."""

    def expect(self, fault, tree):
        found = violations(tree)
        self.assertEqual(len(found), 1, found)
        self.assertIn(fault, found[0])

    def two(self, source, target):
        return {
            f"src/{source}/a.cpp": f'#include "send_bounce/{target}/b.h"\n',
            f"include/send_bounce/{target}/b.h": "#pragma once\n",
        }

    def test_an_arrow_down_is_fine(self):
        for source, target in [
            ("model", "text"),
            ("dates", "text"),
            ("cli", "client"),
            ("client", "protocol"),
            ("dsn", "mail"),
    ("received", "mail"),
    ("received", "protocol"),
            ("credentials", "settings"),
            ("stand_in", "signing"),
            ("platform", "world"),
        ]:
            self.assertEqual(violations(self.two(source, target)), [])

    def test_linux_outside_of_its_folder_is_reported(self):
        text = "// ppoll is Linux's\n  ::ppoll(&stop, 1, &wait, nullptr);\n"
        self.assertEqual(linux_words({"src/platform/a.cpp": text}), ["src/platform/a.cpp:2: ppoll belongs in src/kernel"])
        self.assertEqual(linux_words({"src/kernel/a.cpp": text}), [])

    def test_an_arrow_up_is_reported(self):
        self.expect("an arrow from text to model", self.two("text", "model"))
        self.expect("an arrow from client to cli", self.two("client", "cli"))

    def test_an_arrow_sideways_is_reported(self):
        for source, target in [
            ("model", "world"),
            ("text", "dates"),
            ("mail", "dsn"),
            ("protocol", "signing"),
            ("settings", "credentials"),
        ]:
            self.expect(f"an arrow from {source} to {target}", self.two(source, target))

    def test_the_stand_in_keeps_to_its_list_and_nobody_includes_it(self):
        for target in ("platform", "cli", "settings", "client", "output"):
            self.expect(f"an arrow from stand_in to {target}", self.two("stand_in", target))
        self.expect("an arrow from cli to stand_in", self.two("cli", "stand_in"))

    def test_private_headers_stay_private(self):
        tree = {"src/cli/a.cpp": '#include "text/b.h"\n', "src/text/b.h": ""}
        self.expect("a private header of text", tree)
        tree = {"include/send_bounce/text/a.h": '#include "text/b.h"\n', "src/text/b.h": ""}
        self.expect("a public header depend on a private one", tree)

    def test_a_header_that_is_not_there_is_reported(self):
        self.expect("no header of the project", {"src/text/a.cpp": '#include "text/gone.h"\n'})
        self.expect("no header of the project", {"src/text/a.cpp": '#include "b.h"\n'})

    def test_an_unknown_folder_is_reported(self):
        self.expect("the folder misc stands in no layer", {"src/misc/a.cpp": "int a;\n"})

    def test_a_library_outside_its_home_is_reported(self):
        for prefix in LIBRARIES:
            header = prefix + "x.hpp" if prefix.endswith("/") else prefix
            for line in (f"#include <{header}>\n", f"  # include <{header}>\n"):
                self.expect("belongs to a library", {"src/text/a.cpp": line})
        self.expect("belongs to a library", {"src/text/a.cpp": '#include "curl/curl.h"\n'})

    def test_system_headers_have_two_homes(self):
        for header in ("unistd.h", "sys/stat.h", "netinet/in.h"):
            text = f"#include <{header}>\n"
            self.expect("a system header", {"src/client/a.cpp": text})
            self.assertEqual(violations({"src/platform/a.cpp": text}), [])

    def test_forbidden_headers_are_reported(self):
        for header, reason in FORBIDDEN.items():
            self.expect(reason, {"src/platform/a.cpp": f"#include <{header}>\n"})

    def test_a_stale_row_is_reported(self):
        self.assertIn(
            "src/protocol/xml_tree.cpp: does not include expat.h, though its row says so",
            stale_rows({"src/protocol/xml_tree.cpp": "#include <string>\n"}),
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    TheTree.root = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
