import prettyMs from 'pretty-ms';

/** A duration for people: `0.4s`, `12s`, `3m 5s`, `2h 4m`. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 10_000) return prettyMs(Math.round(span / 100) * 100, { subSecondsAsDecimals: true });
  return prettyMs(span, { secondsDecimalDigits: 0, unitCount: 2 });
}

/** Seconds with one decimal, for lines that are read by machines as well: `12.3s`. */
export const seconds = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(1)}s`;

/** An estimated price: `$0.04`, `$12.30`. */
export const dollars = (usd: number): string => `$${usd.toFixed(2)}`;

/** A number and its noun: `1 task`, `3 tasks`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string => `${number} ${number === 1 ? noun : plural}`;

/** The first ten digits of a commit, which is what people compare. */
export const short = (commit: string): string => commit.slice(0, 10);
