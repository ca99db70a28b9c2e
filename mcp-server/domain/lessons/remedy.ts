import type { Evidence, LessonForm } from '../../kernel/model.ts';

/** A command that sessions are refused, by its first words, and what they are told to run instead. */
export interface RefusedCommand {
  command: string;
  instead: string;
}

/** A variable of the environment of workspaces. */
export interface Setting {
  name: string;
  value: string;
}

/** What holds without being read, once a replay showed that it does. */
export type Remedy =
  | { form: 'check'; check: Evidence }
  | { form: 'hook'; hook: RefusedCommand }
  | { form: 'setting'; setting: Setting };

/** Whether a form is text that sessions read. All else holds by itself, and only a person lifts it. */
export const isProse = ({ form }: { form: LessonForm }): boolean => form === 'rule' || form === 'skill' || form === 'line';

// Words of a command line and nothing that a shell would read otherwise.
const plainCommand = /^[a-z][\w.-]*(?: [\w@./:=,+-]+){1,5}$/;

// What decides over programs, rights or fanout itself, and what is secret.
const reserved =
  /^(?:PATH|HOME|USER|SHELL|ENV|CI|TMPDIR|IFS|PWD|PORT)$|^(?:LD|DYLD|GIT|SSH|BASH|NODE|NPM|PYTHON|RUBY|PERL|JAVA|FANOUT|CLAUDE|ANTHROPIC|XDG|PORT)_|SKIP|TOKEN|SECRET|PASSW|KEY|CREDENTIAL|HOOK|NODE_OPTIONS|PROXY|DISABLE|NO_/;

/** Says why a command may not be one that sessions are refused, in words. */
export const findHookProblems = (hook: RefusedCommand | null): string[] =>
  hook === null ||
  (plainCommand.test(hook.command) && plainCommand.test(hook.instead) && !`${hook.instead} `.startsWith(`${hook.command} `))
    ? []
    : ['hook: a refused command is two to six plain words, and what to run instead is another one'];

/** Says why a variable may not be set in workspaces, in words. */
export const findSettingProblems = (setting: Setting | null): string[] =>
  setting === null ||
  (/^[A-Z][A-Z0-9_]{1,39}$/.test(setting.name) && !reserved.test(setting.name) && /^[\w./:,=+ -]{1,80}$/.test(setting.value))
    ? []
    : [`setting: ${JSON.stringify(setting.name)} is no variable that a lesson may set`];

/** Whether refusing a command would refuse a gate, or the work itself. */
export const refusesGate = ({ command }: RefusedCommand, gates: readonly string[]): boolean =>
  /^(?:git|sh|cat|ls|cd) /.test(`${command} `) || gates.some((gate) => `${gate} `.includes(`${command} `));
