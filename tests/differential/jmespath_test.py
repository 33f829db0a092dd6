#!/usr/bin/python3
"""Compares the built JMESPath with python3-jmespath, which the reference uses, and with Debian's jp.

    jmespath_test.py PROGRAM [--seed N] [--count N] [--jp N]

Expressions and documents are made from seeds: N, N + 1, …; the first is printed, so that every run can
be repeated. Python has to agree in result, kind of error and message; jp, an implementation in Go, in
what both find a result for. PROGRAM is the built jmespath_answers.
"""
import argparse
import json
import random
import re
import shutil
import subprocess
import sys

SKIPPED = 77

try:
    import jmespath
    import jmespath.exceptions
except ImportError:
    print('skipped: python3-jmespath is not installed for ' + sys.executable)
    sys.exit(SKIPPED)

KEYS = ['a', 'b', 'c', 'foo', 'bar', 'key with blank', 'é']
STRINGS = ['', 'a', 'b', 'ab', 'abc', 'é', '中', '10', '1.5', '-3', 'x y', 'foo', '\n', '"', '\U0001F600']
NUMBERS = [0, 1, 2, 3, -1, 10, 1.5, -0.5, 2.0, 1e20, 1e-7, 123456789012, 9007199254740993, 9223372036854775807,
           -9223372036854775808, 123456789012345678901, -123456789012345678902, float('nan'), float('inf')]
FUNCTIONS = {  # name: how its arguments are made
    'abs': 'v', 'avg': 'l', 'ceil': 'v', 'contains': 'vv', 'ends_with': 'ss', 'floor': 'v', 'join': 'sl',
    'keys': 'o', 'length': 'v', 'map': 'el', 'max': 'l', 'max_by': 'le', 'merge': 'oo', 'min': 'l',
    'min_by': 'le', 'not_null': 'vv', 'reverse': 'l', 'sort': 'l', 'sort_by': 'le', 'starts_with': 'ss',
    'sum': 'l', 'to_array': 'v', 'to_number': 'v', 'to_string': 'v', 'type': 'v', 'values': 'o'}
COMPARISONS = ['==', '!=', '<', '<=', '>', '>=']
TOKENS = ['.', '[', ']', '*', '|', '||', '&&', '!', '(', ')', '@', '&', ',', ':', '{', '}', '[]', '[?', '==',
          '<', "'x'", '`1`', '"a"', 'a', '1', '-1', '`', "'", '"', ' ', '#', '%', 'é', '\\', '=', '-']


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_of(self, choices):
        return self.random.choice(choices)

    def scalar(self):
        kind = self.random.randrange(10)
        if kind < 4:
            return self.one_of(NUMBERS)
        if kind < 8:
            return self.one_of(STRINGS)
        return self.one_of([None, True, False])

    def scalars(self):
        """Mostly of one type, as most functions want them."""
        kind = self.random.randrange(5)
        one = self.scalar if kind == 0 else lambda: self.one_of(STRINGS if kind == 1 else NUMBERS)
        return [one() for _ in range(self.random.randrange(4))]

    def document(self, depth=3):
        kind = self.random.randrange(10)
        if depth == 0 or kind < 2:
            return self.scalar()
        if kind < 6:
            keys = self.random.sample(KEYS, self.random.randrange(5))
            return {key: self.document(depth - 1) for key in keys}
        size = self.random.randrange(5)
        shape = self.random.randrange(5)
        if shape == 0:
            return [self.one_of(NUMBERS) for _ in range(size)]
        if shape == 1:
            return [self.one_of(STRINGS) for _ in range(size)]
        return [self.document(depth - 1) for _ in range(size)]

    def name(self):
        key = self.one_of(KEYS)
        return key if key.isascii() and key.isalpha() and self.random.random() < 0.9 else json.dumps(
            key, ensure_ascii=self.random.random() < 0.5)

    def number(self):
        return str(self.random.randrange(-4, 5))

    def slice(self):
        parts = [self.number() if self.random.random() < 0.6 else '' for _ in range(self.random.choice([2, 3]))]
        return '[' + ':'.join(parts) + ']'

    def literal(self):
        value = self.scalar() if self.random.random() < 0.6 else self.document(1)
        kind = self.random.randrange(8)
        if kind == 0:
            return "'" + self.one_of(['', 'a', "it\\'s", 'é', 'a\\nb', '\\\\', '`']) + "'"
        if kind == 1:  # no JSON, which is a string
            return '`' + self.one_of(['foo', 'foo bar', '{', '"a', '01', ' x', 'é', '\\`']) + '`'
        return '`' + json.dumps(value, ensure_ascii=False).replace('`', '\\`') + '`'

    def argument(self, kind, depth):
        if kind == 'e':
            return '&' + self.expression(depth - 1)
        wanted = {'l': self.scalars, 's': lambda: self.one_of(STRINGS),
                  'o': lambda: {key: self.scalar() for key in self.random.sample(KEYS, 2)}}
        if kind in wanted and self.random.random() < 0.5:
            return '`' + json.dumps(wanted[kind](), ensure_ascii=False).replace('`', '\\`') + '`'
        return self.expression(depth - 1)

    def call(self, depth):
        name = self.one_of(list(FUNCTIONS)) if self.random.random() < 0.97 else 'nofunc'
        arguments = [self.argument(kind, depth) for kind in FUNCTIONS.get(name, 'v')]
        if self.random.random() < 0.04:
            arguments = arguments[1:] if self.random.random() < 0.5 else arguments + ['@']
        return name + '(' + ', '.join(arguments) + ')'

    def expression(self, depth):
        if depth <= 0:
            return self.one_of([self.name, self.name, lambda: '@', self.literal, lambda: '*'])()
        inner = lambda: self.expression(depth - 1)
        forms = [
            lambda: inner() + '.' + self.name(),
            lambda: inner() + '.' + self.name(),
            lambda: inner() + '[' + self.number() + ']',
            lambda: inner() + self.slice(),
            lambda: inner() + '[*]',
            lambda: inner() + '[]',
            lambda: inner() + '.*',
            lambda: inner() + '[?' + self.condition(depth - 1) + ']',
            lambda: inner() + ' | ' + inner(),
            lambda: inner() + ' || ' + inner(),
            lambda: inner() + ' && ' + inner(),
            lambda: '!' + inner(),
            lambda: '(' + inner() + ')',
            lambda: '[' + ', '.join(inner() for _ in range(self.random.choice([1, 2, 3]))) + ']',
            lambda: '{' + ', '.join(self.name() + ': ' + inner() for _ in range(self.random.choice([1, 2]))) + '}',
            lambda: inner() + '.[' + inner() + ', ' + inner() + ']',
            lambda: inner() + '.{x: ' + inner() + '}',
            lambda: inner() + '.' + self.call(depth),
            lambda: self.call(depth),
            lambda: self.call(depth),
            lambda: inner() + ' ' + self.one_of(COMPARISONS) + ' ' + inner(),
        ]
        return self.one_of(forms)()

    def condition(self, depth):
        return self.expression(depth) + (
            ' ' + self.one_of(COMPARISONS) + ' ' + self.expression(depth) if self.random.random() < 0.7 else '')

    def question(self):
        expression = self.expression(self.random.randrange(4))
        if self.random.random() < 0.15:
            expression = self.broken(expression)
        return expression, self.document()

    def broken(self, expression):
        for _ in range(self.random.choice([1, 1, 2])):
            place = self.random.randrange(len(expression) + 1)
            cut = self.random.randrange(3)
            expression = expression[:place] + self.one_of(TOKENS + ['']) + expression[place + cut:]
        return expression


def question(seed):
    return Maker(seed).question()


def python_answer(expression, document):
    """In the form of jmespath_answers; without a message where the library itself breaks."""
    try:
        compiled = jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        return '?', f'Bad value for --query {expression}: {error}'
    except Exception as error:  # pylint: disable=broad-except
        return '?', None
    try:
        result = compiled.search(document, jmespath.Options(dict_cls=dict))
    except jmespath.exceptions.JMESPathError as error:
        return '!', str(error)
    except Exception:  # pylint: disable=broad-except
        return '!', None
    try:
        return '=', json.dumps(result, indent=4, ensure_ascii=False).replace('\n', ' ')
    except TypeError:  # a reference to an expression, which is no value
        return '!', None


def our_answers(program, questions):
    lines = ''.join(json.dumps(list(question)) + '\n' for question in questions)
    done = subprocess.run([program], input=lines.encode(), capture_output=True, check=True)
    answers = done.stdout.decode().split('\n')[:-1]
    assert len(answers) == len(questions), (len(answers), len(questions))
    return [(line[0], line[1:] if line[0] == '=' else json.loads(line[1:])) for line in answers]


# Disagreements that are known, each with its reason.
def without_addresses(answer):
    return answer[0], re.sub(r' at 0x[0-9a-f]+', '', answer[1] or '')


def adds_large_integers(expression, document):
    large = re.search(r'[0-9]{19}', expression + json.dumps(document))
    return large is not None and re.search(r'\b(sum|avg)\(', expression) is not None


def sorts_not_a_number(expression, theirs, ours):
    """Whether the two answers have the same parts in another order."""
    is_nan_there = re.search(r'nan', theirs[1] or '', re.IGNORECASE) is not None
    same_parts = sorted(re.findall(r'[^\s,\[\]]+', theirs[1] or '')) == sorted(re.findall(r'[^\s,\[\]]+', ours[1]))
    return 'sort' in expression and is_nan_there and theirs[0] == ours[0] and same_parts


KNOWN = [
    ('beyond 64 bits we add doubles, where Python has integers of any size',
     lambda expression, document, theirs, ours: adds_large_integers(expression, document) and theirs[0] == ours[0]),
    ('Python leaves NaN anywhere in what it sorts, we leave it at the end',
     lambda expression, document, theirs, ours: sorts_not_a_number(expression, theirs, ours)),
    ('an address of the memory is no help to anybody, so our message has none',
     lambda expression, document, theirs, ours: without_addresses(theirs) == ours),
    ('Python checks the first argument of merge() alone, and takes a list of pairs for an object; we refuse it',
     lambda expression, document, theirs, ours: ours[0] == '!' and ours[1].startswith('In function merge(), invalid type')),
]


def reason_of(expression, document, theirs, ours):
    for reason, applies in KNOWN:
        if applies(expression, document, theirs, ours):
            return reason
    return None


def compare_with_python(arguments):
    faults, known, results = 0, {}, 0
    for start in range(0, arguments.count, 5000):
        seeds = range(arguments.seed + start, arguments.seed + min(start + 5000, arguments.count))
        questions = [question(seed) for seed in seeds]
        for seed, (expression, document), ours in zip(seeds, questions, our_answers(arguments.program, questions)):
            theirs = python_answer(expression, document)
            results += theirs[0] == '='
            if ours == theirs or (theirs[1] is None and ours[0] == theirs[0]):
                continue
            reason = reason_of(expression, document, theirs, ours)
            if reason:
                known[reason] = known.get(reason, 0) + 1
                continue
            faults += 1
            if faults <= arguments.show:
                print(f'seed {seed}: {expression}\n  document: {json.dumps(document, ensure_ascii=False)}\n'
                      f'  python: {theirs}\n  ours:   {ours}')
    print(f'{arguments.count} expressions from seed {arguments.seed} on, {results} with a result: '
          f'{faults} disagreements with python3-jmespath')
    for reason, number in sorted(known.items()):
        print(f'  {number} known: {reason}')
    return faults


def jp_answer(expression, document):
    """The result, or None where jp finds none."""
    done = subprocess.run(['jp', expression], input=json.dumps(document).encode(), capture_output=True, check=False)
    if done.returncode != 0:
        return None
    try:
        return '=', json.loads(done.stdout)
    except ValueError:
        return None


def without_kinds_of_numbers(value):
    """Go has one kind of number, and this many digits of it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return f'number {float(value):.12g}'
    if isinstance(value, list):
        return [without_kinds_of_numbers(part) for part in value]
    return {key: without_kinds_of_numbers(part) for key, part in value.items()}


# Expressions that are not compared with jp: Go has no order of the keys of an object, so `*` on one, keys()
# and values() give their parts in another order at each run, and to_string() writes keys and numbers in its own
# way.
JP_HAS_ITS_OWN_WAY = re.compile(r'\*(?!\])|(?<!\[)\*|\b(keys|values|to_string)\b')


def compare_with_jp(arguments):
    if shutil.which('jp') is None:
        print('skipped: jp is not installed, so nothing is compared with it')
        return 0
    faults, compared, left_out = 0, 0, 0
    seeds = range(arguments.seed, arguments.seed + arguments.jp)
    questions = [question(seed) for seed in seeds]
    for seed, (expression, document), ours in zip(seeds, questions, our_answers(arguments.program, questions)):
        if JP_HAS_ITS_OWN_WAY.search(expression):
            left_out += 1
            continue
        theirs = jp_answer(expression, document)
        if theirs is None or ours[0] != '=':
            continue
        compared += 1
        if without_kinds_of_numbers(theirs[1]) != without_kinds_of_numbers(json.loads(ours[1])):
            faults += 1
            if faults <= arguments.show:
                print(f'seed {seed}: {expression}\n  document: {json.dumps(document, ensure_ascii=False)}\n'
                      f'  jp:   {json.dumps(theirs[1])}\n  ours: {ours[1]}')
    print(f'{compared} results of {arguments.jp} expressions compared with jp, {left_out} left out: '
          f'{faults} disagreements')
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--count', type=int, default=6000)
    parser.add_argument('--jp', type=int, default=600, help='how many of them jp is asked, too')
    parser.add_argument('--show', type=int, default=20)
    arguments = parser.parse_args()
    faults = compare_with_python(arguments) + compare_with_jp(arguments)
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
