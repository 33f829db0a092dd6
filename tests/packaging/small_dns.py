"""A server of names that knows one address: whoever asks for an A record (RFC 1035 §4.1) gets 127.0.0.1, of any name; other
questions have no answers.
"""
import contextlib
import socket
import struct
import threading

A_RECORD = 1
ANSWERED = 0x8180  # a response, recursion wanted and to be had, no error


def answer(question):
    identity, = struct.unpack_from('>H', question)
    end = question.index(b'\0', 12) + 5  # after the name, its type and class
    kind, = struct.unpack_from('>H', question, end - 4)
    records = b''
    if kind == A_RECORD:
        records = struct.pack('>HHHIH', 0xC00C, A_RECORD, 1, 60, 4) + socket.inet_aton('127.0.0.1')
    return struct.pack('>HHHHHH', identity, ANSWERED, 1, 1 if records else 0, 0, 0) + question[12:end] + records


@contextlib.contextmanager
def names():
    """Serves at 127.0.0.1, port 53, where C libraries ask. Raises OSError where that is not allowed or taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(('127.0.0.1', 53))
        asked = []

        def serve():
            while True:
                question, peer = server.recvfrom(512)
                if question == b'stop':
                    return
                asked.append(question)
                server.sendto(answer(question), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield asked
        finally:
            server.sendto(b'stop', server.getsockname())
            thread.join()
