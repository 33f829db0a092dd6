#!/usr/bin/env python3
"""Makes the packages of a release build, installs each into an empty root, and bounces a mail there.

    packages_test.py BUILD

BUILD is the folder of a release build. What cannot be done here (no rpm, no root) is skipped, and said.
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

from clean_root import SKIP, add_minimal_system, bounce_in, expect, need, run

# What every package holds, beside the programs.
DOCUMENTS = ['README.md', 'docs/differences.md', 'send-bounce.spdx.json', 'third-party/CLI11.txt']
LINKED_IN = ['OpenSSL', 'libcurl', 'expat', 'yaml-cpp', 'libyaml', 'libstdcxx']
LIBC = ('libc.so', 'libm.so', 'ld-linux', 'rtld(', 'rpmlib(')


def is_linked_in(build):
    """Whether that build took the static libraries, by its own bill of materials."""
    with open(f'{build}/package/send-bounce.spdx.json', encoding='utf-8') as stream:
        links = json.load(stream)['relationships']
    return any(link['relatedSpdxElement'] == 'SPDXRef-OpenSSL' and link['relationshipType'] == 'STATIC_LINK'
               for link in links)


def check_documents(root, prefix, linked_in):
    documents = f'{root}{prefix}/share/doc/send-bounce'
    wanted = DOCUMENTS + [f'third-party/{name}.txt' for name in LINKED_IN if linked_in]
    for name in wanted:
        expect(os.path.getsize(f'{documents}/{name}') > 0, f'{name} is not in the package')


def try_programs(root, programs):
    """Without root the programs are run where they lie."""
    if os.geteuid() == 0:
        add_minimal_system(root)
        bounce_in(root, programs, 'docs/examples')
    else:
        print('not root: only --version is run, outside a chroot')
        expect(run(f'{root}{programs}/send-bounce', '--version'), 'no version')


def check_deb(package, root, linked_in):
    need('dpkg', 'dpkg-deb')
    fields = {name: run('dpkg-deb', '-f', package, name).strip()
              for name in ('Package', 'Section', 'Depends', 'Recommends', 'Maintainer', 'Installed-Size')}
    expect(fields['Package'] == 'send-bounce' and fields['Section'] == 'mail', f'{package}: {fields}')
    if linked_in:
        names = {entry.split()[0] for entry in fields['Depends'].split(',')}
        expect(names == {'libc6'}, f"{package} depends on {fields['Depends']}")
    if os.geteuid() == 0:
        os.makedirs(f'{root}/var/lib/dpkg/updates')
        os.makedirs(f'{root}/var/lib/dpkg/info')
        open(f'{root}/var/lib/dpkg/status', 'w').close()
        # libc is put there by hand; dpkg does not know it.
        run('dpkg', f'--root={root}', '--force-depends', '--force-script-chrootless', '--log=/dev/null',
            '--install', package)
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


def check_rpm(package, root, linked_in):
    requires = run('rpm', '-qp', '--requires', package).split('\n')
    if linked_in:
        foreign = [line for line in requires if line and not line.startswith(LIBC)]
        expect(not foreign, f'{package} requires {foreign}')
    if os.geteuid() == 0:
        run('rpm', '--root', root, '--dbpath', '/var/lib/rpm', '--initdb')
        run('rpm', '--root', root, '--dbpath', '/var/lib/rpm', '--install', '--nodeps', '--ignorearch', package)
        listed = run('rpm', '--root', root, '--dbpath', '/var/lib/rpm', '-q', '-l', 'send-bounce').split()
        expect('/usr/bin/send-bounce' in listed, f'rpm lists {listed}')
    else:
        archive = subprocess.run(['rpm2cpio', package], capture_output=True, check=True).stdout
        subprocess.run(['cpio', '-idm', '--quiet'], input=archive, cwd=root, check=True)


def check_tgz(package, root, linked_in):
    with tarfile.open(package) as archive:
        tops = {name.split('/')[0] for name in archive.getnames()}
        expect(len(tops) == 1, f'{package} unpacks to {tops}')
        archive.extractall(root)
    return '/' + tops.pop()


def main():
    build = os.path.abspath(sys.argv[1])
    linked_in = is_linked_in(build)
    os.chdir(f'{os.path.dirname(os.path.abspath(__file__))}/../..')
    need('cpack')
    shutil.rmtree(f'{build}/packages', ignore_errors=True)
    run('cpack', '--config', f'{build}/CPackConfig.cmake')
    passed, skipped = 0, 0
    for kind, tool, check, prefix in (('deb', 'dpkg-deb', check_deb, '/usr'), ('rpm', 'rpmbuild', check_rpm, '/usr'),
                                      ('tar.gz', 'tar', check_tgz, None)):
        if not shutil.which(tool):
            print(f'{kind}: skipped, no {tool} here')
            skipped += 1
            continue
        packages = glob.glob(f'{build}/packages/*.{kind}')
        expect(len(packages) == 1, f'{kind}: cpack made {packages}')
        with tempfile.TemporaryDirectory(prefix='root') as root:
            top = check(packages[0], root, linked_in) or prefix
            check_documents(root, top, linked_in)
            try_programs(root, f'{top}/bin')
        print(f'{kind}: {os.path.getsize(packages[0])} bytes, installed and run')
        passed += 1
    print(f'{passed} passed, 0 failed, {skipped} skipped')
    sys.exit(0 if passed else SKIP)


if __name__ == '__main__':
    main()
