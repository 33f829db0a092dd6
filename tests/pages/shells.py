"""Interactive shells on a pseudo terminal, for tests that press TAB. The programs must be in PATH: fish loads no
completions for a command that is not there."""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import termios
import time

# What each shell is told at its start: where the completions are, and that Ctrl-X Ctrl-P shows the line typed so far.
SETUP = {
    'bash': r"""
PS1='READY> '
bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; bind 'set page-completions off'
bind 'set completion-query-items 0'
show() { printf '\n<<%s>>\n' "$READLINE_LINE"; }
bind -x '"\C-x\C-p": show'
source "$SHARE/bash-completion/completions/send-bounce"
source "$SHARE/bash-completion/completions/ses-stand-in"
""",
    'zsh': r"""
PS1='READY> '
unsetopt zle_bracketed_paste prompt_sp; unset zle_bracketed_paste
fpath=("$SHARE/zsh/site-functions" $fpath)
autoload -Uz compinit; compinit -u -d "$HOME/zcompdump"
LISTMAX=1000
setopt no_list_beep no_beep
show() { print -r -- "
<<$BUFFER>>" }
zle -N show; bindkey '^X^P' show
""",
    'fish': r"""
function fish_prompt; echo -n 'READY> '; end
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
set -p fish_complete_path "$SHARE/fish/vendor_completions.d"
bind \cx\cp 'echo; echo "<<"(commandline | string collect)">>"'
""",
}

# As Debian's bash-completion finds the file by itself.
SETUP['bash-completion'] = SETUP['bash'].split('source')[0] + """
XDG_DATA_DIRS=$SHARE
source /usr/share/bash-completion/bash_completion
"""

COMMANDS = {
    'bash': ['bash', '--norc', '--noprofile', '-i'],
    'zsh': ['zsh', '-f', '-i'],
    'fish': ['fish', '--no-config', '-i'],
}


class Shell:
    """One interactive shell in a folder; close() it."""

    def __init__(self, name, share, folder, variables, setup=None):
        self.name = name
        environment = {'PATH': f'{share.parent}:{os.environ["PATH"]}', 'HOME': str(folder), 'TERM': 'xterm', 'LANG': 'C.UTF-8',
                       'SHARE': str(share), **variables}
        start = folder / f'start.{name}'
        start.write_text(SETUP[setup or name])
        program = shutil.which(name)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(program, COMMANDS[name], environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 60, 200, 0, 0))
        self.seen = ''
        # fish asks the terminal what it is before its first prompt.
        time.sleep(0.5)
        self.press(f'source {start}\r')
        self.press('echo set-"up"\r')
        self.wait_for(r'set-up')

    def press(self, keys):
        os.write(self.terminal, keys.encode())

    def read(self, seconds):
        if not select.select([self.terminal], [], [], seconds)[0]:
            return False
        try:
            self.seen += os.read(self.terminal, 65536).decode(errors='replace')
            return True
        except OSError:
            return False

    def wait_for(self, pattern):
        end = time.monotonic() + 30
        while not re.search(pattern, self.seen):
            if time.monotonic() > end:
                raise AssertionError(f'{self.name}: {pattern!r} never came; seen: {self.seen!r}')
            self.read(0.5)

    def complete(self, line, expected, back=0):
        """What TAB makes of a line; asked for until it is what is expected, since a shell takes its time. `back`: so many
        characters stand behind the cursor."""
        self.press('\x15' + line + '\x02' * back + '\t')
        end = time.monotonic() + 5
        while True:
            self.seen = ''
            self.press('\x18\x10')
            self.wait_for(r'(?s)<<.*>>')
            found = re.search(r'(?s)<<(.*?)>>', re.sub(r'\x1b\[[0-9;?]*[A-Za-z]', '', self.seen)).group(1)
            if found == expected or time.monotonic() > end:
                return found
            time.sleep(0.1)

    def list(self, line, last):
        """What is shown below a line after TAB, pressed twice, up to the text that comes last."""
        self.seen = ''
        self.press('\x15' + line + '\t\t')
        self.wait_for(re.escape(line) + r'(?s:.*)' + re.escape(last))
        return self.seen.split(line, 1)[1]

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
