#!/usr/bin/env python3
"""Every row of docs/reference/wire-protocol.md §12: answers, endpoints, retries, transport, TLS, proxies.

    wire_cases_test.py PATH-OF-SEND-BOUNCE [ROW]...

Each row is one run of the program against a server of its own. Numbers are the page's; what it says is
what is expected, in the newer release of the reference's HTTP library where two differ. Rows without a
number are ours; those that docs/differences.md tells are marked with "differs".
"""
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import socket
import ssl
import sys
import tempfile
import threading
import time

from scripted import (ACCEPTED, PRINTED, REJECTED, Certificates, Server, answer, close, drip, error, kept, ok, raw, reset,
                      reset_after, run, shut, silent)

SKIPPED = 77
REFUSED = 'An error occurred (%s) when calling the SendBounce operation%s: %s'
USED_UP = ' (reached max retries: %d)'
CLOSED = 'Connection was closed before we received a valid response from endpoint URL: "{url}/".'
READ_TIMEOUT = 'Read timeout on endpoint URL: "{url}/"'
UNPARSABLE = 'Unable to parse response (%s: line 1, column %d), invalid XML received:\n%s'
# Only of a refusal is it said (docs/differences.md).
UNPARSABLE_REFUSAL = UNPARSABLE.replace('received', 'received. Further retries may succeed')
TLS = 'SSL validation failed for {url}/ '
UNVERIFIED = TLS + '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: '
NO_PROXY_CONNECTION = 'Failed to connect to proxy URL: "'
NOT_INTEGER = "invalid literal for int() with base 10: '%s'"


@dataclasses.dataclass
class Row:
    name: str  # begins with the number of the page's case, if it has one
    script: tuple
    exit: int = 0
    stderr: str = ''  # what follows the prefix, up to advice of ours
    requests: int = 1
    connections: int = 1
    options: tuple = ()
    variables: dict = dataclasses.field(default_factory=dict)
    scheme: str = 'http'
    host: str = 'localhost'
    tls: object = None  # the name of a certificate, with a version behind it, or a handshake of its own
    proxy: object = None
    proxied: int = 0  # requests that the proxy saw
    printed: str = PRINTED  # by a success
    start: str = 'send-bounce: [ERROR]: '
    endpoint: object = '{url}'  # of --endpoint-url; without the option if it is None

    @property
    def stdout(self):
        return self.printed if self.exit == 0 else ''


def row(name, *script, **fields):
    fields.setdefault('requests', len(script))
    # Each attempt is on a connection of its own (docs/differences.md); the page's count differs in that.
    fields.setdefault('connections', fields['requests'])
    return Row(name, script, **fields)


def never(name, **fields):
    """Nothing is to reach the server."""
    return Row(name, (ok,), 255, requests=0, connections=0, **fields)


def attempts(number):
    return {'AWS_MAX_ATTEMPTS': str(number)}


RETRIES = [
    row('44 503 twice', error(503, 'ServiceUnavailable'), error(503, 'ServiceUnavailable'), ok),
    row('45 503 for ever', error(503, 'ServiceUnavailable'), requests=3, exit=254,
        stderr=REFUSED % ('ServiceUnavailable', USED_UP % 2, 'x')),
    row('46 500 for ever', error(500, 'InternalFailure'), requests=3, exit=254,
        stderr=REFUSED % ('InternalFailure', USED_UP % 2, 'x')),
    row('47 501', error(501, 'Foo'), exit=254, stderr=REFUSED % ('Foo', '', 'x')),
    row('48 500 empty', answer(500), requests=3, exit=254,
        stderr=REFUSED % ('500', USED_UP % 2, 'Internal Server Error')),
    row('49 503 html', answer(503, '<html><br>'), requests=3, exit=254,
        stderr=REFUSED % ('503', USED_UP % 2, 'Service Unavailable')),
    row('50 503 HTML in capitals', answer(503, '<HTML><br></HTML>'), exit=255,
        stderr=UNPARSABLE % ('mismatched tag', 12, "b'<HTML><br></HTML>'")),
    row('51 503 with a doctype', answer(503, '<!DOCTYPE html><html><br></html>'), exit=255,
        stderr=UNPARSABLE % ('mismatched tag', 27, "b'<!DOCTYPE html><html><br></html>'")),
    row('52 503 text', answer(503, 'busy'), exit=255, stderr=UNPARSABLE % ('syntax error', 0, "b'busy'")),
    row('53 503 well-formed XML', answer(503, '<x/>'), requests=3, exit=254,
        stderr=REFUSED % ('Unknown', USED_UP % 2, 'Unknown')),
    row('54 429', error(429, 'Foo'), exit=254, stderr=REFUSED % ('Foo', '', 'x')),
    row('55 throttling for ever', error(400, 'Throttling', 'Rate exceeded'), requests=3, exit=254,
        stderr=REFUSED % ('Throttling', USED_UP % 2, 'Rate exceeded')),
    row('56 too many requests', error(400, 'TooManyRequestsException'), ok),
    row('57 request timeout', error(400, 'RequestTimeout'), ok),
    row('58 skewed clock', error(403, 'RequestTimeTooSkewed', head='Date: Sun, 22 Nov 2020 10:00:00 GMT\r\n'),
        exit=254, stderr=REFUSED % ('RequestTimeTooSkewed', '', 'x') + '\nThe clock of this machine is '),
    row('59 expired token', error(403, 'ExpiredToken', 'The security token included in the request is expired'),
        exit=254, stderr=REFUSED % ('ExpiredToken', '', 'The security token included in the request is expired')),
    row('60 Retry-After is ignored', error(503, 'X', head='Retry-After: 30\r\n'), ok),
    row('61 one attempt', error(503, 'X'), exit=254, variables=attempts(1),
        stderr=REFUSED % ('X', USED_UP % 0, 'x')),
    row('62 five attempts', error(503, 'X'), requests=5, exit=254, variables=attempts(5),
        stderr=REFUSED % ('X', USED_UP % 4, 'x')),
    never('63 no attempt', variables=attempts(0),
          stderr='Value provided to "max_attempts": 0 must be an integer greater than or equal to one.'),
    never('64 attempts in letters', variables=attempts('abc'), stderr=NOT_INTEGER % 'abc'),
    never('65 legacy mode', variables={'AWS_RETRY_MODE': 'legacy'},
          stderr='Invalid value provided to "mode": "legacy" must be one of: "standard" or "adaptive"'),
    row('66 adaptive', error(400, 'Throttling'), requests=3, exit=254, variables={'AWS_RETRY_MODE': 'adaptive'},
        stderr=REFUSED % ('Throttling', USED_UP % 2, 'x')),
    row('67 rules of 2026', error(503, 'X', head='x-amz-retry-after: 1500\r\n'), ok,
        variables={'AWS_NEW_RETRIES_2026': 'true'}),
]

RESULT = '<R><SendBounceResult>%s</SendBounceResult></R>'
SUCCESS = RESULT % '<MessageId>%s</MessageId>'
NAMESPACE = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"'
NO_RESULT = ('The answer of the service (HTTP status 200) has no SendBounceResult element, so it does not say whether the request was carried out.')
NOTHING_THERE = ('no element found', 0, "b''")
NOT_WELL_FORMED = 'not well-formed (invalid token)'


def printed(number, what, message_id, shown):
    return row(f'{number} {what}', answer(200, SUCCESS % message_id), printed=f'{{\n    "MessageId": "{shown}"\n}}\n')


def refused(number, what, body, code, message, **fields):
    return row(f'{number} {what}', answer(400, body), exit=254, stderr=REFUSED % (code, '', message), **fields)


SUCCESSES = [
    row('1 an answer of SES', answer(200, ACCEPTED.replace('Response>', f'Response {NAMESPACE}>', 1))),
    row('2 no namespace', ok),
    row('3 prefixes and another root', answer(200, '<x:Any xmlns:x="urn:q"><x:SendBounceResult><x:MessageId>0102</x:MessageId>'
                                                   '</x:SendBounceResult></x:Any>')),
    printed(4, 'blanks and a line end', '  a b \n', '  a b \\n'),
    row('5 an empty id', answer(200, RESULT % '<MessageId/>'), printed='{\n    "MessageId": ""\n}\n'),
    row('6 no id', answer(200, RESULT % ''), printed=''),
    row('7 no result (differs)', answer(200, '<SendBounceResponse/>'), exit=255, stderr=NO_RESULT),
    row('8 two ids (differs)', answer(200, RESULT % '<MessageId>1</MessageId><MessageId>2</MessageId>'), exit=255,
        stderr='The answer of the service (HTTP status 200) holds 2 elements named MessageId where one is expected.'),
    printed(9, 'entities', '&lt;a&amp;b&gt;&#233;&#x20AC;&quot;', '<a&b>é€\\"'),
    printed(10, 'CDATA and a comment', 'a<![CDATA[<b>]]><!-- c -->&amp;c', 'a<b>&c'),
    printed(11, 'text beyond ASCII', 'é€😀', 'é€😀'),
    row('12 bytes that are not UTF-8', answer(200, SUCCESS.encode() % b'\xff\xfe'), exit=255,
        stderr=UNPARSABLE % (NOT_WELL_FORMED, 32, "b'<R><SendBounceResult><MessageId>\\xff\\xfe</MessageId>"
                                                  "</SendBounceResult></R>'")),
    row('13 UTF-16', answer(200, ('<?xml version="1.0" encoding="UTF-16"?>' + ACCEPTED).encode('utf-16'))),
    row('14 an entity of its own', answer(200, "<!DOCTYPE R [<!ENTITY e 'EXP'>]>" + SUCCESS % '&e;'),
        printed='{\n    "MessageId": "EXP"\n}\n'),
    row('15 an empty body', answer(200), exit=255, stderr=UNPARSABLE % NOTHING_THERE),
    row('16 JSON', answer(200, '{"MessageId":"x"}'), exit=255,
        stderr=UNPARSABLE % (NOT_WELL_FORMED, 0, "b'{\"MessageId\":\"x\"}'")),
    row('17 HTML (differs)', answer(200, '<html></html>'), exit=255, stderr=NO_RESULT),
    row('18 an error with the status of a success (differs)',
        answer(200, '<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>'), exit=255,
        stderr='The answer of the service (HTTP status 200) has the status of a success but is an error document (Throttling): slow'),
    row('19 gzip', answer(200, b'\x1f\x8b\x08\x00', head='Content-Encoding: gzip\r\n'), exit=255,
        stderr=UNPARSABLE % (NOT_WELL_FORMED, 0, "b'\\x1f\\x8b\\x08\\x00'")),
    row('20 chunks with extensions and a trailer',
        kept('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{size};a=b\r\n{body}\r\n0;c\r\nX-Trailer: y\r\n\r\n')),
    row('21 202', answer(202, ACCEPTED)),
    row('22 204', raw('HTTP/1.1 204 No Content\r\n\r\n'), exit=255, stderr=UNPARSABLE % NOTHING_THERE),
    row('23 300', answer(300, ACCEPTED), exit=254, stderr=REFUSED % ('Unknown', '', 'Unknown')),
]

ERRORS = [
    refused(28, 'MessageRejected', f'<ErrorResponse {NAMESPACE}><Error><Type>Sender</Type><Code>MessageRejected</Code>'
            '<Message>Email address is not verified.</Message></Error></ErrorResponse>', 'MessageRejected',
            'Email address is not verified.'),
    refused(29, 'an unknown code', '<E><Error><Code>Foo</Code><Message>m</Message><Extra>x</Extra></Error></E>', 'Foo', 'm'),
    refused(30, 'a code with a member', '<ErrorResponse><Error><Code>ConfigurationSetDoesNotExist</Code><Message>m</Message>'
            '<ConfigurationSetName>cs</ConfigurationSetName></Error></ErrorResponse>', 'ConfigurationSetDoesNotExist',
            'm\n\nAdditional error details:\nConfigurationSetName: cs'),
    refused(31, 'Error as the root', '<Error><Code>Foo</Code><Message>m</Message></Error>', 'Unknown', 'Unknown'),
    refused(32, 'Errors around it', '<Response><Errors><Error><Code>Foo</Code><Message>m</Message></Error></Errors></Response>',
            'Foo', 'm'),
    refused(33, 'no Error', '<ErrorResponse><RequestId>r</RequestId></ErrorResponse>', 'Unknown', 'Unknown'),
    row('34 an empty Error (differs)', answer(400, '<E><Error/></E>'), exit=255, stderr='The answer of the service (HTTP status 400) '),
    refused(35, 'no code', '<E><Error><Message>m</Message></Error></E>', 'Unknown', 'm'),
    refused(36, 'no message', '<E><Error><Code>Foo</Code></Error></E>', 'Foo', 'Unknown'),
    refused(37, 'empty code and message', '<E><Error><Code/><Message></Message></Error></E>', 'None', 'None'),
    refused(38, 'a message of two lines', '<E><Error><Code>Foo</Code><Message>  two\n lines  \n</Message></Error></E>', 'Foo',
            '  two\n lines\n'),
    row('39 403 without a body', answer(403), exit=255, stderr=UNPARSABLE_REFUSAL % NOTHING_THERE),
    row('40 text', answer(400, 'Bad Request'), exit=255, stderr=UNPARSABLE_REFUSAL % ('syntax error', 0, "b'Bad Request'")),
    refused(41, 'HTML', '<html><body><p>x</p></body></html>', 'Unknown', 'Unknown'),
]


def structured(number, form, said):
    """The members of the reference first; docs/exit-codes.md has the further ones."""
    return row(f'{number} {form} (differs)', error(400, 'MessageRejected', 'no'), exit=254, start='', stderr=said,
               options=('--cli-error-format', form))


FORMATS = [
    structured(42, 'json', '{\n    "Code": "MessageRejected",\n    "Message": "no",\n    "Outcome": "not_sent",\n'),
    structured(43, 'text', 'MessageRejected\tno\tnot_sent\t'),
]

MAY_BE_SENT = 'The attempt failed, and --at-most-once does not repeat it. The cause: '
AT_MOST_ONCE = [dataclasses.replace(one, name='at most once: ' + one.name, options=('--at-most-once', *one.options))
                for one in [
    row('throttled', error(400, 'Throttling'), ok),
    row('503 with an error document', error(503, 'X'), exit=75, stderr=MAY_BE_SENT + 'x\nThe bounce may have been accepted. '),
    row('503 with a throttling code', error(503, 'SlowDown'), ok),
    row('503 by a proxy', answer(503, '<html>'), exit=75,
        stderr=MAY_BE_SENT + 'Service Unavailable\nThe bounce may have been accepted. '),
    row('reset', reset, exit=75, stderr=MAY_BE_SENT + CLOSED + '\nThe bounce may have been accepted. '),
    row('half an answer', answer(200, '<SendBounceResponse>', length=999), exit=75, stderr=MAY_BE_SENT),
    row('read time-out', silent(4), exit=75, options=('--cli-read-timeout', '1'), stderr=MAY_BE_SENT + READ_TIMEOUT),
    row('dropped after a refusal', error(400, 'Throttling'), close, exit=75, stderr=MAY_BE_SENT + CLOSED),
]]

TRANSPORT = [
    row('70 reset once', reset, ok),
    row('71 reset for ever', reset, requests=3, exit=255, stderr=CLOSED),
    row('72 closed for ever', close, requests=3, exit=255, stderr=CLOSED),
    # Once a status line has come, nothing is sent again (docs/differences.md).
    row('73 half a body (differs)', answer(200, '<SendBounceResponse>', length=999), exit=255,
        stderr=UNPARSABLE % ('no element found', 20, "b'<SendBounceResponse>'")),
    row('74 half a body and a reset (differs)', reset_after('HTTP/1.1 200 x\r\nContent-Length: 999\r\n\r\n<SendBounce'),
        exit=255, stderr=UNPARSABLE % ('unclosed token', 0, "b'<SendBounce'")),
    row('75 a whole body, and more promised (differs)', answer(200, ACCEPTED, length=999)),
    row('76 a header that is cut', raw('HTTP/1.1 200 OK\r\nContent-Ty'), exit=255,
        stderr=UNPARSABLE % ('no element found', 0, "b''")),
    row('77 a chunk that is cut (differs)', raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<Send'), exit=255,
        stderr=UNPARSABLE % ('unclosed token', 0, "b'<Send'")),
    row('78 another protocol', raw('SSH-2.0-x\r\n'), ok),
    row('79 a header of 70 kB (differs)', answer(200, ACCEPTED, head=f'X: {"x" * 70_000}\r\n'), exit=255,
        stderr=UNPARSABLE % ('no element found', 0, "b''")),
    row('79 more than a hundred headers (differs)', answer(200, ACCEPTED, head='X: x\r\n' * 110), exit=255,
        stderr=UNPARSABLE % ('no element found', 0, "b''")),
    row('79 ninety headers', answer(200, ACCEPTED, head='X: x\r\n' * 90)),
    row('80 silent for ever', silent(4), requests=3, exit=255, options=('--cli-read-timeout', '1'),
        stderr=READ_TIMEOUT),
    row('81 silent once', silent(4), ok, options=('--cli-read-timeout', '1')),
    row('82 a byte each 0.3 s', drip('HTTP/1.1 200 OK\r\n\r\n', 0.3), exit=255, options=('--cli-read-timeout', '1'),
        stderr=UNPARSABLE % ('no element found', 0, "b''")),
    row('83 no read time-out', silent(1.5, ok), options=('--cli-read-timeout', '0')),
    never('84 negative read time-out', options=('--cli-read-timeout=-1',),
          stderr='Attempted to set read timeout to -1, but the timeout cannot be set to a value less than or equal to '
                 '0.'),
    never('85 negative connect time-out', options=('--cli-connect-timeout=-1',),
          stderr='Attempted to set connect timeout to -1, but the timeout cannot be set to a value less than or equal '
                 'to 0.'),
    never('86 read time-out in letters', options=('--cli-read-timeout', 'abc'), stderr=NOT_INTEGER % 'abc'),
    never('87 a fraction', options=('--cli-connect-timeout', '1.5'), stderr=NOT_INTEGER % '1.5'),
    row('88 a time-out beyond reach is long (differs)', ok, options=('--cli-read-timeout', '2147483648')),
    row('26 100 Continue', raw(f'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{ACCEPTED}')),
    row('27 103 Early Hints (differs)', raw(f'HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{ACCEPTED}')),
    row('24 a redirect is not followed', answer(302, head='Location: {url}/elsewhere\r\n'), exit=255,
        stderr=UNPARSABLE % ('no element found', 0, "b''")),
    row('25 308 with a body', answer(308, ACCEPTED, head='Location: /elsewhere\r\n'), exit=254,
        stderr=REFUSED % ('Unknown', '', 'Unknown')),
    row('IPv6', error(503, 'X'), ok, host='[::1]'),
    row('all addresses of a name are tried', ok, host='localhost'),
]


# What the reference reads, though it is untidy; the connection stays open behind it.
UNTIDY = [
    row('a line without colon', kept('HTTP/1.1 200 OK\r\n{length}foo bar\r\n\r\n{body}')),
    row('a line without colon, refused', kept('HTTP/1.1 400 No\r\n{length}foo bar\r\n\r\n{body}', REJECTED), exit=254,
        stderr=REFUSED % ('MessageRejected', '', 'no')),
    row('a NUL', kept('HTTP/1.1 200 OK\r\nX: a\0b\r\n{length}\r\n{body}')),
    row('a trailer without colon', kept('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n{body}\r\n0\r\nfoo\r\n\r\n')),
    row('a size with 0x', kept('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x{size}\r\n{body}\r\n0\r\n\r\n')),
    row('HTTP/1.2', kept('HTTP/1.2 200 OK\r\n{length}\r\n{body}')),
    row('HTTP/1.', kept('HTTP/1. 400\r\n{length}\r\n{body}', REJECTED), exit=254,
        stderr=REFUSED % ('MessageRejected', '', 'no')),
    row('a folded line first', kept('HTTP/1.1 400 No\r\n x: y\r\n{length}\r\n{body}', REJECTED), exit=254,
        stderr=REFUSED % ('MessageRejected', '', 'no')),
    row('204 in chunks', kept('HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n{body}\r\n0\r\n\r\n')),
    row('CR alone', raw('HTTP/1.1 200 OK\rContent-Length: 9\r\r<x/>'), exit=255,
        stderr=UNPARSABLE % ('no element found', 0, "b''")),
    row('a chunk extension without end (differs)',
        raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;' + 'b' * 100_000), exit=255,
        stderr=UNPARSABLE % ('no element found', 0, "b''")),
]


def cut_handshake(reply):
    """Reads the ClientHello, answers with some bytes and leaves."""
    def handshake(connection):
        connection.recv(65536)
        connection.sendall(reply)
    return handshake


# The record of a ServerHello of which most is missing (RFC 8446 §5.1 and §4).
CUT_SERVER_HELLO = bytes.fromhex('160303007a020000760303')


def untrusted(name, stderr, **fields):
    """Every TLS failure is tried three times, and nothing of the request is sent."""
    fields.setdefault('connections', 3)
    return Row(name, (ok,), 255, TLS + stderr, requests=0, scheme='https', **fields)


VERIFY_FAILED = '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: '
TRUST = ('--ca-bundle', '{certificates}/ca.pem')
SECURE = [
    row('106 a bundle', ok, scheme='https', tls='good', options=TRUST),
    untrusted('107 nobody vouches', VERIFY_FAILED + 'unable to get local issuer certificate', tls='good'),
    untrusted('108 self-signed', VERIFY_FAILED + 'self-signed certificate', tls='self'),
    untrusted('109 expired', VERIFY_FAILED + 'certificate has expired', tls='expired', options=TRUST),
    untrusted('110 not yet valid', VERIFY_FAILED + 'certificate is not yet valid', tls='future', options=TRUST),
    untrusted('111 another host', "hostname 'localhost' doesn't match", tls='wrong', options=TRUST),
    untrusted('112 another host, by address', "hostname '127.0.0.1' doesn't match", tls='wrong', options=TRUST,
              host='127.0.0.1'),
    untrusted('113 no such bundle, which is seen before connecting', '[Errno 2] No such file or directory', tls='good',
              options=('--ca-bundle', '/nonexistent'), connections=0),
    untrusted('114 a folder without hashed names (differs)', VERIFY_FAILED + 'unable to get local issuer certificate',
              tls='good', options=('--ca-bundle', '{certificates}/empty')),
    row('114 a folder with hashed names (differs)', ok, scheme='https', tls='good',
        options=('--ca-bundle', '{certificates}/hashed')),
    untrusted('115 an empty bundle', '[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found', tls='good',
              options=('--ca-bundle', '/dev/null')),
    never('116 an empty name', scheme='https', tls='good', options=('--ca-bundle', ''),
          stderr='Invalid CA bundle: the configured value'),
    row('117 the variable', ok, scheme='https', tls='good', variables={'AWS_CA_BUNDLE': '{certificates}/ca.pem'}),
    row('118 SSL_CERT_FILE counts (differs)', ok, scheme='https', tls='good',
        variables={'SSL_CERT_FILE': '{certificates}/ca.pem'}),
    row('118 SSL_CERT_DIR counts (differs)', ok, scheme='https', tls='good',
        variables={'SSL_CERT_DIR': '/nonexistent:{certificates}/hashed'}),
    untrusted('118 SSL_CERT_FILE stands behind a bundle', VERIFY_FAILED + 'unable to get local issuer certificate',
              tls='good', variables={'SSL_CERT_FILE': '{certificates}/ca.pem',
                                     'SSL_CERT_DIR': '{certificates}/empty'},
              options=('--ca-bundle', '{certificates}/empty')),
    untrusted('118 CURL_CA_BUNDLE is ignored', VERIFY_FAILED + 'unable to get local issuer certificate', tls='good',
              variables={'CURL_CA_BUNDLE': '{certificates}/ca.pem'}),
    row('119 without verification', ok, scheme='https', tls='self', options=('--no-verify-ssl',)),
    untrusted('120 https to a port of http', '[SSL: WRONG_VERSION_NUMBER] wrong version number',
              tls=cut_handshake(b'HTTP/1.1 400 Bad Request\r\n\r\n')),
    Row('121 http to a port of https', (ok,), 255, CLOSED, requests=0, connections=3, tls='good'),
    row('by IPv6 address', ok, scheme='https', tls='good', host='[::1]', options=TRUST),
    row('TLS 1.2', error(503, 'X'), ok, scheme='https', tls=('good', ssl.TLSVersion.TLSv1_2), options=TRUST),
    untrusted('TLS 1.1 only', '', tls=('good', ssl.TLSVersion.TLSv1_1), options=TRUST),
    untrusted('TLS 1.0 only', '', tls=('good', ssl.TLSVersion.TLSv1), options=TRUST),
    untrusted('a handshake that ends at once', '', tls=cut_handshake(b''), options=TRUST),
    untrusted('half a ServerHello', '', tls=cut_handshake(CUT_SERVER_HELLO), options=TRUST),
    Row('a handshake that stays silent (differs)', (ok,), 255, 'Connect timeout on endpoint URL: "{url}/"', requests=0,
        connections=1, scheme='https', tls=lambda connection: connection.recv(1) and connection.recv(1 << 20) and
        connection.recv(1), options=(*TRUST, '--cli-connect-timeout', '1'), variables=attempts(1)),
]


class Proxy:
    """Forwards, tunnels, or answers everything with `refusal`."""

    def __init__(self, refusal=None):
        self.refusal, self.texts = refusal, []
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[client], daemon=True).start()

    def serve(self, client):
        text = b''
        while b'\r\n\r\n' not in text:
            more = client.recv(65536)
            if not more:
                return
            text += more
        self.texts.append(text.decode())
        method, target, _ = text.split(b' ', 2)
        if self.refusal:
            client.sendall(self.refusal)
            client.close()
            return
        authority = target if method == b'CONNECT' else target.split(b'/')[2]
        host, _, port = authority.decode().rpartition(':')
        server = socket.create_connection((host, int(port)))
        if method == b'CONNECT':
            client.sendall(b'HTTP/1.1 200 Connected\r\n\r\n')
        else:
            server.sendall(text)
        threading.Thread(target=pump, args=[server, client], daemon=True).start()
        pump(client, server)

    def close(self):
        shut(self.listener)


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


PROXY = 'http://127.0.0.1:{proxy}'
REFUSAL = b'HTTP/1.1 407 Authentication Required\r\nContent-Length: 0\r\n\r\n'
CREATED = b'HTTP/1.1 201 Created\r\n\r\n'
PROXIES = [
    row('122 http', ok, proxy=Proxy, proxied=1, variables={'HTTP_PROXY': PROXY}),
    row('123 https', ok, proxy=Proxy, proxied=1, scheme='https', tls='good', options=TRUST,
        variables={'HTTPS_PROXY': PROXY}),
    row('124 ALL_PROXY is ignored', ok, proxy=Proxy, variables={'ALL_PROXY': PROXY}),
    never('125 a dead port', variables={'http_proxy': 'http://127.0.0.1:{dead}'},
          stderr=NO_PROXY_CONNECTION + 'http://127.0.0.1:{dead}"'),
    never('126 a dead port, with a password', scheme='https',
          variables={'https_proxy': 'http://user:secretpw@127.0.0.1:{dead}', **attempts(1)},
          stderr=NO_PROXY_CONNECTION + 'http://***:***@127.0.0.1:{dead}"'),
    never('127 CONNECT refused', proxy=lambda: Proxy(REFUSAL), proxied=3, scheme='https',
          variables={'https_proxy': PROXY}, stderr=NO_PROXY_CONNECTION + PROXY + '"'),
    never('CONNECT answered with 201', proxy=lambda: Proxy(CREATED), proxied=1, scheme='https',
          variables={'https_proxy': PROXY, **attempts(1)}, stderr=NO_PROXY_CONNECTION + PROXY + '"'),
    never('128 a 407 for a plain request', proxy=lambda: Proxy(REFUSAL), proxied=1, variables={'http_proxy': PROXY},
          stderr=UNPARSABLE_REFUSAL % ('no element found', 0, "b''")),
    never('129 SOCKS', variables={'http_proxy': 'socks5://127.0.0.1:9'},
          stderr=NO_PROXY_CONNECTION + 'http://socks5://127.0.0.1:9"'),
    row('130 an exception', ok, host='127.0.0.1', proxy=Proxy,
        variables={'http_proxy': PROXY, 'NO_PROXY': '127.0.0.1'}),
    row('131 no network masks', ok, host='127.0.0.1', proxy=Proxy, proxied=1,
        variables={'http_proxy': PROXY, 'NO_PROXY': '127.0.0.0/8'}),
    row('each attempt has a tunnel of its own', error(503, 'X'), ok, proxy=Proxy, proxied=2, scheme='https',
        tls='good', options=TRUST, variables={'https_proxy': PROXY}),
]

NO_SCHEME = ('An error occurred (ParamValidation): Bad value for --endpoint-url "%s": scheme is missing.  Must be of the form '
             'http://<hostname>/ or https://<hostname>/')


def unsent(name, code, **fields):
    """Ends with the code before anything reaches a server."""
    return Row(name, (ok,), code, requests=0, connections=0, **fields)


ENDPOINTS = [
    unsent('69 a name that nobody has', 255, endpoint='http://no.such.invalid/',
           stderr='Could not connect to the endpoint URL: "http://no.such.invalid/"'),
    unsent('89 no scheme', 252, endpoint='127.0.0.1:{port}', stderr=NO_SCHEME % '127.0.0.1:{port}'),
    unsent('90 a name for a scheme', 255, endpoint='localhost:{port}', stderr='Invalid endpoint: localhost:{port}'),
    unsent('91 an empty endpoint', 252, endpoint='', stderr=NO_SCHEME % ''),
    unsent('92 a scheme alone', 255, endpoint='http://', stderr='Invalid endpoint: http://'),
    unsent('93 no host name', 255, endpoint='http://a_b', stderr='Invalid endpoint: http://a_b'),
    unsent('94 a port in letters', 255, endpoint='http://127.0.0.1:abc', stderr="Port could not be cast to integer value as 'abc'"),
    unsent('95 a port beyond reach', 255, endpoint='http://127.0.0.1:99999', stderr='Port out of range 0-65535'),
    unsent('96 another scheme', 255, endpoint='ftp://127.0.0.1:{port}',
           stderr='An HTTP Client raised an unhandled exception: Not supported URL scheme ftp'),
    unsent('97 half of brackets', 255, endpoint='http://[::1', stderr='Invalid IPv6 URL'),
    unsent('98 no region', 253, endpoint=None, variables={'AWS_REGION': None},
           stderr='An error occurred (NoRegion): You must specify a region. You can also configure your region by running '
                  '"aws configure".'),
    unsent('99 a region that is none', 255, endpoint=None, options=('--region', 'us_east_1'),
           stderr="Provided region_name 'us_east_1' doesn't match a supported format."),
    unsent('100 an empty region (differs)', 253, endpoint=None, options=('--region', ''), variables={'AWS_REGION': None},
           stderr='An error occurred (NoRegion): You must specify a region. '),
    row('101 FIPS beside an endpoint', ok, variables={'AWS_USE_FIPS_ENDPOINT': 'true'}),
    unsent('102 no scheme in the variable', 255, endpoint=None, variables={'AWS_ENDPOINT_URL': '127.0.0.1:{port}'},
           stderr='Invalid endpoint: 127.0.0.1:{port}'),
    unsent('103 no dual-stack there', 255, endpoint=None, options=('--region', 'eu-isoe-west-1'),
           variables={'AWS_USE_DUALSTACK_ENDPOINT': 'true'},
           stderr="Unable to construct a modeled endpoint with the following variant(s) ['dualstack']:"),
    unsent('104 no credentials', 253, variables={'AWS_ACCESS_KEY_ID': None, 'AWS_SECRET_ACCESS_KEY': None},
           stderr='An error occurred (NoCredentials): Unable to locate credentials. You can configure credentials by running '
                  '"aws login".'),
    row('105 no credentials, not signed', ok, options=('--no-sign-request',),
        variables={'AWS_ACCESS_KEY_ID': None, 'AWS_SECRET_ACCESS_KEY': None}),
]

REFUSED_CONNECTION = Row('68 nobody listens', (), 255, 'Could not connect to the endpoint URL: "{url}/"\nConnecting '
                         'to 127.0.0.1:{port} (tried 127.0.0.1) failed after ', 0, 0, host='127.0.0.1')
ROWS = [*SUCCESSES, *ERRORS, *FORMATS, *ENDPOINTS, *RETRIES, *AT_MOST_ONCE, *TRANSPORT, *UNTIDY, *SECURE, *PROXIES, REFUSED_CONNECTION]


def tls_of(case, certificates):
    if case.tls is None or callable(case.tls):
        return case.tls
    name, version = case.tls if isinstance(case.tls, tuple) else (case.tls, None)
    return certificates.context(name, version)


def check_old_server(port):
    """That a server speaks an old version at all, so that ours is seen to refuse it for that."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers('ALL:@SECLEVEL=0')
    context.minimum_version = ssl.TLSVersion.TLSv1
    with socket.create_connection(('127.0.0.1', port)) as plain, context.wrap_socket(plain) as secure:
        return secure.version()


def faults_of(case, program, certificates, wrapper=()):
    server = Server(*case.script, tls=tls_of(case, certificates), address='::1' if case.host == '[::1]' else '127.0.0.1')
    dead = Server()
    proxy = case.proxy() if case.proxy else None
    names = {'port': server.port, 'certificates': certificates.folder, 'proxy': proxy.port if proxy else 0,
             'dead': dead.port}
    names['url'] = f'{case.scheme}://{case.host}:{server.port}'

    def filled(text):
        for name, value in names.items():
            text = text.replace('{' + name + '}', str(value))
        return text

    try:
        endpoint = [] if case.endpoint is None else ['--endpoint-url', filled(case.endpoint)]
        done = run(program, [*endpoint, *map(filled, case.options)],
                   {name: value and filled(value) for name, value in case.variables.items()}, wrapper)
        # A client that ends at once may have gone before the server has taken its last connection.
        deadline = time.monotonic() + 2
        while server.connections < case.connections and time.monotonic() < deadline:
            time.sleep(0.01)
        seen = {'exit': done.returncode, 'stdout': done.stdout, 'requests': server.requests,
                'connections': server.connections, 'proxied': len(proxy.texts) if proxy else 0}
        wanted = {name: getattr(case, name) for name in seen}
        faults = [f'{name}: {seen[name]!r}, not {wanted[name]!r}' for name in seen if seen[name] != wanted[name]]
        if case.exit and not done.stderr.startswith(case.start + filled(case.stderr)):
            faults.append('stderr does not begin as it should')
        # Advice may name the key of a profile that holds one.
        if 'secret' in done.stderr.replace('aws_secret_access_key', ''):
            faults.append('a secret is shown')
        if isinstance(case.tls, tuple) and case.exit and check_old_server(server.port) != case.tls[1].name.replace('_', '.'):
            faults.append('the server does not speak that version')
        return faults and [*faults, 'stderr: ' + done.stderr]
    finally:
        server.close()
        dead.close()
        if proxy:
            proxy.close()


def run_rows(rows, program, at_once, wrapper=()):
    """Prints what came of each; the exit code."""
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        certificates = Certificates(folder)
        os.mkdir(certificates.path('empty'))
        os.mkdir(certificates.path('hashed'))
        shutil.copy(certificates.path('ca.pem'), certificates.path('hashed'))
        certificates.openssl('rehash', 'hashed')
        results = list(pool.map(lambda one: faults_of(one, program, certificates, wrapper), rows))
    for one, faults in zip(rows, results):
        print(f'{"FAILED" if faults else "ok    "} {one.name}')
        for fault in faults:
            print(f'       {fault}')
    failed = sum(map(bool, results))
    print(f'{len(rows) - failed} of {len(rows)} rows as they should be')
    return 1 if failed or not rows else 0


def rows_left_out():
    """Numbers of the page that no row here begins with."""
    page = pathlib.Path(__file__).resolve().parents[2] / 'docs/reference/wire-protocol.md'
    numbers = re.findall(r'^\| (\d+) \|', page.read_text(encoding='utf-8').partition('\n## 12. Cases')[2], re.M)
    return sorted(set(numbers) - {one.name.split()[0] for one in ROWS}, key=int) if numbers else ['all']


def main():
    if not shutil.which('openssl'):
        print('skipped: no openssl here to make certificates with')
        return SKIPPED
    wanted = sys.argv[2:]
    rows = [one for one in ROWS if not wanted or any(word in one.name for word in wanted)]
    if left_out := rows_left_out():
        print('rows of the page that are not run:', ', '.join(left_out))
        return 1
    return run_rows(rows, os.path.abspath(sys.argv[1]), 12)


if __name__ == '__main__':
    sys.exit(main())
