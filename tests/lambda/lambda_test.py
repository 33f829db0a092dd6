#!/usr/bin/env python3
"""Both ways to bounce in AWS Lambda, against a mock of the runtime API and the stand-in: the program as the runtime, and
docs/examples/lambda/bootstrap.sh.

    lambda_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN
"""
import copy
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / '../support'), str(HERE / '../blackbox')]

from lambda_api import Function, RuntimeApi, as_bootstrap  # noqa: E402
from local_ses import KEYS, LocalSes  # noqa: E402
from scripted_ses import Endpoint, Listener  # noqa: E402

SCRIPT = HERE / '../../docs/examples/lambda/bootstrap.sh'
QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:bounces'
TYPE = '--bounce-type DoesNotExist'
STOP, CONTINUE = {'disposition': 'STOP_RULE_SET'}, {'disposition': 'CONTINUE'}
MAILS = 12
CLIENT = STAND_IN = None

MAIL = '''Return-Path: <bob@sender.example>
Delivered-To: ann@example.com
From: Bob <bob@sender.example>
To: ann@example.com
Subject: number {number}
Message-ID: <{number}@sender.example>
Date: Fri, 27 Nov 2026 11:50:00 +0000

Lunch?
'''


def rule_event(*kernels):
    """What a receipt rule hands to a function; several records come by other ways only."""
    return {'Records': [{'eventSource': 'aws:ses', 'eventVersion': '1.0', 'ses': kernel} for kernel in kernels]}


def queue_event(*bodies, arn=QUEUE):
    return {'Records': [{'messageId': f'q{number}', 'receiptHandle': 'h', 'body': body if isinstance(body, str) else json.dumps(body),
                         'eventSource': 'aws:sqs', 'eventSourceARN': arn, 'awsRegion': 'eu-west-1'}
                        for number, body in enumerate(bodies, 1)]}


def failures(*numbers):
    return {'batchItemFailures': [{'itemIdentifier': f'q{number}'} for number in numbers]}


class LambdaTest(unittest.TestCase):
    """A stand-in with mails, the mock, and functions that are started by each test."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        inbox = cls.folder / 'inbox'
        inbox.mkdir()
        for number in range(MAILS):
            (inbox / f'{number:02}.eml').write_text(MAIL.format(number=number))
            os.utime(inbox / f'{number:02}.eml', (time.time() - 5, time.time() - 5))
        cls.ses = LocalSes(STAND_IN, inbox, cls.folder / 'outbox', '--region', 'eu-west-1', '--identity', 'example.com',
                           environment={'PATH': os.environ['PATH'], **KEYS})
        cls.kernels = []
        for number in range(MAILS):
            path = inbox / f'{number:02}.notification.json'
            deadline = time.monotonic() + 10
            while not path.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            notification = json.loads(path.read_text())
            cls.kernels.append({'mail': notification['mail'], 'receipt': notification['receipt']})

    @classmethod
    def tearDownClass(cls):
        cls.ses.stop()
        cls.scratch.cleanup()

    def setUp(self):
        self.api = RuntimeApi()
        self.addCleanup(self.api.stop)
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.own = pathlib.Path(own.name)
        (self.own / 'tmp').mkdir()
        self.before = self.sent()

    def sent(self):
        folder = self.folder / 'outbox/new'
        return len(list(folder.iterdir())) if folder.exists() else 0

    def new_bounces(self):
        return self.sent() - self.before

    def kernel(self, number=0, **receipt):
        kernel = copy.deepcopy(self.kernels[number])
        kernel['receipt'].update(receipt)
        return kernel

    def spam(self, number=0):
        return self.kernel(number, spamVerdict={'status': 'FAIL'})

    def scripted(self, script, number=0):
        """A message whose id is a script for blackbox/scripted_ses.py."""
        kernel = self.kernel(number)
        kernel['mail']['messageId'] = script
        return kernel

    def scripted_ses(self):
        ses = Listener(Endpoint)
        self.addCleanup(ses.close)
        ses.url = f'http://127.0.0.1:{ses.server_address[1]}'
        return ses

    def environment(self, **more):
        """What Lambda tells a function: keys, a region, and no HOME."""
        return {'PATH': os.environ['PATH'], 'LAMBDA_TASK_ROOT': str(self.own / 'task'), 'AWS_LAMBDA_FUNCTION_NAME': 'bounce',
                'AWS_LAMBDA_RUNTIME_API': self.api.host, 'AWS_REGION': 'eu-west-1', 'TMPDIR': str(self.own / 'tmp'),
                'AWS_EXECUTION_ENV': 'AWS_Lambda_provided.al2023', 'AWS_ENDPOINT_URL_SES': self.ses.endpoint, **KEYS, **more}

    def started(self, words, **variables):
        function = Function(words, self.own, self.environment(**variables))
        self.addCleanup(self.stop, function)
        return function

    @staticmethod
    def stop(function):
        if function.process.poll() is None:
            function.process.kill()
            function.process.wait()

    def answer(self, event, seconds=30, times=1):
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        for _ in range(times):
            invocation = self.api.invoke(data, seconds)
        body = json.loads(invocation.body)
        if invocation.kind == 'error':
            self.assertEqual(invocation.error_type, body['errorType'])
            self.assertEqual(body['stackTrace'], [])
        return body

    def error(self, event, seconds=30):
        """The type of the error and its message."""
        body = self.answer(event, seconds)
        self.assertIn('errorType', body)
        return body['errorType'], body['errorMessage']


class TheProgram(LambdaTest):
    def runtime(self, options=TYPE, **variables):
        return self.started([as_bootstrap(CLIENT, self.own / 'task')], SEND_BOUNCE_OPTIONS=options, **variables)

    def lines(self, function):
        return [json.loads(line) for line in function.logged().splitlines()]


class Answers(TheProgram):
    def test_a_bounce_stops_the_rule_set(self):
        function = self.runtime()
        self.assertEqual(self.answer(rule_event(self.kernel())), STOP)
        self.assertEqual(self.new_bounces(), 1)
        self.api.wait_for_next(2)
        line, = self.lines(function)
        self.assertEqual((line['Source'], line['Records'], line['States'], line['Answer']),
                         ('direct', 1, {'sent': 1}, 'STOP_RULE_SET'))
        self.assertEqual(line['Bounces'][0]['OriginalMessageId'], self.kernels[0]['mail']['messageId'])
        self.assertRegex(line['Bounces'][0]['MessageId'], r'^\S+$')
        self.assertNotIn('@', function.logged())

    def test_what_is_refused_or_none_of_ours_lets_the_rules_go_on(self):
        self.runtime()
        for event in (rule_event(self.spam()), b'{"detail-type": "Scheduled Event", "detail": {}}', b'{}', b'null', b'no JSON', b''):
            self.assertEqual(self.answer(event), CONTINUE, event)
        self.assertEqual(self.new_bounces(), 0)

    def test_an_error_has_the_exit_code_in_its_type(self):
        self.runtime(TYPE + ' --bounce-sender stranger@elsewhere.example')
        kind, message = self.error(rule_event(self.kernel()))
        self.assertEqual(kind, 'SendBounce.254')
        self.assertIn('not verified', message)

    def test_a_service_that_is_not_there_is_an_error(self):
        self.runtime(AWS_ENDPOINT_URL_SES='http://127.0.0.1:1', AWS_MAX_ATTEMPTS='1')
        self.assertEqual(self.error(rule_event(self.kernel()))[0], 'SendBounce.255')

    def test_several_records_are_bounced_one_by_one(self):
        function = self.runtime()
        self.assertEqual(self.answer(rule_event(self.kernel(0), self.kernel(1))), STOP)
        self.assertEqual(self.new_bounces(), 2)
        self.assertEqual(self.answer(rule_event(self.kernel(0), self.spam(1))), CONTINUE)
        self.api.wait_for_next(3)
        self.assertEqual(self.lines(function)[1]['States'], {'sent': 1, 'refused': 1})

    def test_the_largest_event_is_taken(self):
        self.runtime()
        event = rule_event(self.kernel())
        event['Records'][0]['ses']['content'] = 'x' * (6 * 1024 * 1024 - 20_000)
        self.assertEqual(self.answer(event), STOP)

    def test_a_dry_run_logs_the_plan_and_sends_nothing(self):
        function = self.runtime(TYPE + ' --dry-run')
        self.assertEqual(self.answer(rule_event(self.kernel())), CONTINUE)
        self.assertEqual(self.new_bounces(), 0)
        self.api.wait_for_next(2)
        plan = self.lines(function)[0]['Bounces'][0]['Plan']
        self.assertTrue(plan['WouldSend'])
        self.assertEqual(plan['Parameters']['OriginalMessageId'], self.kernels[0]['mail']['messageId'])

    def test_options_are_split_as_a_shell_does_and_nothing_is_expanded(self):
        function = self.runtime(TYPE + """ --explanation 'no $HOME, "no" *' --dry-run""")
        self.answer(rule_event(self.kernel()))
        self.api.wait_for_next(2)
        self.assertEqual(self.lines(function)[0]['Bounces'][0]['Plan']['Parameters']['Explanation'], 'no $HOME, "no" *')


class Queues(TheProgram):
    def test_lists_what_must_come_again(self):
        self.runtime(TYPE)
        event = queue_event(self.kernel(0), self.spam(1), '{}', rule_event(self.kernel(2)))
        self.assertEqual(self.answer(event), failures(3))
        self.assertEqual(self.new_bounces(), 2)

    def test_a_refusal_of_ses_is_settled_and_a_failed_call_is_not(self):
        ses = self.scripted_ses()
        self.runtime(TYPE + ' --at-most-once', AWS_ENDPOINT_URL_SES=ses.url)
        rejected, unknown = 'err:400:MessageRejected:no', 'reset'
        event = queue_event(self.scripted(rejected), self.scripted(unknown), self.scripted('ok'))
        self.assertEqual(self.answer(event), failures(2))

    def test_is_an_error_where_every_record_failed(self):
        self.runtime()
        kind, message = self.error(queue_event('{}', '[]'))
        self.assertEqual(kind, 'SendBounce.65')
        self.assertIn('2 of 2', message)

    def test_of_a_fifo_queue_stops_at_the_first_failure(self):
        self.runtime()
        event = queue_event(self.kernel(0), '{}', self.kernel(1), self.kernel(2), arn=QUEUE + '.fifo')
        self.assertEqual(self.answer(event), failures(2, 3, 4))
        self.assertEqual(self.new_bounces(), 1)


class Memory(TheProgram):
    def test_an_event_that_comes_twice_is_bounced_once(self):
        function = self.runtime(TYPE + ' --once')
        self.assertEqual(self.answer(rule_event(self.kernel()), times=2), STOP)
        self.assertEqual(self.new_bounces(), 1)
        self.api.wait_for_next(3)
        first, second = self.lines(function)
        self.assertEqual((first['States'], second['States']), ({'sent': 1}, {'already': 1}))
        self.assertEqual(first['Bounces'][0]['MessageId'], second['Bounces'][0]['MessageId'])
        journal, = (self.own / 'tmp').rglob('*.ndjson')
        self.assertEqual(journal.stat().st_mode & 0o077, 0)

    def test_outlives_the_process(self):
        for expected in (1, 1):
            function = self.runtime(TYPE + ' --once')
            self.assertEqual(self.answer(rule_event(self.kernel(3))), STOP)
            self.assertEqual(self.new_bounces(), expected)
            function.end()

    def test_what_is_unknown_is_not_sent_again(self):
        ses = self.scripted_ses()
        self.runtime(TYPE + ' --once', AWS_ENDPOINT_URL_SES=ses.url)
        event = rule_event(self.scripted('reset|ok'))
        self.assertEqual(self.error(event)[0], 'SendBounce.75')
        self.assertEqual(self.error(event)[0], 'SendBounce.75')
        self.assertEqual(len(ses.requests), 1)

    def test_one_that_cannot_be_written_is_told_at_the_start(self):
        function = self.runtime(TYPE + ' --once', TMPDIR='/proc/nothing')
        self.assertEqual(function.wait(), 253)
        body, kind = self.api.init_error
        self.assertEqual(kind, 'SendBounce.253')
        self.assertEqual(self.api.nexts, [])


class Starts(TheProgram):
    def test_wrong_options_are_told_to_lambda(self):
        for options in ('--no-such-option', '--bounce-type', "'open", '--received x ' + TYPE, '--batch x', 'help', '--version',
                        '--rate 2 ' + TYPE, '--generate-cli-skeleton', TYPE + ' --allow everything', TYPE + ' --status 5.1.1',
                        '--bounce-sender a@example.com', '', '--cli-auto-prompt ' + TYPE):
            with self.subTest(options):
                self.api.init_error = None
                function = self.runtime(options)
                code = function.wait()
                self.assertIn(code, (252, 253, 255), function.logged())
                body, kind = self.api.init_error
                self.assertEqual(kind, f'SendBounce.{code}')
                body = json.loads(body)
                self.assertEqual(body['errorType'], kind)
                self.assertTrue(body['errorMessage'])
                self.assertIn('[ERROR]', function.logged())
        self.assertEqual(self.api.nexts, [])

    def test_a_profile_that_is_missing_is_told(self):
        function = self.runtime(AWS_PROFILE='nobody')
        self.assertEqual(function.wait(), 255)
        self.assertEqual(self.api.init_error[1], 'SendBounce.255')

    def test_under_another_name_the_program_is_what_it_was(self):
        shutil.copy(CLIENT, self.own / 'other')
        done = subprocess.run([str(self.own / 'other'), '--version'], env=self.environment(), capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith('send-bounce/'))
        self.assertEqual(self.api.nexts, [])

    def test_without_the_api_the_name_means_nothing(self):
        variables = self.environment()
        del variables['AWS_LAMBDA_RUNTIME_API']
        done = subprocess.run([as_bootstrap(CLIENT, self.own / 'task'), '--version'], env=variables, capture_output=True, text=True,
                              timeout=20)
        self.assertTrue(done.stdout.startswith('send-bounce/'), done)

    def test_an_api_that_is_not_there_ends_the_process(self):
        function = self.runtime(AWS_LAMBDA_RUNTIME_API='127.0.0.1:1')
        self.assertEqual(function.wait(), 255)
        self.assertIn('runtime API', function.logged())

    def test_no_secret_is_logged(self):
        function = self.runtime(TYPE + ' --debug')
        self.answer(rule_event(self.kernel()))
        self.api.wait_for_next(2)
        self.assertNotIn(KEYS['AWS_SECRET_ACCESS_KEY'] + "'", function.logged())
        self.assertNotIn(f'"{KEYS["AWS_SECRET_ACCESS_KEY"]}"', function.logged())


class Time(TheProgram):
    def slow_service(self, script):
        ses = self.scripted_ses()
        self.runtime(AWS_ENDPOINT_URL_SES=ses.url)
        return rule_event(self.scripted(script)), ses

    def test_an_answer_comes_before_the_deadline(self):
        event, ses = self.slow_service('slow:20')
        start = time.monotonic()
        kind, message = self.error(event, seconds=3)
        self.assertLess(time.monotonic() - start, 2.9)
        self.assertEqual(len(ses.requests), 1)
        self.assertIn('may have been accepted', message)

    def test_no_attempt_starts_where_it_is_near(self):
        event, ses = self.slow_service('ok')
        kind, _ = self.error(event, seconds=0.9)
        self.assertEqual((kind, ses.requests), ('SendBounce.255', []))

    def test_throttling_is_waited_for_no_longer(self):
        event, ses = self.slow_service('err:400:Throttling:slower')
        start = time.monotonic()
        kind, _ = self.error(event, seconds=3)
        self.assertLess(time.monotonic() - start, 2.9)
        self.assertEqual(kind, 'SendBounce.255')

    def test_throttling_that_passes_is_waited_for(self):
        event, ses = self.slow_service('err:400:Throttling:slower|ok')
        self.assertEqual(self.answer(event), STOP)
        self.assertEqual(len(ses.requests), 2)

    def test_records_that_are_not_reached_come_again(self):
        ses = self.scripted_ses()
        self.runtime(AWS_ENDPOINT_URL_SES=ses.url)
        event = queue_event(*(self.scripted('slow:1.2', number) for number in range(4)))
        answer = self.answer(event, seconds=3)
        self.assertEqual(answer, failures(3, 4))
        self.assertEqual(len(ses.requests), 2)


class Processes(TheProgram):
    def test_a_warm_event_finds_both_connections_open(self):
        ses = self.scripted_ses()
        self.runtime(AWS_ENDPOINT_URL_SES=ses.url)
        for number in range(3):
            self.assertEqual(self.answer(rule_event(self.scripted('ok', number))), STOP)
        self.api.wait_for_next(4)
        self.assertEqual(len(set(self.api.nexts)), 1)
        self.assertEqual(len(ses.requests), 3)

    def test_a_signal_ends_it_while_it_waits(self):
        function = self.runtime()
        self.api.wait_for_next(1)
        self.assertEqual((function.end(), function.logged()), (0, ''))

    def test_a_signal_lets_the_event_in_hand_be_answered(self):
        ses = self.scripted_ses()
        function = self.runtime(AWS_ENDPOINT_URL_SES=ses.url)
        invocation = self.api.submit(json.dumps(rule_event(self.scripted('slow:1'))).encode())
        while not ses.requests:
            time.sleep(0.01)
        function.process.send_signal(signal.SIGTERM)
        self.assertEqual(json.loads(invocation.wait().body), STOP)
        self.assertEqual(function.wait(), 0)
        self.assertEqual(len(self.api.nexts), 1)

    def test_expired_credentials_end_it_after_they_were_told(self):
        ses = self.scripted_ses()
        function = self.runtime(AWS_ENDPOINT_URL_SES=ses.url, AWS_SESSION_TOKEN='token')
        expired = 'err:403:ExpiredToken:expired'
        event = queue_event(self.scripted('ok'), self.scripted(expired), self.scripted('ok'))
        self.assertEqual(self.answer(event), failures(2, 3))
        self.assertEqual(function.wait(), 255)
        self.assertIn('The credentials have expired', function.logged())
        self.assertEqual(len(ses.requests), 2)

    def test_an_answer_that_lambda_refuses_is_no_end(self):
        function = self.runtime()
        self.api.post_status = 400
        self.api.submit(json.dumps(rule_event(self.spam())).encode())
        self.api.wait_for_next(2)
        self.api.post_status = 202
        self.assertEqual(self.answer(rule_event(self.spam())), CONTINUE)
        self.assertIn('[WARNING]', function.logged())

    def test_an_api_that_fails_is_the_end(self):
        function = self.runtime()
        self.api.post_status = 500
        self.api.submit(json.dumps(rule_event(self.spam())).encode())
        self.assertEqual(function.wait(), 255)


class ReadOnlyRoot(TheProgram):
    def test_needs_nothing_but_the_temporary_folder(self):
        apart = ['unshare', '--mount', '--map-root-user']
        if not shutil.which('unshare') or subprocess.run([*apart, 'true'], capture_output=True).returncode != 0:
            self.skipTest('no mounts of its own are allowed here')
        program = as_bootstrap(CLIENT, self.own / 'task')
        inside = (f'mount --make-rprivate / && mount --bind {self.own}/tmp {self.own}/tmp && '
                  'mount -o remount,bind,ro / && ! touch /written 2>/dev/null && exec "$0"')
        function = self.started([*apart, 'sh', '-c', inside, program], SEND_BOUNCE_OPTIONS=TYPE + ' --once')
        self.assertEqual(self.answer(rule_event(self.kernel(4)), times=2), STOP)
        self.assertEqual(self.new_bounces(), 1)
        self.api.wait_for_next(3)
        self.assertEqual(self.lines(function)[1]['States'], {'already': 1})


class TheScript(LambdaTest):
    """The recipe of docs/lambda.md for those who want to see every step."""

    def setUp(self):
        super().setUp()
        for tool in ('curl', 'timeout'):
            if not shutil.which(tool):
                self.skipTest(f'no {tool} here')

    def runtime(self, **variables):
        task = self.own / 'task'
        task.mkdir()
        shutil.copy(SCRIPT, task / 'bootstrap')
        os.symlink(os.path.abspath(CLIENT), task / 'send-bounce')
        return self.started([str(task / 'bootstrap')], **variables)

    def test_bounces_once_and_stops_the_rule_set(self):
        function = self.runtime()
        self.assertEqual(self.answer(rule_event(self.kernel(5)), times=2), STOP)
        self.assertEqual(self.new_bounces(), 1)
        self.api.wait_for_next(3)
        codes = re.findall(r'"Exit": (\d+)', function.logged())
        self.assertEqual(codes, ['0', '0'])

    def test_lets_the_rules_go_on_after_a_refusal(self):
        self.runtime()
        self.assertEqual(self.answer(rule_event(self.spam(6))), CONTINUE)
        self.assertEqual(self.answer(b'{}'), CONTINUE)

    def test_tells_errors_in_json_whatever_they_hold(self):
        ses = self.scripted_ses()
        self.runtime(AWS_ENDPOINT_URL_SES=ses.url)
        kind, message = self.error(rule_event(self.scripted('err:400:MessageRejected:a"quoted"\\text')))
        self.assertEqual(kind, 'SendBounce.254')
        self.assertIn('a"quoted"\\text', message)

    def test_answers_before_the_deadline(self):
        ses = self.scripted_ses()
        self.runtime(AWS_ENDPOINT_URL_SES=ses.url)
        start = time.monotonic()
        kind, message = self.error(rule_event(self.scripted('slow:20')), seconds=4)
        self.assertLess(time.monotonic() - start, 4)
        self.assertIn('may have been accepted', message)
        self.assertIn(kind, ('SendBounce.75', 'SendBounce.143'))

    def test_tells_lambda_that_the_program_cannot_run(self):
        task = self.own / 'task'
        task.mkdir()
        shutil.copy(SCRIPT, task / 'bootstrap')
        (task / 'send-bounce').write_text('#!/bin/sh\necho "cannot \\"run\\""\nexit 1\n')
        (task / 'send-bounce').chmod(0o755)
        function = self.started([str(task / 'bootstrap')])
        self.assertEqual(function.wait(), 1)
        body, kind = self.api.init_error
        self.assertEqual((kind, json.loads(body)['errorMessage'].strip()), ('SendBounce.Start', 'cannot "run"'))

    def test_ends_by_a_signal(self):
        function = self.runtime()
        self.api.wait_for_next(1)
        self.assertEqual(function.end(), 0)
        self.assertEqual([path.name for path in (self.own / 'tmp').iterdir() if path.name.startswith('tmp')], [])


if __name__ == '__main__':
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    STAND_IN, CLIENT = sys.argv.pop(2), sys.argv.pop(1)
    unittest.main()
