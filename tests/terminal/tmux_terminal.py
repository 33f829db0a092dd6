"""A terminal of its own for a test: tmux, on a socket that nobody else has."""
import os
import shutil
import subprocess
import tempfile
import time

WAIT = 30.0  # seconds for what takes milliseconds on an idle machine


def is_installed():
    return shutil.which('tmux') is not None


class Terminal:
    """A shell on a screen of tmux. `screen()` is what a person would see, without blanks at the ends
    of lines."""

    def __init__(self, home, environment, columns=80, rows=24):
        self.folder = tempfile.TemporaryDirectory(prefix='tmux')
        self.socket = os.path.join(self.folder.name, 's')
        self.environment = {'PATH': os.environ['PATH'], 'HOME': home, 'LANG': 'C.UTF-8', 'PS1': '$ ',
                            **environment}
        shell = ['env', '-i', *(f'{name}={value}' for name, value in self.environment.items()),
                 'TERM=tmux-256color', 'sh']
        # TERM: what the program under test believes; the server itself runs without a terminal.
        self.tmux('-f', '/dev/null', 'new-session', '-d', '-x', str(columns), '-y', str(rows),
                  '-c', home, *shell)
        # Whatever comes out stays to be seen, also when the shell ends.
        self.tmux('set-option', '-g', 'status', 'off')
        self.tmux('resize-window', '-x', str(columns), '-y', str(rows))
        self.wait_for(lambda screen: screen.startswith('$'))

    def tmux(self, *words):
        done = subprocess.run(['tmux', '-S', self.socket, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False, timeout=WAIT, text=True,
                              env={'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8', 'TERM': 'xterm'})
        if done.returncode != 0:
            raise AssertionError(f'tmux {words}: {done.stderr}')
        return done.stdout

    def close(self):
        self.tmux('kill-server')
        self.folder.cleanup()

    def screen(self):
        lines = [line.rstrip() for line in self.tmux('capture-pane', '-p').split('\n')]
        while lines and not lines[-1]:
            lines.pop()
        return '\n'.join(lines)

    def wait_for(self, wanted):
        """Until the screen holds the text, or the function says yes to it; the screen."""
        says_yes = wanted if callable(wanted) else lambda screen: wanted in screen
        end = time.monotonic() + WAIT
        while True:
            screen = self.screen()
            if says_yes(screen):
                return screen
            if time.monotonic() > end:
                raise AssertionError(f'{wanted!r} never came; the screen:\n{screen}')
            time.sleep(0.03)

    def type(self, text):
        self.tmux('send-keys', '-l', '--', text)

    def press(self, *keys):
        self.tmux('send-keys', '--', *keys)

    def run(self, command):
        self.type(command)
        self.press('Enter')

    def resize(self, columns, rows):
        self.tmux('resize-window', '-x', str(columns), '-y', str(rows))

    def cursor(self):
        row, column = self.tmux('display-message', '-p', '#{cursor_y} #{cursor_x}').split()
        return int(row), int(column)
