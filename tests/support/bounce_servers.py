"""Servers on this machine that answer each POST with a bounce's id, over HTTP and TLS 1.3, and a trust store that knows the
second: a copy of the system's, with one certificate more. For tests and benchmarks of whole processes.
"""
import glob
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading

ANSWER = (b'<SendBounceResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendBounceResult><MessageId>id'
          b'</MessageId></SendBounceResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>'
          b'</SendBounceResponse>')
SYSTEM_CERTIFICATES = '/usr/share/ca-certificates/mozilla/*.crt'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.close_connection = self.headers.get('Connection') == 'close'
        self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n' % len(ANSWER) + ANSWER)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    context = None

    # The handshake belongs to the connection's own thread. Without Nagle's algorithm, as servers of size have it:
    # the answer would wait for the acknowledgement of the session tickets before it.
    def finish_request(self, request, address):
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.context:
            with self.context.wrap_socket(request, server_side=True) as request:
                return super().finish_request(request, address)
        super().finish_request(request, address)

    def handle_error(self, request, address):
        pass


def serve(context=None):
    """Starts a server in a thread; its port on 127.0.0.1."""
    server = Server(('127.0.0.1', 0), Handler)
    server.context = context
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class Trust:
    """A server's context, and in the folder what a client may trust it by: own.crt, the one certificate; store, a
    folder of hashed names with all of the system's beside it; bundle.pem, the same in one file."""

    def __init__(self, folder):
        self.own, self.store, self.bundle = f'{folder}/own.crt', f'{folder}/store', f'{folder}/bundle.pem'
        key = f'{folder}/key.pem'
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                        '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key,
                        '-out', self.own], check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.own, key)
        os.mkdir(self.store)
        for path in glob.glob(SYSTEM_CERTIFICATES) + [self.own]:
            shutil.copy(path, self.store)
        subprocess.run(['openssl', 'rehash', self.store], check=True, capture_output=True)
        with open(self.bundle, 'w') as bundle:
            for path in sorted(glob.glob(f'{self.store}/*.crt')):
                with open(path) as certificate:
                    bundle.write(certificate.read())
