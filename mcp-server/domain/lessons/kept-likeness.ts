import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { digest } from '../../kernel/id.ts';
import type { Repository } from '../../kernel/model.ts';
import { likenessSchema, type Likeness } from './likeness-schema.ts';
import type { Statement } from './compare-rules.ts';

interface Question {
  rule: string;
  statements: readonly Statement[];
}

const pathOf = ({ home }: Pick<Infra, 'home'>, { commonDir }: Repository, { rule, statements }: Question): string => {
  const key = digest(JSON.stringify([rule, ...statements.map(({ text }) => text)]), 32);
  return join(home, 'lessons', digest(commonDir), 'likeness', `${key}.json`);
};

/** What a session answered to this very question before, or null. */
export function keptLikeness(infra: Pick<Infra, 'home'>, repository: Repository, question: Question): Likeness | null {
  const path = pathOf(infra, repository, question);
  if (!existsSync(path)) return null;
  try {
    return likenessSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Keeps an answer, so that nobody pays for it twice. */
export function keepLikeness(
  infra: Pick<Infra, 'home'>,
  repository: Repository,
  { answer, ...question }: Question & { answer: Likeness },
): void {
  const path = pathOf(infra, repository, question);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(answer), { mode: 0o600 });
  renameSync(`${path}.${process.pid}`, path);
}
