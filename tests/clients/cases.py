"""Runs a suite of cases in Python: a case is a function case_* of a module cases_*.py in the suite's
folder; all are given one world, a context made for the suite, so each makes what it needs under
names of its own."""
import argparse
import importlib
import inspect
import os
import pathlib
import sys
import time
import traceback


def find(folder):
    sys.path.insert(0, str(folder))
    for path in sorted(folder.glob('cases_*.py')):
        module = importlib.import_module(path.stem)
        for name, function in vars(module).items():
            if name.startswith('case_') and inspect.isfunction(function):
                yield f'{folder.name}.{path.stem[6:]}.{name[5:]}', function


def run(name, function, world):
    start = time.monotonic()
    try:
        function(world)
        problem = None
    except Exception:
        problem = traceback.format_exc()
    seconds = time.monotonic() - start
    print(f'{"FAIL" if problem else "PASS"} {name} ({seconds:.2f} s)', flush=True)
    if problem:
        print(problem, flush=True)
    return problem is None


def main(folder, make_world):
    """The whole program of a suite; 'make_world' gets the build directory."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', default=os.environ.get('BERTH_BUILD', 'build'))
    parser.add_argument('--list', action='store_true')
    parser.add_argument('names', nargs='*')
    arguments = parser.parse_args()
    chosen = [(name, function) for name, function in find(pathlib.Path(folder))
              if not arguments.names or any(part in name for part in arguments.names)]
    if arguments.list:
        print(''.join(f'{name}\n' for name, _ in chosen), end='')
        return 0
    results = []
    if chosen:
        with make_world(pathlib.Path(arguments.build).resolve()) as world:
            results = [run(name, function, world) for name, function in chosen]
            if not all(results):
                print(f'--- end of the log of the engine\n{world.engine.log_text()[-4000:]}')
    failed = results.count(False)
    print(f'{results.count(True)} passed, {failed} failed')
    return 1 if failed else 0
