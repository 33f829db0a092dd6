#!/usr/bin/env python3
"""A role that wants the code of an MFA device, asked for on a pseudo terminal, and without one.

    mfa_test.py PATH-OF-SEND-BOUNCE
"""

import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import mock_services
import reference_cases

CODE = "660099"
SERIAL = "arn:aws:iam::123456789012:mfa/ann"
CONFIG = f"""[default]
region = us-west-1
role_arn = arn:aws:iam::123456789012:role/r
source_profile = base
mfa_serial = {SERIAL}
[profile base]
aws_access_key_id = AKIDF
aws_secret_access_key = s
"""
PROMPT = f"Enter MFA code for {SERIAL}: "
TIME_LIMIT = 60


class CodeOfAnMfaDevice(unittest.TestCase):
    client = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.services = mock_services.Services(self.folder.name)
        self.addCleanup(self.services.__exit__)
        home = f"{self.folder.name}/home"
        os.makedirs(f"{home}/.aws")
        with open(f"{home}/.aws/config", "w", encoding="utf-8") as file:
            file.write(CONFIG)
        self.variables = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "AWS_ENDPOINT_URL_SES": self.services.addresses["SES"],
            "AWS_ENDPOINT_URL_STS": self.services.addresses["STS"],
        }

    def on_a_terminal(self, keys):
        """Runs the program with a terminal of its own: exit code, and all that the terminal showed."""
        child, terminal = pty.fork()
        if child == 0:
            os.execve(self.client, [self.client, *reference_cases.ARGUMENTS], self.variables)
        shown = b""
        typed = False
        deadline = time.monotonic() + TIME_LIMIT
        while time.monotonic() < deadline:
            ready, _, _ = select.select([terminal], [], [], 0.2)
            try:
                more = os.read(terminal, 4096) if ready else None
            except OSError:
                break
            if more == b"":
                break
            shown += more or b""
            if not typed and PROMPT.encode() in shown:
                os.write(terminal, keys)
                typed = True
        else:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), shown.decode()

    def test_is_asked_for_without_echo_and_sent(self):
        code, shown = self.on_a_terminal(CODE.encode() + b"\n")
        self.assertEqual(code, 0, shown)
        self.assertIn(PROMPT, shown)
        self.assertNotIn(CODE, shown)
        self.assertEqual(
            self.services.requests(),
            f"STS AssumeRole(SerialNumber={SERIAL}, RoleArn=arn:aws:iam::123456789012:role/r, "
            f"RoleSessionName=botocore-session-<epoch>, TokenCode={CODE}) signed `AKIDF` us-west-1 → "
            "SES signed `ASIAROLE1` us-west-1 +TOKROLE1",
        )
        self.services.reset()
        code, shown = self.on_a_terminal(b"")
        self.assertEqual(code, 0, shown)
        self.assertNotIn(PROMPT, shown)
        self.assertEqual(self.services.requests(), "SES signed `ASIAROLE1` us-west-1 +TOKROLE1")

    def test_ctrl_c_ends_the_call(self):
        code, shown = self.on_a_terminal(b"\x03")
        self.assertEqual(code, 130, shown)
        self.assertEqual(self.services.requests(), "—")

    def test_without_a_terminal_nothing_is_waited_for(self):
        # stdin is a pipe that stays open and empty, as under a supervisor.
        read_end, write_end = os.pipe()
        try:
            done = subprocess.run(
                [self.client, *reference_cases.ARGUMENTS],
                env=self.variables,
                stdin=read_end,
                capture_output=True,
                text=True,
                timeout=TIME_LIMIT,
                start_new_session=True,
                check=False,
            )
        finally:
            os.close(read_end)
            os.close(write_end)
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"needs a code from the MFA device {SERIAL}, but there is no terminal", done.stderr)
        self.assertEqual(self.services.requests(), "—")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    CodeOfAnMfaDevice.client = os.path.abspath(sys.argv.pop())
    unittest.main()
