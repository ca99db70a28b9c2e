import type { Command } from './commands/command.ts';
import type { exitCodes } from './terminal/exit-codes.ts';

/** What `fanout --help` adds below the list of commands: the shape of a first session, and the exit codes. */
export const firstSession = (codes: typeof exitCodes): string => `
A first session:
${columns([
  ['fanout demo', 'watch five specs become five merged commits; no login needed'],
  ['fanout doctor', 'see whether this machine is ready'],
  ['fanout run graph.yaml', 'see the plan, agree, and watch'],
  ['fanout status --watch', 'come back to a run; it goes on without you'],
  ['fanout merge --into main', 'take over what was merged'],
  ['fanout clean', 'remove the worktrees; unsaved work is kept in refs/fanout/'],
])}

A graph.yaml:
  title: Checkout
  tasks:
    - key: cart
      spec: Keep a cart per visitor. Cover it with tests.
    - key: pay
      spec: Take payment for a cart.
      dependsOn: [cart]
      checks: [npm test]

Where a command takes [run], its first letters are enough; without it, the newest run of this repository is meant.

Exit codes:
${columns(Object.values(codes).map(({ code, means }) => [String(code), means]))}
`;

/** What `fanout COMMAND --help` adds: examples and related commands. */
export const helpAfter = ({ examples, related }: Command): string => `
Examples:
${columns(examples.map(({ line, says }) => [line, says]))}

Related: ${related.map((name) => `fanout ${name}`).join(', ')}
`;

function columns(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([term]) => term.length));
  return rows.map(([term, says]) => `  ${term.padEnd(width)}  ${says}`).join('\n');
}
