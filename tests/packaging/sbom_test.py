#!/usr/bin/env python3
"""Holds the bill of materials against the SPDX 2.3 specification and against the programs.

    sbom_test.py BUILD

The rules are those of spdx.github.io/spdx-spec/v2.3: clause 6 (document), 7 (packages), 11 (relationships), annex D
(licence expressions); the licences' short names are those of the SPDX licence list.
"""
import json
import re
import subprocess
import sys

LICENCES = {'Apache-2.0', 'BSD-3-Clause', 'CC0-1.0', 'curl', 'GPL-3.0-or-later', 'LGPL-2.1-or-later', 'MIT',
            'X11-distribute-modifications-variant'}
EXCEPTIONS = {'GCC-exception-3.1'}
ID = re.compile(r'SPDXRef-[A-Za-z0-9.-]+')
# Where the programs name what is in them, and the library of that name.
BANNERS = {'OpenSSL': r'OpenSSL (\d+\.\d+\.\d+) \d', 'libcurl': r'libcurl/(\d+\.\d+\.\d+)', 'expat': r'expat_(\d+\.\d+\.\d+)'}
# The library to each name that the dynamic loader may be asked for.
SONAMES = {'libcurl.so.4': 'libcurl', 'libssl.so.3': 'OpenSSL', 'libcrypto.so.3': 'OpenSSL', 'libexpat.so.1': 'expat',
           'libyaml-0.so.2': 'libyaml', 'libyaml-cpp.so.0.7': 'yaml-cpp', 'libstdc++.so.6': 'libstdcxx', 'libgcc_s.so.1': 'libstdcxx',
           'libc.so.6': 'glibc', 'libm.so.6': 'glibc', 'ld-linux-x86-64.so.2': 'glibc', 'ld-linux-aarch64.so.1': 'glibc'}

faults = []


def expect(truth, fault):
    if not truth:
        faults.append(fault)


def check_document(document):
    expect(document.get('spdxVersion') == 'SPDX-2.3', '6.1 spdxVersion')
    expect(document.get('dataLicense') == 'CC0-1.0', '6.2 dataLicense')
    expect(document.get('SPDXID') == 'SPDXRef-DOCUMENT', '6.3 SPDXID')
    expect(document.get('name'), '6.4 name')
    namespace = document.get('documentNamespace', '')
    expect(re.fullmatch(r'[a-z][a-z0-9+.-]*:[^#\s]+', namespace), f'6.5 documentNamespace {namespace!r}')
    information = document.get('creationInfo', {})
    expect(re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', information.get('created', '')), '6.9 created')
    creators = information.get('creators', [])
    expect(creators and all(re.match(r'(Person|Organization|Tool): \S', name) for name in creators), '6.8 creators')


def check_licence(text, where):
    licence, _, exception = text.partition(' WITH ')
    expect(licence in LICENCES, f'{where}: licence {licence!r}')
    expect(not exception or exception in EXCEPTIONS, f'{where}: exception {exception!r}')


def check_package(package):
    name = package.get('name', '')
    expect(name, '7.1 name')
    expect(ID.fullmatch(package.get('SPDXID', '')), f'{name}: 7.2 SPDXID')
    expect(package.get('downloadLocation'), f'{name}: 7.7 downloadLocation')
    expect(package.get('filesAnalyzed') is False, f'{name}: 7.8 without files, filesAnalyzed is false')
    expect(re.fullmatch(r'\d\S*', package.get('versionInfo', '')), f'{name}: 7.3 version {package.get("versionInfo")!r}')
    for field in ('licenseConcluded', 'licenseDeclared'):
        check_licence(package.get(field, ''), f'{name}: {field}')
    for reference in package.get('externalRefs', []):
        expect(reference['referenceCategory'] == 'PACKAGE-MANAGER' and reference['referenceType'] == 'purl',
               f'{name}: 7.21 external reference')
        expect(re.fullmatch(r'pkg:deb/debian/[a-z0-9.%A-F+-]+@[A-Za-z0-9.~%-]+\?arch=source', reference['referenceLocator']),
               f'{name}: purl {reference["referenceLocator"]!r}')


def check_relationships(document):
    ids = {package['SPDXID'] for package in document['packages']} | {document['SPDXID']}
    expect(len(ids) == len(document['packages']) + 1, '3.2 an id stands twice')
    kinds = {}
    for relationship in document['relationships']:
        for end in ('spdxElementId', 'relatedSpdxElement'):
            expect(relationship[end] in ids, f'11.1 unknown {relationship[end]}')
        kinds[relationship['relatedSpdxElement']] = relationship['relationshipType']
    expect(kinds.get('SPDXRef-send-bounce') == 'DESCRIBES', '11 the document describes send-bounce')
    expect(set(kinds.values()) <= {'DESCRIBES', 'STATIC_LINK', 'DYNAMIC_LINK'}, f'11.1 {kinds}')
    return {name.removeprefix('SPDXRef-'): kind for name, kind in kinds.items()}


def check_program(program, versions, kinds):
    dynamic = subprocess.run(['readelf', '-d', program], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r'\(NEEDED\).*\[(.*)\]', dynamic)
    for soname in needed:
        library = SONAMES.get(soname)
        expect(library, f'{program} needs {soname}, which the bill does not know')
        expect(kinds.get(library) == 'DYNAMIC_LINK', f'{program} needs {soname}, but {library} is {kinds.get(library)}')
    with open(program, 'rb') as stream:
        text = stream.read().decode('latin-1')
    for library, banner in BANNERS.items():
        for version in set(re.findall(banner, text)) if kinds.get(library) == 'STATIC_LINK' else ():
            expect(versions[library].startswith(version), f'{program} holds {library} {version}, not {versions[library]}')


def main():
    build = sys.argv[1]
    with open(f'{build}/package/send-bounce.spdx.json', encoding='utf-8') as stream:
        document = json.load(stream)
    check_document(document)
    for package in document['packages']:
        check_package(package)
    kinds = check_relationships(document)
    versions = {package['name']: package['versionInfo'] for package in document['packages']}
    for program in ('send-bounce', 'ses-stand-in'):
        check_program(f'{build}/{program}', versions, kinds)
    if faults:
        sys.exit('\n'.join(faults))
    print(f"{len(document['packages'])} packages, {len(document['relationships'])} relationships")


if __name__ == '__main__':
    main()
