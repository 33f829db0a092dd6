"""A root folder with nothing in it but what is put there, to run programs in by chroot.

Used by the tests beside it. What Debian calls essential is stood for by libc and dash, copied from
this machine; for programs of another architecture by its libc, its emulator and a small shell.
"""
import os
import shutil
import subprocess
import sys

SKIP = 77


def skip(reason):
    print(f'skipped: {reason}')
    sys.exit(SKIP)


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            skip(f'no {tool} here')


def need_root():
    if os.geteuid() != 0:
        skip('chroot wants root')


def run(*command, **options):
    """Runs, and gives stdout back; ends the test where the command fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(truth, fault):
    if not truth:
        sys.exit(fault)


def libraries(program):
    """The files that the dynamic loader needs for a program of this machine; none for a static one."""
    done = subprocess.run(['ldd', program], capture_output=True, text=True)
    words = [line.split() for line in done.stdout.splitlines()]
    return [part[2] if len(part) > 2 and part[1] == '=>' else part[0]
            for part in words if len(part) > 1 and any(word.startswith('/') for word in part)]


def copy_in(root, path, at=None):
    target = root + (at or path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if not os.path.exists(target):
        shutil.copy(os.path.realpath(path), target)


def add_minimal_system(root):
    """A shell and the libraries of libc's package, which every Debian and every RPM system has."""
    copy_in(root, '/bin/sh')
    for library in libraries('/bin/sh'):
        copy_in(root, library)
    for name in ('libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'libresolv.so.2'):
        for folder in ('/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/lib64'):
            if os.path.exists(f'{folder}/{name}'):
                copy_in(root, f'{folder}/{name}')


def bounce_in(root, programs, examples):
    """Runs both programs of that root: the version, a refusal, and a mail bounced at the stand-in."""
    def inside(*command, **options):
        return subprocess.run([shutil.which('chroot'), root, *command], capture_output=True, text=True, timeout=120,
                              env={'HOME': '/', 'PATH': programs}, **options)

    version = inside(f'{programs}/send-bounce', '--version')
    expect(version.returncode == 0 and version.stdout, f'--version: {version}')
    refused = inside(f'{programs}/send-bounce', '--no-such-option')
    expect(refused.returncode == 252, f'an unknown option: {refused}')

    inbox = f'{root}/demo/inbox'
    os.makedirs(inbox)
    for name in os.listdir(examples):
        if name.endswith('.eml'):
            shutil.copy(f'{examples}/{name}', inbox)
    done = inside(f'{programs}/ses-stand-in', 'run', '--inbox', '/demo/inbox', '--outbox', '/demo/outbox',
                  '--identity', 'example.com', '--', '/bin/sh', '-c',
                  f'exec {programs}/send-bounce --original-message-id "$SES_STAND_IN_MESSAGE_ID"'
                  ' --bounce-sender postmaster@example.com'
                  ' --bounced-recipient-info-list Recipient=ann@example.com,BounceType=DoesNotExist')
    expect(done.returncode == 0 and '"MessageId"' in done.stdout, f'a bounce: {done}')
    outbox = os.listdir(f'{root}/demo/outbox/new')
    expect(len(outbox) == 1, f'the outbox holds {outbox}')
