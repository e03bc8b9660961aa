/** Reports a ConfigMap or Secret that the values of a HelmRelease name, where a generated one is called nearly so. */
import { readHelmRelease, releaseNameOf } from '../../manifests/helmRelease.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { configNamesIn, findMeantConfig, releaseNamespace } from '../configNames.ts';
import { faultSpan } from '../faultPlace.ts';
import { missingReport, objectWords } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A warning: what a value means is the chart's business. */
export const configMissing: GraphRule = {
  id: 'helm/config-missing',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/HashTransformer.go; Kubernetes: a pod waits in ContainerCreating for a ConfigMap that does not exist',
  summary: 'Values of a HelmRelease name a ConfigMap that does not exist, and one that nobody names is called nearly so.',
  explain: rulePage({
    does: 'Reports names (also ones with `{{ .Release.Name }}`) under `configMapRef`, `configMapKeyRef`, `configMap`, `existingConfigMap` and the like in `spec.values`, and the same for Secrets, where nothing in Git has the name and an object that nothing else names differs from it by a letter or two, or by the hash that kustomize appends. The object itself is told, too.',
    why: 'The pods of the release wait for the ConfigMap, and the release fails after its timeout.',
    controller: 'Helm renders the name as it is. kustomize corrects generated names only in fields that it knows, and values are none of these without `configurations`.',
    fix: 'Write one name in both places. For a generated object set `disableNameSuffixHash: true`, or add a name reference.',
    ignore: 'When the chart itself makes the object.',
  }),
  check(node, context, report) {
    const release = readHelmRelease(node.manifest);
    if (release?.values === undefined) return;
    const namespace = releaseNamespace(release, node);
    for (const { kind, name, text } of configNamesIn(release.values, releaseNameOf(release, node.object.name))) {
      const wanted = { kind, namespace, name: text };
      const missing = findMeantConfig(context, wanted, () => true);
      const { meant, by } = missing ?? {};
      if (missing === undefined || meant === undefined || (by !== 'spelling' && by !== 'hash')) continue;
      report({ ...missingReport(wanted, missing), span: faultSpan(name), severity: 'warning' });
      if (by === 'spelling') report({ span: nameSpan(meant.manifest), message: `nothing names ${objectWords(meant.object)}; HelmRelease ${node.object.name} names ${text}`, related: [{ span: faultSpan(name), message: `what HelmRelease ${node.object.name} names` }] });
    }
  },
};
