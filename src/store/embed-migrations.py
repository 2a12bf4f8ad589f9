#!/usr/bin/env python3
"""Writes migrations.c from the SQL files: embed-migrations.py OUTPUT FILE..."""
import os
import sys


def c_text(line):
    return '        "' + line.replace('\\', '\\\\').replace('"', '\\"') + '\\n"'


def main(output, *files):
    rows = []
    for number, path in enumerate(sorted(files, key=os.path.basename), 1):
        name = os.path.basename(path).removesuffix('.sql')
        if int(name.split('-')[0]) != number:
            sys.exit(f'{path}: expected number {number:03}')
        with open(path, encoding='utf-8') as file:
            # Comments and blank lines are for the reader of the file.
            lines = [line.rstrip() for line in file if line.strip() and not line.startswith('--')]
        rows.append(f'    {{ {number}, "{name}",\n' + '\n'.join(map(c_text, lines)) + ' },')
    with open(output, 'w', encoding='utf-8') as file:
        file.write('#include "store/migrations.h"\n\nconst Migration migrations[] = {\n'
                   + '\n'.join(rows) + '\n};\n'
                   'const int n_migrations = (int)(sizeof migrations / sizeof migrations[0]);\n')


main(*sys.argv[1:])
