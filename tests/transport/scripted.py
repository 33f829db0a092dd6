"""A server whose every answer the test decides, certificates, and runs of the program against them."""
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time

ACCEPTED = ('<SendBounceResponse><SendBounceResult><MessageId>0102</MessageId></SendBounceResult>'
            '</SendBounceResponse>')
PRINTED = '{\n    "MessageId": "0102"\n}\n'
SMALLEST = ['--original-message-id', 'm', '--bounce-sender', 'a@b.c', '--bounced-recipient-info-list',
            'Recipient=r@x.y,BounceType=DoesNotExist']


# Steps: what a server does with one request. True keeps the connection.

def answer(status, body='', head='', length=None):
    content = body if isinstance(body, bytes) else body.encode()
    start = f'HTTP/1.1 {status} x\r\nContent-Length: {len(content) if length is None else length}\r\n{head}\r\n'
    return lambda connection, _: (connection.sendall(start.encode() + content), length is None)[1]


def error(status, code, message='x', head=''):
    return answer(status, f'<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error>'
                          '</ErrorResponse>', head)


def raw(text):
    """These bytes, and the end of the connection."""
    return lambda connection, _: connection.sendall(text.encode())


REJECTED = '<ErrorResponse><Error><Code>MessageRejected</Code><Message>no</Message></Error></ErrorResponse>'


def kept(text, body=ACCEPTED):
    """These bytes, with {length}, {size} and {body} filled in; the connection stays open."""
    text = text.replace('{length}', f'Content-Length: {len(body)}\r\n').replace('{size}', f'{len(body):x}').replace('{body}', body)
    return lambda connection, _: (connection.sendall(text.encode()), True)[1]


def reset_after(text=''):
    def step(connection, _):
        if text:
            connection.sendall(text.encode())
            time.sleep(0.1)  # otherwise the bytes may be lost with the reset
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    return step


def silent(seconds, then=None):
    def step(connection, stopped):
        stopped.wait(seconds)
        return then(connection, stopped) if then else None
    return step


def drip(text, interval):
    def step(connection, stopped):
        for byte in text.encode():
            connection.sendall(bytes([byte]))
            if stopped.wait(interval):
                return
    return step


ok = answer(200, ACCEPTED)
close = raw('')
reset = reset_after()


class Server:
    """Plays one step a request, the last one again and again; counts complete requests and connections.
    Without a script it keeps its port and refuses connections."""

    def __init__(self, *script, tls=None, address='127.0.0.1'):
        self.script, self.tls = script, tls
        self.requests, self.connections, self.texts = 0, 0, []  # seen so far
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self.listener = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
        self.listener.bind((address, 0))
        self.port = self.listener.getsockname()[1]
        if script or tls:
            self.listener.listen(64)
            threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        try:
            connection.settimeout(30)
            if callable(self.tls):
                self.tls(connection)
                return
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            while self.serve_one(connection):
                pass
        except OSError:
            pass
        finally:
            connection.close()

    def serve_one(self, connection):
        text = b''
        while not complete(text):
            more = connection.recv(65536)
            if not more:
                return False
            text += more
        with self.lock:
            step = self.script[min(self.requests, len(self.script) - 1)]
            self.requests += 1
            self.texts.append(text.decode())
        return self.play(step, connection, text.decode())

    def play(self, step, connection, _text):
        return step(connection, self.stopped)

    def close(self):
        self.stopped.set()
        shut(self.listener)


def shut(listener):
    """Wakes the thread that accepts, which would keep the port otherwise."""
    try:
        listener.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    listener.close()


def complete(text):
    head, end, body = text.partition(b'\r\n\r\n')
    if not end:
        return False
    for line in head.split(b'\r\n'):
        if line.lower().startswith(b'content-length:'):
            return len(body) >= int(line.split(b':')[1])
    return True


def closed_port():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


# What Debian's openssl makes: a CA and certificates of it.

CA_CONFIG = '''[ca]
default_ca = ca
[ca]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
copy_extensions = copy
[any]
commonName = supplied
'''


class Certificates:
    """PEM files in a folder: ca.pem; and NAME.pem with NAME.key for each row."""
    ROWS = {  # subject alternative name, first and last day
        'good': ('DNS:localhost,IP:127.0.0.1,IP:::1', '20200101000000Z', '20400101000000Z'),
        'expired': ('DNS:localhost', '20200101000000Z', '20210101000000Z'),
        'future': ('DNS:localhost', '20390101000000Z', '20400101000000Z'),
        'wrong': ('DNS:other.example', '20200101000000Z', '20400101000000Z'),
    }

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / 'ca.cnf').write_text(CA_CONFIG)
        (self.folder / 'index').touch()
        for name in ('ca', 'self'):
            self.openssl('req', '-x509', *self.new_key(name), '-days', '30', '-out', name + '.pem', '-subj',
                         '/CN=' + name, '-addext', 'subjectAltName=DNS:localhost')
        for name, (names, first, last) in self.ROWS.items():
            self.openssl('req', '-new', *self.new_key(name), '-out', name + '.csr', '-subj', '/CN=' + name, '-addext',
                         'subjectAltName=' + names)
            self.openssl('ca', '-batch', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-in',
                         name + '.csr', '-out', name + '.pem', '-notext', '-startdate', first, '-enddate', last)

    @staticmethod
    def new_key(name):
        return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', name + '.key']

    def openssl(self, *words):
        subprocess.run(['openssl', *words], cwd=self.folder, check=True, capture_output=True)

    def path(self, name):
        return str(self.folder / name)

    def context(self, name, version=None):
        """Of a server; `version` is the only one that it speaks, old ones included."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(name + '.pem'), self.path(name + '.key'))
        if version:
            context.set_ciphers('ALL:@SECLEVEL=0')
            context.minimum_version = context.maximum_version = version
        return context


# The program.

def environment(home, variables=()):
    """The variables of a run; None takes one away."""
    given = {'PATH': os.environ['PATH'], 'HOME': home, 'LANG': 'C.UTF-8', 'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE',
             'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_REGION': 'us-east-1', 'AWS_EC2_METADATA_DISABLED': 'true',
             **dict(variables)}
    return {name: value for name, value in given.items() if value is not None}


def run(program, options, variables=(), wrapper=()):
    with tempfile.TemporaryDirectory() as home:
        return subprocess.run([*wrapper, program, *SMALLEST, *options], env=environment(home, variables), cwd=home,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
