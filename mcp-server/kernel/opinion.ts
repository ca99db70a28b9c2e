/** What one reviewer came to. Those of other vendors may be missing or fail, which is never a pass. */
export interface Opinion {
  /** `claude`, or the name of an agent of another vendor. */
  by: string;
  is: 'given' | 'failed' | 'absent';
  /** What its own findings alone would decide; null without an answer. */
  decision: 'pass' | 'block' | null;
  /** Its summary, or why there is none. */
  said: string;
  /** The folder of what it was asked and printed. */
  keptAt?: string | undefined;
  /** Tokens read and written, where it says so. */
  tokens?: number | undefined;
  /** What those cost in US dollars, where `reviews.agents.<name>.usdPerMillionTokens` says so. */
  usd?: number | undefined;
}
