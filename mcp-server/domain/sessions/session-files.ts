import { join } from 'node:path';

/** The files of one session, all in one folder that is used once. */
export const sessionFiles = (directory: string) => ({
  /** What was launched, as JSON. Written before the start. */
  launch: join(directory, 'session.json'),
  /** Held while it is launched. */
  launchLock: join(directory, 'launch.lock'),
  /** What the session is told, one message a line; appended to while it runs. */
  input: join(directory, 'in.ndjson'),
  /** Guards the input: nobody appends while it is being ended. */
  inputLock: join(directory, 'in.lock'),
  /** There once the input has ended. */
  inputEnded: join(directory, 'in.ended'),
  /** What the agent prints, one event a line. */
  output: join(directory, 'out.ndjson'),
  /** What the agent says on stderr. */
  errors: join(directory, 'err.log'),
  /** What goes beside the agent's system prompt. */
  rules: join(directory, 'rules.md'),
  /** There once somebody started the agent. */
  claim: join(directory, 'claim'),
  /** The folder of its control group, where the system has one for it. */
  cgroup: join(directory, 'cgroup'),
  /** The process that minds the agent, as JSON. */
  shim: join(directory, 'shim.id'),
  /** How the agent ended, as JSON. The only source of an exit code. */
  exit: join(directory, 'exit.json'),
  /** Who ended the session and why, as JSON, where it did not end by itself. */
  stop: join(directory, 'stopped.json'),
  /** How long the session was watched, as JSON. */
  watch: join(directory, 'watch.json'),
});
