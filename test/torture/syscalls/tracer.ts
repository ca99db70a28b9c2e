import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A point at which everything dies: before the nth `syscall` of a git that the step calls (`update-ref-2`), or of our own process (`own`). */
export interface Point {
  call: string;
  syscall: string;
  nth: number;
  /** Where only what touches this file is counted: our own process writes to others too, and never in the same order. */
  path?: string;
}

// What changes files and folders. That a file was opened shows before the first byte is written to it, and a kill sees what was
// written whether or not it was synced.
const changing = [
  ...['write', 'writev', 'pwrite64', 'pwritev', 'copy_file_range', 'sendfile', 'truncate', 'ftruncate', 'fallocate'],
  ...['mkdir', 'mkdirat', 'rmdir', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat'],
  ...['link', 'linkat', 'symlink', 'symlinkat', 'chmod', 'fchmod', 'fchmodat', 'utimensat'],
];
// Paths of open files are said, contents are not.
const strace = ['-f', '-qq', '-y', '-s', '0', '-e', `trace=${changing.map((name) => `?${name}`).join(',')}`];
// What git calls in turn is part of it; what our own process calls is not.
const ofOwn = ['-b', 'execve'];

/** Whether processes can be traced here. */
export function canTrace(): boolean {
  const { status } = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=write', 'true']);
  return status === 0;
}

/** Runs a program so that it, or a git that it calls, is killed at one point; by a `git` on its PATH that counts. */
export class Tracer {
  readonly #folder: string;
  readonly #watched: string[];

  /** `folder` is the tracer's own; what counts are changes in the folders `watched`. */
  constructor(folder: string, watched: string[]) {
    this.#folder = folder;
    this.#watched = watched;
    mkdirSync(join(folder, 'bin'), { recursive: true });
    mkdirSync(join(folder, 'tmp'));
    writeFileSync(join(folder, 'bin/git'), stand(folder, findGit()));
    chmodSync(join(folder, 'bin/git'), 0o755);
  }

  /** Runs the program unharmed and answers every point of it. */
  async count(program: string[]): Promise<Point[]> {
    this.#plan('count count 0');
    await this.#run(['strace', ...strace, ...ofOwn, '-o', this.#log('own'), ...program]);
    return readdirSync(this.#log('')).flatMap((call) => this.#pointsOf(call));
  }

  /** Runs the program until it is killed at the point. Answers false when it did not come there this time. */
  async kill(program: string[], { call, syscall, nth, path }: Point): Promise<boolean> {
    this.#plan(`${call} ${syscall} ${nth}`);
    const only = path === undefined ? [] : ['-P', path];
    const inject = [...only, '-o', this.#log('own'), '-e', `inject=${syscall}:signal=KILL:when=${nth}`];
    await this.#run(call === 'own' ? ['strace', ...strace, ...ofOwn, ...inject, ...program] : program);
    return existsSync(this.#log(call)) && this.#isWatched(diedBefore(readFileSync(this.#log(call), 'utf8')));
  }

  #log(call: string): string {
    return join(this.#folder, 'calls', call);
  }

  #plan(text: string): void {
    rmSync(this.#log(''), { recursive: true, force: true });
    rmSync(join(this.#folder, 'turns'), { recursive: true, force: true });
    for (const name of ['calls', 'turns']) mkdirSync(join(this.#folder, name));
    writeFileSync(join(this.#folder, 'plan'), `${text}\n`);
  }

  async #run([command = '', ...args]: string[]): Promise<void> {
    const PATH = `${join(this.#folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    // One thread, so that what it does comes in the same order every time.
    const own = { PATH, TMPDIR: join(this.#folder, 'tmp'), UV_THREADPOOL_SIZE: '1' };
    const NODE_COMPILE_CACHE = join(this.#folder, 'compiled');
    await once(spawn(command, args, { stdio: 'ignore', env: { ...process.env, NODE_COMPILE_CACHE, ...own } }), 'exit');
  }

  /** How often each call of the system comes in any one thread, where it changes what is watched. */
  #pointsOf(call: string): Point[] {
    const seen = new Map<string, number>();
    const points = new Map<string, Point>();
    for (const [, pid = '', syscall = '', rest = ''] of readFileSync(this.#log(call), 'utf8').matchAll(
      /^(\d+) +(\w+)\((.*)$/gm,
    )) {
      const path = call === 'own' && syscall === 'write' ? /^\d+<(\/[^>]+)>/.exec(rest)?.[1] : undefined;
      const kind = `${syscall} ${path ?? ''}`;
      const nth = (seen.get(`${pid} ${kind}`) ?? 0) + 1;
      seen.set(`${pid} ${kind}`, nth);
      if (this.#isWatched(rest)) points.set(`${kind} ${nth}`, { call, syscall, nth, ...(path === undefined ? {} : { path }) });
    }
    return [...points.values()];
  }

  /** git stands in what is watched, so that a path is meant from there where it is neither absolute nor below an open folder. */
  #isWatched(line: string): boolean {
    const paths = [...line.matchAll(/<(\/[^<>]+)>|"([^"]+)"/g)].map(([, open, named]) => open ?? named ?? '');
    const absolute = paths.filter((path) => path.startsWith('/'));
    if (absolute.length === 0) return paths.length > 0;
    return absolute.some((path) => !isMemory.test(path) && this.#watched.some((folder) => path.startsWith(folder)));
  }
}

// Shared memory of the store's readers and writers, which the first one makes anew.
const isMemory = /-shm$/;

/** The call of the system that the first thread to die did not return from, without its name. */
function diedBefore(trace: string): string {
  const [, pid = ''] = /^(\d+) +(?:\w+\(|<\.\.\. \w+ resumed>).* = \?$/m.exec(trace) ?? [];
  const calls = [...trace.matchAll(/^(\d+) +\w+\((.*)$/gm)].filter(([, of]) => of === pid);
  return calls.at(-1)?.[2] ?? '';
}

const findGit = (): string => spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();

/** Stands in for git: traces the call that the plan names, and kills its own caller when the trace killed git. */
const stand = (folder: string, git: string): string => `#!/bin/sh
sub= skip=
for word in "$@"; do
  if [ -n "$skip" ]; then skip=; continue; fi
  case $word in -c|-C) skip=1 ;; -*) ;; *) sub=$word; break ;; esac
done
nth=1
while ! mkdir '${folder}/turns/'$sub-$nth 2>/dev/null; do nth=$((nth + 1)); done
read call syscall point < '${folder}/plan'
log='${folder}/calls/'$sub-$nth
[ "$call" = count ] && exec strace ${strace.join(' ')} -o "$log" '${git}' "$@"
[ "$call" = $sub-$nth ] || exec '${git}' "$@"
strace ${strace.join(' ')} -o "$log" -e inject=$syscall:signal=KILL:when=$point '${git}' "$@"
code=$?
[ $code = 137 ] && kill -9 $PPID
exit $code
`;
