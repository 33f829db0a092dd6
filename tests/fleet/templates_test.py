#!/usr/bin/env python3
"""The templates of docs/examples/fleet, as far as they can be checked without an account.

    templates_test.py PATH-OF-SEND-BOUNCE FOLDER-OF-THE-TEMPLATES

They are read, every reference in them is followed, and the policy and the options are held against the program. If cfn-lint is
installed, it judges them and the state machine by the schemas of CloudFormation as well.
"""
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))

from local_ses import EXAMPLES, KEYS, moved  # noqa: E402

SENDER = 'mailer-daemon@example.com'
PSEUDO = {'AWS::AccountId', 'AWS::Region', 'AWS::Partition', 'AWS::StackName'}
ATTRIBUTES = {'AWS::SQS::Queue': {'Arn', 'QueueName'}, 'AWS::Serverless::Function': {'Arn'}, 'AWS::IAM::Role': {'Arn'}}
CLIENT, FOLDER = None, None


class Loader(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation's functions."""


def short_form(loader, suffix, node):
    value = loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else loader.construct_sequence(node, deep=True)
    if suffix == 'GetAtt' and isinstance(value, str):
        value = value.split('.', 1)
    return {suffix if suffix == 'Ref' else f'Fn::{suffix}': value}


Loader.add_multi_constructor('!', short_form)


def load(name):
    return yaml.load((FOLDER / name).read_text(encoding='utf-8'), Loader)


def uses(value):
    """Each function in a value, as its name and argument."""
    if isinstance(value, dict):
        if len(value) == 1:
            (name, argument), = value.items()
            if name == 'Ref' or name.startswith('Fn::'):
                yield name, argument
        for one in value.values():
            yield from uses(one)
    elif isinstance(value, list):
        for one in value:
            yield from uses(one)


def faults_of_references(template):
    resources = template['Resources']
    known = set(template.get('Parameters', {})) | set(resources) | PSEUDO
    found = []
    for name, argument in uses([resources, template.get('Outputs', {})]):
        if name == 'Ref' and argument not in known:
            found.append(f'Ref {argument}')
        elif name == 'Fn::GetAtt':
            resource, attribute = argument
            if resource not in resources or attribute not in ATTRIBUTES[resources[resource]['Type']]:
                found.append(f'GetAtt {resource}.{attribute}')
        elif name == 'Fn::Sub':
            found += [f'Sub {word}' for word in re.findall(r'\$\{([^}]+)\}', argument) if word.split('.')[0] not in known]
        elif name not in ('Ref', 'Fn::GetAtt', 'Fn::Sub'):
            found.append(f'{name} is not known to this test')
    for resource in resources.values():
        if resource.get('DependsOn', next(iter(resources))) not in resources:
            found.append(f'DependsOn {resource["DependsOn"]}')
    return found


def filled_in(value, parameters):
    """With the parameters in the place of what refers to them."""
    if isinstance(value, dict):
        if set(value) == {'Ref'} and value['Ref'] in parameters:
            return parameters[value['Ref']]
        if set(value) == {'Fn::Sub'}:
            return re.sub(r'\$\{(\w+)\}', lambda found: parameters[found[1]], value['Fn::Sub'])
        return {name: filled_in(one, parameters) for name, one in value.items()}
    return [filled_in(one, parameters) for one in value] if isinstance(value, list) else value


class TemplatesTest(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.variables = {'PATH': os.environ['PATH'], 'HOME': self.scratch.name, 'AWS_EC2_METADATA_DISABLED': 'true', **KEYS}

    def client(self, *words):
        received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
        event = moved((EXAMPLES / 'lambda.json').read_bytes(), received)
        done = subprocess.run([CLIENT, '--received', '-', *words], input=event, capture_output=True, env=self.variables, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return json.loads(done.stdout)

    def function(self, name):
        parameters = {key: row.get('Default', SENDER) for key, row in load(name)['Parameters'].items()}
        return filled_in(load(name)['Resources']['Bounce']['Properties'], parameters)


class Templates(TemplatesTest):
    def test_every_reference_leads_somewhere(self):
        for name in ('lambda.yaml', 'fifo.yaml'):
            self.assertEqual(faults_of_references(load(name)), [], name)

    def test_the_policy_is_the_one_that_the_program_prints(self):
        for name in ('lambda.yaml', 'fifo.yaml'):
            printed = self.client('--bounce-type', 'DoesNotExist', '--bounce-sender', SENDER, '--dry-run', 'policy')
            self.assertEqual(self.function(name)['Policies'], [printed], name)

    def test_the_program_takes_the_options(self):
        for name in ('lambda.yaml', 'fifo.yaml'):
            variables = self.function(name)['Environment']['Variables']
            self.assertEqual(variables['SEND_BOUNCE_SENDER'], SENDER)
            self.variables['SEND_BOUNCE_SENDER'] = 'other@example.com'
            plan = self.client(*variables['SEND_BOUNCE_OPTIONS'].split(), '--dry-run')
            self.assertTrue(plan['WouldSend'])
            self.assertEqual(plan['Parameters']['BounceSender'], 'other@example.com')

    def test_the_allowed_types_are_those_of_the_program(self):
        for name in ('lambda.yaml', 'fifo.yaml'):
            for word in load(name)['Parameters']['BounceType']['AllowedValues']:
                self.assertTrue(self.client('--bounce-type', word, '--dry-run')['WouldSend'])

    def test_nothing_is_called_again_by_itself(self):
        function = self.function('lambda.yaml')
        self.assertEqual(function['EventInvokeConfig']['MaximumRetryAttempts'], 0)
        self.assertEqual(function['EventInvokeConfig']['DestinationConfig']['OnFailure']['Destination'],
                         {'Fn::GetAtt': ['Failed', 'Arn']})
        self.assertEqual(function['ReservedConcurrentExecutions'], 1)
        queue = load('fifo.yaml')['Resources']['Bounces']['Properties']
        self.assertEqual(queue['RedrivePolicy'], {'deadLetterTargetArn': {'Fn::GetAtt': ['Failed', 'Arn']}, 'maxReceiveCount': 1})

    def test_a_queue_is_handled_one_message_at_a_time(self):
        resources, function = load('fifo.yaml')['Resources'], self.function('fifo.yaml')
        source = function['Events']['Queue']['Properties']
        self.assertEqual((source['BatchSize'], source['FunctionResponseTypes']), (1, ['ReportBatchItemFailures']))
        self.assertEqual(resources['IntoOrder']['Properties']['TargetParameters']['SqsQueueParameters'], {'MessageGroupId': 'bounces'})
        self.assertGreaterEqual(resources['Bounces']['Properties']['VisibilityTimeout'], 6 * function['Timeout'])
        self.assertNotIn('ReservedConcurrentExecutions', function)
        for name in ('Bounces', 'Failed'):
            self.assertTrue(resources[name]['Properties']['FifoQueue'])

    def test_what_the_state_machine_hands_on_is_what_the_program_would_send(self):
        machine = json.loads((FOLDER / 'bounce-all.asl.json').read_text(encoding='utf-8'))
        each = machine['States']['Each']
        send = each['ItemProcessor']['States']['Send']
        self.assertEqual(each['MaxConcurrency'], 1)
        self.assertNotIn('Retry', send)
        parameters = self.client('--bounce-type', 'DoesNotExist', '--dry-run', '--query', 'Parameters')
        self.assertEqual({f'{name}.$': f'$.{name}' for name in parameters}, send['Parameters'])


class Linter(unittest.TestCase):
    def setUp(self):
        if not shutil.which('cfn-lint'):
            self.skipTest('no cfn-lint here')

    def lint(self, *files):
        done = subprocess.run(['cfn-lint', '--non-zero-exit-code', 'informational', '--', *files], capture_output=True, text=True,
                              timeout=300)
        return done.returncode, done.stdout + done.stderr

    def test_has_nothing_to_say_about_the_templates(self):
        self.assertEqual(self.lint(FOLDER / 'lambda.yaml', FOLDER / 'fifo.yaml'), (0, ''))

    def test_has_nothing_to_say_about_the_state_machine(self):
        machine = json.loads((FOLDER / 'bounce-all.asl.json').read_text(encoding='utf-8'))
        with tempfile.TemporaryDirectory() as folder:
            for number, definition in enumerate([machine, {**machine, 'StartAt': 'Nowhere'}]):
                file = pathlib.Path(folder) / f'{number}.json'
                file.write_text(json.dumps({'Resources': {'Machine': {'Type': 'AWS::StepFunctions::StateMachine', 'Properties': {
                    'RoleArn': 'arn:aws:iam::123456789012:role/machine', 'Definition': definition}}}}))
                code, text = self.lint(file)
                self.assertEqual(code == 0, number == 0, text)


class TheParts(unittest.TestCase):
    def test_a_reference_into_nowhere_is_found(self):
        template = yaml.load('{Resources: {A: {Type: "AWS::SQS::Queue", DependsOn: B, P: [!Ref C, !GetAtt A.Nope, !Sub "x ${D}"]}}}',
                             Loader)
        self.assertEqual(faults_of_references(template), ['Ref C', 'GetAtt A.Nope', 'Sub D', 'DependsOn B'])


if __name__ == '__main__':
    CLIENT, FOLDER = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
