"""An SES endpoint whose answers are scripted by the request, and a proxy that notes what it is asked for.

The value of OriginalMessageId is the script: steps parted by "|", one for each arrival of the same value; the last repeats.

    ok                      200 with a MessageId
    err:STATUS:CODE:TEXT    an error document
    raw:STATUS:BODY         any body as it stands
    skew:DATE               RequestTimeTooSkewed, with that Date header
    slow:SECONDS            waits, then ok
    redirect:URL            302
    reset                   closes the connection without an answer, by RST
    half                    sends half an answer, then closes the connection
"""
import http.server
import socket
import struct
import threading
import time
import urllib.parse

NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/'
REQUEST_ID = '01234567-89ab-cdef-0123-456789abcdef'
ACCEPTED = (f'<SendBounceResponse xmlns="{NAMESPACE}"><SendBounceResult><MessageId>0100018f-mock-000000</MessageId>'
            f'</SendBounceResult><ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata></SendBounceResponse>')
HALF = b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Type: text/xml\r\n\r\n<SendBounceResponse>'


def error_document(code, message):
    return (f'<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>Sender</Type><Code>{code}</Code>'
            f'<Message>{message}</Message></Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>')


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass


class Endpoint(Quiet):
    def do_any(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode('utf-8', 'surrogateescape')
        form = urllib.parse.parse_qsl(body, keep_blank_values=True)
        self.answer(self.server.note({'method': self.command, 'path': self.path, 'headers': self.headers.items(),
                                      'form': form, 'body': body}))

    do_GET = do_POST = do_PUT = do_HEAD = do_any

    def answer(self, step):
        kind, _, rest = step.partition(':')
        if kind == 'err':
            status, code, message = (rest.split(':', 2) + ['', ''])[:3]
            self.reply(int(status), error_document(code, message))
        elif kind == 'raw':
            status, _, body = rest.partition(':')
            self.reply(int(status), body)
        elif kind == 'skew':
            self.reply(403, error_document('RequestTimeTooSkewed', 'skewed'), Date=rest)
        elif kind == 'redirect':
            self.reply(302, '', Location=rest)
        elif kind == 'reset':
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            self.connection.close()
        elif kind == 'half':
            self.close_connection = True
            self.wfile.write(HALF)
        else:
            if kind == 'slow':
                time.sleep(float(rest))
            self.reply(200, ACCEPTED)

    def reply(self, status, body, **headers):
        content = body.encode()
        self.send_response(status)
        for name, value in {'Content-Type': 'text/xml', 'Content-Length': str(len(content)), 'x-amzn-RequestId': REQUEST_ID,
                            **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class Proxy(Quiet):
    """Serves nobody: a request for a host is noted, which is all that is to be seen."""

    def do_CONNECT(self):
        self.server.asked_for.append(self.path)
        self.send_error(502)

    def do_any(self):
        self.server.asked_for.append(f'{self.command} {self.path}')
        self.send_error(502)

    do_GET = do_POST = do_PUT = do_any


class Listener(http.server.ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def __init__(self, handler):
        super().__init__(('127.0.0.1', 0), handler)
        self.requests, self.arrivals, self.asked_for = [], {}, []
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()

    def note(self, request):
        """The step of the script that this arrival gets."""
        self.requests.append(request)
        script = dict(request['form']).get('OriginalMessageId', 'ok')
        arrival = self.arrivals.get(script, 0)
        self.arrivals[script] = arrival + 1
        steps = script.split('|')
        return steps[min(arrival, len(steps) - 1)]

    def handle_error(self, *_):
        pass

    def close(self):
        self.shutdown()
        self.server_close()


class Server:
    """One endpoint and one proxy for one command line, so that what they note never mixes."""

    def __init__(self):
        self.endpoint, self.proxy = Listener(Endpoint), Listener(Proxy)
        self.port, self.proxy_port = self.endpoint.server_address[1], self.proxy.server_address[1]

    @property
    def requests(self):
        return self.endpoint.requests

    @property
    def asked_for(self):
        return list(dict.fromkeys(self.proxy.asked_for))

    def forget(self):
        self.endpoint.requests.clear()
        self.endpoint.arrivals.clear()

    def close(self):
        self.endpoint.close()
        self.proxy.close()
