import { forecastOverlaps } from '../../mcp-server/domain/overlaps/forecast.ts';
import { learnFileRisks } from '../../mcp-server/domain/overlaps/file-risks.ts';
import { readHistory } from '../../mcp-server/domain/overlaps/read-history.ts';
import type { Repository, TaskKey } from '../../mcp-server/kernel/model.ts';
import { readPairs, type PastPair } from './overlaps/read-pairs.ts';
import type { Bench } from './bench.ts';

/** The forecast, replayed on branches of a real repository that were open at the same time, against "they touch the same file". */
export const overlaps: Bench = {
  name: 'overlaps',
  says: 'which branches of a repository’s past would collide: bench overlaps <repository>',
  run: async ({ say, path }) => {
    if (path === undefined) throw new Error('bench overlaps needs the path of a repository with merged branches');
    const { repository, earlier, later } = await readPairs(path);
    const threshold = calibrate(await score(repository, earlier));
    const test = await score(repository, later);
    const baseline = measure(test, ({ shared }) => shared);
    const forecast = measure(test, ({ risk }) => risk > 0 && risk >= threshold);
    const collided = (pairs: readonly PastPair[]) => pairs.filter(({ collides }) => collides).length;
    say(`threshold ${round(threshold)}, fixed on ${earlier.length} earlier pairs of which ${collided(earlier)} collided`);
    say(`${later.length} later pairs, ${collided(later)} of them collided`);
    say(`same file: precision ${baseline.precision}, recall ${baseline.recall}`);
    say(`forecast: precision ${forecast.precision}, recall ${forecast.recall}`);
    const figures = {
      ...forecast,
      baselinePrecision: baseline.precision,
      baselineRecall: baseline.recall,
      threshold: round(threshold),
      pairs: later.length,
      collided: collided(later),
    };
    return {
      cases: [
        {
          name: 'precision of the baseline against that of the forecast',
          ratio: baseline.precision / forecast.precision,
          goal: 1,
        },
      ],
      figures,
    };
  },
};

type Scored = PastPair & { risk: number };

// Reading a history anew for each pair would take hours, and between two of these little changes.
const readings = 12;

/** Foretells each pair from the history before it was begun. */
async function score(repository: Repository, pairs: readonly PastPair[]): Promise<Scored[]> {
  const scored: Scored[] = [];
  const size = Math.ceil(pairs.length / readings);
  for (let from = 0; from < pairs.length; from += size) {
    const some = pairs.slice(from, from + size);
    const [first] = some;
    if (!first) break;
    const history = await readHistory({ repository, commit: first.at });
    if (!history.ok) throw new Error(history.failure.stderr);
    const riskOf = learnFileRisks(history.value);
    scored.push(...some.map((pair) => ({ ...pair, risk: riskOfPair(pair, riskOf) })));
  }
  return scored;
}

function riskOfPair({ one, other }: PastPair, riskOf: Parameters<typeof forecastOverlaps>[1]['riskOf']): number {
  const tasks = [one, other].map((paths, index) => ({
    key: `t${index}` as TaskKey,
    paths: paths.map((path) => path.replace(/[*?[\]{}()!\\]/g, '\\$&')),
  }));
  const [overlap] = forecastOverlaps(tasks, { files: [...new Set([...one, ...other])], riskOf });
  return overlap?.risk ?? 0;
}

/** The highest threshold that loses no collision of the earlier pairs that the baseline finds; nothing of the later ones is known. */
function calibrate(pairs: readonly Scored[]): number {
  const found = pairs.filter(({ collides, shared }) => collides && shared).map(({ risk }) => risk);
  return found.length === 0 ? 0 : Math.min(...found);
}

function measure(pairs: readonly Scored[], predicts: (pair: Scored) => boolean): { precision: number; recall: number } {
  const predicted = pairs.filter(predicts);
  const hits = predicted.filter(({ collides }) => collides).length;
  const all = pairs.filter(({ collides }) => collides).length;
  return { precision: round(hits / Math.max(predicted.length, 1)), recall: round(all === 0 ? 1 : hits / all) };
}

const round = (number: number): number => Number(number.toFixed(4));
