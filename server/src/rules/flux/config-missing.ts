/** Reports a ConfigMap or Secret that a pod names, where one that nobody names is called nearly so. */
import { nameSpan } from '../../manifests/manifest.ts';
import { isSlip } from '../../text/editDistance.ts';
import { configNamesIn, findMeantConfig } from '../configNames.ts';
import { faultSpan } from '../faultPlace.ts';
import { missingReport, objectWords, type WantedObject } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A warning at both ends: the object may come from outside Git. */
export const fluxConfigMissing: GraphRule = {
  id: 'flux/config-missing',
  scope: 'graph',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'ScaledJob', 'Rollout'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'Kubernetes: a container whose ConfigMap does not exist waits with CreateContainerConfigError, a volume of one with FailedMount; kubernetes-sigs/kustomize api/internal/builtins/HashTransformer.go',
  summary: 'A workload names a ConfigMap or Secret that does not exist, and one that nobody names is called nearly so.',
  explain: rulePage({
    does: 'Reports names of ConfigMaps and Secrets in the pods of workloads (environment, volumes; those of KEDA’s ScaledJob and Argo’s Rollout too) that nothing in Git has, where an object of the kind whose name no other object writes in any field is in the namespace, of which the name is a slip (`auth` is none of `oauth`, nor `tls` of `mtls`), or which kustomize called so with a hash behind it. The object itself is told, too. What is `optional` is not judged.',
    why: 'The pods do not start, and a Flux Kustomization that waits for them fails after its timeout.',
    controller: 'kustomize corrects the names of generated objects where the reference has the very name and stands in the same build. kustomize-controller applies a workload whose ConfigMap is not there all the same.',
    fix: 'Write one name in both places. For a generated object of another build set `disableNameSuffixHash: true`.',
    ignore: 'When the object is made outside Git.',
  }),
  check(node, context, report) {
    const { namespace } = node.object;
    const spec = node.manifest.root.get('spec');
    if (spec === undefined || namespace === undefined) return;
    for (const { kind, name, text, isOptional } of configNamesIn(spec)) {
      const wanted: WantedObject = { kind, namespace, name: text };
      const missing = isOptional ? undefined : findMeantConfig(context, wanted, isSlip);
      if (missing?.meant === undefined) continue;
      report({ ...missingReport(wanted, missing), span: faultSpan(name), severity: 'warning' });
      if (missing.by === 'spelling') report({ span: nameSpan(missing.meant.manifest), message: `nothing names ${kind} ${missing.name ?? missing.meant.object.name}; ${objectWords(node.object)} names ${text}`, related: [{ span: faultSpan(name), message: `what ${node.object.kind} ${node.object.name} names` }] });
    }
  },
};
