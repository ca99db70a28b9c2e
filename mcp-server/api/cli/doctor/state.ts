import { statfs } from 'node:fs/promises';
import prettyBytes from 'pretty-bytes';
import { hasSupervisor } from '../../../domain/coordination/ensure-supervisor.ts';
import { leftovers } from '../../../domain/coordination/leftovers.ts';
import { listRuns } from '../../../domain/coordination/work/read-run.ts';
import { listPorts } from '../../../domain/workspaces/ports/list-ports.ts';
import type { Infra } from '../../../infra/infra.ts';
import { verifyJournal } from '../../../infra/store/journal.ts';
import type { Checkup } from '../say/checkup.ts';
import { count } from '../terminal/units.ts';
import { unwell } from './unwell.ts';

/** The store opens and every record of the journal matches its checksum. */
export function examineJournal({ home, store }: Infra): Checkup {
  const checked = verifyJournal(store);
  if (!checked.ok) return unwell('journal', checked.failure);
  return {
    name: 'journal',
    state: 'good',
    finding: `${count(checked.value.events, 'event')} in ${home}, every checksum fits`,
    mend: null,
  };
}

/** A supervisor lives exactly when there is work for one. */
export function examineSupervisor(infra: Infra): Checkup {
  const open = listRuns(infra).filter(({ status }) => status === 'running' || status === 'cancelling');
  if (hasSupervisor(infra))
    return { name: 'supervisor', state: 'good', finding: `at work on ${count(open.length, 'run')}`, mend: null };
  if (open.length === 0)
    return { name: 'supervisor', state: 'good', finding: 'not running, as there is nothing to do', mend: null };
  const mend = `Start it again with \`fanout status ${open[0]?.run} --watch\`.`;
  return { name: 'supervisor', state: 'note', finding: `not running, although ${count(open.length, 'run')} should go on.`, mend };
}

// A worktree with its dependencies is seldom above a gigabyte, and three at a time are the default.
const scarceBytes = 5e9;

/** The disk of the state folder has room. */
export async function examineDisk({ home }: Infra): Promise<Checkup> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  const finding = `${prettyBytes(free)} free`;
  if (free > scarceBytes) return { name: 'disk', state: 'good', finding, mend: null };
  return {
    name: 'disk',
    state: 'note',
    finding,
    mend: 'Worktrees need room for a checkout and its dependencies each. `fanout clean` frees what ended runs hold.',
  };
}

/** What ended runs still hold, and how many ports are leased. */
export async function examineLeftovers(infra: Infra): Promise<Checkup> {
  const ended = listRuns(infra).filter(({ status }) => status === 'finished' || status === 'cancelled');
  const left = await Promise.all(ended.map(({ run }) => leftovers(infra, { run })));
  const total = (name: 'processes' | 'worktrees' | 'branches' | 'databases') => left.reduce((sum, one) => sum + one[name], 0);
  const ports = count(listPorts(infra).length, 'leased port');
  const parts = [
    ...(total('processes') > 0 ? [count(total('processes'), 'process', 'processes')] : []),
    ...(total('worktrees') > 0 ? [count(total('worktrees'), 'worktree')] : []),
    ...(total('branches') > 0 ? [count(total('branches'), 'temporary branch', 'temporary branches')] : []),
    ...(total('databases') > 0 ? [count(total('databases'), 'database branch', 'database branches')] : []),
  ];
  if (parts.length === 0) return { name: 'leftovers', state: 'good', finding: `none; ${ports}`, mend: null };
  const finding = `Ended runs still hold ${parts.join(', ')}; ${ports}.`;
  return {
    name: 'leftovers',
    state: 'note',
    finding,
    mend: '`fanout clean` in their repository removes them and keeps what was not merged.',
  };
}
