"""The stand-in as a server of a test, and the examples of docs/examples/received as if they had come just now."""
import datetime
import pathlib
import subprocess

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / 'docs/examples/received'
WRITTEN = datetime.datetime(2026, 11, 27, 11, 50, tzinfo=datetime.timezone.utc)
KEYS = {'AWS_ACCESS_KEY_ID': 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret'}


def moved(data, to):
    """The bytes of an example with the time of receipt moved; it is written in two forms."""
    for form in ('%Y-%m-%dT%H:%M:%S', '%a, %d %b %Y %H:%M:%S'):
        data = data.replace(WRITTEN.strftime(form).encode(), to.strftime(form).encode())
    return data


class LocalSes:
    """A stand-in that serves; what it prints before "ready" is in `printed`, by name."""

    def __init__(self, program, inbox, outbox, *options, environment):
        self.process = subprocess.Popen([program, 'serve', '--inbox', inbox, '--outbox', outbox, '--rate', '0', *options],
                                        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.printed = {}
        for line in self.process.stdout:
            name, _, value = line.strip().partition(': ')
            if name == 'ready':
                return
            self.printed[name] = value
        raise AssertionError(f'the stand-in ended before it was ready; exit code {self.process.wait()}')

    @property
    def endpoint(self):
        return self.printed['endpoint']

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()
