/** Reports a HelmRelease whose chart source does not exist. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readReference } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { besideReport, findMissing, missingReport, unusedBeside } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The source of a chart names nothing. */
export const helmSourceMissing: GraphRule = {
  id: 'helm/source-missing',
  scope: 'graph',
  kinds: ['HelmRelease', 'HelmChart'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/helm-controller internal/controller: "could not get Source object"; fluxcd/source-controller internal/controller/helmchart_controller.go',
  summary: 'The source of a chart names nothing.',
  explain: rulePage({
    does: 'Reports `chart.spec.sourceRef` and `chartRef` of a HelmRelease, and `sourceRef` of a HelmChart, that name no source of the cluster.',
    why: 'The release is never installed or upgraded; it stays at `SourceNotReady` or `ArtifactFailed`.',
    controller: 'The namespace is the release’s own unless the reference has one. A HelmChart finds its source in its own namespace only.',
    fix: 'Correct kind, name or namespace, or declare the source.',
    ignore: 'When the source is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    const release = readHelmRelease(node.manifest);
    const chart = node.object.kind === 'HelmChart' ? readFluxSource(node.manifest) : undefined;
    const references = [
      { reference: release?.sourceRef ?? readReference(readMap(chart?.spec, 'sourceRef')), kinds: ['HelmRepository', 'GitRepository', 'Bucket'] },
      { reference: release?.chartRef, kinds: ['OCIRepository', 'HelmChart', 'ExternalArtifact'] },
    ];
    for (const { reference, kinds } of references) {
      const kind = reference?.kind?.value;
      if (reference?.name === undefined || kind === undefined || !kinds.includes(kind)) continue;
      const wanted = { kind, otherKinds: kinds, namespace: reference.namespace?.value ?? node.object.namespace, name: reference.name.value };
      const missing = findMissing(context, wanted);
      if (missing === undefined) continue;
      const beside = missing.by === undefined && missing.severity === 'hint' ? unusedBeside(context, node, wanted) : undefined;
      if (beside !== undefined) {
        report({ span: faultSpan(reference.name.node), ...besideReport(wanted, beside) });
        continue;
      }
      const span = missing.by === 'kind' ? reference.kind?.node : missing.by === 'namespace' ? reference.namespace?.node : undefined;
      report({
        span: faultSpan(span ?? reference.name.node),
        ...missingReport(wanted, missing),
      });
    }
  },
};
