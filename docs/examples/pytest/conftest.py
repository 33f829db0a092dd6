"""Starts a stand-in for each test. Its inbox holds the messages of the folder mails, as if they had been received now."""
import email
import json
import pathlib
import shutil
import subprocess

import pytest

MAILS = pathlib.Path(__file__).parent / 'mails'


class StandIn:
    def __init__(self, folder, *options):
        self.inbox, self.outbox = folder / 'inbox', folder / 'outbox'
        # copyfile, not copy: a message can be bounced for 24 hours, which count from the time of the file.
        shutil.copytree(MAILS, self.inbox, copy_function=shutil.copyfile)
        self.process = subprocess.Popen(
            ['ses-stand-in', '--inbox', self.inbox, '--outbox', self.outbox, '--identity', 'example.com',
             '--access-key-id', 'STANDIN', '--secret-access-key', 'stand-in', *options], stdout=subprocess.PIPE, text=True)
        self.facts = {}
        for line in self.process.stdout:  # until the line "ready"
            name, _, value = line.strip().partition(': ')
            self.facts[name] = value
            if name == 'ready':
                return
        raise RuntimeError(f'ses-stand-in ended with {self.process.wait()}')

    def event(self, name):
        """The event that the Lambda action of a receipt rule gets for the message in the file NAME.eml."""
        notification = json.loads((self.inbox / f'{name}.notification.json').read_text())
        received = {'mail': notification['mail'], 'receipt': notification['receipt']}
        return {'Records': [{'eventSource': 'aws:ses', 'eventVersion': '1.0', 'ses': received}]}

    def bounces(self):
        """The bounces that were sent, as messages of Python's email package."""
        return [email.message_from_bytes(path.read_bytes()) for path in (self.outbox / 'new').iterdir()]

    def stop(self):
        self.process.terminate()
        self.process.communicate()


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A function that starts a stand-in with the given options, for example '--fault', 'throttle'."""
    started = []

    def start(*options):
        started.append(StandIn(tmp_path, *options))
        monkeypatch.setenv('AWS_ENDPOINT_URL_SES', started[0].facts['endpoint'])
        monkeypatch.setenv('AWS_DEFAULT_REGION', 'us-east-1')
        monkeypatch.setenv('AWS_ACCESS_KEY_ID', 'STANDIN')
        monkeypatch.setenv('AWS_SECRET_ACCESS_KEY', 'stand-in')
        monkeypatch.delenv('AWS_SESSION_TOKEN', raising=False)
        monkeypatch.delenv('AWS_PROFILE', raising=False)
        return started[0]

    yield start
    for one in started:
        one.stop()
