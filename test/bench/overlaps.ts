import { learnPast, type Past } from '../../mcp-server/domain/coordination/foretell.ts';
import { forecastOverlaps } from '../../mcp-server/domain/overlaps/forecast.ts';
import { mostRisk } from '../../mcp-server/domain/overlaps/keep-apart.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Repository, TaskKey } from '../../mcp-server/kernel/model.ts';
import { readPairs, type PastPair } from './overlaps/read-pairs.ts';
import type { Bench } from './bench.ts';

/** The forecast, replayed on branches of a real repository that were open at the same time, against "they touch the same file". */
export const overlaps: Bench = {
  name: 'overlaps',
  says: 'which branches of a repository’s past would collide: bench overlaps <repository>',
  run: async ({ say, path }) => {
    if (path === undefined) throw new Error('bench overlaps needs the path of a repository with merged branches');
    const { repository, earlier, later, apart } = await readPairs(path);
    const threshold = lowest(await score(repository, earlier));
    const test = await score(repository, later);
    const baseline = measure(test, -1);
    // The cut at which the forecast finds as many as the baseline does, which is all of them.
    const forecast = measure(test, lowest(test));
    const fixed = { threshold: round(threshold), ...measure(test, threshold) };
    const apartInRun = { risk: mostRisk, ...measure(test, mostRisk) };
    const collided = (pairs: readonly PastPair[]) => pairs.filter(({ collides }) => collides).length;
    const counted = { pairs: later.length, collided: collided(later), apart: apart.length, apartCollided: collided(apart) };
    say(
      `${earlier.length} earlier pairs that touched a same file, ${collided(earlier)} collided; ${later.length} later ones, ${counted.collided}`,
    );
    say(`of ${apart.length} pairs that touched no same file ${counted.apartCollided} collided`);
    say(`same file: precision ${baseline.precision}, recall ${baseline.recall}`);
    say(`forecast at that recall: precision ${forecast.precision}, recall ${forecast.recall}`);
    say(`at risk ${fixed.threshold}, fixed on the earlier pairs: precision ${fixed.precision}, recall ${fixed.recall}`);
    say(
      `above risk ${mostRisk}, from which a run keeps tasks apart: precision ${apartInRun.precision}, recall ${apartInRun.recall}`,
    );
    const found = { baselinePrecision: baseline.precision, baselineRecall: baseline.recall };
    return {
      cases: [{ name: 'precision of the baseline against that of the forecast', ratio: ratio(baseline, forecast), goal: 1 }],
      figures: { ...forecast, ...found, averagePrecision: averagePrecision(test), fixed, keptApart: apartInRun, ...counted },
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
    const past = await learnPast({ repository, base: first.at, config: defaultConfig });
    scored.push(...some.map((pair) => ({ ...pair, risk: riskOfPair(pair, past) })));
  }
  return scored;
}

/** As a run foretells it, of tasks that planned the files which the branches then touched; only what both touched counts. */
function riskOfPair({ one, other }: PastPair, past: Past): number {
  const theirs = new Set(other);
  const paths = one.filter((path) => theirs.has(path));
  const tasks = ['a', 'b'].map((key) => ({ key: key as TaskKey, paths }));
  return forecastOverlaps(tasks, past)[0]?.risk ?? 0;
}

/** The highest risk that loses no collision of some pairs. */
const lowest = (pairs: readonly Scored[]): number =>
  pairs.reduce((least, { collides, risk }) => (collides ? Math.min(least, risk) : least), 1);

/** How right it is to foretell a collision from a risk on. */
function measure(pairs: readonly Scored[], from: number): Measure {
  const predicted = pairs.filter(({ risk }) => risk >= from);
  const hits = predicted.filter(({ collides }) => collides).length;
  const all = pairs.filter(({ collides }) => collides).length;
  return { precision: round(hits / Math.max(predicted.length, 1)), recall: round(all === 0 ? 1 : hits / all) };
}

interface Measure {
  precision: number;
  recall: number;
}

const ratio = (baseline: Measure, forecast: Measure): number =>
  forecast.precision === 0 ? 1 : baseline.precision / forecast.precision;

/** The mean precision at each collision, from the highest risk down; the baseline's is its precision. */
function averagePrecision(pairs: readonly Scored[]): number {
  let hits = 0;
  const precisions = pairs
    .toSorted((one, other) => other.risk - one.risk || Number(one.collides) - Number(other.collides))
    .flatMap(({ collides }, index) => (collides ? [++hits / (index + 1)] : []));
  return round(precisions.reduce((sum, one) => sum + one, 0) / Math.max(precisions.length, 1));
}

const round = (number: number): number => Number(number.toFixed(4));
