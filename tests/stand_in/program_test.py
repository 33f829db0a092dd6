"""The built ses-stand-in, from the outside: signals, exit codes, the wire, and what it leaves behind.

Requests are signed here by a few lines written from the AWS documentation of Signature Version 4,
so that the check in the stand-in is not judged by itself. Run with SES_STAND_IN=path of the program.
"""

import contextlib
import datetime
import email
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

PROGRAM = os.environ.get("SES_STAND_IN", "")
MESSAGE_ID = "d6iitobk75ur44p8kdnnp7g2n800"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}


def mail(message_id=MESSAGE_ID, return_path="<ann@example.com>"):
    received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=5)
    return (
        f"Return-Path: {return_path}\n"
        "Received: from mx.example.com (mx.example.com [192.0.2.1])\n"
        " by inbound-smtp.us-east-1.amazonaws.com with SMTP id " + message_id + "\n"
        " for bob@example.net; " + received.strftime("%a, %d %b %Y %H:%M:%S +0000 (UTC)") + "\n"
        "From: Ann <ann@example.com>\nTo: bob@example.net\nSubject: hello\n"
        "Message-ID: <1@example.com>\n\nhi\n"
    )


def form(**changes):
    fields = {
        "Action": "SendBounce",
        "Version": "2010-12-01",
        "OriginalMessageId": MESSAGE_ID,
        "BounceSender": "mta@example.net",
        "BouncedRecipientInfoList.member.1.Recipient": "bob@example.net",
        "BouncedRecipientInfoList.member.1.BounceType": "DoesNotExist",
    }
    fields.update(changes)
    return urllib.parse.urlencode(fields)


def signed_headers(host, body, secret="secret", token=None, offset=0, region="us-east-1"):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=offset)
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": host,
        "x-amz-date": stamp,
    }
    if token:
        headers["x-amz-security-token"] = token
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        ["POST", "/", ""]
        + [f"{name}:{headers[name]}" for name in sorted(headers)]
        + ["", names, hashlib.sha256(body.encode()).hexdigest()]
    )
    scope = f"{day}/{region}/ses/aws4_request"
    to_sign = "\n".join(
        ["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()]
    )
    key = ("AWS4" + secret).encode()
    for part in (day, region, "ses", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return headers


class Served:
    """A stand-in that serves, and the facts that it has announced."""

    def __init__(self, process):
        self.process = process
        self.facts = {}
        for line in process.stdout:
            line = line.rstrip("\n")
            if line == "ready":
                break
            name, _, value = line.replace("export ", "").replace("=", ": ", 1).partition(": ")
            self.facts[name] = value
        url = urllib.parse.urlsplit(self.facts["endpoint"])
        self.host, self.port = url.hostname, url.port

    def connection(self):
        context = None
        if "ca-bundle" in self.facts:
            context = ssl.create_default_context(cafile=self.facts["ca-bundle"])
            return http.client.HTTPSConnection(self.host, self.port, timeout=20, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=20)

    def post(self, body=None, connection=None, **signing):
        body = form() if body is None else body
        headers = signed_headers(f"{self.host}:{self.port}", body, **signing)
        with contextlib.ExitStack() as closing:
            if connection is None:
                connection = closing.enter_context(contextlib.closing(self.connection()))
            connection.request("POST", "/", body, headers)
            answer = closing.enter_context(connection.getresponse())
            return answer.status, answer.read().decode(), answer.headers


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stand-in-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.inbox = self.folder / "in"
        self.inbox.mkdir()
        self.put("a.eml", mail())

    def put(self, name, text):
        path = self.inbox / name
        path.write_text(text)
        # As a mail that arrived a while ago: a file written this moment is waited for.
        past = time.time() - 60
        os.utime(path, (past, past))

    def words(self, *more):
        return ["--inbox", str(self.inbox), "--outbox", str(self.folder / "out"),
                "--identity", "example.net", *more]

    def call(self, *words, variables=None, **more):
        return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **(variables or {})}, **more)

    @contextlib.contextmanager
    def served(self, *more, variables=KEYS):
        process = subprocess.Popen([PROGRAM, *self.words(*more)], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, "AWS_SESSION_TOKEN": "", **variables})
        try:
            yield Served(process)
        finally:
            process.terminate()
            _, self.log = process.communicate(timeout=60)
            self.code = process.returncode

    def bounces(self):
        return sorted((self.folder / "out" / "new").glob("*"))

    def delivery_status(self, path):
        message = email.message_from_bytes(path.read_bytes())
        self.assertEqual(message.get_content_type(), "multipart/report")
        self.assertEqual(message.get_param("report-type"), "delivery-status")
        parts = message.get_payload()
        self.assertEqual([part.get_content_type() for part in parts],
                         ["text/plain", "message/delivery-status", "text/rfc822-headers"])
        # SES writes two empty lines after the last group, which make an empty one here.
        return [group for group in parts[1].get_payload() if group.items()]


class Serving(Program):
    def test_a_signed_request_makes_a_bounce_that_another_parser_can_read(self):
        with self.served() as stand_in:
            status, body, headers = stand_in.post()
        self.assertEqual(status, 200, body)
        self.assertIn("<MessageId>", body)
        self.assertIn("text/xml", headers["Content-Type"])
        self.assertTrue(headers["Date"].endswith("GMT"))
        (path,) = self.bounces()
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        _, recipient = self.delivery_status(path)
        self.assertEqual(recipient["Final-Recipient"], "rfc822; bob@example.net")
        self.assertEqual(recipient["Status"], "5.1.1")
        self.assertIn(str(path), self.log)

    def test_each_way_to_be_refused(self):
        rows = [
            ({"secret": "wrong"}, form(), 403, "SignatureDoesNotMatch"),
            ({"offset": -16 * 60}, form(), 403, "SignatureDoesNotMatch"),
            ({"region": "eu-west-1"}, form(), 403, "SignatureDoesNotMatch"),
            ({}, form(BounceSender="mta@example.org"), 400, "MessageRejected"),
            ({}, form(OriginalMessageId="unknown"), 400, "MessageRejected"),
            ({}, form(**{"BouncedRecipientInfoList.member.1.Recipient": "eve@example.net"}), 400,
             "MessageRejected"),
        ]
        with self.served("--rate", "0") as stand_in:
            for signing, body, status, code in rows:
                got, text, _ = stand_in.post(body, **signing)
                with self.subTest(code=code, body=body, signing=signing):
                    self.assertEqual(got, status, text)
                    self.assertIn(f"<Code>{code}</Code>", text)
        self.assertEqual(self.bounces(), [])

    def test_a_second_call_within_the_second_is_throttled(self):
        with self.served() as stand_in:
            first, _, _ = stand_in.post()
            status, text, _ = stand_in.post()
        self.assertEqual((first, status), (200, 400))
        self.assertIn("<Code>Throttling</Code>", text)

    def test_a_session_token_is_asked_for_where_one_is_set(self):
        with self.served(variables={**KEYS, "AWS_SESSION_TOKEN": "TOK/en+=="}) as stand_in:
            without, text, _ = stand_in.post()
            with_it, _, _ = stand_in.post(token="TOK/en+==")
        self.assertEqual((without, with_it), (403, 200), text)

    def test_other_methods_and_paths_are_refused(self):
        with self.served() as stand_in:
            for method, path, status in (("GET", "/", 405), ("POST", "/other", 404)):
                with contextlib.closing(stand_in.connection()) as connection:
                    connection.request(method, path, "" if method == "POST" else None)
                    with connection.getresponse() as answer:
                        self.assertEqual(answer.status, status, (method, path))

    def test_one_connection_carries_many_requests(self):
        with self.served("--rate", "0") as stand_in:
            with contextlib.closing(stand_in.connection()) as connection:
                for _ in range(3):
                    self.assertEqual(stand_in.post(connection=connection)[0], 200)
        self.assertEqual(len(self.bounces()), 3)

    def test_tls_is_trusted_through_the_file_it_names(self):
        with self.served("--tls") as stand_in:
            ca = pathlib.Path(stand_in.facts["ca-bundle"])
            self.assertEqual(ca.stat().st_mode & 0o777, 0o600)
            self.assertNotIn("PRIVATE", ca.read_text())
            self.assertEqual(stand_in.post()[0], 200)
            with self.assertRaises(ssl.SSLCertVerificationError):
                with socket.create_connection((stand_in.host, stand_in.port)) as plain:
                    ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")

    def test_mail_that_arrives_while_it_runs_is_taken_in(self):
        with self.served("--rate", "0") as stand_in:
            self.put("b.eml", mail("secondmail0000000000000000000"))
            notification = self.inbox / "b.notification.json"
            for _ in range(100):
                if notification.exists():
                    break
                time.sleep(0.1)
            told = json.loads(notification.read_text())
            self.assertEqual(told["mail"]["messageId"], "secondmail0000000000000000000")
            status, text, _ = stand_in.post(
                form(OriginalMessageId="secondmail0000000000000000000"))
            self.assertEqual(status, 200, text)

    def test_no_secret_reaches_the_log(self):
        with self.served(variables={**KEYS, "AWS_SESSION_TOKEN": "TOKEN"}) as stand_in:
            stand_in.post(token="TOKEN")
            stand_in.post(token="OTHER", secret="unseen")
        for secret in ("secret", "TOKEN", "OTHER", "unseen", "Signature="):
            self.assertNotIn(secret, self.log)

    def test_keys_are_made_up_and_announced_where_none_are_set(self):
        with self.served(variables={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}) as it:
            self.assertTrue(it.facts["AWS_ACCESS_KEY_ID"].startswith("STANDIN"))
            self.assertEqual(len(it.facts["AWS_SECRET_ACCESS_KEY"]), 40)

    def test_each_signal_ends_it_in_order_with_connections_open(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(signal=number), self.served("--fault", "hang") as stand_in:
                idle = socket.create_connection((stand_in.host, stand_in.port))
                asking = socket.create_connection((stand_in.host, stand_in.port))
                body = form()
                headers = signed_headers(f"{stand_in.host}:{stand_in.port}", body)
                head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                asking.sendall(f"POST / HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}"
                               .encode())
                time.sleep(0.3)
                begin = time.monotonic()
                stand_in.process.send_signal(number)
                self.assertEqual(stand_in.process.wait(timeout=20), 0)
                self.assertLess(time.monotonic() - begin, 5)
                idle.close()
                asking.close()


class Faults(Program):
    def test_errors_on_demand_are_not_accepted(self):
        with self.served("--fault", "500,503,throttle", "--rate", "0") as stand_in:
            answers = [stand_in.post() for _ in range(4)]
        self.assertEqual([answer[0] for answer in answers], [500, 503, 400, 200])
        for answer, code in zip(answers, ("InternalFailure", "ServiceUnavailable", "Throttling")):
            self.assertIn(f"<Code>{code}</Code>", answer[1])
        self.assertEqual(len(self.bounces()), 1)

    def test_a_reset_comes_after_the_bounce_or_before_it(self):
        for step, bounces in (("reset-before", 0), ("reset", 1)):
            with self.served("--fault", step) as stand_in:
                with self.assertRaises(ConnectionResetError):
                    stand_in.post()
            self.assertEqual(len(self.bounces()), bounces, step)

    def test_half_an_answer(self):
        with self.served("--fault", "half") as stand_in:
            with self.assertRaises(http.client.IncompleteRead):
                stand_in.post()
        self.assertEqual(len(self.bounces()), 1)

    def test_a_hang_ends_without_an_answer(self):
        for step, bounces in (("hang-before:0.5", 0), ("hang:0.5", 1)):
            with self.served("--fault", step) as stand_in:
                begin = time.monotonic()
                with self.assertRaises(http.client.RemoteDisconnected):
                    stand_in.post()
                self.assertGreaterEqual(time.monotonic() - begin, 0.5)
            self.assertEqual(len(self.bounces()), bounces, step)

    def test_slow_and_late_answers_are_whole(self):
        with self.served("--fault", "slow:0.001,late:0.5", "--rate", "0") as stand_in:
            for _ in range(2):
                begin = time.monotonic()
                self.assertEqual(stand_in.post()[0], 200)
                self.assertGreaterEqual(time.monotonic() - begin, 0.3)

    def test_a_skewed_clock_refuses_the_signature_and_shows_in_the_date(self):
        with self.served("--fault", "skew:3600") as stand_in:
            status, text, headers = stand_in.post()
        self.assertEqual(status, 403)
        self.assertIn("<Code>SignatureDoesNotMatch</Code>", text)
        date = email.utils.parsedate_to_datetime(headers["Date"])
        ahead = date - datetime.datetime.now(datetime.timezone.utc)
        self.assertAlmostEqual(ahead.total_seconds(), 3600, delta=30)


class Running(Program):
    def run_in(self, script, *more, **settings):
        return self.call("run", *self.words(*more), "--", "sh", "-c", script, **settings)

    def test_ends_with_the_exit_code_of_the_command(self):
        for script, code in (("true", 0), ("exit 3", 3), ("kill -9 $$", 128 + 9)):
            self.assertEqual(self.run_in(script).returncode, code, script)

    def test_says_that_the_command_cannot_be_run(self):
        script = self.folder / "no-program"
        script.write_text("x")
        for command, code in (("no-such-command-at-all", 127), (str(script), 126)):
            done = self.call("run", *self.words(), "--", command)
            self.assertEqual(done.returncode, code)
            self.assertIn(f"cannot run {command}", done.stderr)

    def test_leaves_stdin_and_stdout_to_the_command(self):
        done = self.run_in("cat; echo err >&2", input="in\n")
        self.assertEqual(done.stdout, "in\n")
        self.assertIn("err\n", done.stderr)

    def test_tells_the_command_about_the_newest_mail(self):
        self.put("b.eml", mail("secondmail0000000000000000000"))
        os.utime(self.inbox / "b.eml")
        done = self.run_in("cd /; echo $SES_STAND_IN_MESSAGE_ID $SES_STAND_IN_RECIPIENT;"
                           " cat $SES_STAND_IN_NOTIFICATION; ls $SES_STAND_IN_NOTIFICATIONS")
        first, _, rest = done.stdout.partition("\n")
        self.assertRegex(first, "^[a-z0-9]+ bob@example.net$")
        self.assertIn("a.notification.json", rest)

    def test_warns_of_an_empty_inbox(self):
        (self.inbox / "a.eml").unlink()
        done = self.run_in("echo ${SES_STAND_IN_MESSAGE_ID-unset}",
                           variables={"SES_STAND_IN_MESSAGE_ID": "old"})
        self.assertEqual(done.stdout, "unset\n")
        self.assertIn("has no messages", done.stderr)

    def test_hands_signals_on_and_waits_for_the_command(self):
        script = "trap 'exit 7' TERM; echo started; while :; do sleep 0.1; done"
        process = subprocess.Popen([PROGRAM, "run", *self.words(), "--", "sh", "-c", script],
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(process.stdout.readline(), "started\n")
        process.terminate()
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 7)

    def test_the_command_has_the_signals_it_would_have_had(self):
        script = "import signal, sys; sys.exit(len(signal.pthread_sigmask(signal.SIG_BLOCK, [])))"
        done = self.call("run", *self.words(), "--", sys.executable, "-c", script)
        self.assertEqual(done.returncode, 0)
        # yes(1) ends quietly by SIGPIPE, which this program itself ignores.
        done = self.call("run", *self.words(), "--", "bash", "-c",
                         "yes | head -1; exit ${PIPESTATUS[0]}")
        self.assertEqual(done.returncode, 128 + signal.SIGPIPE)

    @unittest.skipUnless(shutil.which("aws"), "the reference client aws is not installed")
    def test_the_reference_client_sends_a_bounce(self):
        call = ("aws ses send-bounce --original-message-id $SES_STAND_IN_MESSAGE_ID"
                " --bounce-sender mta@example.net --bounced-recipient-info-list"
                " Recipient=$SES_STAND_IN_RECIPIENT,BounceType=ContentRejected")
        # What Debian sets for every Python program would win over the certificate of --tls.
        clean = {"REQUESTS_CA_BUNDLE": "", "AWS_PAGER": ""}
        for more in ((), ("--tls",), ("--session-token", "T/o+k=="), ("--fault", "503,reset-before")):
            with self.subTest(more=more):
                before = len(self.bounces())
                done = self.run_in(call, *more, variables=clean)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("MessageId", json.loads(done.stdout))
                self.assertEqual(len(self.bounces()), before + 1)


class Delivering(Program):
    def test_delivers_by_smtp_with_a_null_return_path(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        said = []

        def talk():
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 test ESMTP\r\n")
                for line in lines:
                    said.append(line)
                    if line == b"DATA\r\n":
                        connection.sendall(b"354 go on\r\n")
                        while (line := lines.readline()) not in (b".\r\n", b""):
                            said.append(line)
                    connection.sendall(b"250 ok\r\n")

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        with self.served("--deliver", url) as stand_in:
            self.assertEqual(stand_in.post()[0], 200)
        thread.join(20)
        self.assertIn(b"MAIL FROM:<>\r\n", said)
        self.assertIn(b"RCPT TO:<ann@example.com>\r\n", said)
        self.assertIn(b"To: ann@example.com\r\n", said)
        self.assertIn(f"delivered to ann@example.com by {url}", self.log)
        self.assertEqual(len(self.bounces()), 1)

    def test_never_delivers_for_a_mail_with_a_null_return_path(self):
        self.put("a.eml", mail(return_path="<>"))
        with self.served("--deliver", "smtp://127.0.0.1:1") as stand_in:
            status, text, _ = stand_in.post()
        self.assertEqual(status, 400)
        self.assertIn("<Code>MessageRejected</Code>", text)
        self.assertEqual(self.bounces(), [])
        self.assertNotIn("deliver", self.log)

    def test_an_answer_does_not_wait_for_a_mail_server_that_is_away(self):
        with self.served("--deliver", "smtp://127.0.0.1:1") as stand_in:
            self.assertEqual(stand_in.post()[0], 200)
        self.assertIn("not delivered to ann@example.com", self.log)
        self.assertEqual(len(self.bounces()), 1)


class Files(Program):
    """Others may write to an inbox: what lies there leads nowhere, and what is written is for its owner alone."""

    def wait_for(self, path):
        for _ in range(100):
            if path.exists():
                return
            time.sleep(0.1)
        self.fail(f"{path} does not come")

    def test_notifications_are_for_their_owner_alone(self):
        self.served_with_umask_0()
        self.assertEqual((self.inbox / "a.notification.json").stat().st_mode & 0o777, 0o600)
        for name in (".", "tmp", "new", "cur"):
            self.assertEqual((self.folder / "out" / name).stat().st_mode & 0o777, 0o700, name)

    def served_with_umask_0(self):
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        with self.served():
            pass

    def test_a_name_that_could_be_known_before_leads_nowhere(self):
        victim = self.folder / "victim"
        victim.write_text("mine")
        state = self.folder / "state"
        state.mkdir()
        (state / "ca.pem").symlink_to(victim)
        (self.inbox / "a.notification.json").symlink_to(victim)
        with self.served("--tls", "--state", str(state)) as stand_in:
            for folder in (self.inbox, self.folder / "out", self.folder / "out/tmp", self.folder / "out/new", state):
                for name in (".ses-stand-in", "ca.pem"):
                    (folder / f"{name}.{stand_in.process.pid}").symlink_to(victim)
            self.put("b.eml", mail("secondmail0000000000000000000"))
            self.wait_for(self.inbox / "b.notification.json")
            self.assertEqual(stand_in.post()[0], 200)
        self.assertEqual(victim.read_text(), "mine")
        self.assertFalse((state / "ca.pem").is_symlink())

    def test_nothing_that_lies_in_the_inbox_is_followed_or_waited_for(self):
        secret = self.folder / "secret"
        secret.write_text(mail("secretmail0000000000000000000"))
        (self.inbox / "leak.eml").symlink_to(secret)
        (self.inbox / "dangling.eml").symlink_to("nowhere")
        (self.inbox / "zero.eml").symlink_to("/dev/zero")
        (self.inbox / "folder.eml").mkdir()
        os.mkfifo(self.inbox / "pipe.eml")
        # A writer that never writes: to open the pipe for reading would succeed, and to read it wait.
        writer = os.open(self.inbox / "pipe.eml", os.O_RDWR)
        self.addCleanup(os.close, writer)
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
            listener.bind(str(self.inbox / "socket.eml"))
        self.put("two\nlines \x1b[2J.eml", mail("lines00000000000000000000"))
        with self.served("--rate", "0") as stand_in:
            self.assertEqual(stand_in.post()[0], 200)
            status, text, _ = stand_in.post(form(OriginalMessageId="secretmail0000000000000000000"))
            self.assertIn("<Code>MessageRejected</Code>", text)
            time.sleep(1.5)  # once more over the inbox
        self.assertFalse((self.inbox / "leak.notification.json").exists())
        for name in ("leak.eml", "dangling.eml", "zero.eml", "folder.eml", "pipe.eml", "socket.eml"):
            lines = [line for line in self.log.splitlines() if name in line]
            self.assertEqual(len(lines), 1, lines)
            self.assertIn("skipped: it is a ", lines[0])
        for line in self.log.splitlines():
            self.assertTrue(line.startswith("ses-stand-in: "), line)
        self.assertNotIn("\x1b", self.log)

    def test_descriptors_that_are_closed_get_nothing_that_was_meant_for_them(self):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        process = subprocess.Popen(["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', PROGRAM,
                                    *self.words("--port", str(port), "--rate", "0")],
                                   env={**os.environ, "AWS_SESSION_TOKEN": "", **KEYS})
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        stand_in = Served.__new__(Served)
        stand_in.facts, stand_in.host, stand_in.port = {}, "127.0.0.1", port
        for _ in range(100):
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.1)
        for _ in range(3):
            self.assertEqual(stand_in.post()[0], 200)
        self.assertEqual(len(self.bounces()), 3)
        for path in [*self.bounces(), self.inbox / "a.notification.json"]:
            self.assertNotIn(b"ses-stand-in: ", path.read_bytes())

    def test_a_file_size_limit_is_an_error_and_no_end(self):
        process = subprocess.Popen(["sh", "-c", 'ulimit -f 0; exec "$0" "$@"', PROGRAM, *self.words("--rate", "0")],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, "AWS_SESSION_TOKEN": "", **KEYS})
        stand_in = Served(process)
        for _ in range(2):
            status, text, _ = stand_in.post()
            self.assertEqual((status, "File too large" in text), (500, True), text)
        process.terminate()
        _, log = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, log)
        self.assertIn("a.notification.json: cannot be written: File too large", log)
        self.assertEqual(list((self.folder / "out").rglob("*.*")), [], "a draft stays behind")
        self.assertEqual([path.name for path in self.inbox.iterdir()], ["a.eml"])

    @unittest.skipUnless(os.geteuid() == 0, "only root can give a folder away")
    def test_an_outbox_of_another_user_is_told_of(self):
        for name in ("out", "out/new"):
            (self.folder / name).mkdir()
        os.chown(self.folder / "out" / "new", 65534, 65534)
        with self.served() as stand_in:
            self.assertEqual(stand_in.post()[0], 200)
        self.assertIn("out/new belongs to another user", self.log)
        (path,) = self.bounces()
        self.assertEqual((path.stat().st_uid, path.stat().st_mode & 0o777), (0, 0o600))

    def test_run_leaves_nothing_in_the_temporary_folder(self):
        temporary = self.folder / "tmp"
        temporary.mkdir()
        done = self.call("run", *self.words("--tls"), "--", "sh", "-c", "ls -A $TMPDIR",
                         variables={"TMPDIR": str(temporary)})
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertEqual(list(temporary.iterdir()), [])


class NotStarting(Program):
    def refused(self, code, words, *texts):
        done = self.call(*words)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        line = done.stderr.splitlines()[-1]
        self.assertTrue(line.startswith("ses-stand-in: "))
        for text in texts:
            self.assertIn(text, line)

    def test_usage_is_2(self):
        self.refused(2, [], "--inbox is missing")
        self.refused(2, self.words("--fault", "boom"), "--fault", "boom", "Known steps")
        self.refused(2, ["run", *self.words()], "no command")

    def test_what_stands_in_the_way_is_1(self):
        out = str(self.folder / "out")
        self.refused(1, ["--inbox", str(self.folder / "none"), "--outbox", out], "--inbox", "none")
        self.refused(1, ["--inbox", str(self.inbox), "--outbox", str(self.inbox)], "--outbox",
                     "another folder")
        self.refused(1, ["--inbox", str(self.inbox), "--outbox", "/dev/null"], "--outbox",
                     "/dev/null")
        self.refused(1, self.words("--tls", "--state", str(self.folder / "none")), "--state")
        with self.served() as stand_in:
            self.refused(1, self.words("--port", str(stand_in.port)), "--port",
                         "another port")

    def test_help_and_version_are_0(self):
        for word in ("--help", "--version"):
            done = self.call(word)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertTrue(done.stdout)


if __name__ == "__main__":
    # A job in the background of a script ignores SIGINT, and would hand that on to all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not PROGRAM:
        sys.exit("set SES_STAND_IN to the path of the program")
    unittest.main()
