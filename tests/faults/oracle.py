"""What a run may say, judged by the ledger alone (ledger.py) and by the text of docs/exit-codes.md.

Of each attempt the ledger tells what reached the service and what was answered. From that follows what a client *can*
know: `sent` (a whole 2xx with an id), `refused` (it cannot have been accepted), `open` (nobody can tell). Where a race
or a lenient reader decides, two of them are right, and the client may have either, but the same in everything it says.
"""
import dataclasses
import json
import re

from ledger import THROTTLING

MAYBE = 'may have been accepted'
# Words that deny, which belong to a bounce that is surely not sent.
DENIALS = ('was not accepted', 'call again', 'nothing was sent', 'further retries')
REPEATED_STATUSES = (500, 502, 503, 504)
MEMBERS = {'Code', 'Message', 'Outcome', 'RequestId', 'Attempts', 'InvocationId', 'Advice'}


@dataclasses.dataclass
class Call:
    """How the program was called, as far as the verdict depends on it."""
    max_attempts: int = 2
    at_most_once: bool = False
    error_format: str = 'json'
    has_role: bool = False


@dataclasses.dataclass
class Result:
    code: int
    stdout: str = ''
    stderr: str = ''


# What can be known of one attempt.

def is_refusal(attempt):
    return attempt.status is not None and (400 <= attempt.status < 500 or attempt.code in THROTTLING)


def known(attempt):
    if attempt.reached == 'handshake':
        return {'refused'}
    if attempt.reached == 'nothing':
        return {'refused', 'open'}
    if attempt.status is None:
        return {'open'}
    if is_refusal(attempt):
        told = {'refused'}
    elif attempt.status == 200 and attempt.document == 'result':
        told = {'sent'}
    else:
        told = {'open'}
    return told if attempt.delivery == 'whole' and not attempt.is_late else told | {'open'}


def is_repeated(attempt, as_known, at_most_once):
    """Whether another attempt follows where one is allowed: both answers may be right."""
    if attempt.status is None:
        return {as_known != 'open' or not at_most_once}
    if is_refusal(attempt):
        answers = {attempt.code in THROTTLING}
    elif attempt.status in REPEATED_STATUSES and attempt.document != 'text':
        answers = {not at_most_once}
    else:
        answers = {False}
    if (attempt.delivery == 'raced' or attempt.is_late) and as_known == 'open':  # perhaps it did not see the answer
        answers.add(not at_most_once)
    return answers


def exit_codes(attempt, as_known):
    """Of the reference, where that attempt was the last."""
    if as_known == 'sent':
        return {0}
    if attempt.status is None:
        return {255}
    if attempt.status == 200 or attempt.document == 'text':
        return {255}
    return {254} if attempt.delivery == 'whole' and not attempt.is_late else {254, 255}


# The verdict.

def judge(call, attempts, result):
    """All that is wrong with a run, one sentence each."""
    said = faults_of_success(attempts, result) if result.code == 0 else faults_of_failure(call, attempts, result)
    return [*faults_of_sending(call, attempts), *faults_of_form(call, result), *said]


def faults_of_sending(call, attempts):
    accepted = sum(attempt.accepted for attempt in attempts)
    if call.at_most_once and accepted > 1:
        yield f'accepted {accepted} times with --at-most-once'
    if len(attempts) > call.max_attempts:
        yield f'{len(attempts)} attempts of {call.max_attempts}'
    for number, attempt in enumerate(attempts, 1):
        if not attempt.first_on_connection:
            yield f'attempt {number} went over a connection that had been used before'
        repeated = set().union(*(is_repeated(attempt, one, call.at_most_once) for one in known(attempt)))
        if number < len(attempts) and True not in repeated:
            yield f'sent again after attempt {number}, {attempt.step}'
        if number == len(attempts) < call.max_attempts and False not in repeated:
            yield f'not sent again after attempt {number}, {attempt.step}'


def faults_of_form(call, result):
    if result.code < 0:
        yield f'ended by signal {-result.code}'
    if result.code and result.stdout:
        yield 'an error, and something on stdout'
    if result.stderr.startswith('\n'):
        yield 'an empty line before the error, off a terminal'
    if result.code and not result.stderr.strip():
        yield 'an error, and nothing on stderr'


def faults_of_success(attempts, result):
    if not attempts or 'sent' not in known(attempts[-1]):
        yield 'exit code 0, though the last answer tells of no acceptance'
        return
    try:
        printed = json.loads(result.stdout)['MessageId']
    except (ValueError, TypeError, KeyError):
        printed = None
    if printed != attempts[-1].message_id:
        yield f'printed {printed}, while the last answer says {attempts[-1].message_id}'
    earlier = [known(attempt) for attempt in attempts[:-1]]
    lines = [line for line in result.stderr.splitlines() if MAYBE in line]
    if any('refused' not in one for one in earlier) and len(lines) != 1:
        yield f'{len(lines)} lines say that an earlier attempt {MAYBE}'
    if all(one == {'refused'} for one in earlier) and result.stderr:
        yield 'a success without doubt, and something on stderr'
    if any(attempt.accepted for attempt in attempts[:-1]) and not lines:
        yield f'accepted more than once, and no line that an earlier attempt {MAYBE}'
    if lines:
        yield from denials(result)


def faults_of_failure(call, attempts, result):
    outcome = outcome_that_is_told(call, result)
    if attempts and 'open' not in known(attempts[-1]) and 'refused' not in known(attempts[-1]):
        yield f'exit code {result.code} behind a whole answer of success'
    if outcome not in ('not_sent', 'unknown'):
        yield f'an outcome of {outcome} with exit code {result.code}'
        return
    yield from faults_of_outcome(attempts, outcome)
    yield from faults_of_exit_code(call, attempts, result, outcome)
    yield from faults_of_words(attempts, result, outcome)
    if call.error_format == 'json':
        yield from faults_of_members(attempts, result)


def outcome_that_is_told(call, result):
    """From where it stands in that format; in the two for people the fixed words are all there is."""
    if call.error_format == 'json':
        try:
            return json.loads(result.stderr).get('Outcome')
        except (ValueError, AttributeError):
            return 'unreadable structured error'
    if call.error_format in ('yaml', 'text', 'table'):
        found = set(re.findall(r'(?<![\w-])(?:not_sent|unknown|sent)(?![\w-])', without_prose(call, result.stderr)))
        return found.pop() if len(found) == 1 else f'{sorted(found)} in {call.error_format}'
    return 'unknown' if MAYBE in result.stderr else 'not_sent'


def without_prose(call, text):
    """The fields that hold an outcome and nothing else."""
    if call.error_format == 'text':
        return '\n'.join(field for field in text.rstrip('\n').split('\t') if ' ' not in field)
    if call.error_format == 'yaml':
        return '\n'.join(re.findall(r'(?m)^Outcome: (.*)$', text))
    return '\n'.join(cell.strip() for cell in re.split(r'[|\n]', text) if ' ' not in cell.strip())


def faults_of_outcome(attempts, outcome):
    if outcome == 'not_sent':
        if any(attempt.accepted for attempt in attempts):
            yield 'told as not sent, and accepted'
        for number, attempt in enumerate(attempts, 1):
            if 'refused' not in known(attempt):
                yield f'told as not sent, after attempt {number}, {attempt.step}'
    elif all(known(attempt) == {'refused'} for attempt in attempts):
        yield 'told as unknown, though every attempt was surely refused'


def faults_of_exit_code(call, attempts, result, outcome):
    if call.at_most_once and outcome == 'unknown':
        allowed = {75}
    elif attempts:
        allowed = set().union(*(exit_codes(attempts[-1], one) for one in known(attempts[-1]) - {'sent'}))
    else:
        allowed = {254, 255}
    if result.code not in allowed:
        yield f'exit code {result.code}, and not {sorted(allowed)}'


def denials(result):
    for words in DENIALS:
        if words in result.stderr.lower():
            yield f'"{words}" with an outcome that is not known'


def faults_of_words(attempts, result, outcome):
    if outcome == 'not_sent':
        if MAYBE in result.stderr:
            yield f'not sent, and "{MAYBE}"'
        return
    yield from denials(result)
    if MAYBE not in result.stderr:
        yield f'unknown, and no "{MAYBE}"'
    if not re.search(r'\d{4}-\d\d-\d\d[T ]\d\d:\d\d', result.stderr):
        yield 'unknown, without the time'
    for one in {attempt.invocation_id for attempt in attempts if attempt.invocation_id}:
        if one not in result.stderr:
            yield f'unknown, without the invocation id {one}'


def faults_of_members(attempts, result):
    document = json.loads(result.stderr)
    for name in ('Code', 'Message', 'Outcome', 'Attempts', 'InvocationId'):
        if name not in document and (attempts or name in ('Code', 'Message', 'Outcome')):
            yield f'no member {name}'
    if extra := set(document) - MEMBERS:
        yield f'members {sorted(extra)} that the page does not have'
    if not attempts:
        return
    if document.get('Attempts') not in (len(attempts), str(len(attempts))):
        yield f'Attempts is {document.get("Attempts")}, and the service saw {len(attempts)}'
    ids = {attempt.invocation_id for attempt in attempts if attempt.invocation_id}
    if ids and {document.get('InvocationId')} != ids:
        yield f'InvocationId is {document.get("InvocationId")}, and the service saw {sorted(ids)}'
    last = attempts[-1]
    given = document.get('RequestId')
    has_one = last.document == 'error' and last.delivery == 'whole' and last.status != 200 and not last.is_late
    if has_one and given != last.request_id:
        yield f'RequestId is {given}, and the answer has {last.request_id}'
    if given is not None and given not in {attempt.request_id for attempt in attempts}:
        yield f'RequestId {given} is of no answer'
