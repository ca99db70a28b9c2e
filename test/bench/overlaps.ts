import { forecastOverlaps } from '../../mcp-server/domain/overlaps/forecast.ts';
import { learnFileRisks } from '../../mcp-server/domain/overlaps/file-risks.ts';
import { readHistory } from '../../mcp-server/domain/overlaps/read-history.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { readPairs, type PastPair } from './overlaps/read-pairs.ts';
import type { Bench } from './bench.ts';

/** The forecast, replayed on branches of a real repository that were open at the same time, against "they touch the same file". */
export const overlaps: Bench = {
  name: 'overlaps',
  says: 'which branches of a repository’s past would collide: bench overlaps <repository>',
  run: async ({ say, path }) => {
    if (path === undefined) throw new Error('bench overlaps needs the path of a repository with merged branches');
    const { repository, split, earlier, later } = await readPairs(path);
    // Learned from what lies before the later half, so that nothing is foretold from itself.
    const history = await readHistory({ repository, commit: split });
    if (!history.ok) throw new Error(history.failure.stderr);
    const riskOf = learnFileRisks(history.value);
    const scored = (pairs: readonly PastPair[]) => pairs.map((pair) => ({ ...pair, risk: riskOfPair(pair, riskOf) }));
    const threshold = calibrate(scored(earlier));
    const test = scored(later);
    const baseline = measure(test, ({ shared }) => shared);
    const calibrated = measure(test, ({ risk }) => risk >= threshold);
    // The strictest threshold that finds as much as the baseline does: precision at equal recall.
    const equal = atRecall(test, baseline.recall);
    say(
      `${later.length} pairs of ${earlier.length + later.length}, ${test.filter(({ collides }) => collides).length} of them collided`,
    );
    say(`same file: precision ${baseline.precision}, recall ${baseline.recall}`);
    say(`forecast at equal recall: precision ${equal.precision}, recall ${equal.recall}`);
    say(`forecast as calibrated on the earlier pairs: precision ${calibrated.precision}, recall ${calibrated.recall}`);
    const figures = {
      ...equal,
      baselinePrecision: baseline.precision,
      baselineRecall: baseline.recall,
      calibrated,
      pairs: later.length,
    };
    return {
      cases: [{ name: 'precision of the baseline at equal recall', ratio: baseline.precision / equal.precision, goal: 1 }],
      figures,
    };
  },
};

type Scored = PastPair & { risk: number };

function riskOfPair({ one, other }: PastPair, riskOf: Parameters<typeof forecastOverlaps>[1]['riskOf']): number {
  const tasks = [one, other].map((paths, index) => ({
    key: `t${index}` as TaskKey,
    paths: paths.map((path) => path.replace(/[*?[\]{}()!\\]/g, '\\$&')),
  }));
  const [overlap] = forecastOverlaps(tasks, { files: [...new Set([...one, ...other])], riskOf });
  return overlap?.risk ?? 0;
}

/** The highest threshold that loses no collision of the earlier pairs that the baseline finds. */
function calibrate(pairs: readonly Scored[]): number {
  const found = pairs.filter(({ collides, shared }) => collides && shared).map(({ risk }) => risk);
  return found.length === 0 ? 0 : Math.min(...found);
}

function atRecall(pairs: readonly Scored[], recall: number): { precision: number; recall: number } {
  const thresholds = [...new Set(pairs.map(({ risk }) => risk))].filter((risk) => risk > 0).toSorted((one, other) => other - one);
  const measured = thresholds.map((threshold) => measure(pairs, ({ risk }) => risk >= threshold));
  return measured.find((one) => one.recall >= recall) ?? { precision: 0, recall: 0 };
}

function measure(pairs: readonly Scored[], predicts: (pair: Scored) => boolean): { precision: number; recall: number } {
  const predicted = pairs.filter(predicts);
  const hits = predicted.filter(({ collides }) => collides).length;
  const all = pairs.filter(({ collides }) => collides).length;
  return { precision: round(hits / Math.max(predicted.length, 1)), recall: round(all === 0 ? 1 : hits / all) };
}

const round = (number: number): number => Number(number.toFixed(4));
