/** Reports a Canary whose target does not exist. */
import { readCanary } from '../../manifests/canary.ts';
import { isAffixVariant, nearestName } from '../../text/editDistance.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import type { Located } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The `targetRef` of a Canary names nothing. */
export const targetMissing: GraphRule = {
  id: 'canary/target-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/canary/deployment_controller.go: "deployment … get query error"; targetRef has no namespace',
  summary: 'The `targetRef` of a Canary names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.targetRef` whose object is not in the Canary’s namespace, where everything that this namespace gets is known, or where the object that was meant is there.',
    why: 'The Canary stays in Initializing, and releases go out without any check.',
    controller: 'Flagger looks for the target in the namespace of the Canary only, and tries again on each tick.',
    fix: 'Correct kind and name, or move the Canary to the namespace of its target.',
    ignore: 'When a chart or another repository brings the target.',
  }),
  check(node, context, report) {
    const target = readCanary(node.manifest)?.targetRef;
    const kind = target?.kind?.value;
    if (target?.name === undefined || kind === undefined) return;
    const wanted = { kind, otherKinds: ['Deployment', 'DaemonSet'], namespace: node.object.namespace, name: target.name.value };
    const missing = findMissing(context, wanted, 'in Git or by a chart');
    // Unresolved targets are common (their repository is elsewhere) and no reason to speak.
    if (missing === undefined) return;
    if (missing.severity === 'hint') {
      reportUnlikeName(node.object.name, target.name, report);
      return;
    }
    // A target has no namespace of its own: where only that differs, the Canary's is wrong.
    const ownNamespace = missing.by === 'namespace' && isAsWritten(node.manifest.namespace?.node, node.manifest.root) ? node.manifest.namespace?.node : undefined;
    const ofOtherKind = missing.by === 'kind' ? target.kind?.node : undefined;
    report({ span: faultSpan(ownNamespace ?? ofOtherKind ?? target.name.node), ...missingReport(wanted, missing) });
  },
};

/** Whether a value stands in the object's own file, and nothing changed it on the way. */
function isAsWritten(node: YamlNode | undefined, root: YamlMap): boolean {
  return node !== undefined && node.file === root.file && (node.kind !== 'scalar' || (node.changes?.length ?? 0) === 0);
}

/** A Canary mostly has the name of its target: where only a letter or two differ, one of them is misspelt. */
function reportUnlikeName(name: string, target: Located<string>, report: Reporter): void {
  if (nearestName(target.value, [name]) === undefined || isAffixVariant(target.value, name) || `${target.value}s` === name || `${name}s` === target.value) return;
  report({ span: faultSpan(target.node), severity: 'warning', message: `nothing in this workspace brings ${target.value}, and the Canary is called ${name}`, data: { replacement: name } });
}
