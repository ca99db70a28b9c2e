/** What a run of trials is about. Such a run lands nothing. */
export interface Proof {
  /** The id of the lesson. */
  lesson: string;
  /** The full ref of the branch whose ledger hears of it. */
  target: string;
  /** Whether the lesson is to earn its place, or may go where it is no longer needed. */
  asks: 'prove' | 'ablate';
  /** The model of the trials. */
  model: string;
  /** How often each work is tried with the lesson and without, at most. */
  tries: number;
}

/** What trials showed: the lesson helps, its fault does not come without it either, it harms, or neither is shown. */
export type ProofVerdict = 'helps' | 'not-needed' | 'harms' | 'open';
