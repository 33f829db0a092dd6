#!/usr/bin/env python3
"""A cache of roles that cannot be written, or is broken, costs no call.

    caches_test.py PATH-OF-SEND-BOUNCE

Each test is one run that must send one bounce, with a role that was asked for once.
"""

import glob
import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest

import mock_services
import reference_cases

CONFIG = """[default]
region = us-west-1
role_arn = arn:aws:iam::123456789012:role/r
source_profile = base
[profile base]
aws_access_key_id = AKIDF
aws_secret_access_key = s
"""
STRANGER = 54321  # has no entry in passwd
GOOD = json.dumps({"Credentials": {"AccessKeyId": "CACHED", "SecretAccessKey": "s", "SessionToken": "TC",
                                   "Expiration": "2099-01-01T00:00:00+00:00"}}).encode()
BROKEN = {
    "empty": b"", "cut": GOOD[:-1], "filled with NUL": bytes(len(GOOD)), "a mark in front": b"\xef\xbb\xbf" + GOOD,
    "null": b"null", "a list": b"[]", "a text": b'"x"', "no keys": b"{}", "no UTF-8": GOOD.replace(b"TC", b"\xff"),
    "a number": GOOD.replace(b'"s"', b"5"), "no key": GOOD.replace(b"SessionToken", b"Other"),
    "no time": GOOD.replace(b"2099-01-01T00:00:00+00:00", b"soon"),
    "a line end in the secret": GOOD.replace(b'"s"', b'"s\\n"'),
}


class Caches(unittest.TestCase):
    client = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        self.folder = folder.name
        self.home = f"{folder.name}/home"
        self.cache = f"{self.home}/.aws/cli/cache/{reference_cases.ROLE_KEY}.json"
        os.makedirs(f"{self.home}/.aws")
        self.config = f"{self.home}/.aws/config"
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(CONFIG)
        self.services = mock_services.Services(folder.name)
        self.addCleanup(self.services.__exit__)

    def run_client(self, home=None, **how):
        variables = {
            "PATH": os.environ["PATH"],
            "AWS_CONFIG_FILE": self.config,
            "AWS_ENDPOINT_URL_SES": self.services.addresses["SES"],
            "AWS_ENDPOINT_URL_STS": self.services.addresses["STS"],
        }
        if home is not None:
            variables["HOME"] = home
        return subprocess.run([self.client, *reference_cases.ARGUMENTS], env=variables, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, check=False, cwd=self.folder, **how)

    def assert_sent_once(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("bounce-1", done.stdout)
        requests = self.services.requests()
        self.assertRegex(requests, r"^STS AssumeRole\([^→]*→ SES signed `ASIAROLE1` us-west-1 \+TOKROLE1$")

    def assert_warned(self, done, cause, path=None):
        self.assert_sent_once(done)
        self.assertEqual(done.stderr, "send-bounce: [WARNING]: cannot save the credentials of the role in "
                         f"{path or self.cache}: {cause}. This call continues. The next call asks for the role again.\n")

    def leave_cache(self, content):
        os.makedirs(os.path.dirname(self.cache))
        with open(self.cache, "wb") as file:
            file.write(content)

    def test_a_cache_that_is_broken_is_replaced(self):
        for name, content in BROKEN.items():
            with self.subTest(name):
                self.setUp()
                self.leave_cache(content)
                done = self.run_client(self.home)
                self.assert_sent_once(done)
                self.assertEqual(done.stderr, "")
                with open(self.cache, encoding="utf-8") as file:
                    self.assertEqual(json.load(file)["Credentials"]["SessionToken"], "TOKROLE1")
                self.doCleanups()

    def test_a_good_one_is_used(self):
        self.leave_cache(GOOD)
        done = self.run_client(self.home)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.services.requests(), "SES signed `CACHED` us-west-1 +TC")

    def test_a_folder_in_its_place(self):
        os.makedirs(self.cache)
        self.assert_warned(self.run_client(self.home), "Is a directory")
        self.assertEqual(glob.glob(f"{self.home}/.aws/cli/cache/*"), [self.cache])

    def test_a_file_in_the_place_of_the_folder(self):
        with open(f"{self.home}/.aws/cli", "w", encoding="utf-8"):
            pass
        self.assert_warned(self.run_client(self.home), "Not a directory")

    def test_a_file_system_that_is_full_leaves_no_draft(self):
        # Python has the signal ignored, and hands that on.
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        self.assert_warned(self.run_client(self.home, preexec_fn=limit, restore_signals=False), "File too large")
        self.assertEqual(os.listdir(os.path.dirname(self.cache)), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_a_stranger_without_a_home(self):
        os.chmod(self.home, 0o755)
        os.chmod(f"{self.home}/.aws", 0o755)
        os.chmod(self.config, 0o644)
        self.assert_warned(self.run_client("/", user=STRANGER), "Permission denied",
                           f"/.aws/cli/cache/{reference_cases.ROLE_KEY}.json")
        self.services.reset()
        self.assert_warned(self.run_client(None, user=STRANGER), "the home directory is not known; set HOME",
                           f"~/.aws/cli/cache/{reference_cases.ROLE_KEY}.json")
        self.assertFalse(os.path.exists(f"{self.folder}/~"))
        # A cache that it may not read, in a folder that it may not write to.
        self.leave_cache(GOOD)
        os.chmod(self.cache, 0o600)
        self.services.reset()
        self.assert_warned(self.run_client(self.home, user=STRANGER), "Permission denied")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Caches.client = os.path.abspath(sys.argv.pop())
    unittest.main()
