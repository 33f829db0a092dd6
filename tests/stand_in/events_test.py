#!/usr/bin/env python3
"""Events of ses-stand-in, from the outside: each form read back by the client, and handlers that get them.

    events_test.py SES_STAND_IN SEND_BOUNCE

The tests that need the sample messages beside the repository skip without them. The declarations of @types/aws-lambda
come from npm, and their test skips where that fails.
"""
import contextlib
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

SES_STAND_IN, SEND_BOUNCE = sys.argv[1:3]
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = pathlib.Path(os.environ.get("SEND_BOUNCE_SHARED", REPOSITORY.parent / "shared")) / "samples"
FORMS = ("receipt", "lambda", "sns", "sqs", "eventbridge")
MAIL = """Return-Path: <bob@sender.example>
Received: from mx.sender.example (mx.sender.example [192.0.2.1])
 by inbound-smtp.us-east-1.amazonaws.com with SMTP id {id}
 for ann@example.com; Wed, 20 Jul 2016 05:41:37 +0000 (UTC)
From: Bob <bob@sender.example>
To: ann@example.com
Subject: {subject}
Message-ID: <1@sender.example>

hi
"""


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("it does not come true")


def put(path, text):
    path.write_text(text)
    past = time.time() - 60
    os.utime(path, (past, past))


class Events(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="events-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.inbox = self.folder / "in"
        self.inbox.mkdir()

    def put(self, name, subject="hello"):
        put(self.inbox / f"{name}.eml", MAIL.format(id=name, subject=subject))

    def words(self, *more):
        return [SES_STAND_IN, "--inbox", self.inbox, "--outbox", self.folder / "out", "--identity", "example.com",
                "--rate", "0", *more]

    def run_in(self, command, *more, **settings):
        words = self.words(*more)
        return subprocess.run([words[0], "run", *words[1:], "--", "sh", "-c", command], capture_output=True, text=True,
                              timeout=120, **settings)

    @contextlib.contextmanager
    def served(self, *more):
        """Yields a stand-in that serves; its log is in self.log afterwards."""
        with open(self.folder / "log", "w+", encoding="utf-8") as log:
            process = subprocess.Popen(self.words(*more), stdout=subprocess.PIPE, stderr=log, text=True)
            try:
                for line in process.stdout:
                    if line == "ready\n":
                        break
                yield process
            finally:
                process.terminate()
                process.communicate(timeout=60)
                self.code = process.returncode
        self.log = (self.folder / "log").read_text()


class Fixtures(Events):
    def test_old_messages_can_be_bounced_where_they_count_as_new(self):
        self.put("oldmail")
        call = (f"{SEND_BOUNCE} --received $SES_STAND_IN_NOTIFICATION --bounce-sender mta@example.com"
                " --bounce-type DoesNotExist")
        for words, is_sent in (((), False), (("--received-at", "now"), True), (("--received-at", "-23h50m"), True),
                               (("--received-at", "-25h"), False), (("--received-at=-2h", "--event", "sqs"), True)):
            with self.subTest(words=words):
                done = self.run_in(call, *words)
                self.assertEqual(done.returncode == 0, is_sent, done.stderr)

    def test_guards_meet_the_chosen_verdicts(self):
        self.put("mail")
        call = (f"{SEND_BOUNCE} --received $SES_STAND_IN_NOTIFICATION --bounce-sender mta@example.com"
                " --bounce-type DoesNotExist")
        for verdict, word in (("spam=FAIL", "spam"), ("virus=FAIL", "virus"), ("dmarc=FAIL:reject", "dmarc")):
            done = self.run_in(call, "--received-at", "now", "--verdict", verdict)
            self.assertNotEqual(done.returncode, 0, verdict)
            self.assertIn(word, done.stderr.lower())
        self.assertEqual(self.run_in(call, "--received-at", "now", "--verdict", "spam=PASS").returncode, 0)

    def test_notifications_go_where_they_are_wanted(self):
        self.put("mail")
        done = self.run_in("cd /; cat $SES_STAND_IN_NOTIFICATION", "--notifications", self.folder / "told")
        self.assertEqual(json.loads(done.stdout)["mail"]["messageId"], "mail")
        self.assertEqual([path.name for path in self.inbox.iterdir()], ["mail.eml"])
        path = self.folder / "told/mail.notification.json"
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)

    def test_a_read_only_inbox_works_and_is_told_of_once(self):
        self.put("mail")
        self.put("another")
        self.inbox.chmod(0o555)
        self.addCleanup(self.inbox.chmod, 0o755)
        user = {}
        if os.geteuid() == 0:  # who may write everywhere
            self.folder.chmod(0o777)
            user = {"user": 65534, "group": 65534, "extra_groups": []}
        done = self.run_in("echo $SES_STAND_IN_MESSAGE_ID-$SES_STAND_IN_NOTIFICATION", **user)
        self.assertEqual(done.stdout.strip(), "mail-")
        self.assertEqual(done.stderr.count("cannot be written"), 1, done.stderr)
        self.assertIn("--notifications DIR", done.stderr)
        done = self.run_in("true", "--on-mail", "true", **user)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--notifications DIR", done.stderr)
        done = self.run_in("cat $SES_STAND_IN_NOTIFICATION", "--notifications", self.folder / "told", **user)
        self.assertEqual(json.loads(done.stdout)["mail"]["messageId"], "mail")


class Commands(Events):
    def test_a_command_has_the_event_and_can_bounce(self):
        self.put("first", "$(touch /tmp/never); `exit 9`")
        self.put("second")
        script = (f"cat > {self.folder}/$SES_STAND_IN_MESSAGE_ID.json && {SEND_BOUNCE}"
                  f" --received {self.folder}/$SES_STAND_IN_MESSAGE_ID.json --bounce-sender mta@example.com"
                  " --bounce-type DoesNotExist")
        done = self.run_in("true", "--received-at", "now", "--event", "lambda", "--on-mail", script)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("first", "second"):
            self.assertIn(f"event of message {name} handled by the command", done.stderr)
            event = json.loads((self.folder / f"{name}.json").read_text())
            self.assertEqual(event["Records"][0]["ses"]["mail"]["messageId"], name)
        self.assertEqual(len(list((self.folder / "out/new").iterdir())), 2)
        self.assertEqual(done.stdout, "", "what a handler prints goes to stderr")

    def test_failures_are_told_and_tried_again(self):
        self.put("mail")
        count = self.folder / "count"
        done = self.run_in("true", "--event", "lambda", "--on-mail", f"echo x >> {count}; exit 3")
        self.assertEqual(count.read_text(), "x\n" * 3)
        self.assertIn("it ended with exit code 3; attempt 1 of 3, next attempt in 1.0 s", done.stderr)
        self.assertIn("given up after 3 attempts", done.stderr)

    def test_a_message_that_arrives_is_handed_over_and_no_handler_holds_up_the_end(self):
        marker = self.folder / "marker"
        with self.served("--on-mail", f"cat >/dev/null; echo $$ > {marker}; sleep 60") as process:
            self.put("late")
            wait_for(lambda: marker.exists() and marker.read_text().strip())
            pid = int(marker.read_text())
            begin = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual(self.code, 0)
        self.assertIn("1 event was not handled by the command before the end", self.log)
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    def test_the_command_is_in_no_line_of_the_log(self):
        self.put("mail")
        done = self.run_in("true", "--on-mail", "TOKEN=hidden-value true")
        self.assertNotIn("hidden-value", done.stderr)


class Receiver:
    """An HTTP server that keeps what it gets, and answers as it is told."""

    def __init__(self, *answers):
        self.requests = []
        answers = list(answers)
        requests = self.requests

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                requests.append((self.path, dict(self.headers), body))
                status, text = answers.pop(0) if answers else (200, b"")
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Posts(Events):
    def test_sns_posts_its_envelope_with_its_headers(self):
        self.put("mail")
        with Receiver() as receiver:
            done = self.run_in("true", "--event", "sns", "--on-mail", receiver.url + "/hook?token=hidden-value")
        (path, headers, body), = receiver.requests
        self.assertEqual(path, "/hook?token=hidden-value")
        self.assertNotIn("hidden-value", done.stderr)
        message = json.loads(body)
        self.assertEqual(headers["x-amz-sns-message-type"], "Notification")
        self.assertEqual(headers["x-amz-sns-message-id"], message["MessageId"])
        self.assertEqual(headers["x-amz-sns-topic-arn"], message["TopicArn"])
        self.assertTrue(headers["x-amz-sns-subscription-arn"].startswith(message["TopicArn"] + ":"))
        self.assertEqual(headers["Content-Type"], "text/plain; charset=UTF-8")
        for name in ("Type", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL", "UnsubscribeURL"):
            self.assertIn(name, message)
        self.assertEqual(json.loads(message["Message"])["mail"]["messageId"], "mail")

    def test_a_function_is_called_by_its_runtime_interface(self):
        self.put("mail")
        error = json.dumps({"errorMessage": "boom", "errorType": "Error"}).encode()
        with Receiver((200, error), (200, b'"done"')) as receiver:
            done = self.run_in("true", "--event", "lambda", "--on-mail",
                               receiver.url + "/2015-03-31/functions/function/invocations")
        self.assertEqual(len(receiver.requests), 2, done.stderr)
        path, headers, body = receiver.requests[1]
        self.assertEqual(path, "/2015-03-31/functions/function/invocations")
        self.assertEqual(headers["X-Amz-Invocation-Type"], "Event")
        self.assertEqual(json.loads(body)["Records"][0]["ses"]["mail"]["messageId"], "mail")
        self.assertIn("with a function error; attempt 1 of 3", done.stderr)

    def test_posts_are_tried_again_as_sns_does(self):
        for answers, attempts in (([(500, b""), (429, b"")], 3), ([(404, b"")], 1), ([(503, b"")] * 4, 4)):
            self.put("mail")
            with Receiver(*answers) as receiver:
                self.run_in("true", "--event", "receipt", "--on-mail", receiver.url)
            self.assertEqual(len(receiver.requests), attempts, answers)
            self.assertEqual(receiver.requests[0][1]["x-amz-sns-rawdelivery"], "true")

    def test_nobody_there_is_a_failure_that_is_told(self):
        self.put("mail")
        done = self.run_in("true", "--event", "sns", "--on-mail", "http://127.0.0.1:1/hook")
        self.assertEqual(done.returncode, 0)
        self.assertIn("event of message mail not handled by http://127.0.0.1:1/hook: no answer: ", done.stderr)


class Large(Events):
    """A tenth of what docs/stand-in.md promises for 100,000 messages; the time is not judged here."""
    MESSAGES = 10_000

    def test_a_large_inbox_is_known_at_once_within_linear_memory(self):
        for number in range(self.MESSAGES):
            self.put(f"m{number:06}", "x" * 800)
        with self.served("--received-at", "now", "--notifications", self.folder / "told") as process:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            peak = int(status.split("VmHWM:")[1].split()[0])
            wait_for(lambda: len(list((self.folder / "told").iterdir())) == self.MESSAGES, 120)
        # A program that is instrumented needs several times as much.
        if "asan" not in SES_STAND_IN:
            self.assertLess(peak, 60_000, "kB for a tenth of the messages; 20,000 of it for the program itself")


def rendered(target):
    subprocess.run([sys.executable, SAMPLES / "render.py", SAMPLES, target], check=True)


@unittest.skipUnless((SAMPLES / "render.py").exists(), "the sample messages are not here")
class RealMessages(Events):
    """Every sample message in every form."""

    def setUp(self):
        super().setUp()
        rendered(self.folder / "samples")
        # All that may be bounced: an id of its own, a time, and a region each.
        self.files = sorted([*(self.folder / "samples/mails").glob("*.eml"),
                             *(self.folder / "samples/inbox").glob("*/*.eml")])
        self.assertGreaterEqual(len(self.files), 45)
        two_hours_ago = time.gmtime(time.time() - 2 * 3600)
        self.time = time.strftime("%Y-%m-%dT%H:%M:%SZ", two_hours_ago)
        for path in self.files:
            shutil.copy2(path, self.inbox / path.name)
            os.utime(self.inbox / path.name, (time.time() - 60,) * 2)

    def events(self, form):
        told = self.folder / form
        done = self.run_in("true", "--event", form, "--notifications", told, "--received-at", self.time)
        self.assertEqual(done.returncode, 0, done.stderr)
        events = sorted(told.glob("*.notification.json"))
        # Two of the samples may show one id, which is told.
        self.assertEqual(len(events) + done.stderr.count(": skipped: it has the same SES message id as "), len(self.files),
                         done.stderr)
        self.assertGreaterEqual(len(events), 45)
        return events

    def plan_of(self, path):
        """What the client would do with an event, without what depends on the moment."""
        done = subprocess.run(
            [SEND_BOUNCE, "--received", path, "--bounce-sender", "mta@example.com", "--bounce-type", "DoesNotExist",
             "--region", "us-east-1", "--dry-run", "plan"], capture_output=True, text=True, timeout=60,
            env={**os.environ, "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"})
        if not done.stdout:
            return done.returncode, done.stderr
        plan = json.loads(done.stdout)
        plan["Received"].pop("AgeSeconds", None)
        return done.returncode, plan["Received"], plan["Findings"], plan["Parameters"]

    def test_the_client_reads_each_in_every_form_alike(self):
        seen = {}
        for form in FORMS:
            for path in self.events(form):
                plan = self.plan_of(path)
                with self.subTest(form=form, path=path.name):
                    self.assertEqual(plan, seen.setdefault(path.name, plan))
        self.assertGreaterEqual(sum(plan[0] == 0 for plan in seen.values()), 45, seen)

    def test_the_official_types_fit_each(self):
        types = self.folder / "types"
        types.mkdir()
        npm = shutil.which("npm")
        if npm is None:
            self.skipTest("npm is not installed")
        got = subprocess.run([npm, "install", "--no-audit", "--no-fund", "--prefix", types, "@types/aws-lambda",
                              "typescript@5"], capture_output=True, text=True, timeout=300)
        if got.returncode != 0:
            self.skipTest("npm cannot get @types/aws-lambda")
        rows = (("lambda", "SESEvent"), ("sns", "SNSEvent"), ("sqs", "SQSEvent"),
                ("eventbridge", 'EventBridgeEvent<"MailReceived", unknown>'))
        source = ["import type { SESEvent, SNSEvent, SQSEvent, EventBridgeEvent } from 'aws-lambda';"]
        for form, name in rows:
            for number, path in enumerate(self.events(form)):
                event = json.loads(path.read_text())
                for record in event.get("Records", []):
                    common = record.get("ses", {}).get("mail", {}).get("commonHeaders", {})
                    # SES writes one text, whatever the types say (receipt-notifications.md §1).
                    if "sender" in common:
                        common["sender"] = [common["sender"]]
                source.append(f"const {form}{number}: {name} = {json.dumps(event)};")
                source.append(f"void {form}{number};")
        (types / "events.ts").write_text("\n".join(source))
        done = subprocess.run([types / "node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--types", "aws-lambda",
                               "events.ts"], cwd=types, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout[:3000])


if __name__ == "__main__":
    del sys.argv[1:]
    unittest.main()
