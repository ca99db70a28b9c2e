import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A point at which everything dies: the nth call of the system by the nth changing git, or by our own process (`call` 0). */
export interface Point {
  call: number;
  nth: number;
}

// What changes files and folders; that a file was opened shows in the state before the first byte is written to it.
const changing =
  'write,pwrite64,mkdir,rename,renameat2,link,symlink,unlink,unlinkat,rmdir,ftruncate,fsync,fdatasync,chmod,utimensat';
const strace = ['-f', '-qq', '-e', `trace=${changing}`];
const subcommands = 'worktree read-tree commit-tree update-ref merge-tree write-tree add hash-object update-index commit merge';

/** Whether processes can be traced here. */
export function canTrace(): boolean {
  const { status } = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=write', 'true']);
  return status === 0;
}

/** Runs a program so that it, or a git that it calls, is killed at one point; by a `git` on its PATH that counts. */
export class Tracer {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin/git'), stand(folder, real));
    chmodSync(join(folder, 'bin/git'), 0o755);
  }

  /** Runs the program unharmed and answers every point of it. */
  count(program: string[]): Point[] {
    this.#plan('count 0');
    const log = join(this.#folder, 'own');
    this.#run(['strace', ...strace, '-b', 'execve', '-o', log, ...program]);
    const calls = readdirSync(join(this.#folder, 'calls'))
      .map(Number)
      .toSorted((one, other) => one - other);
    const git = calls.flatMap((call) => pointsIn(join(this.#folder, 'calls', `${call}/trace`), call));
    return [...git, ...pointsIn(log, 0)];
  }

  /** Runs the program until it is killed at the point, or to its end when it does not come there this time. */
  kill(program: string[], { call, nth }: Point): void {
    this.#plan(`${call} ${nth}`);
    const inject = ['-b', 'execve', '-o', '/dev/null', '-e', `inject=${changing}:signal=KILL:when=${nth}`];
    this.#run(call === 0 ? ['strace', ...strace, ...inject, ...program] : program);
  }

  #plan(text: string): void {
    rmSync(join(this.#folder, 'calls'), { recursive: true, force: true });
    mkdirSync(join(this.#folder, 'calls'));
    writeFileSync(join(this.#folder, 'plan'), `${text}\n`);
  }

  #run([command = '', ...args]: string[]): void {
    const PATH = `${join(this.#folder, 'bin')}:${process.env['PATH'] ?? ''}`;
    const NODE_COMPILE_CACHE = join(this.#folder, 'compiled');
    // One thread, so that what it does comes in the same order every time.
    const env = { ...process.env, PATH, NODE_COMPILE_CACHE, UV_THREADPOOL_SIZE: '1' };
    spawnSync(command, args, { stdio: 'pipe', env });
  }
}

/** Stands in for git: traces the call that the plan names, and kills its own caller when the trace killed git. */
const stand = (folder: string, git: string): string => `#!/bin/sh
sub= skip=
for word in "$@"; do
  if [ -n "$skip" ]; then skip=; continue; fi
  case $word in -c) skip=1 ;; -*) ;; *) sub=$word; break ;; esac
done
case " ${subcommands} " in *" $sub "*) ;; *) exec '${git}' "$@" ;; esac
nth=1
while ! mkdir '${folder}/calls/'$nth 2>/dev/null; do nth=$((nth + 1)); done
read call point < '${folder}/plan'
[ "$call" = count ] && exec strace ${strace.join(' ')} -o '${folder}/calls/'$nth/trace '${git}' "$@"
[ "$call" = $nth ] || exec '${git}' "$@"
strace ${strace.join(' ')} -o /dev/null -e inject=${changing}:signal=KILL:when=$point '${git}' "$@"
code=$?
[ $code = 137 ] && kill -9 $PPID
exit $code
`;

/** As many points as the busiest thread of a trace has calls. */
function pointsIn(log: string, call: number): Point[] {
  const counts = new Map<string, number>();
  for (const [, pid = ''] of readFileSync(log, 'utf8').matchAll(/^(\d+) +\w+\(/gm)) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  return Array.from({ length: Math.max(0, ...counts.values()) }, (_, at) => ({ call, nth: at + 1 }));
}
