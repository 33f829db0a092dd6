#!/usr/bin/env python3
"""Makes the packages of a release build, installs each into an empty root, and bounces a mail there.

    packages_test.py BUILD

BUILD is the folder of a release build. The static file's packages must install where there is nothing, those of a build
with glibc where there is libc. What cannot be done here (no rpm, no root, no lintian) is skipped, and said.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

from clean_root import SKIP, add_minimal_system, bounce_in, expect, need, run

# What every package holds, beside the programs. Shells look for their completions where COMPLETIONS says.
DOCUMENTS = ['README.md', 'docs/differences.md', 'send-bounce.spdx.json', 'third-party/CLI11.txt']
COMPLETIONS = ['bash-completion/completions/send-bounce', 'fish/vendor_completions.d/send-bounce.fish']
ZSH = {'deb': 'zsh/vendor-completions/_send-bounce'}
ZSH_ELSEWHERE = 'zsh/site-functions/_send-bounce'
RPM_ITSELF = ('rpmlib(',)
# Names and versions of symbols in libc, which every distribution tells the same way.
LIBC = re.compile(r'lib(c|m)\.so\.6|ld-linux-[\w-]+\.so\.\d|rtld\(GNU_HASH\)')
NEWEST_GLIBC = 34


class Build:
    def __init__(self, folder):
        self.folder = folder
        with open(f'{folder}/package/send-bounce.spdx.json', encoding='utf-8') as stream:
            links = json.load(stream)['relationships']
        self.inside = {link['relatedSpdxElement'].removeprefix('SPDXRef-') for link in links
                       if link['relationshipType'] == 'STATIC_LINK'}
        self.is_linked_in, self.is_static = 'OpenSSL' in self.inside, 'musl' in self.inside


def check_tree(root, prefix, kind, build):
    share = f'{root}{prefix}/share'
    wanted = [f'doc/send-bounce/{name}' for name in DOCUMENTS + [f'third-party/{name}.txt' for name in build.inside]]
    for name in wanted + COMPLETIONS + [ZSH.get(kind, ZSH_ELSEWHERE)]:
        expect(os.path.exists(f'{share}/{name}') and os.path.getsize(f'{share}/{name}') > 0, f'{kind}: no share/{name}')
    for program in ('send-bounce', 'ses-stand-in'):
        sections = run('readelf', '-W', '-S', f'{root}{prefix}/bin/{program}')
        expect('.symtab' not in sections and '.debug' not in sections, f'{kind}: {program} is not stripped')


def try_programs(root, programs):
    """Without root the programs are run where they lie."""
    if os.geteuid() == 0:
        add_minimal_system(root)
        bounce_in(root, programs, 'docs/examples')
    else:
        print('not root: only --version is run, outside a chroot')
        expect(run(f'{root}{programs}/send-bounce', '--version'), 'no version')


def check_deb(package, root, build):
    need('dpkg', 'dpkg-deb')
    fields = {name: run('dpkg-deb', '-f', package, name).strip()
              for name in ('Package', 'Section', 'Depends', 'Recommends', 'Maintainer', 'Installed-Size')}
    expect(fields['Package'] == 'send-bounce' and fields['Section'] == 'mail', f'{package}: {fields}')
    expect(fields['Recommends'] == 'ca-certificates', f'{package}: {fields}')
    if build.is_static:
        expect(not fields['Depends'], f"{package} depends on {fields['Depends']}")
    elif build.is_linked_in:
        names = {entry.split()[0] for entry in fields['Depends'].split(',')}
        expect(names == {'libc6'}, f"{package} depends on {fields['Depends']}")
    if shutil.which('lintian'):
        # Root may run it as well; lintian only warns that it need not be.
        done = subprocess.run(['lintian', '--allow-root', '--fail-on', 'error,warning', '--tag-display-limit', '0', package],
                              capture_output=True, text=True)
        expect(done.returncode == 0 and 'W: ' not in done.stdout, f'lintian:\n{done.stdout}{done.stderr}')
        unused = [line for line in done.stdout.splitlines() if 'unused-override' in line]
        expect(not unused, f'lintian: {unused}')
    else:
        print('deb: no lintian here')
    if os.geteuid() == 0:
        os.makedirs(f'{root}/var/lib/dpkg/updates')
        os.makedirs(f'{root}/var/lib/dpkg/info')
        open(f'{root}/var/lib/dpkg/status', 'w').close()
        # libc, where it is wanted, is put there by hand; dpkg does not know it.
        run('dpkg', f'--root={root}', *([] if build.is_static else ['--force-depends']), '--force-script-chrootless',
            '--log=/dev/null', '--install', package)
        state = run('dpkg-query', f'--admindir={root}/var/lib/dpkg', '-W', '-f', '${db:Status-Status}', 'send-bounce')
        expect(state == 'installed', f'dpkg says {state}')
    else:
        run('dpkg-deb', '-x', package, root)
    documents = f'{root}/usr/share/doc/send-bounce'
    expect(os.path.exists(f'{documents}/copyright') and os.path.exists(f'{documents}/changelog.gz'),
           'what policy 12.5 and 12.7 want is missing')
    for folder, _, names in os.walk(f'{root}/usr/share/man'):
        for name in names:
            expect(name.endswith('.gz'), f'{folder}/{name} is not compressed')


def check_rpm(package, root, build):
    requires = [line for line in run('rpm', '-qp', '--requires', package).splitlines() if not line.startswith(RPM_ITSELF)]
    if build.is_static:
        expect(not requires, f'{package} requires {requires}')
    elif build.is_linked_in:
        foreign = [line for line in requires if not LIBC.match(line)]
        expect(not foreign, f'{package} requires {foreign}')
        newer = [line for line in requires if int((re.search(r'GLIBC_2\.(\d+)', line) or [0, 0])[1]) > NEWEST_GLIBC]
        expect(not newer and 'GLIBC_ABI' not in str(requires), f'{package} requires {newer or requires}')
    expect(run('rpm', '-qp', '--recommends', package).split() == ['ca-certificates'], f'{package}: what it recommends')
    if os.geteuid() == 0:
        run('rpm', '--root', root, '--dbpath', '/var/lib/rpm', '--initdb')
        # The packages of this machine's distribution, which are no RPMs, are not known to it.
        run('rpm', '--root', root, '--dbpath', '/var/lib/rpm', '--install', *([] if build.is_static else ['--nodeps']), package)
        listed = run('rpm', '--root', root, '--dbpath', '/var/lib/rpm', '-q', '-l', 'send-bounce').split()
        expect('/usr/bin/send-bounce' in listed, f'rpm lists {listed}')
    else:
        archive = subprocess.run(['rpm2cpio', package], capture_output=True, check=True).stdout
        subprocess.run(['cpio', '-idm', '--quiet'], input=archive, cwd=root, check=True)


def check_tgz(package, root, build):
    with tarfile.open(package) as archive:
        tops = {name.split('/')[0] for name in archive.getnames()}
        expect(len(tops) == 1, f'{package} unpacks to {tops}')
        archive.extractall(root)
    return '/' + tops.pop()


def main():
    build = Build(os.path.abspath(sys.argv[1]))
    os.chdir(f'{os.path.dirname(os.path.abspath(__file__))}/../..')
    need('cpack', 'readelf')
    shutil.rmtree(f'{build.folder}/packages', ignore_errors=True)
    run('cpack', '--config', f'{build.folder}/CPackConfig.cmake')
    passed, skipped = 0, 0
    for kind, tool, check, prefix in (('deb', 'dpkg-deb', check_deb, '/usr'), ('rpm', 'rpmbuild', check_rpm, '/usr'),
                                      ('tar.gz', 'tar', check_tgz, None)):
        if not shutil.which(tool):
            print(f'{kind}: skipped, no {tool} here')
            skipped += 1
            continue
        packages = glob.glob(f'{build.folder}/packages/*.{kind}')
        expect(len(packages) == 1, f'{kind}: cpack made {packages}')
        with tempfile.TemporaryDirectory(prefix='root') as root:
            top = check(packages[0], root, build) or prefix
            check_tree(root, top, kind, build)
            try_programs(root, f'{top}/bin')
        print(f'{kind}: {os.path.getsize(packages[0])} bytes, installed and run')
        passed += 1
    print(f'{passed} passed, 0 failed, {skipped} skipped')
    sys.exit(0 if passed else SKIP)


if __name__ == '__main__':
    main()
