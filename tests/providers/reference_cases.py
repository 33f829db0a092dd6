"""Reads the rows of configuration-and-credentials.md §6 out of its Markdown tables.

A case is what a user has (files, variables, arguments, faults of the services) and what AWS CLI 2.36.7
did then: exit code, stderr, requests. The page says there how to read it.
"""

import dataclasses
import hashlib
import json
import os
import re
import shlex

from mock_services import iso

LINE_END = "⏎"
NOTHING = "—"
ARGUMENTS = [
    *("--original-message-id", "ok", "--bounce-sender", "a@example.com"),
    *("--bounced-recipient-info-list", "Recipient=b@example.com,BounceType=DoesNotExist"),
]
ROLE_KEY = hashlib.sha1(b'{"RoleArn": "arn:aws:iam::123456789012:role/r"}').hexdigest()
START_URL = "https://d-1.awsapps.com/start"
LOGIN_SESSION = "arn:aws:iam::123456789012:user/me"


@dataclasses.dataclass
class Case:
    number: int
    group: str
    files: str
    surroundings: str
    exit_code: int
    stderr: str
    requests: str

    @property
    def same_home(self):
        return "same HOME as the row above" in self.files


def unquoted(cell):
    """The text of a cell that is one piece of code, or the cell."""
    text = cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == "`" else cell
    return "" if text == NOTHING else text.replace("\\|", "|")


def read_cases(page):
    cases = []
    group = None
    inside = False
    with open(page, encoding="utf-8") as file:
        for line in file:
            if line.startswith("## "):
                inside = line.startswith("## 6.")
            if inside and line.startswith("### "):
                group = line[4:].strip()
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
            if inside and len(cells) == 6 and cells[0].isdigit():
                number, files, surroundings, code, stderr, requests = cells
                cases.append(
                    Case(int(number), group, files, surroundings, int(code), unquoted(stderr), requests)
                )
    return cases


def lines_of(text):
    keys = re.sub(r"⟨(\w+)⟩", rf"aws_access_key_id = \1{LINE_END}aws_secret_access_key = s", text)
    return keys.replace(LINE_END, "\n")


class Home:
    """The home directory of a case, and its variables and arguments, made of what the page says."""

    def __init__(self, folder, services):
        self.folder = folder
        self.services = services
        self.faults = []

    def write(self, path, text, mode=0o600, is_bytes=False):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if is_bytes else text.encode())
        os.chmod(path, mode)

    def filled(self, text):
        """With addresses in the place of their names."""
        for name, address in self.services.addresses.items():
            text = text.replace("{" + name + "}", address)
        return text.replace("$HOME", self.folder)

    def expected(self, text):
        """A text of the page as it is here: addresses, the home and the program's name."""
        text = text.replace("{PROXY}", self.services.addresses["PROXY"])
        return self.filled(text).replace("aws: [ERROR]:", "send-bounce: [ERROR]:", 1).replace(LINE_END, "\n")

    def prepare(self, case):
        if case.files == NOTHING:
            return
        for piece in case.files.split("<br>"):
            self.take(piece)
        if "UTF-8 BOM" in self.faults:
            self.rewrite(lambda text: b"\xef\xbb\xbf" + text)
        if "CRLF line ends" in self.faults:
            self.rewrite(lambda text: text.replace(b"\n", b"\r\n"))

    def rewrite(self, change):
        path = os.path.join(self.folder, ".aws/config")
        with open(path, "rb") as file:
            text = file.read()
        self.write(".aws/config", change(text), is_bytes=True)

    def take(self, piece):
        rules = [
            (r"(config|credentials): `(.*)`", lambda f: self.write(f".aws/{f[1]}", self.filled(lines_of(f[2])))),
            (r"~/(\S+) = `(.*)`", lambda f: self.write(f[1], lines_of(f[2]))),
            (r"~/(\S+): `(.*)`", lambda f: self.write(f[1], "#!/bin/sh\n" + lines_of(f[2]) + "\n", 0o700)),
            (r"\*(.*)\*", lambda f: self.faults.append(f[1])),
            (r"role cache entry, key (\w+), expires now([+-]\d+) s", lambda f: self.role_cache(f[1], int(f[2]))),
            (r"role cache entry holding `(.*)`", lambda f: self.write(f".aws/cli/cache/{ROLE_KEY}.json", f[1])),
            (r'SSO token file for "(.*)", expires now([+-]\d+) s(.*)', self.sso_token),
            (r"SSO token file holding `(.*)`", lambda f: self.write(self.sso_path(START_URL), f[1])),
            (r"login cache file, expires now([+-]\d+) s(.*)", self.login_cache),
            (
                r"~/.boto with \[Credentials\] (\w+)",
                lambda f: self.write(
                    ".boto", f"[Credentials]\naws_access_key_id = {f[1]}\naws_secret_access_key = s\n"
                ),
            ),
        ]
        for pattern, action in rules:
            found = re.fullmatch(pattern, piece)
            if found:
                action(found)
                return
        raise ValueError(f"the page has words that are not known here: {piece}")

    def role_cache(self, key, seconds):
        expiration = iso(seconds).replace("Z", "+00:00")
        credentials = {"AccessKeyId": key, "SecretAccessKey": "s", "SessionToken": "TC", "Expiration": expiration}
        self.write(f".aws/cli/cache/{ROLE_KEY}.json", json.dumps({"Credentials": credentials}))

    @staticmethod
    def sso_path(name):
        return f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json"

    def sso_token(self, found):
        name = START_URL if found[1] == "<start url>" else found[1]
        token = {
            "startUrl": START_URL,
            "region": "us-east-2",
            "accessToken": "oldtok",
            "expiresAt": iso(int(found[2])),
        }
        if "with refresh keys" in found[3]:
            token.update(clientId="cid", clientSecret="cs", refreshToken="rt")
            token["registrationExpiresAt"] = iso(86400)
        if "without accessToken" in found[3]:
            del token["accessToken"]
        self.write(self.sso_path(name), json.dumps(token))

    def login_cache(self, found):
        key = {"accessKeyId": "ASIALOGIN1", "secretAccessKey": "s", "sessionToken": "TL1"}
        token = {
            "accessToken": {**key, "accountId": "123456789012", "expiresAt": iso(int(found[1]))},
            "tokenType": "aws_sigv4",
            "refreshToken": "rt1",
            "idToken": "id",
            "clientId": "arn:aws:signin:::devtools/same-device",
            "dpopKey": self.services.dpop_key(),
        }
        if "without refreshToken" in found[2]:
            del token["refreshToken"]
        name = hashlib.sha256(LOGIN_SESSION.encode()).hexdigest()
        self.write(f".aws/login/cache/{name}.json", json.dumps(token))

    def surroundings(self, case):
        """The variables and the arguments of a case."""
        names = {"SES": "_SES", "STS": "_STS", "SSO": "_SSO", "OIDC": "_SSO_OIDC", "SIGNIN": "_SIGNIN"}
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.services.addresses["IMDS"],
        }
        for name, suffix in names.items():
            variables["AWS_ENDPOINT_URL" + suffix] = self.services.addresses[name]
        arguments = list(ARGUMENTS)
        for piece in [] if case.surroundings == NOTHING else case.surroundings.split("<br>"):
            arguments = self.take_surrounding(piece, variables, arguments)
        return variables, arguments

    def take_surrounding(self, piece, variables, arguments):
        if piece == "⟨env AKIDENV⟩":
            variables.update(AWS_ACCESS_KEY_ID="AKIDENV", AWS_SECRET_ACCESS_KEY="s")
        elif piece == "⟨real host via proxy⟩":
            variables.update(HTTPS_PROXY=self.services.addresses["PROXY"], AWS_MAX_ATTEMPTS="1")
            variables.pop("AWS_ENDPOINT_URL_SES", None)
        elif piece.startswith("args: "):
            return arguments + shlex.split(self.filled(unquoted(piece[6:])))
        elif piece.startswith("argv: "):
            words = shlex.split(self.filled(unquoted(piece[6:])))
            return words[2:] if words[:2] == ["ses", "send-bounce"] else words
        elif piece.startswith("`-"):
            variables.pop(unquoted(piece)[1:], None)
        else:
            name, value = unquoted(piece).split("=", 1)
            variables[name] = self.filled(value)
        return arguments
