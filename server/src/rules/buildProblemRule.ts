/** Makes a rule of a reason for which a build fails, so that each reason has its own id, page and fixtures. */
import { isConsequence, ruleOfBuildProblem } from './buildProblemCodes.ts';
import { heldFluxKustomization } from './kustomize/holds-flux-kustomization.ts';
import type { Span } from '../text/textFile.ts';
import { nodesOfKind, type ClusterGraph, type Delivery } from '../graph/graph.ts';
import { isUndeclared } from './kustomization/source-missing.ts';
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

/** A rule that reports those build problems of Flux Kustomizations that the table gives to its id. */
export function buildProblemRule(head: BuildProblemHead): GraphRule {
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
      // What a source elsewhere would bring was built on trust; the fault is in the reference, which has a rule of its own.
      if (delivery === undefined || isGuessed(delivery, cluster)) return;
      const problems = delivery.build?.problems ?? [];
      for (const problem of problems) {
        // A kustomize file that holds a Flux Kustomization fails in many ways; its own rule says why.
        if (ruleOfBuildProblem(problem.code) !== head.id || isConsequence(problem.code, problems) || heldFluxKustomization(problem.span.file) !== undefined) continue;
        report({ span: firstLine(problem.span), message: problem.message, related: (problem.related ?? []).map((place) => ({ ...place, span: firstLine(place.span) })) });
      }
    },
  };
}

/** Whether the source that a Flux Kustomization names is only in another namespace. */
function isGuessed({ source, kustomization: { sourceRef } }: Delivery, cluster: ClusterGraph): boolean {
  const name = sourceRef?.name?.value;
  return isUndeclared(source) && nodesOfKind(cluster, sourceRef?.kind?.value ?? '').some(({ object, presence }) => presence === 'declared' && object.name === name);
}

/** The part of a span that lies on its first line: a whole mapping would underline half a file. */
export function firstLine(span: Span): Span {
  const text = span.file.text.slice(span.start, span.end);
  const end = text.search(/[\r\n]/);
  return end < 0 ? span : { file: span.file, start: span.start, end: span.start + text.slice(0, end).trimEnd().length };
}
