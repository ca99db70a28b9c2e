import type { RunView } from '../../../domain/coordination/work/view.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { count, dollars } from '../terminal/units.ts';

/** Where a run's money went, by stage and by model, and what it may spend: a line each; nothing where nothing was spent. */
export function costLines({ usd, costs, budget }: Pick<RunView, 'usd' | 'costs' | 'budget'>): string[] {
  const { stages, models, unpriced } = costs;
  const split = (parts: Record<string, number>) =>
    Object.entries(parts)
      .map(([name, part]) => `${sanitiseLine(name)} ${dollars(part)}`)
      .join(', ');
  const cap = [
    ...(budget.usd === undefined ? [] : [dollars(budget.usd)]),
    ...(['tokens', 'turns', 'minutes'] as const).flatMap((unit) =>
      budget[unit] === undefined ? [] : [`${budget[unit]} ${unit}`],
    ),
  ];
  const notes = [
    ...(cap.length > 0 ? [`The run may spend ${cap.join(', ')}.`] : []),
    ...(unpriced > 0
      ? [
          `${count(unpriced, 'session')} ended before saying what it cost, which is not in the sum; budgets count all that it was granted.`,
        ]
      : []),
  ];
  return [
    ...(usd > 0 ? [`Estimated at list price: ${split(stages)}; by model: ${split(models)}.`] : []),
    ...(notes.length > 0 ? [notes.join(' ')] : []),
  ];
}
