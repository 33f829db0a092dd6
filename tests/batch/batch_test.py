#!/usr/bin/env python3
"""Batches from end to end: what becomes of each line, a second run, signals, two at a time, a pipe that goes on, memory.

    batch_test.py PATH-OF-SEND-BOUNCE PATH-OF-SES-STAND-IN

The samples of the shared folder are used where it is there.
"""
import contextlib
import datetime
import json
import os
import pathlib
import pty
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import KEYS, LocalSes  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = pathlib.Path(os.environ.get('SEND_BOUNCE_SHARED', REPOSITORY.parent / 'shared')) / 'samples'
CLIENT = STAND_IN = None
NOW = datetime.datetime.now(datetime.timezone.utc)


def mail(message_id, recipient):
    return (f'Return-Path: <bob@sender.example>\r\nReceived: from mx.sender.example (mx.sender.example [192.0.2.7]) by '
            f'inbound-smtp.eu-west-1.amazonaws.com with SMTP id {message_id} for {recipient}; '
            f'{NOW - datetime.timedelta(minutes=10):%a, %d %b %Y %H:%M:%S} +0000 (UTC)\r\n'
            f'From: bob@sender.example\r\nSubject: Lunch\r\n\r\nHello\r\n')


def item(number, **more):
    verdicts = {f'{name}Verdict': {'status': 'PASS'} for name in ('spam', 'virus', 'spf', 'dkim')}
    return json.dumps({'mail': {'messageId': f'm{number:039}', 'source': 'bob@sender.example',
                                'timestamp': f'{NOW - datetime.timedelta(minutes=10):%Y-%m-%dT%H:%M:%S}Z',
                                'headers': [{'name': 'Subject', 'value': str(number)}]},
                       'receipt': {'recipients': [f'user{number}@example.com'], **verdicts,
                                   'action': {'functionArn': 'arn:aws:lambda:eu-west-1:1:function:f'}}, **more})


class BatchTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.inbox, self.outbox = self.folder / 'inbox', self.folder / 'outbox'
        self.inbox.mkdir()
        self.journal = self.folder / 'state/journal.ndjson'
        self.variables = {'HOME': str(self.folder), 'PATH': os.environ['PATH'], 'AWS_EC2_METADATA_DISABLED': 'true',
                          'SEND_BOUNCE_JOURNAL': str(self.journal), **KEYS}

    def serve(self, *options, region='eu-west-1', identity='example.com'):
        server = LocalSes(STAND_IN, self.inbox, self.outbox, '--region', region, '--identity', identity, *options,
                          environment=self.variables)
        self.addCleanup(server.stop)
        self.variables['AWS_ENDPOINT_URL_SES'] = server.endpoint
        return server

    def receive(self, count):
        for number in range(count):
            (self.inbox / f'{number}.eml').write_text(mail(f'm{number:039}', f'user{number}@example.com'), newline='')
        return [item(number) for number in range(count)]

    def command(self, *words):
        return [CLIENT, '--bounce-type', 'DoesNotExist', '--rate', '0', *words]

    def run_batch(self, text, *words, **variables):
        done = subprocess.run(self.command('--batch', '-', *words), input=text.encode(), capture_output=True,
                              env=self.variables | variables, cwd=self.folder, timeout=120)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()

    def bounces(self):
        return len(list((self.outbox / 'new').iterdir())) if (self.outbox / 'new').is_dir() else 0

    def entries(self):
        return [json.loads(line) for line in self.journal.read_text().splitlines()]

    def wait_for(self, condition):
        end = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), end, 'it takes too long')
            time.sleep(0.01)


class Outcomes(BatchTest):
    def test_a_second_run_sends_nothing(self):
        lines = self.receive(3)
        self.serve()
        code, first, err = self.run_batch('\n'.join(lines))
        self.assertEqual((code, [line['State'] for line in first], err), (0, ['sent'] * 3, ''))
        code, second, err = self.run_batch('\n'.join(lines))
        self.assertEqual((code, [line['State'] for line in second], err), (0, ['already'] * 3, ''))
        self.assertEqual([line['MessageId'] for line in second], [line['MessageId'] for line in first])
        self.assertEqual(self.bounces(), 3)

    def test_the_journal_is_for_its_owner_alone(self):
        lines = self.receive(1)
        self.serve()
        self.run_batch(lines[0])
        self.assertEqual(self.journal.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.journal.parent.stat().st_mode & 0o777, 0o700)
        self.journal.chmod(0o644)
        self.run_batch(item(7))
        self.assertEqual(self.journal.stat().st_mode & 0o777, 0o600)

    def test_what_became_possible_is_sent_by_a_later_run(self):
        lines = self.receive(1)
        server = self.serve(identity='elsewhere.example')
        code, results, _ = self.run_batch(lines[0])
        self.assertEqual((code, results[0]['State'], results[0]['Code']), (254, 'rejected', 'MessageRejected'))
        server.stop()
        self.serve()
        self.assertEqual(self.run_batch(lines[0])[1][0]['State'], 'sent')

    def test_throttling_is_waited_out(self):
        lines = self.receive(2)
        self.serve('--fault', 'throttle*3')
        code, results, _ = self.run_batch('\n'.join(lines), AWS_MAX_ATTEMPTS='1')
        self.assertEqual((code, [line['State'] for line in results], self.bounces()), (0, ['sent'] * 2, 2))

    def test_an_answer_that_is_lost_is_unknown_until_a_person_says_so(self):
        lines = self.receive(2)
        self.serve('--fault', 'reset')
        code, results, err = self.run_batch('\n'.join(lines))
        self.assertEqual((code, [line['State'] for line in results]), (75, ['unknown', 'sent']))
        self.assertIn('1 sent, 1 unknown', err)
        self.assertRegex(results[0]['InvocationId'], '^[0-9a-f-]{36}$')
        self.assertEqual([line['State'] for line in self.run_batch('\n'.join(lines))[1]], ['unknown', 'already'])
        code, results, _ = self.run_batch('\n'.join(lines), '--retry-unknown')
        self.assertEqual((code, [line['State'] for line in results]), (0, ['sent', 'already']))

    def test_a_call_takes_no_longer_than_its_turn(self):
        lines = self.receive(3)
        self.serve()
        start = time.monotonic()
        done = subprocess.run([CLIENT, '--batch', '-', '--bounce-type', 'DoesNotExist', '--rate', '2'],
                              input='\n'.join(lines).encode(), capture_output=True, env=self.variables, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreaterEqual(time.monotonic() - start, 1.0)
        claims = [entry['At'] for entry in self.entries() if entry['State'] == 'sending']
        moments = [datetime.datetime.fromisoformat(claim.replace('Z', '+00:00')) for claim in claims]
        for earlier, later in zip(moments, moments[1:]):
            self.assertGreaterEqual((later - earlier).total_seconds(), 0.499)


class Ends(BatchTest):
    def test_a_signal_lets_the_call_in_flight_finish(self):
        lines = self.receive(3)
        self.serve('--fault', 'ok,late:1.5')
        child = subprocess.Popen(self.command('--batch', '-'), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=self.variables)
        child.stdin.write('\n'.join(lines).encode() + b'\n')
        child.stdin.flush()
        self.wait_for(lambda: self.journal.exists() and self.journal.read_text().count('"sending"') == 2)
        time.sleep(0.4)
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=30)
        results = [json.loads(line) for line in out.splitlines()]
        self.assertEqual((child.returncode, [line['State'] for line in results]), (143, ['sent', 'sent']), err)
        self.assertEqual(self.entries()[-1]['State'], 'sent')
        code, results, _ = self.run_batch('\n'.join(lines))
        self.assertEqual([line['State'] for line in results], ['already', 'already', 'sent'])
        self.assertEqual(self.bounces(), 3)

    def test_a_second_signal_ends_it_at_once(self):
        lines = self.receive(1)
        self.serve('--fault', 'hang:20')
        child = subprocess.Popen(self.command('--batch', '-'), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=self.variables)
        child.stdin.write(lines[0].encode() + b'\n')
        child.stdin.flush()
        self.wait_for(lambda: self.journal.exists() and '"sending"' in self.journal.read_text())
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        time.sleep(0.3)
        self.assertIsNone(child.poll())
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=5)
        self.assertEqual(child.returncode, 130)
        self.assertIn(b'may have been accepted', err)
        self.assertEqual([line['State'] for line in self.run_batch(lines[0])[1]], ['unknown'])

    def test_a_signal_ends_the_wait_for_input(self):
        self.serve()
        child = subprocess.Popen(self.command('--batch', '-'), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=self.variables)
        self.wait_for(self.journal.exists)
        time.sleep(0.3)
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=10)
        self.assertEqual(child.returncode, 143)
        self.assertIn(b'Interrupted', err)

    def test_a_stdout_that_goes_away_starts_nothing_new(self):
        lines = self.receive(3)
        self.serve()
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(self.command('--batch', '-'), input='\n'.join(lines).encode(), stdout=writer,
                              stderr=subprocess.PIPE, env=self.variables, timeout=60)
        os.close(writer)
        self.assertEqual((done.returncode, self.bounces()), (74, 1), done.stderr)
        self.assertEqual([line['State'] for line in self.run_batch('\n'.join(lines))[1]], ['already', 'sent', 'sent'])
        self.assertEqual(self.bounces(), 3)

    def test_a_pipe_that_goes_on_is_answered_line_by_line(self):
        lines = self.receive(3)
        self.serve()
        child = subprocess.Popen(self.command('--batch', '-'), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 env=self.variables)
        for number, line in enumerate(['{"cut": {', *lines]):
            child.stdin.write(line.encode() + b'\n')
            child.stdin.flush()
            if number == 0:  # whether the value goes on shows with the next line
                continue
            for _ in range(2 if number == 1 else 1):
                self.assertTrue(select.select([child.stdout], [], [], 20)[0], 'no answer')
                result = json.loads(child.stdout.readline())
            self.assertEqual((result['Line'], result['State']), (number + 1, 'sent'))
        child.stdin.close()
        self.assertEqual(child.wait(20), 65)
        child.stdout.close()


class Company(BatchTest):
    def test_two_at_once_send_nothing_twice(self):
        lines = self.receive(30)
        self.serve()
        text = '\n'.join(lines).encode()
        children = [subprocess.Popen(self.command('--batch', '-'), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     env=self.variables) for _ in range(2)]
        for child in children:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(text)
                child.stdin.close()
        states = []
        for child in children:
            states += [json.loads(line)['State'] for line in child.stdout]
            child.stdout.close()
            self.assertEqual(child.wait(60), 0)
        self.assertEqual((states.count('sent'), states.count('already')), (30, 30))
        self.assertEqual(self.bounces(), 30)

    def test_once_and_batch_share_the_memory(self):
        lines = self.receive(1)
        self.serve()
        done = subprocess.run([CLIENT, '--received', '-', '--bounce-type', 'DoesNotExist', '--once', '--query', 'MessageId',
                               '--output', 'text'], input=lines[0], capture_output=True, text=True, env=self.variables)
        self.assertEqual(done.returncode, 0, done.stderr)
        code, results, _ = self.run_batch(lines[0])
        self.assertEqual((results[0]['State'], results[0]['MessageId']), ('already', done.stdout.strip()))


class OnATerminal(BatchTest):
    def test_progress_is_shown_and_taken_away(self):
        lines = self.receive(3)
        self.serve()
        path = self.folder / 'in.ndjson'
        path.write_text('\n'.join(lines) + '\n')
        ours, theirs = pty.openpty()
        child = subprocess.Popen([CLIENT, '--batch', str(path), '--bounce-type', 'DoesNotExist', '--rate', '4'], stderr=theirs,
                                 stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=self.variables)
        os.close(theirs)
        shown = b''
        with contextlib.suppress(OSError):
            while piece := os.read(ours, 1000):
                shown += piece
        os.close(ours)
        self.assertEqual(len(child.stdout.read().splitlines()), 3)
        child.stdout.close()
        self.assertEqual(child.wait(20), 0)
        text = shown.decode()
        self.assertRegex(text, r'1/3  1 sent  0:0[0-9] left')
        self.assertRegex(text, r'\r\x1b\[Ksend-bounce: batch of 3: 3 sent\r\n\Z')


class Size(BatchTest):
    def test_memory_grows_by_an_index_alone(self):
        count = 100_000
        self.journal.parent.mkdir()
        stamp = f'{NOW:%Y-%m-%dT%H:%M:%S}.000Z'
        with self.journal.open('w') as journal:
            for number in range(count):
                journal.write(f'{{"V":1,"At":"{stamp}","Run":"r","Realm":"http://127.0.0.1:1","Region":"eu-west-1",'
                              f'"Id":"m{number:039}","Recipients":["user{number}@example.com"],"State":"sent",'
                              f'"MessageId":"0102-{number}"}}\n')
        path = self.folder / 'in.ndjson'
        with path.open('w') as items:
            for number in range(count):
                items.write(f'{{"OriginalMessageId":"m{number:039}","BounceSender":"a@example.com","BouncedRecipientInfoList":'
                            f'[{{"Recipient":"user{number}@example.com"}}]}}\n')
        out = self.folder / 'out'
        with out.open('wb') as stdout:
            child = subprocess.Popen(self.command('--batch', str(path), '--region', 'eu-west-1'), stdout=stdout,
                                     env=self.variables | {'AWS_ENDPOINT_URL_SES': 'http://127.0.0.1:1'})
            _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(child.returncode, 0)
        self.assertEqual(out.read_text().count('"State":"already"'), count)
        self.assertLess(usage.ru_maxrss, 24 * 1024, 'KiB')
        print(f'{count} items: {usage.ru_maxrss / 1024:.1f} MiB, '
              f'{(usage.ru_utime + usage.ru_stime) / count * 1e6:.0f} µs of processor time each', file=sys.stderr)


@unittest.skipUnless((SAMPLES / 'render.py').is_file(), 'the shared samples are not here')
class SharedSamples(BatchTest):
    # The stand-in writes a bounce; what is told is compared with what the samples expect.
    STATES = {'send': 'sent'}

    def test_each_line_ends_as_the_samples_expect(self):
        rendered = self.folder / 'rendered'
        subprocess.run([sys.executable, SAMPLES / 'render.py', SAMPLES, rendered], check=True, stdout=subprocess.DEVNULL)
        expected = {entry['file']: entry['lines'] for entry in json.loads((rendered / 'expected.json').read_text())
                    if 'lines' in entry}
        self.assertEqual(len(expected), 5)
        # Items without evidence take the region of the variable, so there is one service, which knows all messages.
        for region in (rendered / 'inbox').iterdir():
            for path in region.iterdir():
                text = path.read_bytes().replace(f'inbound-smtp.{region.name}.'.encode(), b'inbound-smtp.eu-west-1.')
                (self.inbox / f'{region.name}-{path.name}').write_bytes(text)
        # Documents of members have no message there.
        for line in (rendered / 'batch/03-parameters.ndjson').read_text().splitlines():
            members = json.loads(line)
            for entry in members['BouncedRecipientInfoList']:
                (self.inbox / f'{members["OriginalMessageId"]}.eml').write_text(
                    mail(members['OriginalMessageId'], entry['Recipient']), newline='')
        self.serve()
        for name, lines in expected.items():
            with self.subTest(file=name):
                self.journal.unlink(missing_ok=True)
                _, results, err = self.run_batch((rendered / name).read_text(), AWS_REGION='eu-west-1')
                if 'count' in lines[0]:
                    lines = [{'line': number, 'state': 'send'} for number in range(1, lines[0]['count'] + 1)]
                told = [line for line in lines if line['state'] != 'skipped']
                self.assertEqual([(line['Line'], line['State']) for line in results],
                                 [(line['line'], self.STATES.get(line['state'], line['state'])) for line in told], err)
                for result, line in zip(results, told):
                    for member in ('OriginalMessageId', 'Recipients'):
                        if member in line:
                            self.assertEqual(result[member], line[member])
                    if line['state'] == 'refused':
                        self.assertIn(line['reason'], result['Reasons'])


if __name__ == '__main__':
    CLIENT, STAND_IN = (os.path.abspath(path) for path in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
