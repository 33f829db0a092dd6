"""The oracle judged: runs made by hand, right and wrong, and what it must say of them."""
import dataclasses
import json

from ledger import Attempt
from oracle import Call, Result, judge

ID, TIME = 'invocation-1', '2026-11-26T12:00:00Z'


def attempt(**changes):
    return dataclasses.replace(Attempt(message_id='id', request_id='request', invocation_id=ID), **changes)


OK = attempt(step='ok', accepted=True, status=200, document='result', delivery='whole')
LOST = attempt(step='reset', accepted=True)
LOST_ALL_THE_SAME = attempt(step='reset')
REFUSED = attempt(step='reject', status=400, code='MessageRejected', document='error', delivery='whole')
THROTTLED = attempt(step='throttle', status=400, code='Throttling', document='error', delivery='whole')
BUSY = attempt(step='503', status=503, code='ServiceUnavailable', document='error', delivery='whole')
BUSY_ACCEPTED = dataclasses.replace(BUSY, accepted=True)
HALF = attempt(step='half', accepted=True, status=200, document='broken', delivery='cut')
NO_HANDSHAKE = attempt(step='no TLS', reached='handshake', invocation_id='')
UNTIDY = dataclasses.replace(OK, step='untidy', delivery='untidy')
RACED = dataclasses.replace(OK, step='raced', delivery='raced')
LATE = dataclasses.replace(BUSY, is_late=True)
AGAIN_ON_IT = dataclasses.replace(REFUSED, first_on_connection=False)

PRINTED = json.dumps({'MessageId': 'id'})
NOTE = 'An earlier attempt may have been accepted as well. Invocation id ' + ID + '\n'


def success(stderr='', printed=PRINTED):
    return Result(0, printed, stderr)


def failure(code, outcome, message, attempts, **members):
    document = {'Code': 'C', 'Message': message, 'Outcome': outcome, 'Attempts': attempts, 'InvocationId': ID, **members}
    return Result(code, '', json.dumps({name: value for name, value in document.items() if value is not None}))


def unknown(code, attempts, message=f'It may have been accepted. Invocation id {ID}, {TIME}', **members):
    return failure(code, 'unknown', message, attempts, **members)


def not_sent(code, attempts, message='No.', **members):
    return failure(code, 'not_sent', message, attempts, **members)


ONCE = Call(at_most_once=True)
TWICE = Call()
SINGLE = Call(max_attempts=1)

RIGHT = [
    (TWICE, [OK], success()),
    (TWICE, [LOST, OK], success(NOTE)),
    (TWICE, [BUSY, OK], success(NOTE)),
    (TWICE, [THROTTLED, OK], success()),
    (ONCE, [THROTTLED, OK], success()),
    (ONCE, [NO_HANDSHAKE, OK], success()),
    (TWICE, [REFUSED], not_sent(254, 1, RequestId='request')),
    (TWICE, [LOST, REFUSED], unknown(254, 2, RequestId='request')),
    (TWICE, [LOST, LOST], unknown(255, 2)),
    (TWICE, [BUSY, BUSY], unknown(254, 2, RequestId='request')),
    (ONCE, [LOST], unknown(75, 1)),
    (ONCE, [BUSY_ACCEPTED], unknown(75, 1, RequestId='request')),
    (ONCE, [HALF], unknown(75, 1)),
    (TWICE, [HALF], unknown(255, 1)),
    (TWICE, [UNTIDY], success()),
    (TWICE, [UNTIDY], unknown(255, 1)),
    (TWICE, [RACED], success()),
    (TWICE, [RACED, OK], success(NOTE)),
    (SINGLE, [LATE], unknown(255, 1)),
    (Call(has_role=True), [], not_sent(254, 0, InvocationId=None)),
    (Call(error_format='enhanced'), [REFUSED], Result(254, '', 'send-bounce: [ERROR]: no\n')),
    (Call(error_format='text'), [REFUSED], Result(254, '', 'C\tthe outcome is not unknown\tnot_sent\tr\t1\ti\n')),
    (Call(error_format='yaml'), [REFUSED], Result(254, '', 'Code: C\nMessage: m\nOutcome: not_sent\n')),
    (Call(error_format='table'), [REFUSED], Result(254, '', '|  C  |  m  |  not_sent  |  r  |\n')),
]

WRONG = [
    (ONCE, [LOST, OK], success(NOTE), 'accepted 2 times with --at-most-once'),
    (TWICE, [LOST, OK], success(), 'no line that an earlier attempt'),
    (TWICE, [LOST_ALL_THE_SAME, OK], success(), '0 lines say that an earlier attempt'),
    (TWICE, [LOST, OK], success(NOTE + NOTE), '2 lines say'),
    (TWICE, [LOST, OK], success(NOTE + 'Call again.'), '"call again" with an outcome'),
    (TWICE, [OK], success(NOTE), 'a success without doubt'),
    (TWICE, [OK], success(printed='{"MessageId": "made-up"}'), 'printed made-up'),
    (TWICE, [OK], success(printed=''), 'printed None'),
    (TWICE, [REFUSED], success(), 'though the last answer tells of no acceptance'),
    (TWICE, [], success(), 'though the last answer tells of no acceptance'),
    (TWICE, [OK], unknown(255, 1), 'behind a whole answer of success'),
    (TWICE, [OK, OK], success(NOTE), 'sent again after attempt 1'),
    (TWICE, [HALF, OK], success(NOTE), 'sent again after attempt 1'),
    (TWICE, [UNTIDY, OK], success(NOTE), 'sent again after attempt 1'),
    (ONCE, [BUSY, BUSY], unknown(75, 2, RequestId='request'), 'sent again after attempt 1'),
    (TWICE, [LOST], unknown(255, 1), 'not sent again after attempt 1'),
    (ONCE, [THROTTLED], not_sent(254, 1, RequestId='request'), 'not sent again after attempt 1'),
    (SINGLE, [LOST, LOST], unknown(255, 2), '2 attempts of 1'),
    (TWICE, [THROTTLED, AGAIN_ON_IT], not_sent(254, 2, RequestId='request'), 'a connection that had been used'),
    (TWICE, [LOST, REFUSED], not_sent(254, 2, RequestId='request'), 'told as not sent, and accepted'),
    (TWICE, [LOST_ALL_THE_SAME, REFUSED], not_sent(254, 2, RequestId='request'), 'told as not sent, after attempt 1'),
    (TWICE, [REFUSED], unknown(254, 1, RequestId='request'), 'told as unknown, though'),
    (TWICE, [REFUSED], not_sent(254, 1, 'It may have been accepted.', RequestId='request'), 'not sent, and "may have'),
    (TWICE, [LOST, REFUSED], unknown(254, 2, 'No. Invocation id ' + ID, RequestId='request'), 'and no "may have been'),
    (TWICE, [LOST, REFUSED], unknown(254, 2, 'It may have been accepted.', RequestId='request', InvocationId='other'),
     'unknown, without the invocation id'),
    (TWICE, [LOST, REFUSED], unknown(254, 2, 'It may have been accepted. ' + ID), 'unknown, without the time'),
    (TWICE, [LOST, REFUSED], unknown(254, 2, RequestId='request', Advice='This one was NOT accepted.'),
     '"was not accepted"'),
    (SINGLE, [HALF], unknown(255, 1, 'may have been accepted ' + ID + ' Further retries may succeed'),
     '"further retries"'),
    (ONCE, [LOST], unknown(255, 1), 'exit code 255, and not [75]'),
    (ONCE, [REFUSED], not_sent(75, 1, RequestId='request'), 'exit code 75, and not [254]'),
    (TWICE, [HALF], unknown(75, 1), 'exit code 75, and not [255]'),
    (TWICE, [REFUSED], not_sent(255, 1, RequestId='request'), 'exit code 255, and not [254]'),
    (TWICE, [REFUSED], failure(254, 'sent', 'm', 1), 'an outcome of sent'),
    (TWICE, [REFUSED], failure(254, None, 'm', 1), 'an outcome of None'),
    (TWICE, [REFUSED], Result(254, '', 'send-bounce: [ERROR]: no'), 'unreadable structured error'),
    (TWICE, [REFUSED], Result(254, '', ''), 'nothing on stderr'),
    (TWICE, [REFUSED], Result(-6, '', ''), 'ended by signal 6'),
    (Call(error_format='legacy'), [REFUSED], Result(254, '', '\nsend-bounce: [ERROR]: no\n'), 'an empty line before'),
    (TWICE, [REFUSED], Result(254, 'x', not_sent(254, 1).stderr), 'something on stdout'),
    (Call(error_format='text'), [LOST, REFUSED], Result(254, '', 'C\tmay have been accepted ' + ID + '\tnot_sent\n'),
     'told as not sent, and accepted'),
    (Call(error_format='yaml'), [REFUSED], Result(254, '', 'Code: C\n'), 'an outcome of []'),
    (TWICE, [REFUSED], not_sent(254, 2, RequestId='request'), 'Attempts is 2, and the service saw 1'),
    (TWICE, [REFUSED], not_sent(254, 1, RequestId='request', InvocationId='other'), 'InvocationId is other'),
    (TWICE, [REFUSED], not_sent(254, 1, RequestId='request', InvocationId=None), 'no member InvocationId'),
    (TWICE, [REFUSED], not_sent(254, 1), 'RequestId is None'),
    (TWICE, [REFUSED], not_sent(254, 1, RequestId='foreign'), 'RequestId foreign is of no answer'),
    (TWICE, [REFUSED], not_sent(254, 1, RequestId='request', Secret='x'), "members ['Secret']"),
    (Call(has_role=True), [], unknown(255, 0), 'told as unknown, though every attempt was surely refused'),
    (Call(has_role=True, at_most_once=True), [], not_sent(75, 0), 'exit code 75, and not [254, 255]'),
]


def self_test():
    """Raises where the oracle would pass what is wrong, or blame what is right."""
    for call, attempts, result in RIGHT:
        faults = judge(call, attempts, result)
        assert not faults, (call, attempts, result, faults)
    for call, attempts, result, expected in WRONG:
        faults = judge(call, attempts, result)
        assert any(expected in fault for fault in faults), (call, attempts, result, expected, faults)


if __name__ == '__main__':
    self_test()
    print(f'{len(RIGHT)} right runs and {len(WRONG)} wrong ones are judged as they should be')
