/** Reports values that come from nowhere. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import type { GraphNode } from '../../graph/graph.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { nearestName } from '../../text/editDistance.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { readBoolean, readMap, readString, type Located } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { findMissing, missingMessage, missingReport, objectWords } from '../missingObject.ts';
import type { GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An object under `valuesFrom` does not exist, or lacks the key. */
export const valuesMissing: GraphRule = {
  id: 'helm/values-missing',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg chartutil values.go: "could not find … "; the namespace is the release’s own',
  summary: 'An object under `valuesFrom` does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.valuesFrom` that is not optional and whose ConfigMap or Secret nothing in Git makes, while one that was plainly meant is there: in another namespace, misspelt, or under a name with a hash. Also a key that the object does not have.',
    why: 'The release is never installed or upgraded: `ValuesError`.',
    controller: 'The object is looked up in the namespace of the HelmRelease, always. kustomize adds a hash to the names that its generators make, and does not know that a HelmRelease refers to them unless `configurations` say so.',
    fix: 'Correct the name, or set `optional: true`. For a generated name add a name reference under `configurations`, or `disableNameSuffixHash: true`.',
    ignore: 'When the object is made outside Git. Such objects are common, so that this is only a hint where nothing similar exists.',
  }),
  check(node, context, report) {
    for (const { node: entry, kind, name } of readHelmRelease(node.manifest)?.valuesFrom ?? []) {
      if (name === undefined || (kind?.value !== 'ConfigMap' && kind?.value !== 'Secret') || readBoolean(entry, 'optional')?.value === true) continue;
      const wanted = { kind: kind.value, otherKinds: ['ConfigMap', 'Secret'], namespace: node.object.namespace, name: name.value };
      const missing = findMissing(context, wanted, 'made outside Git');
      if (missing === undefined) {
        reportMissingKey(entry, name, context.cluster.nodes.get(printObjectId({ kind: wanted.kind, namespace: wanted.namespace ?? '', name: wanted.name })), report);
        continue;
      }
      const advice = missing.by === 'hash' ? '; kustomize adds the hash and does not fix this name unless `configurations` name the field' : '';
      report({ span: faultSpan(name.node), ...missingReport(wanted, missing), message: missingMessage(wanted, missing) + advice });
    }
  },
};

/** Reports a key that the ConfigMap or Secret, which is there, does not have. */
function reportMissingKey(entry: YamlMap, name: Located<string>, holder: GraphNode | undefined, report: Reporter): void {
  const written = readString(entry, 'valuesKey');
  const key = written?.value ?? 'values.yaml';
  const keys = ['data', 'stringData', 'binaryData'].flatMap((field) => readMap(holder?.manifest.root, field)?.pairs.map((pair) => pair.key.text) ?? []);
  if (holder?.presence !== 'declared' || keys.length === 0 || keys.includes(key) || holdsVariable(key)) return;
  const near = nearestName(key, keys) ?? (keys.length === 1 ? keys[0] : undefined);
  report({
    span: faultSpan((written ?? name).node),
    message: `${objectWords(holder.object)} has no key \`${key}\`; it has ${keys.slice(0, 5).map((each) => `\`${each}\``).join(', ')}`,
    related: [{ span: nameSpan(holder.manifest), message: objectWords(holder.object) }],
    data: { replacement: written === undefined ? undefined : near },
  });
}
