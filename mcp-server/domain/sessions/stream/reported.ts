/** What an agent reported as the cost of a conversation so far: resumes go on counting where the session before stopped. */
export interface Reported {
  usd: number;
  models: Record<string, ModelUse>;
}

/** What one model cost. */
export interface ModelUse {
  usd: number;
  inputTokens: number;
  outputTokens: number;
}
