/** Reports a target that Flagger cannot tell from its primary. */
import { readCanary } from '../../manifests/canary.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import { nearestName } from '../../text/editDistance.ts';
import { keySpan } from '../faultPlace.ts';
import { flaggerRelease } from '../flaggerRelease.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The target of a Canary has none of the selector labels that Flagger looks for. */
export const selectorLabelMissing: GraphRule = {
  id: 'canary/selector-label-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/canary/deployment_controller.go getSelectorLabel: "spec.selector.matchLabels must contain one of …"',
  summary: 'The target of a Canary has none of the selector labels that Flagger looks for.',
  explain: rulePage({
    does: 'Reports a target whose `spec.selector.matchLabels` has none of the labels that Flagger was told to look for: `app`, `name`, `app.kubernetes.io/name`, or the `selectorLabels` in the values of its HelmRelease.',
    why: 'The Canary stays in Initializing, and no release ever happens.',
    controller: 'Flagger gives the copy of the workload another value of that one label, so that the Services can tell the two apart.',
    fix: 'Add one of the labels to selector and pod template (the selector of a live Deployment cannot be changed: replace it), or add the label that is there to `selectorLabels` of Flagger.',
    ignore: 'When Flagger was installed with other labels outside this workspace.',
  }),
  check(node, { cluster, derived }, report) {
    const target = readCanary(node.manifest)?.targetRef;
    const workload = cluster.nodes.get(`${target?.kind?.value ?? ''}/${node.object.namespace ?? ''}/${target?.name?.value ?? ''}`);
    const labels = workload?.presence === 'declared' ? readMap(workload.manifest.root, 'spec', 'selector', 'matchLabels') : undefined;
    if (workload === undefined || labels === undefined) return;
    const release = derived(flaggerRelease);
    const wanted = (readString(release?.values, 'selectorLabels')?.value ?? 'app,name,app.kubernetes.io/name').split(',').map((label) => label.trim());
    if (labels.pairs.some(({ key }) => wanted.includes(key.text))) return;
    const misspelt = labels.pairs.find(({ key }) => nearestName(key.text, wanted) !== undefined)?.key;
    report({
      span: misspelt ?? keySpan(readMap(workload.manifest.root, 'spec', 'selector'), 'matchLabels', workload.manifest),
      severity: release === undefined ? 'warning' : 'error',
      message: `Canary ${node.object.name} cannot start: Flagger looks for one of the selector labels ${wanted.join(', ')}${misspelt === undefined ? '' : `; nearest to \`${misspelt.text}\`: \`${nearestName(misspelt.text, wanted) ?? ''}\``}`,
      related: [{ span: target?.name?.node ?? node.origin, message: `Canary ${node.object.name}` }],
    });
  },
};
