#!/usr/bin/env python3
"""Makes the zip for AWS Lambda of a program, looks at what is in it, and lets it serve an event from where it is unpacked.

    lambda_zip_test.py PATH-OF-SEND-BOUNCE
"""
import os
import pathlib
import sys
import tempfile
import time
import zipfile

from clean_root import expect, run

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE / '../support'))

from lambda_api import Function, RuntimeApi  # noqa: E402

MAKE = HERE / '../../cmake/make-lambda-zip'
MOMENT = 1_700_000_000


def made(program, path, moment=MOMENT):
    run(sys.executable, MAKE, program, path, env={**os.environ, 'SOURCE_DATE_EPOCH': str(moment)})
    return pathlib.Path(path).read_bytes()


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        first = made(program, f'{scratch}/first.zip')
        time.sleep(2.1)  # a zip counts two seconds
        expect(first == made(program, f'{scratch}/second.zip'), 'made twice, the zip is not the same')
        made(program, f'{scratch}/old.zip', moment=0)
        with zipfile.ZipFile(f'{scratch}/first.zip') as content:
            entry, = content.infolist()
            expect(entry.filename == 'bootstrap', f'it holds {entry.filename}')
            expect(entry.external_attr >> 16 == 0o100755, f'the mode is {entry.external_attr >> 16:o}')
            expect(entry.date_time == time.gmtime(MOMENT)[:6], f'the time is {entry.date_time}')
            with open(program, 'rb') as stream:
                expect(content.read(entry) == stream.read(), 'the program has other bytes')
            content.extractall(f'{scratch}/task')
        unpacked = f'{scratch}/task/bootstrap'
        os.chmod(unpacked, entry.external_attr >> 16 & 0o777)  # as unzip(1) does, but not Python
        api = RuntimeApi()
        function = Function([unpacked], scratch, {'AWS_LAMBDA_RUNTIME_API': api.host, 'SEND_BOUNCE_OPTIONS': '--bounce-type DoesNotExist'})
        try:
            answer = api.invoke(b'{}')
            expect(answer.body == b'{"disposition": "CONTINUE"}', f'{answer.body}; {function.logged()}')
            expect(function.end() == 0, 'a signal did not end it in order')
        finally:
            function.process.kill()
            function.wait()
            api.stop()
    print('the zip holds the program, named bootstrap, and it serves')


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
