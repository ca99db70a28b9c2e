import { readlinkSync } from 'node:fs';
import { digest } from '../../kernel/id.ts';
import { identify } from './identity.ts';

let own: string | undefined;

/**
 * Says which process makes something, as a part of its name: `<pid>-<start>-<where>`. `where` is the set of processes that sees
 * itself, since in another container the same number is another process.
 */
export const makerMark = (): string => (own ??= `${process.pid}-${printStart(process.pid)}-${printPlace()}`);

/** What has become of the maker of something: `unknown` in a container that cannot be seen, or where the text is no mark. */
export function stateOfMaker(mark: string): 'alive' | 'gone' | 'unknown' {
  const [, pid = '', start = '', place = ''] = /^(\d+)-([0-9a-z]+)-([0-9a-z]+)$/.exec(mark) ?? [];
  if (pid === '' || place !== printPlace()) return 'unknown';
  return printStart(Number(pid)) === start ? 'alive' : 'gone';
}

const printStart = (pid: number): string => digest(identify(pid)?.startedAt ?? '', 8);

let seen: string | undefined;

function printPlace(): string {
  try {
    return (seen ??= digest(readlinkSync('/proc/self/ns/pid'), 4));
  } catch {
    return (seen ??= digest('', 4));
  }
}
