/** Reports values in a ConfigMap or Secret that Helm cannot read. */
import { isSopsEncrypted } from '../../flux/sops.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import type { YamlMap, YamlScalar } from '../../yaml/yamlNode.ts';
import { readScalar, readString } from '../../yaml/yamlReader.ts';
import type { Span } from '../../text/textFile.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { firstLine } from '../buildProblemRule.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { objectWords } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error: the release is never installed or upgraded. */
export const helmValuesUnreadable: GraphRule = {
  id: 'helm/values-unreadable',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg chartutil values.go ChartValuesFromReferences: each text is read with Helm’s chartutil.ReadValues, into a mapping',
  summary: 'Values that a HelmRelease takes from a ConfigMap or Secret are no YAML mapping.',
  explain: rulePage({
    does: 'Reports the text under the `valuesKey` of an entry of `spec.valuesFrom` without `targetPath` that is broken YAML, a list or a plain word.',
    why: 'The release is never installed or upgraded: `ValuesError`.',
    controller: 'helm-controller reads each text into a mapping before it merges them; one that it cannot read ends the attempt.',
    fix: 'Mend the text; the place is where it stops to be YAML. For a single value name where it belongs with `targetPath`.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    for (const { node: entry, kind, name } of readHelmRelease(node.manifest)?.valuesFrom ?? []) {
      if (name === undefined || readString(entry, 'targetPath') !== undefined || (kind?.value !== 'ConfigMap' && kind?.value !== 'Secret')) continue;
      const holder = cluster.nodes.get(printObjectId({ kind: kind.value, namespace: node.object.namespace ?? '', name: name.value }));
      const text = holder?.presence === 'declared' ? textOf(holder.manifest.root, kind.value, readString(entry, 'valuesKey')?.value ?? 'values.yaml') : undefined;
      const fault = text === undefined ? undefined : faultOf(text);
      if (fault === undefined || holder === undefined) continue;
      report({ span: fault.span, message: `HelmRelease ${node.object.name} cannot read these values: ${fault.message}`, related: [{ span: faultSpan(name.node), message: `${objectWords(node.object)} takes them` }] });
    }
  },
};

/** The text as it is written; what only a cluster decodes, and what SOPS encrypts, is not looked into. */
function textOf(root: YamlMap, kind: string, key: string): YamlScalar | undefined {
  return isSopsEncrypted(root) ? undefined : readScalar(root, kind === 'Secret' ? 'stringData' : 'data', key);
}

/** A text that still holds a `${variable}` may become anything: `[${HOST}]` is no YAML, and what Helm gets is. */
function faultOf(text: YamlScalar): { readonly span: Span; readonly message: string } | undefined {
  if (holdsVariable(text.text)) return undefined;
  const { documents, problems } = parseEmbedded(text);
  const problem = problems.find(({ code }) => code === 'syntax');
  if (problem !== undefined) return { span: firstLine(problem), message: problem.message };
  const root = documents[0]?.root;
  if (root === undefined || root.kind === 'map' || (root.kind === 'scalar' && scalarValue(root) === null)) return undefined;
  return { span: firstLine(root), message: `they are ${root.kind === 'seq' ? 'a list' : 'a plain text'}, no mapping` };
}
