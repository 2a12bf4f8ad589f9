"""tools/build-web and tools/embed-web: what they do when, in a tree with a stand-in for npm that tells what it was asked."""
import gzip
import json
import os
import shutil
import subprocess

from harness import ROOT

NODE = '#!/bin/sh\necho v18.20.4\n'
# Installs what the lock file says; builds a page of the sources.  It fails when two of it run at once.
NPM = '''#!/bin/sh
set -eu
echo "$*" >>"$CALLS"
mkdir ../busy
trap 'rmdir ../busy' EXIT
sleep "${SLOW:-0}"
case $1 in
ci) rm -rf node_modules; mkdir node_modules; cp package-lock.json node_modules/.package-lock.json ;;
run) ! grep -q broken src/main.tsx || { echo "main.tsx: it is broken"; exit 1; }
     mkdir -p "$5/assets"; cp index.html "$5"; cp src/main.tsx "$5/assets/index-1a2b.js" ;;
esac
'''


class Tree:
    def __init__(self, folder):
        self.folder, self.calls, self.programs = folder, folder / 'calls', folder / 'bin'
        for name in ('tools', 'bin', 'web/src'):
            (folder / name).mkdir(parents=True)
        for name in ('build-web', 'embed-web'):
            shutil.copy(ROOT / 'tools' / name, folder / 'tools')
        for name in ('sh', 'sleep', 'cp', 'mkdir', 'rmdir', 'rm', 'grep', 'python3', 'glib-compile-resources'):
            (self.programs / name).symlink_to(shutil.which(name, path='/usr/bin:/bin'))
        self.program('node', NODE)
        self.program('npm', NPM)
        self.write('index.html', '<title>Berth</title>')
        self.write('src/main.tsx', 'a')
        self.lock(react='1')

    def program(self, name, text):
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def write(self, name, text):
        (self.folder / 'web' / name).write_text(text)

    def lock(self, **packages):
        """Another platform's packages are in it, too, and are never installed."""
        self.write('package-lock.json', json.dumps({'packages': {
            '': {}, 'node_modules/esbuild-aix': {'optional': True, 'integrity': 'x'},
            **{f'node_modules/{name}': {'integrity': sum} for name, sum in packages.items()}}}))

    def start(self, out='out', **environment):
        return subprocess.Popen(['/usr/bin/python3', self.folder / 'tools/build-web', self.folder / out], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                env={'PATH': str(self.programs), 'CALLS': str(self.calls), **environment})

    def build(self, **options):
        """The first words of the calls of npm, and what was said."""
        process = self.start(**options)
        said = process.communicate()[0]
        calls = [line.split()[0] for line in self.calls.read_text().splitlines()] if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return process.returncode, calls, said

    def page(self):
        return (self.folder / 'out/assets/index-1a2b.js').read_text()


def test_only_what_changed_is_done(folder):
    tree = Tree(folder)
    assert tree.build() == (0, ['ci', 'run'], 'web: installing the packages of package-lock.json\nweb: building\n')
    stamp = folder / 'out.sum'
    before = stamp.stat().st_mtime_ns
    assert tree.build() == (0, [], '') and stamp.stat().st_mtime_ns == before
    tree.write('src/main.tsx', 'b')
    assert tree.build()[:2] == (0, ['run']) and tree.page() == 'b'
    tree.lock(react='2')
    assert tree.build()[:2] == (0, ['ci', 'run'])
    (folder / 'web/src/main.tsx').rename(folder / 'web/src/moved.tsx')
    assert tree.build()[0] != 0
    assert not (folder / 'web/dist').exists()


def test_pages_without_the_network(folder):
    """Neither node nor npm is looked for when all is there."""
    tree = Tree(folder)
    tree.build()
    (tree.programs / 'npm').unlink()
    (tree.programs / 'node').unlink()
    assert tree.build() == (0, [], '')


def test_a_build_that_fails_leaves_the_pages(folder):
    tree = Tree(folder)
    tree.build()
    tree.write('src/main.tsx', 'broken')
    status, calls, said = tree.build()
    assert status != 0 and calls == ['run'] and 'main.tsx: it is broken' in said and 'npm run build' in said, said
    assert tree.page() == 'a'
    assert tree.build()[1] == ['run']  # it is not taken for built
    tree.write('src/main.tsx', 'c')
    assert tree.build()[0] == 0 and tree.page() == 'c'


def test_what_is_gone_from_the_sources_is_gone_from_the_pages(folder):
    tree = Tree(folder)
    tree.build()
    (folder / 'out/assets/old-9f9f.js').write_text('old')
    tree.write('src/main.tsx', 'b')
    tree.build()
    assert [path.name for path in (folder / 'out/assets').iterdir()] == ['index-1a2b.js']


def test_programs_that_are_missing_or_old(folder):
    tree = Tree(folder)
    tree.program('node', '#!/bin/sh\necho v16.20.2\n')
    status, calls, said = tree.build()
    assert status != 0 and calls == [] and 'v16.20.2' in said and '18' in said and '-Dweb=false' in said, said
    (tree.programs / 'node').unlink()
    status, calls, said = tree.build()
    assert status != 0 and 'no node on PATH' in said and 'make deps' in said, said


def test_two_builds_at_once(folder):
    tree = Tree(folder)
    both = [tree.start(out, SLOW='0.3') for out in ('out', 'other')]
    for process in both:
        said = process.communicate()[0]
        assert process.returncode == 0, said
    assert sorted(tree.calls.read_text().split('\n')[:-1])[0].startswith('ci')
    assert tree.calls.read_text().count('ci ') == 1
    assert tree.page() == (folder / 'other/assets/index-1a2b.js').read_text() == 'a'


def test_the_bundle(folder):
    tree = Tree(folder)
    pages, source = folder / 'pages', folder / 'pages.c'
    (pages / 'assets').mkdir(parents=True)
    text, font = b'let a = 1;' * 500, os.urandom(5000)
    (pages / 'index.html').write_bytes(text)
    (pages / 'assets/a.woff2').write_bytes(font)
    (pages / '.hidden').write_bytes(b'secret')
    command = ['/usr/bin/python3', tree.folder / 'tools/embed-web', pages, source]
    subprocess.run(command, check=True)
    before = source.stat().st_mtime_ns
    subprocess.run(command, check=True)
    assert source.stat().st_mtime_ns == before
    written = subprocess.run(['sh', '-c', 'gcc $(pkg-config --cflags gio-2.0) -c pages.c -o pages.o && '
                              'objcopy -O binary --only-section=.gresource.web pages.o /dev/stdout'],
                             cwd=folder, check=True, capture_output=True).stdout
    assert gzip.compress(text, 9, mtime=0) in written and font in written
    assert b'index.html.gz' in written and b'a.woff2.gz' not in written and b'secret' not in written

    shutil.rmtree(pages)
    pages.mkdir()
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode != 0 and 'holds no page' in refused.stderr
    assert source.stat().st_mtime_ns == before
