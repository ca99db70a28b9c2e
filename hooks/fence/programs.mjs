// What the fence knows of programs: a table, so that one more program is one more line. A program that is not named here is held
// to a plain rule: none of its arguments may lead outside, but for the system's own folders (see written-places.mjs).

/**
 * How a program treats its arguments.
 *   reads   none is written            writes  each is written
 *   first   the first is written       last    the last is written, the others are read
 *   links   where it leads is written to later, so none may lead outside
 *   script  the first is run, the others are its own, which may be anything
 *   guess   anything: what leads outside is refused
 * @typedef {'reads' | 'writes' | 'first' | 'last' | 'links' | 'script' | 'guess'} Kind
 */

/**
 * `outputs` are options whose value is a place that is written; `folders` are such options that also leave no plain argument to be
 * written; `inputs` are options whose value is only read, or is no place at all.
 * @typedef {{ kind: Kind, outputs?: string[], folders?: string[], inputs?: string[] }} Program
 */

/** @type {[names: string, program: Program][]} */
const table = [
  [
    `: . [ [[ alias awk basename cat cal case cd cksum cloc cmp column comm compgen continue break cut date declare df diff dir dirname done du
     echo egrep env esac expr export false fi fg bg for select fgrep file fold gawk getconf getent grep groups head hexdump hostname id in jobs join jq
     kill less let local locale ls lsof md5sum mawk more nl nproc od open pathchk pgrep printenv printf ps pwd read readlink readonly
     realpath return rg ripgrep seq set sha1sum sha256sum shasum shift sleep source ss stat strings sum tac tail test tokei top tr
     tree true tty type ulimit umask uname unset uptime wait wc which whereis whoami xxd yes ack ag bat fd netstat`,
    { kind: 'reads' },
  ],
  ['sort tree uniq shuf', { kind: 'reads', outputs: ['-o', '--output'] }],
  [
    'gcc g++ cc c++ clang clang++ ld rustc javac as',
    { kind: 'reads', outputs: ['-o', '-MF', '--out-dir', '-d'], inputs: ['-I', '-L', '-isystem', '-include', '--sysroot'] },
  ],
  ['psql sqlite3 objdump nm readelf', { kind: 'reads', outputs: ['-o', '--output', '-L', '--log-file'] }],
  ['rm rmdir unlink', { kind: 'writes' }],
  [
    'mkdir touch truncate chmod chown chgrp tee shred mkfifo mktemp rename',
    { kind: 'writes', inputs: ['-m', '-s', '-d', '-r', '-t', '--mode', '--size', '--date', '--reference'] },
  ],
  ['mv', { kind: 'writes', folders: ['-t', '--target-directory'], inputs: ['-S', '--suffix'] }],
  ['cp install', { kind: 'last', folders: ['-t', '--target-directory'], inputs: ['-S', '--suffix', '-m', '--mode', '-o', '-g'] }],
  [
    'rsync scp',
    {
      kind: 'last',
      outputs: ['--backup-dir', '--log-file'],
      inputs: ['-e', '-i', '-P', '-o', '-f', '-F', '--exclude', '--include', '--exclude-from', '--rsh', '--filter'],
    },
  ],
  ['ln', { kind: 'links', folders: ['-t', '--target-directory'] }],
  ['split csplit', { kind: 'last', inputs: ['-b', '-l', '-n', '-C', '-a', '-f'] }],
  [
    'patch',
    {
      kind: 'first',
      outputs: ['-d', '--directory', '-o', '--output', '-r', '--reject-file'],
      inputs: ['-i', '--input', '-p', '--strip'],
    },
  ],
  [
    'curl',
    {
      kind: 'reads',
      outputs: [
        '-o',
        '--output',
        '--output-dir',
        '-D',
        '--dump-header',
        '-c',
        '--cookie-jar',
        '--trace',
        '--trace-ascii',
        '--stderr',
      ],
      inputs: ['-d', '-H', '-X', '-u', '-b', '-A', '-e', '-F', '-m', '-w', '-K', '-x', '-T', '-E'],
    },
  ],
  [
    'wget',
    {
      kind: 'reads',
      outputs: ['-O', '--output-document', '-P', '--directory-prefix', '-o', '--output-file', '-a'],
      inputs: ['-U', '-e', '-i', '-t', '-T'],
    },
  ],
  [
    'tar bsdtar',
    { kind: 'guess', outputs: ['-C', '--directory'], inputs: ['-T', '-X', '--files-from', '--exclude-from', '--exclude'] },
  ],
  ['unzip', { kind: 'reads', outputs: ['-d'] }],
  ['make gmake cmake ninja', { kind: 'guess', outputs: ['-C', '--directory', '-B'] }],
  [
    'npm npx pnpm yarn',
    { kind: 'guess', outputs: ['-C', '--prefix', '--cwd', '--dir'], inputs: ['--registry', '--userconfig', '--cache'] },
  ],
  ['node python python2 python3 ruby perl php bash sh dash zsh ksh deno bun tsx ts-node java lua Rscript', { kind: 'script' }],
];

/** @type {Map<string, Program>} */
const byName = new Map(table.flatMap(([names, program]) => names.split(/\s+/).map((name) => [name, program])));

/**
 * How a program treats what it is given.
 * @param {string} name
 * @returns {Program}
 */
export const programOf = (name) => byName.get(name.replace(/[\d.]+$/, '')) ?? byName.get(name) ?? { kind: 'guess' };
