#!/usr/bin/env python3
"""Many processes at once that want the same role: each has a whole one, and so has the cache, at any time.

    parallel_test.py PATH-OF-SEND-BOUNCE
"""

import glob
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
import unittest

import mock_services
import reference_cases

PROCESSES = 16
ROUNDS = 3
CONFIG = """[default]
region = us-west-1
role_arn = arn:aws:iam::123456789012:role/r
source_profile = base
[profile base]
aws_access_key_id = AKIDF
aws_secret_access_key = s
"""


class ProcessesBesideEachOther(unittest.TestCase):
    client = None

    def start(self, home, services):
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "AWS_ENDPOINT_URL_SES": services.addresses["SES"],
            "AWS_ENDPOINT_URL_STS": services.addresses["STS"],
        }
        command = [self.client, *reference_cases.ARGUMENTS]
        return subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def watch(self, path, stop, faults):
        """Reads the cache again and again, as another process does."""
        while not stop.is_set():
            try:
                with open(path, encoding="utf-8") as file:
                    keys = json.load(file)["Credentials"]
                if keys["SessionToken"] != keys["AccessKeyId"].replace("ASIA", "TOK"):
                    faults.append(f"a mixture: {keys}")
            except FileNotFoundError:
                pass
            except (ValueError, KeyError) as fault:
                faults.append(f"half a file: {fault!r}")

    def test_every_one_of_them_signs_with_a_whole_role(self):
        with tempfile.TemporaryDirectory() as folder, mock_services.Services(folder) as services:
            for number in range(ROUNDS):
                self.round(f"{folder}/home{number}", services)

    def round(self, home, services):
        os.makedirs(f"{home}/.aws/cli/cache")
        with open(f"{home}/.aws/config", "w", encoding="utf-8") as file:
            file.write(CONFIG)
        path = f"{home}/.aws/cli/cache/{reference_cases.ROLE_KEY}.json"
        services.reset()
        stop, faults = threading.Event(), []
        watcher = threading.Thread(target=self.watch, args=(path, stop, faults))
        watcher.start()
        try:
            processes = [self.start(home, services) for _ in range(PROCESSES)]
            ends = [(process.communicate(timeout=120)[1], process.returncode) for process in processes]
        finally:
            stop.set()
            watcher.join()
        self.assertEqual(ends, [("", 0)] * PROCESSES)
        self.assertEqual(faults, [])
        bounces = [note for note in services.notes if note.startswith("SES ")]
        self.assertEqual(len(bounces), PROCESSES)
        for note in bounces:
            self.assertRegex(note, r"^SES signed `ASIAROLE(\d+)` us-west-1 \+TOKROLE\1$")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(glob.glob(f"{home}/.aws/cli/cache/*"), [path])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    ProcessesBesideEachOther.client = os.path.abspath(sys.argv.pop())
    unittest.main()
