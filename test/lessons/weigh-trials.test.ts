import { expect, test } from 'vitest';
import { nextTrial, weighTrials, type Tried } from '../../mcp-server/domain/lessons/weigh-trials.ts';
import type { TrialOutcome } from '../../mcp-server/kernel/model.ts';

type Waiting = Tried & { isWaiting: boolean };

const trial = (work: Tried['work'], isTold: boolean): Waiting => ({ work, isTold, outcome: null, isWaiting: true });
const pair = [trial('faulty', false), trial('faulty', true)];
const order = [...pair, trial('control', true), trial('control', false), trial('control', true), ...pair, ...pair];

/** Runs trials as they are due; `outcomes` says what comes of the nth of each kind. Answers the verdict and what was run. */
function play(outcomes: Record<'without' | 'told' | 'control' | 'controlWithout', (TrialOutcome | null)[]>) {
  const trials = order.map((one) => ({ ...one }));
  const ran: string[] = [];
  const left = structuredClone(outcomes);
  for (let next = nextTrial(trials, 3); next; next = nextTrial(trials, 3)) {
    const kind = next.work === 'faulty' ? (next.isTold ? 'told' : 'without') : next.isTold ? 'control' : 'controlWithout';
    ran.push(kind);
    next.isWaiting = false;
    next.outcome = left[kind].shift() ?? null;
  }
  return { verdict: weighTrials(trials, 3).verdict, ran: ran.join(' ') };
}

const all = <T extends TrialOutcome | null>(outcome: T): T[] => Array.from({ length: 3 }, () => outcome);
const sound = { control: all('good'), controlWithout: all('good') };

test.each([
  ['helps', { without: all('fault'), told: all('good'), ...sound }, 'without told control without told without told'],
  // Nothing but twenty to one counts, so the first exception ends it.
  ['open', { without: all('fault'), told: ['good', 'fault', 'good'], ...sound }, 'without told control without told'],
  ['open', { without: ['fault', 'good', 'fault'], told: all('good'), ...sound }, 'without told control without'],
  ['not-needed', { without: all('good'), told: all('good'), ...sound }, 'without told control without without'],
  ['harms', { without: all('good'), told: all('fault'), ...sound }, 'without told control without told without told'],
  [
    'harms',
    { without: all('fault'), told: all('good'), control: all('red'), controlWithout: all('good') },
    'without told control controlWithout control',
  ],
  // Red once may be chance, and red also without the lesson says nothing of it.
  [
    'helps',
    { without: all('fault'), told: all('good'), control: ['red', 'good'], controlWithout: all('good') },
    'without told control controlWithout control without told without told',
  ],
  [
    'open',
    { without: all('fault'), told: all('good'), control: all('red'), controlWithout: all('red') },
    'without told control controlWithout control',
  ],
  // Sessions that failed, as on a spent budget.
  ['open', { without: all(null), told: all(null), control: all(null), controlWithout: all(null) }, 'without control'],
  // A change that breaks the gates is no help, whatever it does about the fault.
  ['open', { without: all('fault'), told: all('red'), ...sound }, 'without told control'],
] as const)('%s: %o', (verdict, outcomes, ran) => {
  const { without, told, control, controlWithout } = outcomes;
  expect(
    play({ without: [...without], told: [...told], control: [...control], controlWithout: [...controlWithout] }),
  ).toMatchObject({ verdict, ran });
});
