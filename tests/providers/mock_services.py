"""The services that a credential provider may ask, in one process: SES, STS, the SSO portal, SSO OIDC,
sign-in, a container's endpoint, instance metadata and a proxy.

Every request is noted in the order of arrival, in the notation of configuration-and-credentials.md §6:

    STS AssumeRole(RoleArn=…, RoleSessionName=…) signed `AKIDF` us-west-1 → SES signed `ASIAROLE1` …

`Services` starts them all on loopback. Faults are set by the words that the page has for them,
"STS answers 403 AccessDenied"; `reset` makes every service answer well again.
"""

import datetime
import http.server
import json
import re
import socket
import ssl
import subprocess
import threading
import urllib.parse

LINE_END = "⏎"


def iso(seconds_from_now):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds_from_now)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def signature_of(headers):
    """Who signed a request, for which region and with which token: "signed `KEY` us-east-1 +TOKEN"."""
    found = re.match(r"AWS4-HMAC-SHA256 Credential=([^,]*)/\d{8}/([^/]*)/", headers.get("Authorization", ""))
    if not found:
        return "unsigned"
    key, region = (text or '""' for text in found.groups())
    token = headers.get("X-Amz-Security-Token")
    return f"signed `{key}` {region}" + (f" +{token}" if token else "")


class Faults:
    """What the services are told to do wrong, and how often each has answered."""

    def __init__(self):
        self.texts = set()
        self.counts = {}

    def count(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    def find(self, pattern):
        for text in self.texts:
            found = re.fullmatch(pattern, text)
            if found:
                return found
        return None


def xml_error(code, message):
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"


def json_error(kind, message, **more):
    return json.dumps({"__type": kind, "message": message, **more}), {"x-amzn-errortype": kind}


class Ses:
    note = staticmethod(
        lambda request: "SES " + (f"`{request.path}` " if request.path != "/" else "") + signature_of(request.headers)
    )

    @staticmethod
    def answer(_request, faults):
        if faults.find("SES answers 500"):
            return 500, "<Unexpected/>", {}
        return (
            200,
            "<SendBounceResponse><SendBounceResult><MessageId>bounce-1</MessageId></SendBounceResult>"
            "</SendBounceResponse>",
            {},
        )


class Sts:
    @staticmethod
    def note(request):
        fields = urllib.parse.parse_qsl(request.text, keep_blank_values=True)
        action = dict(fields).get("Action", "?")
        shown = ", ".join(f"{name}={value}" for name, value in fields if name not in ("Action", "Version"))
        return f"STS {action}({shown}) {signature_of(request.headers)}"

    @staticmethod
    def answer(request, faults):
        refused = faults.find(r"STS answers (\d+) (\w+)")
        if refused:
            return int(refused[1]), xml_error(refused[2], "nope"), {}
        fields = dict(urllib.parse.parse_qsl(request.text, keep_blank_values=True))
        action = fields["Action"]
        kind = "WEB" if action == "AssumeRoleWithWebIdentity" else "ROLE"
        number = faults.count("STS")
        expires = iso(-60 if faults.find("STS answers credentials already expired") else 3600)
        arn = "arn:aws:sts::123456789012:assumed-role/r/" + fields.get("RoleSessionName", "")
        return (
            200,
            f"<{action}Response><{action}Result>"
            f"<AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId><Arn>{arn}</Arn></AssumedRoleUser>"
            f"<Credentials><AccessKeyId>ASIA{kind}{number}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            f"<SessionToken>TOK{kind}{number}</SessionToken><Expiration>{expires}</Expiration></Credentials>"
            f"</{action}Result></{action}Response>",
            {},
        )


class SsoPortal:
    note = staticmethod(
        lambda request: f"sso {request.command} `{request.path}` "
        f"(x-amz-sso_bearer_token: {request.headers.get('x-amz-sso_bearer_token')})"
    )

    @staticmethod
    def answer(_request, faults):
        refused = faults.find(r"portal answers (\d+) (\w+)")
        if refused:
            return int(refused[1]), *json_error(refused[2], "No access")
        expires = datetime.datetime.now().timestamp() + 3600
        credentials = {
            "accessKeyId": f"ASIASSO{faults.count('SSO')}",
            "secretAccessKey": "s",
            "sessionToken": "TOKSSO",
            "expiration": int(expires * 1000),
        }
        return 200, json.dumps({"roleCredentials": credentials}), {}


class SsoOidc:
    note = staticmethod(
        lambda request: f"oidc {request.command} `{request.path}` (body {json.dumps(json.loads(request.text))})"
    )

    @staticmethod
    def answer(_request, faults):
        refused = faults.find(r"token endpoint answers (\d+) (\w+)")
        if refused:
            kind = "".join(word.title() for word in refused[2].split("_")) + "Exception"
            return int(refused[1]), *json_error(kind, "nope", error=refused[2])
        return 200, json.dumps({"accessToken": "newtok", "expiresIn": 28800, "refreshToken": "rt2"}), {}


class SignIn:
    @staticmethod
    def note(request):
        proof = request.headers.get("DPoP") or "none"
        shown = "<jwt>" if re.fullmatch(r"[\w-]+(\.[\w-]+){2}", proof) else proof
        body = json.dumps(json.loads(request.text))
        return f"signin {request.command} `{request.path}` (DPoP: {shown}; body {body})"

    @staticmethod
    def answer(_request, faults):
        refused = faults.find(r"sign-in answers (\d+) (\w+), error (\w+)")
        if refused:
            return int(refused[1]), *json_error(refused[2], "nope", error=refused[3])
        token = {"accessKeyId": "ASIALOGIN2", "secretAccessKey": "s", "sessionToken": "TOKLOGIN2"}
        return (
            200,
            json.dumps({"accessToken": token, "expiresIn": 900, "refreshToken": "rt2", "tokenType": "aws_sigv4"}),
            {},
        )


class Container:
    @staticmethod
    def note(request):
        token = request.headers.get("Authorization")
        return f"ecs {request.command} `{request.path}`" + (f" (Authorization: {token})" if token is not None else "")

    @staticmethod
    def answer(_request, faults):
        number = faults.count("ECS")
        if faults.find("500 `oops` each time"):
            return 500, "oops", {}
        if faults.find("404 once, then good") and number == 1:
            return 404, "", {}
        body = faults.find("body `(.*)`")
        if body:
            return 200, body[1], {}
        return (
            200,
            json.dumps(
                {"AccessKeyId": f"ASIAECS{number}", "SecretAccessKey": "s", "Token": "TOKECS", "Expiration": iso(3600)}
            ),
            {},
        )


class InstanceMetadata:
    KINDS = {
        "/latest/api/token": "token",
        "/latest/meta-data/iam/security-credentials/": "role",
        "/latest/meta-data/iam/security-credentials/myrole": "creds",
        "/latest/meta-data/placement/availability-zone/": "az",
    }

    @classmethod
    def note(cls, request):
        token = request.headers.get("x-aws-ec2-metadata-token")
        return f"imds {cls.KINDS.get(request.path, '?')} {request.command} `{request.path}`" + (
            f" (x-aws-ec2-metadata-token: {token})" if token is not None else ""
        )

    @classmethod
    def answer(cls, request, faults):
        kind = cls.KINDS.get(request.path)
        refused = faults.find(r"token answers (\d+)" if kind == "token" else r"role list answers (\d+)")
        if refused and kind in ("token", "role"):
            return int(refused[1]), "", {}
        if kind == "creds":
            return 200, cls.credentials(faults), {}
        texts = {"token": "IMDSTOKEN", "role": "myrole", "az": "us-east-2b"}
        return (200, texts[kind], {}) if kind in texts else (404, "", {})

    @staticmethod
    def credentials(faults):
        if faults.find("credentials document holds only Code and Message"):
            return json.dumps({"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"})
        if faults.find("credentials expired an hour ago"):
            return json.dumps(
                {"AccessKeyId": "ASIAOLD", "SecretAccessKey": "s", "Token": "t", "Expiration": iso(-3600)}
            )
        number = faults.count("IMDS")
        return json.dumps(
            {"AccessKeyId": f"ASIAIMDS{number}", "SecretAccessKey": "s", "Token": "TOKIMDS", "Expiration": iso(3600)}
        )


class ForwardProxy:
    """Refuses CONNECT and answers everything else in the service's stead."""

    note = staticmethod(lambda request: f"proxy {request.command} `{request.path}`")

    @staticmethod
    def answer(request, faults):
        return (403, "", {}) if request.command == "CONNECT" else Ses.answer(request, faults)


def handler_of(service, owner):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self):
            length = int(self.headers.get("Content-Length") or 0)
            self.text = self.rfile.read(length).decode("utf-8")
            with owner.lock:
                owner.notes.append(service.note(self).replace("\n", LINE_END))
                status, body, headers = service.answer(self, owner.faults)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body.encode())), "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())
            self.close_connection = True

        do_GET = do_POST = do_PUT = do_CONNECT = serve

        def log_message(self, *_):
            pass

    return Handler


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that turns away during the handshake is what some cases are about."""


class Services:
    """All of them, running; a context manager. `addresses` has the names in braces of the page."""

    PLAIN = {
        "SES": Ses,
        "STS": Sts,
        "SSO": SsoPortal,
        "OIDC": SsoOidc,
        "SIGNIN": SignIn,
        "ECS": Container,
        "IMDS": InstanceMetadata,
        "PROXY": ForwardProxy,
    }

    def __init__(self, folder):
        self.lock = threading.Lock()
        self.servers = []
        self.addresses = {}
        self.reset()
        for name, service in self.PLAIN.items():
            self.addresses[name] = "http://" + self.listen(service)
        self.addresses["CA"] = self.make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.addresses["CA"], f"{folder}/key.pem")
        self.addresses["TLS"] = "https://" + self.listen(Ses, context)
        self.addresses["DEAD"] = "http://127.0.0.1:" + str(self.closed_port())

    def reset(self, faults=()):
        with self.lock:
            self.notes = []
            self.faults = Faults()
            self.faults.texts = set(faults)

    def listen(self, service, context=None):
        server = QuietServer(("127.0.0.1", 0), handler_of(service, self))
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.servers.append(server)
        return f"127.0.0.1:{server.server_port}"

    @staticmethod
    def make_certificate(folder):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
            + ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
            + ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"],
            check=True,
            capture_output=True,
        )
        return f"{folder}/certificate.pem"

    @staticmethod
    def dpop_key():
        """A throwaway P-256 key, with which a login session proves that it is itself."""
        command = ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    @staticmethod
    def closed_port():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def requests(self):
        """What has been asked since the last reset: "A → B ×2", or a dash."""
        runs = []
        with self.lock:
            notes = list(self.notes)
        for note in notes:
            note = re.sub(r"botocore-session-\d+", "botocore-session-<epoch>", note)
            if runs and runs[-1][0] == note:
                runs[-1][1] += 1
            else:
                runs.append([note, 1])
        return " → ".join(note + (f" ×{count}" if count > 1 else "") for note, count in runs) or "—"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()
