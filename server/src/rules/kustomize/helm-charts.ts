/** Reports charts that Flux will not inflate. */
import { firstLine } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A kustomize file inflates a Helm chart, which Flux does not do. */
export const helmCharts: GraphRule = {
  id: 'kustomize/helm-charts',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg kustomize: plugins are off; kubernetes-sigs/kustomize api/internal/builtins: "must specify --enable-helm"',
  summary: 'A kustomize file inflates a Helm chart, which Flux does not do.',
  explain: rulePage({
    does: 'Reports `helmCharts` in a folder that Flux builds.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize-controller builds without plugins and without Helm: "must specify --enable-helm".',
    fix: 'Write a HelmRelease.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    for (const { reason, what, span } of cluster.deliveries.get(node.id)?.build?.unresolved ?? []) {
      if (reason === 'helm' && span !== undefined) report({ span: firstLine(span), message: `Flux does not inflate charts: the build fails at ${what === '' ? '`helmCharts`' : `chart ${what}`}; write a HelmRelease instead` });
    }
  },
};
