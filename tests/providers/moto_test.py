#!/usr/bin/env python3
"""Assumes roles at moto's STS, an independent reading of the API, and shares the cache with the AWS CLI.

    moto_test.py PATH-OF-SEND-BOUNCE

Ends with 77 where moto is not installed; what needs the AWS CLI is skipped where that is not.
"""

import glob
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unittest

import mock_services
import reference_cases

SKIPPED = 77
CONFIG = """[default]
region = us-west-1
role_arn = arn:aws:iam::123456789012:role/bounces
source_profile = base
external_id = é/1
duration_seconds = 1800
[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = s
[profile web]
region = us-west-1
role_arn = arn:aws:iam::123456789012:role/web
web_identity_token_file = {home}/token
[profile chain]
region = us-west-1
role_arn = arn:aws:iam::123456789012:role/outer
source_profile = web
"""


def aws_version():
    """(1, 45, 11) of the AWS CLI that is installed, () without one."""
    if not shutil.which("aws"):
        return ()
    text = subprocess.run(["aws", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in text.split()[0].removeprefix("aws-cli/").split("."))


def moto_command():
    found = shutil.which("moto_server")
    return [found] if found else None


class Moto:
    """moto's server on a port of its own, with a log of what it was asked."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [*moto_command(), "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("moto does not listen")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class RolesAtMoto(unittest.TestCase):
    client = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.services = mock_services.Services(cls.folder.name)
        cls.moto = Moto()

    @classmethod
    def tearDownClass(cls):
        cls.moto.stop()
        cls.services.__exit__()
        cls.folder.cleanup()

    def setUp(self):
        self.home = tempfile.mkdtemp(dir=self.folder.name)
        os.makedirs(f"{self.home}/.aws")
        with open(f"{self.home}/.aws/config", "w", encoding="utf-8") as file:
            file.write(CONFIG.format(home=self.home))
        with open(f"{self.home}/token", "w", encoding="utf-8") as file:
            file.write("JWT.abc")
        self.services.reset()

    def run_program(self, command, *words, sts=None):
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": self.home,
            "LC_ALL": "C.UTF-8",
            "AWS_ENDPOINT_URL_STS": sts or self.moto.url,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        done = subprocess.run(
            [*command, *reference_cases.ARGUMENTS, "--endpoint-url", self.services.addresses["SES"], *words],
            env=variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.services.requests().split(" → ")[-1]

    def cached(self):
        entries = {}
        for path in glob.glob(f"{self.home}/.aws/cli/cache/*.json"):
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            with open(path, encoding="utf-8") as file:
                answer = json.load(file)
            entries[answer["AssumedRoleUser"]["Arn"].split("/")[1]] = answer["Credentials"]
        return entries

    def expect_signed_with(self, request, role):
        keys = self.cached()[role]
        self.assertTrue(keys["AccessKeyId"].startswith("ASIA"))
        self.assertEqual(keys["AccountId"], "123456789012")
        self.assertEqual(request, f"SES signed `{keys['AccessKeyId']}` us-west-1 +{keys['SessionToken']}")

    def test_a_role_is_assumed_and_then_taken_from_the_cache(self):
        self.expect_signed_with(self.run_program([self.client]), "bounces")
        again = self.run_program([self.client], sts=self.services.addresses["DEAD"])
        self.expect_signed_with(again.removesuffix(" ×2"), "bounces")

    def test_a_role_is_assumed_by_web_identity(self):
        self.expect_signed_with(self.run_program([self.client], "--profile", "web"), "web")

    def test_of_a_chain_behind_a_web_identity_the_outer_role_is_cached(self):
        self.expect_signed_with(self.run_program([self.client], "--profile", "chain"), "outer")
        self.assertEqual(set(self.cached()), {"outer"})

    def test_the_aws_cli_takes_our_role_from_the_cache(self):
        if not aws_version():
            self.skipTest("the AWS CLI is not installed")
        for words, role in (((), "bounces"), (("--profile", "web"), "web")):
            self.run_program([self.client], *words)
            self.services.reset()
            command = ["aws", "ses", "send-bounce"]
            request = self.run_program(command, *words, sts=self.services.addresses["DEAD"])
            self.expect_signed_with(request, role)

    def test_we_take_the_role_of_the_aws_cli_from_the_cache(self):
        version = aws_version()
        if not version or version < (1, 29) or (2,) < version < (2, 13):
            self.skipTest("there is no AWS CLI that knows AWS_ENDPOINT_URL_STS")
        for words, role in (((), "bounces"), (("--profile", "web"), "web")):
            self.run_program(["aws", "ses", "send-bounce"], *words)
            self.services.reset()
            request = self.run_program([self.client], *words, sts=self.services.addresses["DEAD"])
            self.expect_signed_with(request, role)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    RolesAtMoto.client = os.path.abspath(sys.argv.pop())
    if not moto_command():
        print("skipped: moto_server is not installed")
        sys.exit(SKIPPED)
    unittest.main()
