#!/usr/bin/env python3
"""Runs the services of docs/examples/compose and docs/examples/actions in the files of the image.

    services_test.py BUILD

BUILD is the folder of a release build. There is no daemon where CI runs: a container is a chroot as the service's user
here, with the entry point, command and variables of the example. The name `ses` is this machine's address on its
network where it has one, so that loopback would not do. `docker cp` copies into the chroot and out of it.
"""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

from clean_root import expect, need, need_root, run, skip  # noqa: E402
from machine import address_of_this_machine, free_port  # noqa: E402

try:
    import yaml
except ImportError:
    skip('no yaml for Python here')

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / 'docs/examples'
ENTRY_POINT = ['/usr/bin/send-bounce']  # cmake/container/Dockerfile
IMAGE_USER = '65534:65534'
IMAGE_VARIABLES = {'HOME': '/home/send-bounce', 'PATH': '/usr/bin'}
PORT = '8025'  # in the examples; another here, since it may be taken
DOCKER = '''#!/bin/sh
# docker cp FROM TO, where "ses:" is the container
in_root() { case $1 in ses:*) echo "$ROOT${1#ses:}" ;; *) echo "$1" ;; esac; }
[ "$1" = cp ] || exit 64
exec cp -R "$(in_root "$2")" "$(in_root "$3")"
'''


def example(name, port):
    """A file of YAML with variables in their defaults, and another port."""
    text = (EXAMPLES / name).read_text(encoding='utf-8').replace(PORT, port)
    return yaml.safe_load(re.sub(r'\$\{\w+:-([^}]*)\}', r'\1', text))


def make_root(build, root):
    run('cmake/container/make-root', build, root)
    (pathlib.Path(root) / 'etc/hosts').write_text(f'{address_of_this_machine() or "127.0.0.1"} ses\n', encoding='utf-8')


def in_container(root, user, words, variables):
    return {'args': [shutil.which('chroot'), f'--userspec={user}', root, *words], 'env': {**IMAGE_VARIABLES, **variables}}


@contextlib.contextmanager
def service(root, user, words, variables):
    """A service that runs; its stderr is all in `log` afterwards."""
    log = []
    process = subprocess.Popen(**in_container(root, user, words, variables), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               text=True)
    try:
        yield log
    finally:
        process.terminate()
        log.extend(process.communicate(timeout=20)[1].splitlines())


def is_loud_once(log):
    expect(sum('WARNING: --allow-network' in line for line in log) == 1, f'no loud line, or several: {log}')


def compose(build, scratch):
    root = f'{scratch}/compose'
    make_root(build, root)
    services = example('compose/compose.yaml', str(free_port('0.0.0.0')))['services']
    ses, app = services['ses'], services['app']
    expect(app['volumes'] == ['./mails:/mails:ro'] and ses['volumes'] == ['./mails:/mails', './bounces:/bounces'],
           'other folders: this test makes mails and bounces')
    owner = [int(number) for number in ses['user'].split(':')]
    for folder in ('mails', 'bounces'):
        os.makedirs(f'{root}/{folder}')
        os.chown(f'{root}/{folder}', *owner)
    for mail in EXAMPLES.glob('*.eml'):
        shutil.copyfile(mail, f'{root}/mails/{mail.name}')

    with service(root, ses['user'], ses['entrypoint'] + ses['command'], {}) as log:
        kind, *health = ses['healthcheck']['test']
        expect(kind == 'CMD' and ses['healthcheck']['interval'] == '1s', 'another health check')
        for _ in range(ses['healthcheck']['retries']):
            if subprocess.run(**in_container(root, ses['user'], health, {}), capture_output=True, check=False).returncode == 0:
                break
            time.sleep(1)
        else:
            expect(False, 'ses never becomes healthy')
        expect(app['depends_on']['ses']['condition'] == 'service_healthy', 'app does not wait')
        done = subprocess.run(**in_container(root, app['user'], ENTRY_POINT + app['command'], app['environment']),
                              capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode == 0 and '"MessageId"' in done.stdout, f'app: {done}')
    is_loud_once(log)
    expect(len(os.listdir(f'{root}/bounces/new')) == 1, 'compose: no bounce')


def actions(build, scratch):
    if subprocess.run(['/usr/bin/python3', '-c', 'import boto3'], capture_output=True, check=False).returncode != 0:
        print('actions: skipped, no boto3 for /usr/bin/python3')
        return False
    root, work, programs = f'{scratch}/actions', f'{scratch}/work', f'{scratch}/bin'
    make_root(build, root)
    job = example('actions/bounces.yml', str(free_port('0.0.0.0')))['jobs']['test']
    ses = job['services']['ses']
    for folder in (f'{work}/mails', programs):
        os.makedirs(folder)
    for mail in EXAMPLES.glob('*.eml'):
        shutil.copyfile(mail, f'{work}/mails/{mail.name}')
    shutil.copy(EXAMPLES / 'pytest/bouncer.py', work)
    pathlib.Path(f'{programs}/docker').write_text(DOCKER, encoding='utf-8')
    os.chmod(f'{programs}/docker', 0o755)
    os.symlink('/usr/bin/python3', f'{programs}/python3')
    option, entry_point = ses['options'].split()
    expect(option == '--entrypoint', f'other options: {ses["options"]}')

    of_runner = {name: value for name, value in os.environ.items() if not name.startswith('AWS_')}
    variables = {**of_runner, 'PATH': f'{programs}:{os.environ["PATH"]}', 'ROOT': root, **job['env']}
    with service(root, IMAGE_USER, [entry_point], ses['env']) as log:
        for step in job['steps']:
            if 'run' not in step or step['name'] == 'Install boto3':
                continue
            script = step['run'].replace('${{ job.services.ses.id }}', 'ses')
            done = subprocess.run(['bash', '-e', '-c', script], cwd=work, env=variables, capture_output=True, text=True,
                                  timeout=120, check=False)
            expect(done.returncode == 0, f'{step["name"]}: {done}')
    is_loud_once(log)
    return True


def main():
    build = os.path.abspath(sys.argv[1])
    os.chdir(EXAMPLES.parents[1])
    need_root()
    need('chroot', 'bash', 'curl')
    with tempfile.TemporaryDirectory(prefix='services') as scratch:
        os.chmod(scratch, 0o755)
        compose(build, scratch)
        with_actions = actions(build, scratch)
    print(f'the services of compose{" and Actions" if with_actions else ""} receive and bounce')


if __name__ == '__main__':
    main()
