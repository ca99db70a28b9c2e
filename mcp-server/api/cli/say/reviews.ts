import type { Recorded } from '../../../kernel/event.ts';
import type { Finding, TaskKey } from '../../../kernel/model.ts';

/** What all reviews of a task found, the same finding counted once. */
export interface Reviewed {
  /** Findings that we made fail ourselves. */
  reproduced: number;
  /** All others. */
  remarks: number;
}

/** Adds up the reviews of a run, by task. */
export function addUpReviews(events: Recorded[]): Map<TaskKey, Reviewed> {
  const found = new Map<TaskKey, Map<string, Finding>>();
  for (const event of events) {
    if (event.kind !== 'review-finished') continue;
    const findings = found.get(event.task) ?? new Map<string, Finding>();
    for (const finding of event.verdict.findings) findings.set(`${finding.file} ${finding.title}`, finding);
    found.set(event.task, findings);
  }
  return new Map([...found].map(([task, findings]) => [task, tally([...findings.values()])]));
}

function tally(findings: Finding[]): Reviewed {
  const reproduced = findings.filter((finding) => finding.status === 'reproduced').length;
  return { reproduced, remarks: findings.length - reproduced };
}

/** What a review found in a few words: `1 reproduced, 2 remarks`. */
export function reviewedWords(reviewed: Reviewed | undefined): string {
  if (!reviewed) return '-';
  const { reproduced, remarks } = reviewed;
  const parts = [
    ...(reproduced > 0 ? [`${reproduced} reproduced`] : []),
    ...(remarks > 0 ? [remarks === 1 ? '1 remark' : `${remarks} remarks`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'none';
}
