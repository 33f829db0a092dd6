#!/usr/bin/env python3
"""Presses TAB in real shells, each with the completions as they are installed.

    BUILD_FOLDER=build/dev SOURCE_FOLDER=. completions_test.py
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from shells import Shell

BUILD = pathlib.Path(os.environ['BUILD_FOLDER']).resolve()
SHARE = BUILD / 'share'
BASH = SHARE / 'bash-completion' / 'completions' / 'send-bounce'

CONFIG = """[default]
region = eu-west-1

[profile work]
[profile   spaced ]
[profile "two words"]
[sso-session login]
[services here]
"""
CREDENTIALS = '[work]\n[night]\naws_access_key_id = AKIDEXAMPLE'

LIST = 'send-bounce --bounced-recipient-info-list '

# What is typed → what TAB makes of it, in every shell.
ALIKE = [
    # options, by what is still to be given
    ('send-bounce --orig', 'send-bounce --original-message-id '),
    ('send-bounce --debug --deb', 'send-bounce --debug --deb'),
    ('send-bounce --color on --col', 'send-bounce --color on --col'),
    ('send-bounce --color=on --col', 'send-bounce --color=on --col'),
    ('send-bounce --region x --at', 'send-bounce --region x --at-most-once '),
    ('send-bounce --debug', 'send-bounce --debug '),
    ('send-bounce --cli-a', 'send-bounce --cli-auto-prompt '),
    # those given by an abbreviation
    ('send-bounce --bounced Recipient=a,BounceT', 'send-bounce --bounced Recipient=a,BounceType='),
    ('send-bounce --expl x --explan', 'send-bounce --expl x --explan'),
    # choices
    ('send-bounce --output te', 'send-bounce --output text '),
    ('send-bounce --color=au', 'send-bounce --color=auto '),
    ('send-bounce --cli-error-format enh', 'send-bounce --cli-error-format enhanced '),
    ('send-bounce --generate-cli-skeleton y', 'send-bounce --generate-cli-skeleton yaml-input '),
    ('send-bounce --generate-cli-skeleton --deb', 'send-bounce --generate-cli-skeleton --debug '),
    ('send-bounce --query M', 'send-bounce --query MessageId '),
    # regions and profiles
    ('send-bounce --region mx', 'send-bounce --region mx-central-1 '),
    ('send-bounce --region me-w', 'send-bounce --region me-west-1 '),
    ('send-bounce --region sa-w', 'send-bounce --region sa-west-1 '),
    ('send-bounce --region=il', 'send-bounce --region=il-central-1 '),
    ('send-bounce --profile wo', 'send-bounce --profile work '),
    ('send-bounce --profile sp', 'send-bounce --profile spaced '),
    ('send-bounce --profile two\\ w', 'send-bounce --profile two\\ words '),
    ("send-bounce --profile 'two w", "send-bounce --profile 'two words' "),
    ('send-bounce --profile ni', 'send-bounce --profile night '),
    ('send-bounce --profile lo', 'send-bounce --profile lo'),
    ('send-bounce --profile he', 'send-bounce --profile he'),
    # files
    ('send-bounce --cli-input-json file://doc', 'send-bounce --cli-input-json file://document.json '),
    ('send-bounce --cli-input-yaml=fileb://doc', 'send-bounce --cli-input-yaml=fileb://document.json '),
    ('send-bounce --ca-bundle doc', 'send-bounce --ca-bundle document.json '),
    ('send-bounce --ca-bundle fol', 'send-bounce --ca-bundle folder/'),
    ('send-bounce --ca-bundle ~/doc', 'send-bounce --ca-bundle ~/document.json '),
    ('send-bounce --ca-bundle tw', 'send-bounce --ca-bundle two\\ words.pem '),
    ('send-bounce --ca-bundle "two w', 'send-bounce --ca-bundle "two words.pem" '),
    ('send-bounce --cli-input-json file://~/doc', 'send-bounce --cli-input-json file://~/document.json '),
    ('send-bounce --cli-input-json ', 'send-bounce --cli-input-json file'),
    ('send-bounce --explanation fileb', 'send-bounce --explanation fileb://'),
    ('send-bounce --explanation N', 'send-bounce --explanation N'),
    (LIST + 'Recipient@=file://doc', LIST + 'Recipient@=file://document.json'),
    (LIST + 'file://doc', LIST + 'file://document.json '),
    # members inside shorthand
    (LIST + 'RecipientD', LIST + 'RecipientDsnFields='),
    (LIST + 'Recipient=ann@example.com,BounceT', LIST + 'Recipient=ann@example.com,BounceType='),
    (LIST + 'Recipient=a Recipient=b,BounceT', LIST + 'Recipient=a Recipient=b,BounceType='),
    (LIST + 'BounceType=ContentRejected,BounceT', LIST + 'BounceType=ContentRejected,BounceT'),
    ('send-bounce --message-dsn Ar', 'send-bounce --message-dsn ArrivalDate='),
    # and their values
    (LIST + 'Recipient=a,BounceType=D', LIST + 'Recipient=a,BounceType=DoesNotExist'),
    (LIST + '"Recipient=a,BounceType=T', LIST + '"Recipient=a,BounceType=TemporaryFailure'),
    (LIST + 'Recipient=D', LIST + 'Recipient=D'),
    # structures inside
    (LIST + "'Recipient=a,RecipientDsnFields={Act", LIST + "'Recipient=a,RecipientDsnFields={Action="),
    (LIST + "'Recipient=a,RecipientDsnFields={Action=fa", LIST + "'Recipient=a,RecipientDsnFields={Action=failed"),
    (LIST + "'RecipientDsnFields={Action=failed,Status=5.1.1},BounceT",
     LIST + "'RecipientDsnFields={Action=failed,Status=5.1.1},BounceType="),
    (LIST + "'RecipientDsnFields={ExtensionFields=[{Name=X-A,Va",
     LIST + "'RecipientDsnFields={ExtensionFields=[{Name=X-A,Value="),
    (LIST + "'RecipientDsnFields={ExtensionFields=[{Name=X-A,Value=1},{Na",
     LIST + "'RecipientDsnFields={ExtensionFields=[{Name=X-A,Value=1},{Name="),
    (LIST + """'RecipientDsnFields={DiagnosticCode="smtp; 550, {x",Sta""",
     LIST + """'RecipientDsnFields={DiagnosticCode="smtp; 550, {x",Status="""),
    # a quote behind a backslash ends a value only where no later one can
    (LIST + """'RecipientDsnFields={DiagnosticCode="smtp; \\\\"bob\\\\", x",Sta""",
     LIST + """'RecipientDsnFields={DiagnosticCode="smtp; \\\\"bob\\\\", x",Status="""),
    (LIST + """'RecipientDsnFields={DiagnosticCode="C:\\\\",Sta""",
     LIST + """'RecipientDsnFields={DiagnosticCode="C:\\\\",Status="""),
    (LIST + """'RecipientDsnFields={DiagnosticCode=a\\,b,Sta""",
     LIST + """'RecipientDsnFields={DiagnosticCode=a\\,b,Status="""),
    # brackets
    (LIST + "'RecipientDsnFields={ExtensionFields=", LIST + "'RecipientDsnFields={ExtensionFields=[{"),
    (LIST + "'RecipientDsnFields={Status=5.1.1", LIST + "'RecipientDsnFields={Status=5.1.1}"),
    # both a comma and a bracket could follow
    (LIST + "'RecipientDsnFields={Action=failed", LIST + "'RecipientDsnFields={Action=failed"),
    (LIST + "'RecipientDsnFields={ExtensionFields=[{Name=X-A,Value=1", LIST + "'RecipientDsnFields={ExtensionFields=[{Name=X-A,Value=1}]}"),
    (LIST + 'BounceType=DoesNotExist', LIST + 'BounceType=DoesNotExist,'),
    # JSON is nobody's shorthand
    (LIST + "'{\"Rec", LIST + "'{\"Rec"),
    # the command is not the first on the line
    ('X=1 send-bounce --deb', 'X=1 send-bounce --debug '),
    ('true; send-bounce --deb', 'true; send-bounce --debug '),
    ('true | send-bounce --deb', 'true | send-bounce --debug '),
    # words of their own
    ('send-bounce he', 'send-bounce help '),
    ('send-bounce help --message', 'send-bounce help --message-dsn '),
    ('send-bounce help BounceT', 'send-bounce help BounceType '),
    ('send-bounce help exit', 'send-bounce help exit-codes '),
    ('send-bounce conf', 'send-bounce configure '),
    ('send-bounce configure l', 'send-bounce configure list '),
    ('send-bounce configure list --ca', 'send-bounce configure list --ca-bundle '),
    ('send-bounce configure list --expl', 'send-bounce configure list --expl'),
    # the stand-in
    ('ses-stand-in --inb', 'ses-stand-in --inbox '),
    ('ses-stand-in ru', 'ses-stand-in run '),
    ('ses-stand-in --inbox fol', 'ses-stand-in --inbox folder/'),
    ('ses-stand-in --region mx', 'ses-stand-in --region mx-central-1 '),
    ('ses-stand-in --fault thr', 'ses-stand-in --fault throttle'),
    ('ses-stand-in --fault 503,thr', 'ses-stand-in --fault 503,throttle'),
    ('ses-stand-in --tls --tl', 'ses-stand-in --tls --tl'),
]


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / 'document.json').write_text('{}')
        (self.folder / 'two words.pem').write_text('')
        (self.folder / 'folder').mkdir()
        (self.folder / 'config').write_text(CONFIG)
        (self.folder / '.aws').mkdir()
        (self.folder / '.aws' / 'credentials').write_text(CREDENTIALS)
        self.variables = {'AWS_CONFIG_FILE': str(self.folder / 'config')}

    def start(self, name, setup=None):
        if shutil.which(name) is None:
            self.skipTest(f'{name} is not installed')
        shell = Shell(name, SHARE, self.folder, self.variables, setup)
        self.addCleanup(shell.close)
        return shell


class Tab(Folder):
    def check(self, name):
        shell = self.start(name)
        for typed, expected in ALIKE:
            with self.subTest(shell=name, typed=typed):
                self.assertEqual(shell.complete(typed, expected), expected)

    def test_what_stands_behind_the_cursor_is_given(self):
        for name in ('bash', 'zsh'):  # fish does not tell its completions what stands there
            with self.subTest(shell=name):
                line = 'send-bounce --deb --debug'
                self.assertEqual(self.start(name).complete(line, line, back=len(' --debug')), line)

    def test_a_program_that_is_called_by_its_path(self):
        (self.folder / 'send-bounce').symlink_to(BUILD / 'send-bounce')
        self.variables['PATH'] = os.environ['PATH']
        for name in ('bash', 'zsh'):
            with self.subTest(shell=name):
                self.assertEqual(self.start(name).complete('./send-bounce --deb', './send-bounce --debug '),
                                 './send-bounce --debug ')

    def test_in_bash(self):
        self.check('bash')

    @unittest.skipUnless(os.path.exists('/usr/share/bash-completion/bash_completion'),
                         'bash-completion is not installed')
    def test_in_bash_with_debians_bash_completion(self):
        shell = self.start('bash', 'bash-completion')
        for typed, expected in ALIKE[:8]:
            self.assertEqual(shell.complete(typed, expected), expected)

    def test_in_zsh(self):
        self.check('zsh')

    # zsh expands such a brace, and hides it from completions.
    def test_behind_an_unquoted_brace_in_zsh(self):
        shell = self.start('zsh')
        for typed, expected in (('RecipientDsnFields={Act', 'RecipientDsnFields={Action='),
                                ('RecipientDsnFields={Action=fa', 'RecipientDsnFields={Action=failed'),
                                ('RecipientDsnFields={Action=failed,Sta', 'RecipientDsnFields={Action=failed,Status='),
                                # It writes the comma so that it is none of the brace's.
                                ('Recipient=a,RecipientDsnFields={Act', 'Recipient=a\\,RecipientDsnFields={Action=')):
            with self.subTest(typed=typed):
                self.assertEqual(shell.complete(LIST + typed, LIST + expected), LIST + expected)

    def test_in_fish(self):
        self.check('fish')

    def test_lists_options_without_those_given(self):
        for name in ('bash', 'zsh'):
            with self.subTest(shell=name):
                shown = self.start(name).list('send-bounce --bounce-sender x --bounce', '--bounce-sender-arn')
                self.assertIn('--bounced-recipient-info-list', shown)
                # Below the list stands the line itself again.
                self.assertNotRegex(shown.split('send-bounce --bounce-sender x')[0], r'--bounce-sender(?!-arn)')

    def test_lists_members_with_what_they_mean(self):
        shown = self.start('zsh').list(LIST, 'RecipientDsnFields')
        self.assertRegex(shown, r'Recipient= +-- The address to bounce')


class FishCandidates(Folder):
    """fish has a command that tells what TAB would offer."""

    def candidates(self, line):
        if shutil.which('fish') is None:
            self.skipTest('fish is not installed')
        script = f'set -p fish_complete_path {SHARE}/fish/vendor_completions.d; complete -C $argv[1]'
        done = subprocess.run(['fish', '--no-config', '-c', script, line], cwd=self.folder, capture_output=True,
                              text=True, env={'PATH': f'{BUILD}:{os.environ["PATH"]}', 'HOME': str(self.folder),
                                              **self.variables})
        self.assertEqual(done.stderr, '')
        return dict(row.partition('\t')[::2] for row in done.stdout.splitlines())

    def test_tell_what_options_and_members_mean(self):
        self.assertEqual(self.candidates(LIST)['Recipient='], 'The address to bounce')
        self.assertEqual(self.candidates('send-bounce --deb')['--debug'], 'Writes each step to stderr, without secrets')

    def test_leave_out_what_is_given(self):
        self.assertEqual(list(self.candidates('send-bounce --bounce-sender x --bounce')),
                         ['--bounce-sender-arn', '--bounce-type', '--bounced-recipient-info-list'])
        self.assertEqual(list(self.candidates(LIST + 'Recipient=a,Recip')),
                         ['Recipient=a,RecipientArn=', 'Recipient=a,RecipientDsnFields='])

    def test_find_profiles_in_both_files_once(self):
        self.assertEqual(list(self.candidates('send-bounce --profile ')),
                         ['default', 'night', 'spaced', 'two words', 'work'])


class BashFunction(Folder):
    """The function itself, called as bash does it."""

    def candidates(self, line, *, path=f'{BUILD}:{os.environ["PATH"]}', point=None):
        script = f'. "{BASH}"; COMP_LINE=$1 COMP_POINT=$2; _send_bounce send-bounce; ((${{#COMPREPLY[@]}})) && printf "%s\\n" "${{COMPREPLY[@]}}"; true'
        done = subprocess.run(['/bin/bash', '-c', script, 'bash', line, str(len(line) if point is None else point)],
                              cwd=self.folder, capture_output=True, text=True,
                              env={'PATH': path, 'HOME': str(self.folder), **self.variables})
        self.assertEqual(done.stderr.replace('bash: compopt: not currently executing completion function\n', ''), '')
        return done.stdout.splitlines()

    def test_offers_every_option_in_the_order_of_the_manual(self):
        listed = subprocess.run([BUILD / 'send-bounce', 'help', 'global-options'], capture_output=True, text=True)
        names = [line.split()[0] for line in listed.stdout.splitlines() if line.startswith('  --')]
        self.assertGreater(len(names), 15)
        self.assertEqual([name for name in self.candidates('send-bounce --') if name in names], names)

    def test_looks_only_at_what_stands_before_the_cursor(self):
        line = 'send-bounce --col on --debug'
        self.assertEqual(self.candidates(line, point=len('send-bounce --col')), ['--color'])

    def test_cuts_candidates_where_readline_cuts_the_word(self):
        self.assertEqual(self.candidates(LIST + 'Recipient=ann@example.com,BounceT'), ['@example.com,BounceType='])
        self.assertEqual(self.candidates(LIST + "'Recipient=ann@example.com,BounceT")[0],
                         'Recipient=ann@example.com,BounceType=')

    def test_escapes_brackets_that_the_shell_would_expand(self):
        self.assertIn('\\{Action=', self.candidates(LIST + 'RecipientDsnFields='))
        self.assertIn('RecipientDsnFields={Action=', self.candidates(LIST + "'RecipientDsnFields="))

    def test_finds_profiles_in_both_files_once(self):
        self.assertEqual(self.candidates('send-bounce --profile '),
                         ['default', 'night', 'spaced', 'two\\ words', 'work'])

    def test_needs_no_configuration(self):
        self.variables = {'AWS_CONFIG_FILE': '/nowhere', 'AWS_SHARED_CREDENTIALS_FILE': str(self.folder)}
        self.assertEqual(self.candidates('send-bounce --profile '), [])

    def test_says_nothing_without_the_program(self):
        self.assertEqual(self.candidates('send-bounce --', path='/nowhere'), [])


class Program(Folder):
    """What the completions call."""

    def ask(self, line, *, shell='bash', program='send-bounce', prefix=(), **variables):
        return subprocess.run([*prefix, BUILD / program, '__complete', shell], cwd=self.folder, capture_output=True,
                              env={'HOME': str(self.folder), 'TAB_LINE': line, 'TAB_BREAKS': ' "\'@><=;|&(:', **self.variables,
                                   **variables})

    def test_never_fails_and_never_speaks(self):
        lines = ['', 'send-bounce', 'send-bounce ', 'send-bounce --profile ', "send-bounce --message-dsn '{[", 'send-bounce \xff\x01',
                 'send-bounce --bounced ' + '{[' * 5000, 'send-bounce "', 'send-bounce \\']
        (self.folder / 'config').write_text('[broken\n')
        for shell in ('bash', 'zsh', 'fish'):
            for program in ('send-bounce', 'ses-stand-in'):
                for line in lines:
                    with self.subTest(shell=shell, program=program, line=line[:40]):
                        done = self.ask(line.encode('latin-1'), shell=shell, program=program)
                        self.assertEqual((done.returncode, done.stderr), (0, b''))

    def test_offers_nothing_twice(self):
        dsn = LIST + "'RecipientDsnFields={"
        lines = ['send-bounce ', 'send-bounce --', 'send-bounce configure list ', 'send-bounce help ', 'send-bounce --profile ',
                 'send-bounce --cli-input-json ', 'send-bounce --explanation f', 'send-bounce --allow ', LIST, LIST + 'BounceType=',
                 LIST + 'Recipient=a,', LIST + 'RecipientDsnFields=', dsn, dsn + 'Action=', dsn + 'ExtensionFields=']
        for line in lines:
            offered = {'bash': self.ask(line).stdout.split(b'\0')[1:-1],
                       'zsh': [row[1:].split(b':')[0] for row in self.ask(line, shell='zsh').stdout.splitlines()[1:]
                               if b'\\:' not in row],
                       'fish': [row.split(b'\t')[0].rstrip(b',') for row in self.ask(line, shell='fish').stdout.splitlines()]}
            for shell, words in offered.items():
                with self.subTest(shell=shell, line=line):
                    self.assertEqual(len(words), len(set(words)), words)

    def test_is_hidden_from_everybody_else(self):
        words = ['__complete', 'bash']
        told = [subprocess.run([BUILD / 'send-bounce', *words], capture_output=True, text=True, env={'HOME': str(self.folder)}) for words in
                (words, ['__complet', 'bash'])]
        self.assertEqual([done.returncode for done in told], [252, 252])
        self.assertEqual(told[0].stderr.replace(words[0], '__complet'), told[1].stderr)

    @unittest.skipUnless(shutil.which('strace'), 'strace is not installed')
    def test_reads_profiles_alone_and_writes_to_stdout_alone(self):
        files = {str(self.folder / 'config'), str(self.folder / '.aws' / 'credentials')}
        for line, expected in {'send-bounce --': set(), 'send-bounce --region ': set(), LIST + "'Recipient=a,Bou": set(),
                               'send-bounce --profile ': files}.items():
            with self.subTest(line=line):
                log = self.folder / 'strace.log'
                self.ask(line, prefix=['strace', '-f', '-o', log, '-e', 'trace=open,openat,socket,connect,write,clone,clone3,fork,vfork'])
                calls = re.findall(r'^\d+ +(\w+)\((\w+)(?:, "([^"]*)")?', log.read_text(), re.M)
                self.assertEqual({path for call, _, path in calls if 'open' in call and not re.search(r'\.so|ld\.so', path)}, expected)
                self.assertEqual({(call, first) for call, first, _ in calls if 'open' not in call}, {('write', '1')})


if __name__ == '__main__':
    unittest.main()
