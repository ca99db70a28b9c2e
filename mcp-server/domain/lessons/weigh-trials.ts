import type { Trial, TrialOutcome } from '../../kernel/model.ts';
import type { ProofVerdict } from '../../kernel/proof.ts';

/** One trial, with what came of it: null while it has not been, or where its session failed. */
export interface Tried extends Pick<Trial, 'work' | 'isTold'> {
  outcome: TrialOutcome | null;
}

/** How often something was tried, and how often the fault came. */
export interface Tries {
  faults: number;
  tries: number;
}

/** What trials add up to. */
export interface Weighed {
  verdict: ProofVerdict;
  without: Tries;
  told: Tries;
  /** Whether other work passed its gates with the lesson; `unknown` where it passed in neither way, or was not tried. */
  control: 'unharmed' | 'harmed' | 'unknown';
}

// Three of three against none of three is the least that chance gives once in twenty times.
const enough = 0.05;

/**
 * Weighs trials. A lesson helps when the fault comes less often with it than chance allows (Fisher's exact test, one side) and
 * other work is not harmed; it is not needed when the fault never came without it in as many tries as there are to be.
 */
export function weighTrials(tried: readonly Tried[], tries: number): Weighed {
  const of = (isTold: boolean) => tried.filter((one) => one.work === 'faulty' && one.isTold === isTold).flatMap(outcomeOf);
  const [without, told] = [of(false), of(true)];
  const faults = without.filter((outcome) => outcome === 'fault').length;
  const bad = told.filter((outcome) => outcome !== 'good').length;
  const counted = without.filter((outcome) => outcome !== 'red').length;
  const control = weighControl(tried);
  const sums = {
    without: { faults, tries: counted },
    told: { faults: told.filter((outcome) => outcome === 'fault').length, tries: told.length },
    control,
  };
  const verdict = (): ProofVerdict => {
    if (control === 'harmed') return 'harms';
    const badWithout = without.length - without.filter((outcome) => outcome === 'good').length;
    if (chance({ hits: bad, of: told.length }, { hits: badWithout, of: without.length }) <= enough) return 'harms';
    if (counted >= tries && faults === 0) return 'not-needed';
    const isLess = chance({ hits: faults, of: counted }, { hits: bad, of: told.length }) <= enough;
    return isLess && control === 'unharmed' ? 'helps' : 'open';
  };
  return { verdict: verdict(), ...sums };
}

/**
 * Which trial comes next, of those that have not been: null when none of them can change the verdict any more. The work with
 * the fault is tried without the lesson and with it in turn, the control once; only a control that failed is looked at again.
 */
export function nextTrial<T extends Tried & { isWaiting: boolean }>(trials: readonly T[], tries: number): T | null {
  const verdictAt = (end: End) =>
    weighTrials(
      trials.map((one) => (one.isWaiting ? imagine(one, end) : one)),
      tries,
    ).verdict;
  const matters = (kind: keyof End): boolean => ends.some((end) => verdictAt(end) !== verdictAt({ ...end, [kind]: !end[kind] }));
  const wanted = { without: matters('without'), told: matters('told'), control: matters('control') };
  const hasFailed = trials.some(({ work, isTold, outcome }) => work === 'control' && isTold && outcome === 'red');
  const isNext = ({ work, isTold, isWaiting }: T): boolean =>
    isWaiting && wanted[kindOf({ work, isTold })] && (work === 'faulty' || isTold || hasFailed);
  return trials.find(isNext) ?? null;
}

/** Whether all trials of a kind that are still to be turn out well. Every verdict that can still come is at one of these ends. */
interface End {
  without: boolean;
  told: boolean;
  control: boolean;
}

const both = [true, false];
const ends: End[] = both.flatMap((without) => both.flatMap((told) => both.map((control) => ({ without, told, control }))));

const kindOf = ({ work, isTold }: Pick<Tried, 'work' | 'isTold'>): keyof End =>
  work === 'control' ? 'control' : isTold ? 'told' : 'without';

function imagine(one: Tried, end: End): Tried {
  const isGood = (one.work === 'control' && !one.isTold) || end[kindOf(one)];
  return { ...one, outcome: isGood ? 'good' : one.work === 'control' ? 'red' : 'fault' };
}

/** Twice red with the lesson and good without it is harm; once may be chance. */
function weighControl(tried: readonly Tried[]): Weighed['control'] {
  const of = (isTold: boolean) => tried.filter((one) => one.work === 'control' && one.isTold === isTold).flatMap(outcomeOf);
  const [told, without] = [of(true), of(false)];
  if (told.includes('good')) return 'unharmed';
  return told.length > 1 && without.includes('good') ? 'harmed' : 'unknown';
}

const outcomeOf = ({ outcome }: Tried): TrialOutcome[] => (outcome === null ? [] : [outcome]);

/** How likely chance alone gives the first side this many hits or more, when both have the same rate: Fisher's exact test. */
function chance(one: { hits: number; of: number }, other: { hits: number; of: number }): number {
  const hits = one.hits + other.hits;
  const all = choose(one.of + other.of, hits);
  let sum = 0;
  for (let count = one.hits; count <= Math.min(one.of, hits); count += 1)
    sum += choose(one.of, count) * choose(other.of, hits - count);
  return sum / all;
}

function choose(from: number, count: number): number {
  if (count < 0 || count > from) return 0;
  let ways = 1;
  for (let nth = 1; nth <= count; nth += 1) ways = (ways * (from - count + nth)) / nth;
  return ways;
}
