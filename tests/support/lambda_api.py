"""Lambda's runtime API as a server of a test or a benchmark: hands events to a runtime and keeps its answers.

It follows "Using the Lambda runtime API for custom runtimes" of AWS's guide: a long poll without end, deadlines in
milliseconds since 1970, an answer or an error for each event, an error of the start. Connections stay open (HTTP/1.1).
"""
import collections
import http.server
import os
import select
import socket
import subprocess
import threading
import time
import uuid

PREFIX = '/2018-06-01/runtime/'
TRACE = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1'
FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bounce'


class Invocation:
    """One event; `kind` is "response" or "error" once it is answered."""

    def __init__(self, event, seconds):
        self.id, self.event, self.seconds = str(uuid.uuid4()), event, seconds
        self.kind = self.body = self.error_type = None
        self.taken = self.answered_at = 0
        self.done = threading.Event()

    def wait(self, seconds=60):
        if not self.done.wait(seconds):
            raise AssertionError(f'no answer to event {self.id} after {seconds} s')
        return self

    @property
    def milliseconds(self):
        """From the event's first byte to the last one of its answer."""
        return (self.answered_at - self.taken) * 1000


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    wbufsize = -1  # an answer is one write

    def log_message(self, *_):
        pass

    def reply(self, status, body=b'', **headers):
        self.send_response(status)
        for name, value in {'Content-Type': 'application/json', 'Content-Length': str(len(body)), **headers}.items():
            self.send_header(name.replace('_', '-'), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def is_gone(self):
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable)

    def do_GET(self):
        api = self.server.api
        if self.path != PREFIX + 'invocation/next':
            return self.reply(404)
        api.note_next(self.client_address)
        invocation = api.take(self.is_gone)
        if invocation is None:
            self.close_connection = True
            return None
        invocation.taken = time.monotonic()
        return self.reply(200, invocation.event, Lambda_Runtime_Aws_Request_Id=invocation.id,
                          Lambda_Runtime_Deadline_Ms=str(int((time.time() + invocation.seconds) * 1000)),
                          Lambda_Runtime_Invoked_Function_Arn=FUNCTION, Lambda_Runtime_Trace_Id=TRACE)

    def do_POST(self):
        api = self.server.api
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        error_type = self.headers.get('Lambda-Runtime-Function-Error-Type')
        if self.path == PREFIX + 'init/error':
            api.init_error = (body, error_type)
            return self.reply(202, b'{"status":"OK"}\n')
        words = self.path.removeprefix(PREFIX).split('/')
        invocation = api.taken.get(words[1]) if len(words) == 3 and words[0] == 'invocation' else None
        if invocation is None or words[2] not in ('response', 'error') or invocation.done.is_set():
            return self.reply(400, b'{"errorMessage":"no such request","errorType":"InvalidRequestID"}\n')
        if api.post_status == 202:
            invocation.kind, invocation.body, invocation.error_type = words[2], body, error_type
            invocation.answered_at = time.monotonic()
        self.reply(api.post_status, b'{"status":"OK"}\n')
        return invocation.done.set()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    # Without Nagle's algorithm, as on the real one: headers and body are two writes.
    def finish_request(self, request, address):
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().finish_request(request, address)

    def handle_error(self, request, address):
        pass


class RuntimeApi:
    def __init__(self):
        self.waiting, self.taken, self.changed = collections.deque(), {}, threading.Condition()
        self.init_error, self.post_status = None, 202
        self.nexts, self.first_next_at = [], None
        self.server = Server(('127.0.0.1', 0), Handler)
        self.server.api = self
        threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()

    @property
    def host(self):
        return f'127.0.0.1:{self.server.server_address[1]}'

    def note_next(self, address):
        with self.changed:
            if self.first_next_at is None:
                self.first_next_at = time.monotonic()
            self.nexts.append(address)
            self.changed.notify_all()

    def take(self, is_gone):
        """The next event, as soon as there is one; None where whoever asked has gone."""
        with self.changed:
            # Also asked when there is an event: it must not go to a process that has ended since.
            while not is_gone():
                if self.waiting:
                    break
                self.changed.wait(0.02)
            else:
                return None
            invocation = self.waiting.popleft()
            self.taken[invocation.id] = invocation
            return invocation

    def submit(self, event, seconds=30):
        """`event` is bytes; `seconds` is the time that the function has."""
        invocation = Invocation(event, seconds)
        with self.changed:
            self.waiting.append(invocation)
            self.changed.notify_all()
        return invocation

    def invoke(self, event, seconds=30):
        return self.submit(event, seconds).wait()

    def wait_for_next(self, count, seconds=20):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.nexts) >= count, seconds):
                raise AssertionError(f'{len(self.nexts)} calls of next after {seconds} s, not {count}')

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Function:
    """A runtime that runs. `words` is its command; what it writes to stderr is in a file of `folder`."""

    def __init__(self, words, folder, environment):
        self.log = f'{folder}/stderr-{uuid.uuid4().hex}'
        with open(self.log, 'wb') as stream:
            self.started_at = time.monotonic()
            self.process = subprocess.Popen(words, env=environment, cwd='/', stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=stream)

    def logged(self):
        with open(self.log, encoding='utf-8') as stream:
            return stream.read()

    def wait(self, seconds=20):
        return self.process.wait(seconds)

    def end(self):
        """By SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.wait()


def as_bootstrap(program, folder):
    """A folder like /var/task, in which the program is named bootstrap; its path."""
    os.makedirs(folder, exist_ok=True)
    path = f'{folder}/bootstrap'
    if not os.path.lexists(path):
        os.symlink(os.path.abspath(program), path)
    return path
