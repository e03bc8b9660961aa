/** Makes a rule of a reason for which a build fails, so that each reason has its own id, page and fixtures. */
import type { BuildProblem } from '../kustomize/build.ts';
import { heldFluxKustomization } from './kustomize/holds-flux-kustomization.ts';
import type { GraphRule, Severity } from './rule.ts';

/** What such a rule says of itself. */
export interface BuildProblemHead {
  readonly id: string;
  readonly fix?: GraphRule['fix'];
  readonly severity?: Severity;
  readonly evidence: string;
  readonly summary: string;
  readonly explain: string;
}

/** A rule that reports the build problems of Flux Kustomizations for which `takes` holds. */
export function buildProblemRule(head: BuildProblemHead, takes: (problem: BuildProblem) => boolean): GraphRule {
  return {
    id: head.id,
    scope: 'graph',
    kinds: ['Kustomization'],
    severity: head.severity ?? 'error',
    since: '0.1.0',
    fix: head.fix ?? 'none',
    evidence: head.evidence,
    summary: head.summary,
    explain: head.explain,
    check(node, { cluster }, report) {
      const delivery = cluster.deliveries.get(node.id);
      for (const problem of delivery?.build?.problems ?? []) {
        // A kustomize file that holds a Flux Kustomization fails in many ways; its own rule says why.
        if (!takes(problem) || heldFluxKustomization(problem.span.file) !== undefined) continue;
        report({ span: problem.span, message: problem.message });
      }
    },
  };
}
