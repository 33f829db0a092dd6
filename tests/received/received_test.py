#!/usr/bin/env python3
"""What the program says and does with what was received: refusals, conflicts, dry runs, input that is out of the ordinary.

    received_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN

The inputs are those of docs/examples/received, with the time of receipt made some minutes ago.
"""
import datetime
import email
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import EXAMPLES, KEYS, moved  # noqa: E402

ID = 'hm3eqg85eb9kjh79c9jx75a82bxeepe2sd7zquzd'
TYPE = ('--bounce-type', 'DoesNotExist')
CLIENT = STAND_IN = None


class ReceivedTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.received_at = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(minutes=10)
        self.variables = {'HOME': str(self.folder), 'PATH': os.environ['PATH'], 'AWS_EC2_METADATA_DISABLED': 'true',
                          'AWS_ENDPOINT_URL_SES': 'http://127.0.0.1:1', **KEYS}

    def example(self, name, minutes=10):
        """The example as it would be if SES had received the message that long ago."""
        return moved((EXAMPLES / name).read_bytes(), self.received_at - datetime.timedelta(minutes=minutes - 10))

    def event(self, minutes=10, header=(), **receipt):
        """The Lambda event with more fields in the header, and other members of the receipt."""
        event = json.loads(self.example('lambda.json', minutes))
        kernel = event['Records'][0]['ses']
        kernel['mail']['headers'] += [{'name': name, 'value': value} for name, value in header]
        kernel['receipt'].update(receipt)
        return event

    def write(self, content, name='input'):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    def run_client(self, *words, stdin=b'', **variables):
        done = subprocess.run([CLIENT, *words], input=stdin, capture_output=True, cwd=self.folder,
                              env=self.variables | variables, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def plan(self, content, *options, code=0, **variables):
        found, out, err = self.run_client('--received', self.write(content), *TYPE, '--dry-run', *options, **variables)
        self.assertEqual(found, code, err)
        return json.loads(out)

    def reasons(self, plan):
        return {finding['Reason']: finding['Level'] for finding in plan['Findings']}


class Refusals(ReceivedTest):
    def refused(self, content, *options):
        code, out, err = self.run_client('--received', self.write(content), *TYPE, *options)
        self.assertEqual((code, out), (77, ''), err)
        return err

    def test_name_the_message_the_reason_and_the_way_around_it(self):
        text = self.refused(self.event(header=[('Auto-Submitted', 'Auto-Replied (vacation)')]))
        self.assertEqual(text,
                         f'send-bounce: [REFUSED]: one reason against bouncing message {ID} received '
                         f'{self.received_at:%Y-%m-%dT%H:%M:%SZ}; nothing was sent\n'
                         '  auto-reply      Auto-Submitted is "Auto-Replied (vacation)"\n'
                         'To bounce it anyway, add: --allow auto-reply\n')

    def test_name_all_reasons_at_once(self):
        text = self.refused(self.event(minutes=25 * 60, spamVerdict={'status': 'FAIL'}))
        self.assertIn('2 reasons against', text)
        self.assertRegex(text, r'\n  stale +received 25 h 0 min ago')
        self.assertIn('\n  spam            the spam verdict is FAIL\n', text)
        self.assertIn('--allow stale spam\n', text)

    def test_are_lifted_by_their_word_alone(self):
        event = self.event(header=[('Auto-Submitted', 'auto-replied')], spamVerdict={'status': 'FAIL'})
        self.assertEqual(self.reasons(self.plan(event, '--allow', 'spam', code=77)), {'auto-reply': 'refuse', 'spam': 'warn'})
        plan = self.plan(event, '--allow', 'spam', '--allow', 'auto-reply')
        self.assertTrue(plan['WouldSend'])

    def test_strict_refuses_what_would_be_a_warning_unless_it_is_allowed(self):
        event = self.event(header=[('List-Id', '<dev.lists.example>')])
        self.assertEqual(self.reasons(self.plan(event)), {'list': 'warn'})
        self.assertFalse(self.plan(event, '--strict', code=77)['WouldSend'])
        self.assertTrue(self.plan(event, '--strict', '--allow', 'list')['WouldSend'])
        self.assertIn('\n  list            List-Id is "<dev.lists.example>" (a warning, refused by --strict)\n',
                      self.refused(event, '--strict'))

    def test_the_null_sender_cannot_be_allowed(self):
        event = self.event()
        event['Records'][0]['ses']['mail']['source'] = ''
        self.assertIn('cannot be allowed', self.refused(event))
        for word in ('null-sender', 'all', 'spamm'):
            code, out, err = self.run_client('--received', self.write(event), *TYPE, '--allow', word)
            self.assertEqual((code, out), (252, ''), err)

    def test_bare_parameters_are_not_judged(self):
        code, out, _ = self.run_client('--original-message-id', 'a', '--bounce-sender', 'b@c.example', '--recipient',
                                       'b@c.example', *TYPE, '--region', 'eu-west-1', '--dry-run')
        self.assertEqual((code, json.loads(out)['Findings']), (0, []))
        for words in (['--strict'], ['--allow', 'spam']):
            code, out, err = self.run_client('--original-message-id', 'a', '--bounce-sender', 'b@c.example', '--recipient',
                                             'b@c.example', *TYPE, '--region', 'eu-west-1', *words)
            self.assertEqual((code, out), (252, ''), err)
            self.assertIn(f'{words[0]} needs --received', err)

    def test_structured_errors_have_code_and_outcome(self):
        event = self.event(header=[('Auto-Submitted', 'auto-replied')])
        text = self.refused(event, '--cli-error-format', 'json')
        error = json.loads(text)
        self.assertEqual((error['Code'], error['Outcome'], error['Attempts']), ('Refused', 'not_sent', 0))


class Conflicts(ReceivedTest):
    def test_end_with_252_in_one_sentence_that_names_both(self):
        file = self.write(self.event())
        full = ['--original-message-id', 'a', '--bounce-sender', 'b@c', '--bounced-recipient-info-list', 'Recipient=d@e']
        for words, named in (
                ([*full, '--recipient', 'x@y'], ['--recipient', '--bounced-recipient-info-list']),
                ([*full, '--status', '5.1.1'], ['--status', '--bounced-recipient-info-list']),
                ([*full, '--message-dsn', 'ReportingMta=x', '--reporting-mta', 'y'], ['--reporting-mta', '--message-dsn']),
                (['--received', file, *TYPE, '--status', '5.1.1'], ['--bounce-type', '--status']),
                (['--received', file, *TYPE, '--remote-mta', 'x'], ['--remote-mta', '--status']),
                (['--received', file], ['--bounce-type', '--status']),
                (['--received', file, '--status', '5.1.1', '--final-recipient', 'x@y', '--recipient', 'a@example.com',
                  'b@example.com'], ['--final-recipient']),
                (['--recipient', 'a@example.com', *TYPE, '--region', 'us-east-1'],
                 ['--original-message-id', '--bounce-sender', '--received']),
                (['--received', file, '--bounce-type', 'Nope'], ['--bounce-type', 'Nope']),
                (['--received', 'nowhere.json', *TYPE], ['--received', 'nowhere.json'])):
            with self.subTest(words=words):
                code, out, err = self.run_client(*words, AWS_REGION='eu-west-1')
                self.assertEqual((code, out), (252, ''), err)
                for name in named:
                    self.assertIn(name, err)

    def test_several_recipients_are_listed_and_never_taken_by_accident(self):
        event = self.event(recipients=['ann@example.com', 'Ben+x@Example.com'])
        code, _, err = self.run_client('--received', self.write(event), *TYPE)
        self.assertEqual(code, 252)
        self.assertIn('  --recipient ann@example.com\n  --recipient Ben+x@Example.com\n', err)
        named = self.plan(event, '--recipient', 'Ben+x@example.com')
        self.assertEqual(named['Parameters']['BouncedRecipientInfoList'],
                         [{'Recipient': 'Ben+x@example.com', 'BounceType': 'DoesNotExist'}])
        self.assertEqual(named['Parameters']['BounceSender'], 'mailer-daemon@example.com')
        self.assertEqual(len(self.plan(event, '--all-recipients')['Parameters']['BouncedRecipientInfoList']), 2)
        self.assertIn('foreign-recipient', self.reasons(self.plan(event, '--recipient', 'x@elsewhere.example', code=77)))


class FilledIn(ReceivedTest):
    def test_options_win_over_documents_over_what_was_received(self):
        document = json.dumps({'BounceSender': 'document@example.com', 'OriginalMessageId': 'document'})
        plan = self.plan(self.event(), '--cli-input-json', document, '--bounce-sender', 'option@example.com')
        self.assertEqual(plan['Parameters']['BounceSender'], 'option@example.com')
        self.assertEqual(plan['Parameters']['OriginalMessageId'], 'document')

    def test_the_sender_is_the_variable_else_the_profile_else_the_mailer_daemon(self):
        self.write(b'[default]\nsend_bounce_sender = profile@example.com\n', 'config')
        config = str(self.folder / 'config')
        for variables, sender in (({}, 'mailer-daemon@example.com'), ({'AWS_CONFIG_FILE': config}, 'profile@example.com'),
                                  ({'AWS_CONFIG_FILE': config, 'SEND_BOUNCE_SENDER': 'v@example.com'}, 'v@example.com')):
            self.assertEqual(self.plan(self.event(), **variables)['Parameters']['BounceSender'], sender)

    def test_another_id_or_region_is_obeyed_with_a_warning(self):
        file = self.write(self.event())
        code, out, err = self.run_client('--received', file, *TYPE, '--original-message-id', 'other', '--region', 'us-east-1',
                                         '--dry-run')
        self.assertEqual(code, 0)
        self.assertEqual(json.loads(out)['Region'], {'Value': 'us-east-1', 'From': 'manual'})
        self.assertEqual(len(re.findall(r'^send-bounce: \[WARNING\]: ', err, re.M)), 2, err)

    def test_strong_evidence_of_the_region_comes_before_the_settings_and_weak_after(self):
        strong = self.event()
        self.assertEqual(self.plan(strong, AWS_REGION='us-east-1')['Region'], {'Value': 'eu-west-1', 'From': 'received'})
        weak = json.loads(self.example('eventbridge.json'))
        weak['detail']['mail']['headers'] = [field for field in weak['detail']['mail']['headers'] if field['name'] != 'Received']
        weak['detail']['receipt']['action'] = {'type': 'S3', 'bucketName': 'b', 'objectKey': 'k'}
        self.assertEqual(self.plan(weak, AWS_REGION='us-east-1')['Region'], {'Value': 'us-east-1', 'From': 'env'})
        self.assertEqual(self.plan(weak)['Region'], {'Value': 'eu-west-1', 'From': 'received'})

    def test_evidence_that_is_no_region_builds_no_host(self):
        event = self.event()
        kernel = event['Records'][0]['ses']
        kernel['mail']['headers'] = [field for field in kernel['mail']['headers'] if field['name'] != 'Received']
        kernel['receipt']['action']['functionArn'] = 'arn:aws:lambda:evil.example/:123456789012:function:f'
        plan = self.plan(event, '--strict', AWS_REGION='us-east-1')
        self.assertEqual(plan['Region']['Value'], 'us-east-1')
        self.assertEqual(self.reasons(plan), {'ignored-region': 'warn'})
        self.assertEqual(self.run_client('--received', self.write(event), *TYPE, '--dry-run')[0], 253)

    def test_the_arrival_date_is_that_of_the_notification_if_it_is_asked_for(self):
        plan = self.plan(self.event(), '--arrival-date', 'received')
        self.assertEqual(plan['Parameters']['MessageDsn'],
                         {'ReportingMta': 'dns; inbound-smtp.eu-west-1.amazonaws.com',
                          'ArrivalDate': f'{self.received_at:%Y-%m-%dT%H:%M:%S}.123000Z'})


class DryRuns(ReceivedTest):
    def test_parameters_make_the_same_request_as_a_document(self):
        for options in ((*TYPE,), ('--status', '5.7.1', '--diagnostic-code', 'smtp; 550 no', '--arrival-date', 'received')):
            file = self.write(self.event())
            _, document, _ = self.run_client('--received', file, *options, '--dry-run', '--query', 'Parameters')
            _, direct, _ = self.run_client('--received', file, *options, '--dry-run', 'curl')
            _, again, _ = self.run_client('--cli-input-json', document, '--region', 'eu-west-1', '--dry-run', 'curl')
            self.assertIn('--data-raw', direct)
            self.assertEqual(direct, again)

    def test_need_no_credentials_start_nothing_and_write_nothing(self):
        self.write(b'[default]\ncredential_process = touch started\nregion = eu-west-1\n', 'config')
        file = self.write(self.event())
        before = sorted(path.name for path in self.folder.iterdir())
        for form in ('plan', 'curl', 'dsn', 'policy'):
            for name in ('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'):
                self.variables.pop(name, None)
            code, out, err = self.run_client('--received', file, *TYPE, '--dry-run', form,
                                             AWS_CONFIG_FILE=str(self.folder / 'config'))
            self.assertEqual(code, 0, err)
            self.assertTrue(out)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), before)
        plan = self.plan(self.event())
        self.assertEqual((plan['Credentials'], self.reasons(plan)), (None, {'no-credentials': 'warn'}))

    def test_connect_to_nobody(self):
        with socket.create_server(('127.0.0.1', 0)) as server:
            server.setblocking(False)
            url = f'http://127.0.0.1:{server.getsockname()[1]}'
            for name in ('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_EC2_METADATA_DISABLED'):
                self.variables.pop(name)
            for form in ('plan', 'curl', 'dsn', 'policy'):
                code, _, err = self.run_client('--received', self.write(self.event()), *TYPE, '--dry-run', form,
                                               AWS_ENDPOINT_URL_SES=url, AWS_EC2_METADATA_SERVICE_ENDPOINT=url)
                self.assertEqual(code, 0, err)
            self.assertRaises(BlockingIOError, server.accept)

    def test_the_dsn_is_the_one_that_the_stand_in_writes(self):
        inbox, outbox = self.folder / 'inbox', self.folder / 'outbox'
        inbox.mkdir()
        mail = self.example('stored.eml')
        (inbox / 'a.eml').write_bytes(mail)
        file = self.write(mail, 'stored.eml')
        done = subprocess.run([STAND_IN, 'run', '--inbox', inbox, '--outbox', outbox, '--region', 'eu-west-1', '--identity',
                               'example.com', '--', CLIENT, '--received', file, *TYPE],
                              env=self.variables, cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        sent = next((outbox / 'new').iterdir()).read_bytes()
        shown = self.run_client('--received', file, *TYPE, '--dry-run', 'dsn')[1].encode()

        def comparable(data):
            data = data.replace(b'\r\n', b'\n')
            data = re.sub(rb'^X-Send-Bounce-Preview: .*\n(?:[ \t].*\n)*', b'', data, flags=re.M)
            data = re.sub(rb'^(Date|Message-ID): .*\n', b'', data, flags=re.M)
            boundary = re.search(rb'boundary="([^"]+)"', data)[1]
            return data.replace(boundary, b'BOUNDARY')
        self.assertTrue(shown.startswith(b'X-Send-Bounce-Preview: '))
        self.assertEqual(comparable(shown), comparable(sent))
        self.assertEqual(email.message_from_bytes(shown).get_content_type(), 'multipart/report')


class OddInput(ReceivedTest):
    def check(self, content, code, *, message=None):
        found, out, err = self.run_client('--received', '-', *TYPE, '--dry-run', stdin=content)
        self.assertEqual(found, code, err[:500])
        if message:
            self.assertRegex(err, message)
        if code:
            self.assertEqual(out, '')
            self.assertEqual(err.count('\n'), 1, err)
        else:
            self.assertEqual(json.loads(out)['Parameters']['OriginalMessageId'], ID)

    def test_is_read_or_told_in_one_line(self):
        event = json.dumps(self.event()).encode()
        mail = self.example('stored.eml')
        cases = {
            'byte order mark and CRLF': (b'\xef\xbb\xbf' + event.replace(b'{', b'{\r\n'), 0, None),
            'UTF-16': (event.decode().encode('utf-16'), 65, 'UTF-16'),
            'cut off': (event[:-20], 65, 'line 1, column'),
            'empty': (b'', 65, 'empty'),
            'NUL in the body': (mail + b'\0\0', 0, None),
            'NUL alone': (b'\0\0\0', 65, None),
            'mbox': (b'From bob@sender.example Fri Nov 27 11:50:00 2026\n' + mail, 0, None),
            'CRLF': (mail.replace(b'\n', b'\r\n'), 0, None),
            'no UTF-8 in the header': (mail.replace(b'Subject: Lunch', b'Subject: Gr\xfc\xdfe'), 0, None),
            'two lines of SES': (mail.replace(b'From: Bob', b'Received: from x by inbound-smtp.us-west-2.amazonaws.com with SMTP '
                                              b'id other for x@y.example; Fri, 27 Nov 2026 11:00:00 +0000\nFrom: Bob'), 0, None),
            'a message of 1 MB': (event.replace(b'Lunch', b'L' * 1_000_000), 0, None),
            'a thousand records': (json.dumps({'Records': self.event()['Records'] * 1000}).encode(), 65, '1000 messages'),
            'unknown keys everywhere': (event.replace(b'{', b'{"new": [{}], '), 0, None),
            'numbers as strings': (event.replace(b'"processingTimeMillis": 512', b'"processingTimeMillis": "512"'), 0, None),
            'an id of SNS': (event.replace(ID.encode(), b'<lunch@example.com>'), 65, None),
        }
        for name, (content, code, message) in cases.items():
            with self.subTest(name):
                self.check(content, code, message=message)

    def test_ten_envelopes_are_too_many(self):
        text = json.dumps(self.event()['Records'][0]['ses'])
        for _ in range(10):
            text = json.dumps({'Message': text})
        self.check(text.encode(), 65, message='8 envelopes')

    def test_a_long_message_is_read_to_its_end_so_that_no_pipe_breaks(self):
        file = self.write(self.example('stored.eml') + b'x' * 76 * 1000 * 400, 'long.eml')
        done = subprocess.run(['bash', '-o', 'pipefail', '-c', f'cat {file} | {CLIENT} --received - --bounce-type DoesNotExist '
                               '--dry-run --query WouldSend'], env=self.variables, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, 'true\n'), done.stderr)
        self.assertEqual(self.run_client('--received', file, *TYPE, '--dry-run')[0], 0)

    def test_a_file_of_2_gb_takes_the_memory_of_its_beginning(self):
        file = self.write(self.example('stored.eml'), 'huge.eml')
        os.truncate(file, 2_000_000_000)
        process = subprocess.Popen([CLIENT, '--received', file, *TYPE, '--dry-run'], env=self.variables,
                                   stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertLess(usage.ru_maxrss, 500_000)

    def test_json_beyond_16_mib_is_refused(self):
        self.check(b'{"Records": "' + b'x' * (17 << 20) + b'"}', 65, message='16 MiB')


if __name__ == '__main__':
    CLIENT, STAND_IN = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
