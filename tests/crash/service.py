"""A service that accepts every bounce and keeps a ledger of how often it did so, by the id of the message."""
import calendar
import collections
import http.client
import os
import pathlib
import re
import ssl
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'support'))
from bounce_servers import Handler, Server  # noqa: E402

ANSWER = ('<SendBounceResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendBounceResult><MessageId>{}</MessageId>'
          '</SendBounceResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SendBounceResponse>')
REFUSAL = ('<ErrorResponse><Error><Type>Sender</Type><Code>RequestExpired</Code><Message>Request timestamp is too old.</Message>'
           '</Error><RequestId>r</RequestId></ErrorResponse>')
PATIENCE = 20  # seconds


def is_out_of_time(date):
    """As SES judges the time that a request was signed with."""
    return bool(date) and abs(calendar.timegm(time.strptime(date, '%Y%m%dT%H%M%SZ')) - time.time()) > 900


class Accepts(Handler):
    timeout = PATIENCE

    def do_POST(self):
        length = int(self.headers.get('Content-Length', 0))
        body = self.rfile.read(length)
        if len(body) < length:  # the client has gone before it had sent all
            self.close_connection = True
            return
        self.close_connection = self.headers.get('Connection') == 'close'
        if is_out_of_time(self.headers.get('X-Amz-Date')):
            self.answer(403, REFUSAL)
            return
        message_id, answers = self.server.accept_bounce(urllib.parse.parse_qs(body.decode())['OriginalMessageId'][0])
        if not answers:
            self.close_connection = True
            return
        self.answer(200, ANSWER.format(message_id))

    def answer(self, status, text):
        head = f'HTTP/1.1 {status} x\r\nContent-Type: text/xml\r\nContent-Length: {len(text)}\r\n\r\n'
        self.wfile.write((head + text).encode())

    def do_GET(self):
        self.close_connection = True
        self.wfile.write(b'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n')


class Ledger(Server):
    """`silent` are numbers of acceptances after which the connection is closed in the place of an answer."""
    request_queue_size = 64

    def __init__(self, context=None, silent=()):
        super().__init__(('127.0.0.1', 0), Accepts)
        self.context, self.silent = context, set(silent)
        self.accepted, self.lock, self.active = collections.Counter(), threading.Condition(), 0
        self.is_marked = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def accept_bounce(self, original):
        with self.lock:
            self.accepted[original] += 1
            number = self.accepted.total()
        return f'0102-{original[:8]}-{number}', number not in self.silent

    # Which connections are still being read.

    def process_request(self, request, client_address):
        with self.lock:
            self.active += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.lock:
                self.active -= 1
                self.lock.notify_all()

    def settled(self):
        """The ledger once all that clients had sent before they went away is in it. Connections are taken in order, so
        when one of our own is through, those before it have been taken."""
        own = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE)
        try:
            own.connect()
        finally:
            own.close()
        time.sleep(0.001)
        with self.lock:
            if not self.lock.wait_for(lambda: self.active == 0, PATIENCE):
                raise AssertionError('a connection to the service stays open')
            return collections.Counter(self.accepted)

    def close(self):
        self.shutdown()
        self.server_close()


def server_context(chain, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


def ids_of(path):
    """The ids of an input's lines, in order."""
    return [re.search(r'"mail":\{.*?"messageId":"([^"]+)"', line)[1]
            for line in pathlib.Path(path).read_text(encoding='utf-8').splitlines()]


def scratch_folder():
    """Where syncing costs nothing, if there is such a place."""
    return '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
