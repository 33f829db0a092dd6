"""Reads the notifications that the dsn module renders with two parsers that are not ours: Python's email, which knows
the form, and Perl's Mail::DeliveryStatus::BounceParser, which mailing list programs judge bounces by.

    dsn_reader_test.py PATH-OF-render_dsn_samples
"""

import email
import email.header
import email.policy
import email.utils
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

RENDERER = None
BOUNCE_PARSER = """
use Mail::DeliveryStatus::BounceParser;
local $/;
my $bounce = Mail::DeliveryStatus::BounceParser->new(scalar <STDIN>);
print $bounce->is_bounce, "\\n";
for my $report ($bounce->reports) {
  print join("|", map { $report->get($_) } qw(email std_reason status smtp_code reason)), "\\n";
}
"""


def has_bounce_parser():
    return shutil.which("perl") is not None and subprocess.run(
        ["perl", "-MMail::DeliveryStatus::BounceParser", "-e", "1"], capture_output=True
    ).returncode == 0


def decoded(value):
    """A field's text with its folding and encoded words undone."""
    unfolded = " ".join(line.strip() for line in str(value).splitlines())
    return str(email.header.make_header(email.header.decode_header(unfolded)))


class DsnTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([RENDERER, folder], check=True)
            cls.samples = {path.stem: path.read_bytes() for path in pathlib.Path(folder).iterdir()}

    def report(self, name):
        """The report, its explanation, its groups of fields and the original's header."""
        message = email.message_from_bytes(self.samples[name], policy=email.policy.compat32)
        self.assertEqual(message.defects, [])
        self.assertEqual(message.get_content_type(), "multipart/report")
        self.assertEqual(message.get_param("report-type"), "delivery-status")
        parts = message.get_payload()
        self.assertEqual(
            [part.get_content_type() for part in parts],
            ["text/plain", "message/delivery-status", "text/rfc822-headers"],
        )
        groups = [group for group in parts[1].get_payload() if group.keys()]
        for group in groups:
            self.assertEqual(group.defects, [])
        return message, parts[0], groups, parts[2]

    def test_every_sample_is_seven_bit_with_short_lines(self):
        self.assertEqual(len(self.samples), 8)
        for name, data in self.samples.items():
            with self.subTest(name):
                data.decode("ascii")
                self.assertNotIn(b"\0", data)
                lines = data.split(b"\r\n")
                self.assertLessEqual(max(map(len, lines)), 998)
                self.assertFalse(any(b"\n" in line or b"\r" in line for line in lines))

    def test_head(self):
        message, _, _, _ = self.report("plain")
        self.assertEqual(
            message.keys(),
            ["Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type"],
        )
        self.assertEqual(message["From"], "mailer-daemon@example.com")
        self.assertEqual(message["To"], "bob@example.net")
        self.assertEqual(message["Subject"], "Delivery Status Notification (Failure)")
        self.assertEqual(
            message["Message-ID"],
            "<0102019aac87d8b3-50e76a13-a681-4aff-9ef3-63360127adc0-000000@eu-west-1.amazonses.com>",
        )
        self.assertEqual(
            email.utils.parsedate_to_datetime(message["Date"]).isoformat(),
            "2026-11-22T18:33:19+00:00",
        )

    def test_parts(self):
        _, text, _, _ = self.report("plain")
        self.assertEqual(text.get_content_charset(), "us-ascii")
        self.assertEqual(text.get_payload(), "This message could not be delivered.")
        self.assertEqual(text["Content-Description"], "Notification")

    def test_one_recipient(self):
        _, _, groups, _ = self.report("plain")
        self.assertEqual(
            [dict(group.items()) for group in groups],
            [
                {
                    "Reporting-MTA": "dns; inbound-smtp.eu-west-1.amazonaws.com",
                    "Arrival-Date": "Sun, 22 Nov 2026 18:33:09 +0000",
                },
                {
                    "Action": "failed",
                    "Final-Recipient": "rfc822; ann@example.com",
                    "Original-Recipient": "rfc822; ann@example.com",
                    "Diagnostic-Code": "smtp; 550 5.1.1 Mailbox does not exist",
                    "Status": "5.1.1",
                },
            ],
        )

    def test_two_recipients(self):
        _, _, groups, _ = self.report("two_recipients")
        self.assertEqual(len(groups), 3)
        self.assertEqual(groups[1]["Final-Recipient"], "rfc822; ann@example.com")
        self.assertEqual(groups[2]["Final-Recipient"], "rfc822; carl@example.com")
        self.assertEqual(groups[2]["Status"], "4.0.0")
        self.assertEqual(groups[2]["Diagnostic-Code"], "smtp; 450 4.0.0 Temporary failure")

    def test_every_field(self):
        _, _, groups, _ = self.report("every_field")
        self.assertEqual(
            [list(group.items()) for group in groups],
            [
                [
                    ("Reporting-MTA", "dns; mta.example.com"),
                    ("Arrival-Date", "Sun, 22 Nov 2026 18:30:00 +0000"),
                    ("X-Trace", "t-1"),
                    ("X-Site", "north"),
                ],
                [
                    ("Action", "failed"),
                    ("Final-Recipient", "rfc822; ann@store.example.com"),
                    ("Original-Recipient", "rfc822; ann@example.com"),
                    ("Remote-MTA", "dns; mx.example.com"),
                    ("X-Queue", "q1"),
                    ("Diagnostic-Code", "smtp; 550 5.7.1 Not accepted"),
                    ("Status", "5.7.1"),
                    ("Last-Attempt-Date", "Sun, 22 Nov 2026 18:31:00 +0000"),
                ],
            ],
        )

    def test_foreign_text(self):
        message, text, groups, _ = self.report("foreign_text")
        self.assertEqual(text.get_content_charset(), "utf-8")
        self.assertEqual(
            text.get_payload(decode=True).decode("utf-8"),
            "Grüße!\r\n\r\n\"Ann\" ist fort = 日本語 𝄞 \r\n.\r\nFrom here on\r\n",
        )
        self.assertEqual(
            decoded(groups[1]["Diagnostic-Code"]), "smtp; 550 5.1.1 Kein Postfach für Ann übrig"
        )
        self.assertEqual(decoded(groups[1]["X-Reason"]), "日本語")
        modern = email.message_from_bytes(self.samples["foreign_text"], policy=email.policy.default)
        sender = modern["From"].addresses[0]
        self.assertEqual(sender.display_name, "Jörg, Poststelle")
        self.assertEqual(sender.addr_spec, "mailer-daemon@example.com")

    def test_hostile_text_stays_in_its_fields(self):
        message, text, groups, _ = self.report("hostile_text")
        self.assertEqual(len(message.get_payload()), 3)
        self.assertEqual(
            text.get_payload(decode=True), b"a\r\n------=_Part_0_7.1795372399000--\r\nb"
        )
        self.assertEqual(len(groups), 2)
        self.assertEqual(
            groups[1].keys(),
            ["Action", "Final-Recipient", "Original-Recipient", "X-Long", "Diagnostic-Code", "Status"],
        )
        self.assertEqual(groups[1]["Action"], "failed")
        self.assertEqual(groups[1]["Final-Recipient"], "rfc822; ann@example.com")
        self.assertEqual(
            decoded(groups[1]["Diagnostic-Code"]),
            "smtp; 550-one 550 two Final-Recipient: rfc822; x@y.z",
        )
        self.assertEqual(decoded(groups[1]["X-Long"]), "x" * 2048)

    def test_a_preview_is_a_report_behind_a_field_of_its_own(self):
        message, text, groups, original = self.report("preview")
        plain, _, plain_groups, plain_original = self.report("plain")
        self.assertEqual(message.keys(), ["X-Send-Bounce-Preview", *plain.keys()])
        self.assertEqual([group.items() for group in groups], [group.items() for group in plain_groups])
        self.assertEqual(original.get_payload(), plain_original.get_payload())

    def test_a_preview_without_facts_is_a_whole_report(self):
        message, _, groups, original = self.report("preview_without_facts")
        modern = email.message_from_bytes(
            self.samples["preview_without_facts"], policy=email.policy.default
        )
        self.assertEqual(modern["To"].defects, ())
        self.assertEqual(modern["To"].addresses, ())
        self.assertEqual([group.display_name for group in modern["To"].groups], ["unknown envelope sender"])
        self.assertEqual(groups[0].keys(), ["Reporting-MTA"])
        header = email.message_from_bytes(original.get_payload(decode=True))
        self.assertEqual(header.defects, [])
        self.assertEqual(header.keys(), ["X-Send-Bounce-Preview"])
        self.assertIn("is unknown", header["X-Send-Bounce-Preview"])

    def test_the_header_of_the_original(self):
        _, _, _, original = self.report("plain")
        header = email.message_from_bytes(original.get_payload(decode=True))
        self.assertEqual(
            header.keys(), ["Return-Path", "Received", "From", "Subject", "Message-ID"]
        )
        self.assertEqual(decoded(header["Subject"]), "Grüße")

    def test_an_original_with_eight_bit_bytes_comes_back_whole(self):
        _, _, _, original = self.report("eight_bit_original")
        self.assertEqual(original["Content-Transfer-Encoding"], "quoted-printable")
        self.assertEqual(
            original.get_payload(decode=True).rstrip(b"\r\n"),
            b"From: J\xc3\xb6rg <bob@example.net>\r\nSubject: \xe9\r\nX-Long: " + b"y" * 2000,
        )

    @unittest.skipUnless(has_bounce_parser(), "no Mail::DeliveryStatus::BounceParser here")
    def test_a_program_that_judges_bounces_understands_them(self):
        rows = {
            "plain": "user_unknown|5.1.1|550|550 5.1.1 Mailbox does not exist",
            "every_field": "unknown|5.7.1|550|550 5.7.1 Not accepted",
            "eight_bit_original": "user_unknown|5.1.1|550|550 5.1.1 Mailbox does not exist",
        }
        for name, report in rows.items():
            with self.subTest(name):
                done = subprocess.run(["perl", "-e", BOUNCE_PARSER], input=self.samples[name],
                                      capture_output=True, check=True)
                self.assertEqual(
                    done.stdout.decode(), f"1\nann@example.com|{report}\n")


if __name__ == "__main__":
    RENDERER = sys.argv.pop(1)
    unittest.main()
