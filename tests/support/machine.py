"""What this machine offers a test: a port, an address, Debian's Python with its packages."""
import contextlib
import os
import socket
import subprocess

DEBIAN_PYTHON = '/usr/bin/python3'  # python3-boto3 and the like belong to it


def free_port(address='127.0.0.1'):
    with contextlib.closing(socket.create_server((address, 0))) as server:
        return server.getsockname()[1]


def address_of_this_machine():
    """One that is not loopback; None where there is no network. Nothing is sent."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asking:
        try:
            asking.connect(('192.0.2.1', 9))
            return asking.getsockname()[0]
        except OSError:
            return None


def debian_python_has(modules):
    """Whether it can import all of them: 'boto3, pytest'."""
    return os.path.exists(DEBIAN_PYTHON) and subprocess.run(
        [DEBIAN_PYTHON, '-c', f'import {modules}'], capture_output=True, check=False).returncode == 0
