import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario, SimulatedMode } from '../../mcp-server/domain/sessions/agents/simulated-agent.ts';

/** What the header line of a brief says. */
export interface Header {
  run: string;
  task: string;
  stage: string;
}

/** The memory of a scenario beside its file: how many sessions there were, and what each conversation cost. */
export class Stage {
  readonly scenario: Scenario;
  readonly #folder: string;

  constructor(path: string) {
    this.scenario = JSON.parse(readFileSync(path, 'utf8')) as Scenario;
    this.#folder = `${path}.memory`;
    mkdirSync(this.#folder, { recursive: true });
  }

  /** The mode of the session that begins now. */
  modeOf({ run, task, stage }: Header): SimulatedMode {
    const path = join(this.#folder, `${run}.${task}.${stage}`);
    appendFileSync(path, '.');
    const nth = statSync(path).size;
    const fits = (rule: Scenario['rules'][number]) =>
      (rule.task ?? task) === task && (rule.stage ?? stage) === stage && (rule.nth ?? nth) === nth;
    return this.scenario.rules.find(fits)?.mode ?? 'works';
  }

  /** Whether a conversation of this id has begun. */
  has(conversation: string): boolean {
    return existsSync(this.#fileOf(conversation));
  }

  /** What a conversation cost so far, in turns. */
  turnsOf(conversation: string): number {
    return this.has(conversation) ? Number(readFileSync(this.#fileOf(conversation), 'utf8')) : 0;
  }

  /** Keeps what a conversation cost. */
  keepTurns(conversation: string, turns: number): void {
    writeFileSync(this.#fileOf(conversation), String(turns));
  }

  #fileOf(conversation: string): string {
    return join(this.#folder, conversation);
  }
}
