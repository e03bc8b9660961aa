// Counts of findings in words and as a badge.

/** Findings at a place and below it. */
export interface ProblemCounts {
  readonly errors: number;
  readonly warnings: number;
}

/** At most two characters, as VS Code allows: the errors, or the warnings where there are none. */
export function badgeText(counts: ProblemCounts): string {
  const count = counts.errors > 0 ? counts.errors : counts.warnings;
  return count > 9 ? '9+' : String(count);
}

/** `1 error, 2 warnings`; empty where there is nothing. */
export function describeProblems(counts: ProblemCounts): string {
  const parts: string[] = [];
  if (counts.errors > 0) parts.push(counts.errors === 1 ? '1 error' : `${counts.errors} errors`);
  if (counts.warnings > 0) parts.push(counts.warnings === 1 ? '1 warning' : `${counts.warnings} warnings`);
  return parts.join(', ');
}
