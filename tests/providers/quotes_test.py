#!/usr/bin/env python3
"""No answer to a call for credentials is quoted, whatever is wrong with it: on stderr in every format, and in --debug.

    quotes_test.py PATH-OF-SEND-BOUNCE
"""

import contextlib
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest

import reference_cases

FORMATS = ["enhanced", "legacy", "json", "yaml", "text", "table"]
SECRETS = ["THE-SECRET", "THE-TOKEN"]
XML = ("<{0}Response><{0}Result><Credentials><AccessKeyId>ASIA1</AccessKeyId>"
       "<SecretAccessKey>THE-SECRET</SecretAccessKey><SessionToken>THE-TOKEN</SessionToken>"
       "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></{0}Result></{0}Response>")
KEYS = {"AccessKeyId": "ASIA1", "SecretAccessKey": "THE-SECRET", "Token": "THE-TOKEN", "SessionToken": "THE-TOKEN",
        "Expiration": "2099-01-01T00:00:00Z", "Version": 1}
PORTAL = {"roleCredentials": {"accessKeyId": "ASIA1", "secretAccessKey": "THE-SECRET", "sessionToken": "THE-TOKEN",
                              "expiration": 4070908800000}}
SOURCE = "[profile base]\naws_access_key_id = AKIDF\naws_secret_access_key = s\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/r\n"
SSO = "sso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-2\nsso_account_id = 1\nsso_role_name = r\n"


def damaged_xml(operation):
    good = XML.format(operation)
    middle = good.index("</SecretAccessKey>")
    yield 200, good[:-10]
    yield 200, good[: middle - 3]
    yield 200, good.replace("</Credentials>", "</Credentials><script>x<br></script>")
    yield 200, "<html><head>" + good
    yield 200, "<Other>" + good + "</Other>"
    yield 200, good.replace("ASIA1", "\udcff")
    yield 200, good.replace("ASIA1", "\0")
    yield 200, good.replace("2099-01-01T00:00:00Z", "THE-SECRET")
    yield 200, good.replace("<AccessKeyId>ASIA1</AccessKeyId>", "")
    yield 200, good.replace("<Credentials>", "<Credentials><SecretAccessKey>THE-SECRET</SecretAccessKey>")
    yield 200, json.dumps(KEYS)
    for status in 300, 307, 400, 403, 500, 503:
        yield status, good
        yield status, good[:-10]


def damaged_json(document):
    good = json.dumps(document)
    yield 200, good[:-1]
    yield 200, good[: good.index("THE-SECRET") + 8]
    yield 200, "<html>" + good
    yield 200, good + "THE-SECRET"
    yield 200, "[" + good + "]"
    yield 200, '"THE-SECRET"'
    yield 200, good.replace("ASIA1", "\udcff")
    yield 200, good.replace("ASIA1", "\n")
    yield 200, good.replace('"ASIA1"', '["THE-SECRET"]')
    yield 200, good.replace('"THE-TOKEN"', '{"x": "THE-SECRET"}')
    yield 200, good.replace("4070908800000", '"THE-SECRET"').replace("2099-01-01T00:00:00Z", "THE-SECRET")
    yield 200, good.replace('"Version": 1', '"Version": "THE-SECRET"').replace("2099-01-01", "THE-SECRET")
    for status in 300, 400, 403, 500, 503:
        yield status, good
        yield status, good[:-1]


@contextlib.contextmanager
def server():
    class Handler(http.server.BaseHTTPRequestHandler):
        def serve(self):
            request = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, text = self.server.answer
            if b"Action=SendBounce&" in request:
                status, text = 400, "<ErrorResponse><Error><Code>No</Code><Message>no</Message></Error></ErrorResponse>"
            elif self.command == "PUT":
                status, text = 200, "IMDSTOKEN"
            elif self.path.endswith("/security-credentials/"):
                status, text = 200, "myrole"
            body = text.encode("utf-8", "surrogateescape")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = serve

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.url = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()


class Quotes(unittest.TestCase):
    client = None

    def assert_never_quoted(self, config, answers, files=(), variables=()):
        """Every answer, each in one of the formats in turn, with --debug and without."""
        with server() as services, tempfile.TemporaryDirectory() as home:
            for name, text in {**dict(files), ".aws/config": f"[default]\nregion = us-west-1\n{config}"}.items():
                os.makedirs(os.path.dirname(f"{home}/{name}"), exist_ok=True)
                with open(f"{home}/{name}", "w", encoding="utf-8") as file:
                    file.write(text.replace("HOME", home))
            surroundings = {"PATH": os.environ["PATH"], "HOME": home, "AWS_ENDPOINT_URL": services.url,
                            "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true",
                            **{name: value.replace("URL", services.url).replace("HOME", home)
                               for name, value in dict(variables).items()}}
            for number, answer in enumerate(answers):
                services.answer = answer
                for more in [], ["--debug"]:
                    words = [*reference_cases.ARGUMENTS, "--cli-error-format", FORMATS[number % len(FORMATS)], *more]
                    done = subprocess.run([self.client, *words], env=surroundings, stdin=subprocess.DEVNULL,
                                          capture_output=True, timeout=60, check=False)
                    shown = (done.stdout + done.stderr).decode("utf-8", "replace")
                    with self.subTest(answer=answer, words=words[-3:]):
                        self.assertNotEqual(done.returncode, 0)
                        for secret in SECRETS:
                            self.assertNotIn(secret, shown)

    def test_of_a_role(self):
        self.assert_never_quoted(f"{ROLE}source_profile = base\n{SOURCE}", damaged_xml("AssumeRole"))

    def test_of_a_web_identity(self):
        self.assert_never_quoted(f"{ROLE}web_identity_token_file = HOME/token\n",
                                 damaged_xml("AssumeRoleWithWebIdentity"), {"token": "THE-TOKEN\n"})

    def test_of_the_sso_portal(self):
        token = json.dumps({"accessToken": "THE-TOKEN", "expiresAt": "2099-01-01T00:00:00Z"})
        path = ".aws/sso/cache/0c54b6c27e90660baa89eaad85ac1d5dae26cb7d.json"
        self.assert_never_quoted(SSO, damaged_json(PORTAL), {path: token})

    def test_of_a_container(self):
        # Three attempts with a second in between each: a part of the answers that are worth more than one.
        answers = [answer for number, answer in enumerate(damaged_json(KEYS)) if number in (0, 1, 6, 8, 10, 13, 18)]
        self.assert_never_quoted("", answers, variables={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/c"})

    def test_of_an_instance(self):
        self.assert_never_quoted("", damaged_json(KEYS),
                                 variables={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL",
                                            "AWS_EC2_METADATA_DISABLED": "false"})

    def test_of_a_program(self):
        for number, (_, text) in enumerate(damaged_json(KEYS)):
            if "\udcff" in text:
                continue
            script = f"cat HOME/answer; cat HOME/answer >&2; exit {number % 2}"
            self.assert_never_quoted(f'credential_process = sh -c "{script}"\n', [(500, "")], {"answer": text})


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Quotes.client = os.path.abspath(sys.argv.pop())
    unittest.main()
