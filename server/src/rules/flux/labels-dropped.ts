/** Reports labels that are no texts. */
import { readMap } from '../../yaml/yamlReader.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A label that is no text makes Flux drop all labels of its object. */
export const fluxLabelsDropped: ManifestRule = {
  id: 'flux/labels-dropped',
  scope: 'manifest',
  kinds: ['*'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/pkg ssa/manager.go SetOwnerLabels, apimachinery unstructured.go GetLabels; test/cluster/metadataTypes.test.ts',
  summary: 'A label is a number or a truth value, and Flux drops all labels of the object.',
  explain: rulePage({
    does: 'Reports a value in `metadata.labels` that YAML reads as a number, `true` or `false`, in what Flux applies. One that a variable makes so is told by `kustomization/variable-changes-type`.',
    why: 'The object is applied without any of its labels, and nothing says so: selectors no longer find it.',
    controller: 'kustomize-controller reads the labels to add its own. Where one of them is no text it reads none, and writes its own alone. Annotations are made texts by kustomize.',
    fix: 'Put quotes around the value.',
    ignore: 'Never.',
  }),
  check({ root }, { reached }, report) {
    if (!reached) return;
    for (const { key, value } of readMap(root, 'metadata', 'labels')?.pairs ?? []) {
      if (value.kind !== 'scalar' || value.changes?.some(({ by }) => by === 'substitution') === true) continue;
      const read = scalarValue(value);
      if (read === null || typeof read === 'string') continue;
      report({ span: faultSpan(value), message: `label \`${key.text}\` is ${typeof read === 'boolean' ? 'a truth value' : 'a number'}, and Flux drops all labels of the object for it; write \`${JSON.stringify(value.text)}\``, data: { replacement: JSON.stringify(value.text) } });
    }
  },
};
