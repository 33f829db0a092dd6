"""A server of names on this machine's loopback, for one test at a time (RFC 1035 §4; over TCP as in §4.2.2).

It knows the zone dns.test: six.dns.test has the IPv6 address of loopback alone, every other name in it the IPv4 address
alone. Over UDP, names that begin with "big" are answered with the flag for a cut answer and no record, so that who wants
their address must ask again over TCP. Names outside the zone do not exist.
"""
import contextlib
import socket
import struct
import threading

A_RECORD, AAAA_RECORD = 1, 28
ANSWERED = 0x8180  # a response, recursion wanted and to be had, no error
IS_CUT = 0x0200
NO_SUCH_NAME = 3
ADDRESSES = {A_RECORD: socket.inet_aton('127.0.0.1'), AAAA_RECORD: socket.inet_pton(socket.AF_INET6, '::1')}


def read_question(message):
    """The name, in lower case, and the type that is asked for."""
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode('ascii').lower())
        at += 1 + message[at]
    kind, = struct.unpack_from('>H', message, at + 1)
    return '.'.join(labels), kind, at + 5


def answer(message, transport):
    name, kind, end = read_question(message)
    flags, records = ANSWERED, b''
    if not name.endswith('.dns.test'):
        flags |= NO_SUCH_NAME
    elif transport == 'UDP' and name.startswith('big'):
        flags |= IS_CUT
    elif kind == (AAAA_RECORD if name.startswith('six.') else A_RECORD):
        address = ADDRESSES[kind]
        records = struct.pack('>HHHIH', 0xC00C, kind, 1, 60, len(address)) + address
    return message[:2] + struct.pack('>HHHHH', flags, 1, 1 if records else 0, 0, 0) + message[12:end] + records


def serve_udp(server, asked):
    while True:
        message, peer = server.recvfrom(512)
        if message == b'stop':
            return
        asked.append(('UDP', read_question(message)[0]))
        server.sendto(answer(message, 'UDP'), peer)


def read_exactly(connection, count):
    data = b''
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def serve_tcp(server, asked):
    while True:
        try:
            connection, _ = server.accept()
        except OSError:  # shut down
            return
        with connection, contextlib.suppress(EOFError, OSError):
            connection.settimeout(10)
            while True:
                length, = struct.unpack('>H', read_exactly(connection, 2))
                message = read_exactly(connection, length)
                asked.append(('TCP', read_question(message)[0]))
                told = answer(message, 'TCP')
                connection.sendall(struct.pack('>H', len(told)) + told)


@contextlib.contextmanager
def names():
    """Serves at 127.0.0.1, port 53, where C libraries ask; gives the list of (transport, name) that grows with each
    question. Raises OSError where that port is not allowed or taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for server in (udp, tcp):
            server.bind(('127.0.0.1', 53))
        tcp.listen(8)
        asked = []
        threads = [threading.Thread(target=serve_udp, args=(udp, asked)), threading.Thread(target=serve_tcp, args=(tcp, asked))]
        for thread in threads:
            thread.start()
        try:
            yield asked
        finally:
            udp.sendto(b'stop', udp.getsockname())
            tcp.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
