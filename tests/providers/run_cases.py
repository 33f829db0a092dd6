#!/usr/bin/env python3
"""Drives the built program through the rows of configuration-and-credentials.md §6.

    run_cases.py --client build/dev/send-bounce [--group "Assume role"] [--rows FIRST-LAST] [--show]

Each row is what AWS CLI 2.36.7 did with files, variables and arguments, against services on loopback that
speak as AWS's do (mock_services.py). Exit code, stderr and the requests in their order must be the same;
lines of ours may follow the reference's text. What differs on purpose stands in deliberate.json, each row with its
reason, and must differ in just that way. Ends with 0, or 1 if something differs.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import mock_services
import reference_cases

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs/reference/configuration-and-credentials.md"
TIME_LIMIT = 30


def has_text(actual, expected):
    """stderr is the text, or begins with it: advice comes in lines of its own. "…" stands for anything."""
    actual = actual.strip("\n")
    if expected.endswith("…"):
        return actual.startswith(expected[:-1])
    return actual == expected or (expected != "" and actual.startswith(expected + "\n"))


def run_case(client, case, home, services):
    """What is not as expected, as lines; none where all is well."""
    home.faults = []
    home.prepare(case)
    services.reset(home.faults)
    variables, arguments = home.surroundings(case)
    done = subprocess.run(
        [client, *arguments],
        env=variables,
        cwd=home.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    expected = {
        "exit code": case.exit_code,
        "stderr": home.expected(case.stderr).replace("<usage text>", "…"),
        "requests": home.expected(case.requests).replace("\n", reference_cases.LINE_END),
    }
    actual = {"exit code": done.returncode, "stderr": done.stderr, "requests": services.requests()}
    return expected, actual


def differences(expected, actual):
    same = {
        "exit code": actual["exit code"] == expected["exit code"],
        "stderr": has_text(actual["stderr"], expected["stderr"]),
        "requests": actual["requests"] == expected["requests"],
    }
    return {name for name, is_same in same.items() if not is_same}


class Report:
    def __init__(self, show):
        self.show = show
        self.counts = {"equal": 0, "deliberate": 0, "different": 0}

    def add(self, case, verdict, lines=()):
        self.counts[verdict] += 1
        if verdict == "different" or self.show:
            print(f"{verdict}: row {case.number} ({case.group})")
            for line in lines:
                print("    " + line.replace("\n", reference_cases.LINE_END))


def judge(case, expected, actual, deliberate, home, report):
    lines = [f"{side} {name}: {values[name]}" for side, values in (("expected", expected), ("actual", actual))
             for name in sorted(differences(expected, actual))]
    ours = deliberate.get(str(case.number))
    if ours:
        changed = {name: home.expected(value) if name == "stderr" else value
                   for name, value in ours.items() if name != "because"}
        if not differences(expected, actual):
            report.add(case, "different", ["is equal by now, though deliberate.json has it"])
        elif not differences({**expected, **changed}, actual):
            report.add(case, "deliberate", [ours["because"]])
        else:
            report.add(case, "different", lines)
    else:
        report.add(case, "different" if lines else "equal", lines)


def wanted(case, options):
    if options.group and not any(case.group.lower() == group.lower() for group in options.group):
        return False
    if not options.rows:
        return True
    first, _, last = options.rows.partition("-")
    return int(first) <= case.number <= int(last or first)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--client", required=True, help="the built program")
    parser.add_argument("--page", default=str(PAGE), help="configuration-and-credentials.md")
    parser.add_argument("--group", action="append", help="a heading of §6; may be given several times")
    parser.add_argument("--rows", help="N or FIRST-LAST")
    parser.add_argument("--show", action="store_true", help="tell of every case, not of different ones alone")
    options = parser.parse_args()
    deliberate = json.loads((HERE / "deliberate.json").read_text(encoding="utf-8"))
    client = str(pathlib.Path(options.client).resolve())
    report = Report(options.show)
    with tempfile.TemporaryDirectory() as folder, mock_services.Services(folder) as services:
        home = None
        for case in reference_cases.read_cases(options.page):
            if not wanted(case, options):
                continue
            if not case.same_home:
                home = reference_cases.Home(tempfile.mkdtemp(dir=folder), services)
            expected, actual = run_case(client, case, home, services)
            judge(case, expected, actual, deliberate, home, report)
    print(", ".join(f"{count} {verdict}" for verdict, count in report.counts.items()))
    if sum(report.counts.values()) == 0:
        print("no row was chosen")
        return 1
    return 1 if report.counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
