"""A service that keeps a ledger: which bounces it accepted, and how much of each answer went out.

One Host is one run's service on a port of its own: SES, STS under the same name where a role is assumed, and the
CONNECT proxy in front of them where the run has one. A script says what it does with each attempt; what it then did
stands in `attempts`, and that alone is what oracle.py judges by.
"""
import dataclasses
import random
import re
import socket
import ssl
import struct
import threading
import time

PATIENCE = 20  # seconds that a thread waits for a client; one that has gone away ends it sooner
LATE = 0.4     # seconds: a busy machine's answer, which a client with the shortest time-out may have given up


@dataclasses.dataclass
class Attempt:
    """One row of the ledger: an attempt to send the bounce, as the service saw it."""
    step: str = ''                # for messages only
    reached: str = 'whole'        # of the request: 'handshake' (not even a way to send it), 'nothing', 'part', 'whole'
    accepted: bool = False
    status: int | None = None     # of the answer; None where none went out
    code: str = ''                # of the error in it
    document: str = ''            # 'result', 'error', 'html', 'none', 'text', 'broken'
    delivery: str = 'none'        # 'whole', 'untidy' (readable by a lenient reader), 'cut', 'raced' (a reset behind it)
    message_id: str = ''
    request_id: str = ''
    invocation_id: str = ''
    first_on_connection: bool = True
    is_late: bool = False         # the answer came so late that the client may have left


# Documents.

def result_document(message_id, request_id):
    return ('<SendBounceResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendBounceResult><MessageId>'
            f'{message_id}</MessageId></SendBounceResult><ResponseMetadata><RequestId>{request_id}</RequestId>'
            '</ResponseMetadata></SendBounceResponse>')


def error_document(code, request_id, message='words of the service'):
    return (f'<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>'
            f'<RequestId>{request_id}</RequestId></ErrorResponse>')


KEYS_DOCUMENT = ('<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE000000001</AccessKeyId>'
                 '<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>'
                 '<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>')


def framed(status, body, head='', length=None, version='HTTP/1.1'):
    length = len(body) if length is None else length
    return f'{version} {status} x\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n{head}\r\n{body}'


def chunked(status, body, size='{:x}', trailer='', head='', end='0\r\n'):
    middle = len(body) // 2
    chunks = ''.join(size.format(len(part)) + '\r\n' + part + '\r\n' for part in (body[:middle], body[middle:]))
    return f'HTTP/1.1 {status} x\r\nTransfer-Encoding: chunked\r\n{head}\r\n{chunks}{end}{trailer}\r\n'


# How a head or a body may be framed that a lenient reader understands all the same.
UNTIDY = {
    'header without colon': lambda status, body: framed(status, body, 'foo bar\r\n'),
    'NUL in a value': lambda status, body: framed(status, body, 'X-A: a\0b\r\n'),
    'HTTP/1.2': lambda status, body: framed(status, body, version='HTTP/1.2'),
    'folded first line': lambda status, body: (f'HTTP/1.1 {status} x\r\n folded: line\r\nContent-Length: {len(body)}\r\n'
                                               f'\r\n{body}'),
    'chunk size with 0x': lambda status, body: chunked(status, body, size='0x{:x}'),
    'trailer without colon': lambda status, body: chunked(status, body, trailer='foo bar\r\n'),
}
# What RFC 9112 allows, or every client reads; wire-protocol.md §9 has them under "accepted".
TIDY = {
    'plain': framed,
    'chunked': chunked,
    'chunk extension': lambda status, body: chunked(status, body, size='{:x};name=value'),
    'trailer': lambda status, body: chunked(status, body, trailer='X-T: v\r\n'),
    'Connection: close': lambda status, body: framed(status, body, 'Connection: close\r\n'),
    'bare line feeds': lambda status, body: f'HTTP/1.1 {status} x\nContent-Length: {len(body)}\n\n{body}',
    'no reason phrase': lambda status, body: f'HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}',
}


class Host:
    """`steps` are names of PLAYS, one an attempt, the last one for all that may follow; `chance` draws their variants.
    `sts` is None, or a name of STS_PLAYS: whether and how a role is assumed first."""

    def __init__(self, steps, chance, tls=None, has_proxy=False, sts=None):
        self.steps, self.chance, self.tls, self.has_proxy, self.sts = steps, chance, tls, has_proxy, sts
        self.attempts, self.strangers, self.ids = [], [], 0
        self.keys_given, self.sts_calls = False, 0
        self.lock, self.ended = threading.Lock(), threading.Event()
        # Drawn now and in order: what is played must not hang on which thread is first.
        self.plays = [Play(name, random.Random(chance.random())) for name in steps]
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=16)
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    def close(self):
        """After it the ledger is whole: every connection has been read to its end."""
        self.ended.set()
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for thread in list(self.threads):
            thread.join(PATIENCE)

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self.serve, args=[connection, time.monotonic()], daemon=True)
            self.threads.append(thread)
            thread.start()

    def new_ids(self):
        with self.lock:
            self.ids += 1
            return f'0102-{self.port}-{self.ids}', f'request-{self.port}-{self.ids}'

    def next_play(self):
        with self.lock:
            play = self.plays[min(len(self.attempts), len(self.plays) - 1)]
            attempt = Attempt(step=str(play))
            self.attempts.append(attempt)
        return play, attempt

    def waits_for_keys(self):
        return self.sts is not None and not self.keys_given

    def pending(self):
        return self.plays[min(len(self.attempts), len(self.plays) - 1)]

    # One connection.

    def serve(self, connection, since):
        try:
            connection.settimeout(PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not self.waits_for_keys() and self.pending().is_at_accept:
                self.fail_at_accept(connection)
                return
            if self.has_proxy:
                self.tunnel(connection)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            is_first = True
            while self.serve_one(connection, is_first, since):
                is_first, since = False, time.monotonic()
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    def tunnel(self, connection):
        head = b''
        while not head.endswith(b'\r\n\r\n'):
            head += need(connection.recv(1))
        connection.sendall(b'HTTP/1.1 200 OK\r\n\r\n')

    def fail_at_accept(self, connection):
        play, attempt = self.next_play()
        attempt.reached = 'handshake' if self.tls else 'nothing'
        if play.variant == 'proxy refuses' and self.has_proxy:
            need(connection.recv(65536))
            connection.sendall(b'HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n')
        elif play.variant.startswith('part'):
            need(connection.recv(100))
            attempt.reached = 'handshake' if self.tls else 'part'
        if 'close' not in play.variant:
            reset(connection)

    def serve_one(self, connection, is_first, since):
        text, strange = read_request(connection)
        if strange:
            self.strangers.append(strange)
        if text is None:
            return False
        if 'Action=AssumeRole&' in text:
            return self.serve_sts(connection)
        if 'Action=SendBounce&' not in text:
            self.strangers.append(text[:200])
            return False
        play, attempt = self.next_play()
        attempt.first_on_connection = is_first
        found = re.search('(?mi)^amz-sdk-invocation-id: *(.*?)\r$', text)
        attempt.invocation_id = found.group(1) if found else ''
        try:
            return play.on(self, connection, attempt)
        finally:
            attempt.is_late = time.monotonic() - since > LATE

    def serve_sts(self, connection):
        with self.lock:
            self.sts_calls += 1
        return STS_PLAYS[self.sts](self, connection)

    def stale_documents(self):
        _, request_id = self.new_ids()
        return {'refusal': framed(400, error_document('MessageRejected', request_id)),
                'busy': framed(503, error_document('ServiceUnavailable', request_id)),
                'success': framed(200, result_document('made-up', request_id))}


def need(data):
    if not data:
        raise OSError('the client has left')
    return data


def read_request(connection):
    """And what came that belongs to none. The request is None where the client has left."""
    text = b''
    while True:
        head, end, body = text.partition(b'\r\n\r\n')
        length = re.search(rb'(?i)content-length: *(\d+)', head)
        length = int(length.group(1)) if length else 0
        if end and len(body) >= length:
            strange = body[length:] or (b'' if head.startswith(b'POST / HTTP/1.1\r\n') else head)
            return text.decode('latin-1'), strange[:200]
        try:
            more = connection.recv(65536)
        except OSError:
            more = b''
        if not more:
            return None, text[:200]
        text += more


def send(connection, text):
    connection.sendall(text.encode('latin-1'))


def reset(connection):
    """The close that follows is an RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))


# What is done with an attempt. Each returns whether the connection stays.

class Play:
    """A step with its variant drawn."""

    def __init__(self, name, chance):
        self.name, self.chance = name, chance
        row = PLAYS[name]
        names, weights = zip(*row.variants)
        self.variant = chance.choices(names, weights)[0]
        # Where nobody can tell from the answer, either may be the truth.
        self.accepts = row.accepts if row.accepts is not None else chance.random() < 0.6
        if self.variant in CERTAIN:
            self.accepts = CERTAIN[self.variant]
        self.is_at_accept = self.variant in AT_ACCEPT
        self.act = row.act

    def __str__(self):
        return f'{self.name} ({self.variant}{", accepted" if self.accepts else ""})'

    def on(self, host, connection, attempt):
        attempt.message_id, attempt.request_id = host.new_ids()
        if self.is_at_accept:  # on a connection that was there already
            reset(connection)
            return False
        attempt.accepted = self.accepts
        return self.act(self, host, connection, attempt)

    # Answers by which everything is known.

    def succeed(self, connection, attempt, frame=framed):
        attempt.accepted = True
        attempt.status, attempt.document, attempt.delivery = 200, 'result', 'whole'
        send(connection, frame(200, result_document(attempt.message_id, attempt.request_id)))
        return True

    def refuse(self, connection, attempt, status, code, head=''):
        attempt.status, attempt.code, attempt.document, attempt.delivery = status, code, 'error', 'whole'
        send(connection, framed(status, error_document(code, attempt.request_id), head))
        return True

    def answer_verdict(self, connection, attempt):
        """One of the answers that others stand behind, or a reset."""
        if self.variant == 'ok':
            return self.succeed(connection, attempt)
        return self.refuse(connection, attempt, *VERDICTS[self.variant])


AT_ACCEPT = {'reset at once', 'close at once', 'part, then reset', 'part, then close', 'proxy refuses'}
CERTAIN = {'ok': True, 'throttled': False, 'refused': False, **dict.fromkeys(AT_ACCEPT, False)}
THROTTLING = {'Throttling', 'SlowDown', 'ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded'}
VERDICTS = {'busy': (503, 'ServiceUnavailable'), 'fault': (500, 'InternalFailure'), 'throttled': (400, 'Throttling'),
            'refused': (400, 'MessageRejected')}
BEHIND = [('ok', 3), ('busy', 2), ('fault', 1), ('throttled', 1), ('refused', 2)]


def play_ok(play, host, connection, attempt):
    if play.variant == 'late':
        host.ended.wait(play.chance.uniform(0, 0.1))
        return play.succeed(connection, attempt)
    if play.variant == 'behind 100 and 103':
        send(connection, 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n')
        return play.succeed(connection, attempt)
    play.succeed(connection, attempt, TIDY[play.variant])
    return play.variant != 'Connection: close'


def play_ok_then_reset(play, host, connection, attempt):
    play.succeed(connection, attempt)
    attempt.delivery = 'raced'
    host.ended.wait(play.chance.uniform(0, 0.03))
    reset(connection)
    return False


def play_rst_after_the_reply(play, _host, connection, attempt):
    play.answer_verdict(connection, attempt)
    attempt.delivery = 'raced'
    reset(connection)
    return False


def play_reset(play, _host, connection, _attempt):
    if play.variant == 'garbage':
        send(connection, 'SSH-2.0-x\r\n')
    if play.variant == 'reset':
        reset(connection)
    return False


def play_silent(_play, host, connection, _attempt):
    # The client ends it, after its read time-out.
    connection.settimeout(0.05)
    for _ in range(60):
        try:
            if not connection.recv(100):
                break
        except TimeoutError:
            if host.ended.is_set():
                break
    return False


def play_half(play, host, connection, attempt):
    attempt.status = 200
    whole = result_document(attempt.message_id, attempt.request_id)
    half = whole[:len(whole) * 2 // 3]
    texts = {
        'whole document, length too large': framed(200, whole, length=len(whole) + 50),
        'cut document': framed(200, half, length=len(whole)),
        'cut document, length right': framed(200, half),
        'cut in a chunk': f'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{len(whole):x}\r\n{half}',
        'no last chunk': chunked(200, whole, end='')[:-2],
        'cut in the head': 'HTTP/1.1 200 OK\r\nContent-Le',
        'reset in the head': 'HTTP/1.1 200 OK\r\nContent-Le',
        'reset in the middle': framed(200, half, length=len(whole)),
        'empty': framed(200, ''),
        'another document': framed(200, '<html>welcome</html>'),
        'error document': framed(200, error_document('Throttling', attempt.request_id)),
    }
    has_id = play.variant in ('whole document, length too large', 'no last chunk')
    attempt.document = 'result' if has_id else 'broken'
    attempt.delivery = 'cut'
    send(connection, texts[play.variant])
    if play.variant.startswith('reset'):
        host.ended.wait(0.05)  # otherwise the bytes may be lost with the reset
        reset(connection)
    return play.variant in ('cut document, length right', 'empty', 'another document', 'error document')


def play_bare(play, _host, connection, attempt):
    number, name = play.variant.split()
    bodies = {'empty': ('', 'none'), 'html': ('<html>busy', 'html'), 'text': ('no document', 'text')}
    body, attempt.document = bodies[name]
    attempt.status, attempt.delivery = int(number), 'whole'
    send(connection, framed(attempt.status, body))
    return True


def play_document(play, _host, connection, attempt):
    status, code = {'503': (503, 'ServiceUnavailable'), '500': (500, 'InternalFailure'), '502': (502, 'BadGateway'),
                    '504': (504, 'GatewayTimeout')}[play.variant]
    return play.refuse(connection, attempt, status, code)


def play_throttle(play, _host, connection, attempt):
    status, code = {'400': (400, 'Throttling'), '503': (503, 'SlowDown'), '429': (429, 'TooManyRequestsException'),
                    '500': (500, 'ThrottlingException')}[play.variant]
    return play.refuse(connection, attempt, status, code)


def play_reject(play, _host, connection, attempt):
    status, code = {'rejected': (400, 'MessageRejected'), 'expired': (403, 'ExpiredToken'),
                    'denied': (403, 'AccessDenied'), 'parameter': (400, 'InvalidParameterValue')}[play.variant]
    return play.refuse(connection, attempt, status, code)


def play_skew(play, _host, connection, attempt):
    date = time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(time.time() + play.chance.choice((-7200, 7200))))
    return play.refuse(connection, attempt, 403, play.variant, f'Date: {date}\r\n')


def play_untidy(play, _host, connection, attempt):
    if attempt.accepted:
        play.succeed(connection, attempt, UNTIDY[play.variant])
    else:
        attempt.status, attempt.code, attempt.document = 400, 'MessageRejected', 'error'
        send(connection, UNTIDY[play.variant](400, error_document('MessageRejected', attempt.request_id)))
    attempt.delivery = 'untidy'
    return True


def play_second_answer(longest):
    """The verdict, and a second document that nobody asked for behind it: at once, or up to `longest` seconds later."""
    def act(play, host, connection, attempt):
        second = host.stale_documents()[play.chance.choice(('refusal', 'busy', 'success'))]
        play.answer_verdict(connection, attempt)
        if longest:
            host.ended.wait(play.chance.uniform(0, longest))
        send(connection, second)
        return True
    return act


@dataclasses.dataclass
class Row:
    act: object
    accepts: bool | None  # None: either, by chance
    variants: list


def evenly(names):
    return [(name, 1) for name in names]


PLAYS = {
    'ok': Row(play_ok, True, evenly([*TIDY, 'late', 'behind 100 and 103'])),
    'ok-then-reset': Row(play_ok_then_reset, True, evenly(['-'])),
    'reset': Row(play_reset, None, [('reset', 6), ('close', 4), ('garbage', 2), *evenly(sorted(AT_ACCEPT))]),
    'silent': Row(play_silent, None, evenly(['-'])),
    'half': Row(play_half, True, evenly([
        'whole document, length too large', 'cut document', 'cut document, length right', 'cut in a chunk',
        'no last chunk', 'cut in the head', 'reset in the head', 'reset in the middle', 'empty', 'another document',
        'error document'])),
    '503 document': Row(play_document, None, [('503', 3), ('502', 1), ('504', 1)]),
    '503 none': Row(play_bare, None, evenly(['503 empty', '503 html', '503 text', '502 empty', '500 text'])),
    '504': Row(play_bare, None, [('504 empty', 3), ('504 html', 1)]),
    '500 InternalFailure': Row(play_document, None, evenly(['500'])),
    'throttle': Row(play_throttle, False, [('400', 3), ('503', 1), ('429', 1), ('500', 1)]),
    'reject': Row(play_reject, False, evenly(['rejected', 'expired', 'denied', 'parameter'])),
    'skew': Row(play_skew, False, evenly(['RequestTimeTooSkewed', 'SignatureDoesNotMatch', 'RequestExpired'])),
    'untidy head': Row(play_untidy, None, evenly(list(UNTIDY))),
    'doubled answer': Row(play_second_answer(0), None, BEHIND),
    'late second answer': Row(play_second_answer(0.01), None, BEHIND),
    'RST after the reply': Row(play_rst_after_the_reply, None, BEHIND),
}


# STS, on the same host.

def keys_with(stale=None, wait=0.0):
    """The keys, and a document of SES behind them for whoever keeps the connection."""
    def act(host, connection):
        host.keys_given = True
        send(connection, framed(200, KEYS_DOCUMENT))
        if stale:
            if wait:
                host.ended.wait(wait)
            send(connection, host.stale_documents()[stale])
        return True
    return act


def sts_busy_once(host, connection):
    if host.sts_calls > 1:
        return keys_with()(host, connection)
    send(connection, framed(503, error_document('ServiceUnavailable', 'r')))
    return True


def sts_refuses(_host, connection):
    send(connection, framed(403, error_document('AccessDenied', 'r')))
    return True


def sts_is_cut(_host, connection):
    send(connection, framed(200, KEYS_DOCUMENT[:len(KEYS_DOCUMENT) // 2]))
    return True


STS_PLAYS = {
    'keys': keys_with(),
    'keys, refusal behind': keys_with('refusal'),
    'keys, busy behind': keys_with('busy', 0.002),
    'keys, success behind': keys_with('success'),
    'keys, late refusal': keys_with('refusal', 0.004),
    'busy once': sts_busy_once,
    'refused': sts_refuses,
    'cut': sts_is_cut,
}


def server_context(certificate, key, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.minimum_version = context.maximum_version = version
    return context
