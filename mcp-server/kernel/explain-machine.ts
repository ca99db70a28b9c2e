import { ending, list, quote, span, tail, type Explanations } from './explain-words.ts';

/** Words for what the machine does not give. */
export const machineExplanations = {
  'program-missing': ({ program, hint }) => ({
    message: `${program} is not installed or not on PATH.`,
    hint,
  }),
  'process-failed': ({ command, exitCode, stderr }) => ({
    message: `\`${command}\` ${ending(exitCode)}.${tail(stderr)}`,
    hint: 'Run it by hand to see why.',
  }),
  'process-timed-out': ({ command, timeoutMs }) => ({
    message: `\`${command}\` was stopped after ${span(timeoutMs)} without an end.`,
    hint: 'Make it faster, or allow more with `checkMinutes` in fanout.yaml.',
  }),
  'lock-busy': ({ lock, waitedMs }) => ({
    message: `Another process has held the lock ${lock} for ${span(waitedMs)}.`,
    hint: 'Wait for it to end; the lock goes with its process. `fanout doctor` names the processes at work.',
  }),
  'ports-exhausted': ({ name, from, to }) => ({
    message: `No port from ${from} to ${to} is free for ${name}.`,
    hint: 'End what listens there, or let go of what ended runs hold with `fanout clean`.',
  }),
  'machine-exhausted': ({ detail }) => ({
    message: `The machine has run out: ${quote(detail)} What was recorded until then stands.`,
    hint: 'Make room (`fanout clean` removes what ended runs left), then resume the run.',
  }),
  'state-folder-unusable': ({ path, detail }) => ({
    message: `The folder of fanout's state, ${path}, cannot be used: ${quote(detail)}`,
    hint: 'Set FANOUT_HOME to the absolute path of a folder that you may write in, or leave it unset.',
  }),
  'journal-damaged': ({ path, seq }) => ({
    message: `Record ${seq} of the journal in ${path} is damaged or gone. The records before it stand; nothing was changed.`,
    hint: `Keep a copy of ${path}, then put back a good one from a backup. Where it only ends too early, removing ${path}-head goes on from there. Branches below fanout/ still hold every commit.`,
  }),
  'store-newer': ({ path, version, supported }) => ({
    message: `${path} was written by a newer fanout: its version is ${version}, this one knows up to ${supported}. It was left as it is.`,
    hint: 'Update fanout, or point FANOUT_HOME at another folder.',
  }),
  'sqlite-missing': ({ platform, folder }) => ({
    message: `fanout brings SQLite for Linux with glibc and for macOS, on x64 and arm64, and this machine is ${platform}.`,
    hint: `Run \`npm ci --ignore-scripts --workspaces=false\` in ${folder}, which installs it as a package, then start again.`,
  }),
  'setup-failed': ({ command, exitCode, outputPath }) => ({
    message: `The setup command \`${command}\` ${ending(exitCode)}. Its output is in ${outputPath}.`,
    hint: 'Make the command work in a fresh clone, or name another as `setup` in fanout.yaml.',
  }),
  'workspace-unproven': ({ path, doubts }) => ({
    message: `The workspace ${path} is not proven ready, so no model was called.${doubts.map(({ probe, detail }) => `\n  ${probe}: ${quote(detail)}`).join('')}`,
    hint: `${[...new Set(doubts.map(({ next }) => next))].join(' ')} Then retry the task; \`proof: warn\` in fanout.yaml goes on all the same.`,
  }),
  'service-unknown': ({ service, known }) => ({
    message: `There is no service ${service} here.`,
    hint:
      known.length === 0
        ? 'Describe it under `services` in fanout.yaml, or give the command to run.'
        : `There is ${list(known, 20)}. For anything else give the command to run.`,
  }),
  'database-failed': ({ database, step, detail, next }) => ({
    message: `Database ${database} could not be ${step}: ${quote(detail)} No other database was used instead.`,
    hint: next,
  }),
  'supervisor-failed': ({ exitCode, logPath }) => ({
    message: `The supervisor, which carries all runs, did not start${exitCode === null ? '' : ` (exit code ${exitCode})`}. What was submitted is in the journal and waits.`,
    hint: `Look at the end of ${logPath}, then run \`fanout doctor\`.`,
  }),
  'database-unknown': ({ database, known }) => ({
    message: `fanout.yaml names no database ${database}.`,
    hint: known.length === 0 ? 'Describe it under `databases` in fanout.yaml.' : `It names ${list(known, 20)}.`,
  }),
} satisfies Partial<Explanations>;
