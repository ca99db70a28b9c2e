// The longest limit is a week; a time beyond that is misread.
const furthestMs = 8 * 24 * 60 * 60 * 1000;

/**
 * When a limit is lifted, in milliseconds since 1970: from a number that is seconds in some versions and milliseconds in others,
 * or from a text that ends in `|<seconds>`. Never in the past and never beyond eight days; null where nothing says it.
 */
export function resetTime(said: unknown, { text, now }: { text: string; now: number }): number | null {
  const value =
    typeof said === 'number' && Number.isFinite(said) && said > 0 ? said : Number(/\|(\d{10,13})\b/.exec(text)?.[1] ?? 0);
  if (value === 0) return null;
  const ms = value > 1e12 ? value : value * 1000;
  return Math.min(Math.max(ms, now), now + furthestMs);
}
