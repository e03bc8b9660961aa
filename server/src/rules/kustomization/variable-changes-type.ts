/** Reports values that a variable turns into a number or a truth value where only text is taken. */
import type { BuiltObject } from '../../kustomize/build.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { readMap, readScalar } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error at the place of use. */
export const variableChangesType: GraphRule = {
  id: 'kustomization/variable-changes-type',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md#post-build-variable-substitution: quotes are lost before substitution; fluxcd/pkg ssa/utils ReadObjects: objects without a name are dropped; ssa/manager.go SetOwnerLabels: labels that cannot be read as texts are replaced by Flux’s own',
  summary: 'A variable turns a text into a number or a truth value.',
  explain: rulePage({
    does: 'Reports names, labels, annotations and the data of ConfigMaps whose `${variable}` has a value that YAML reads as a number, a truth value or nothing, and which then stands there without quotes.',
    why: 'The API server refuses an annotation that is no text, and with it the whole Kustomization. A label that is none makes Flux drop all labels of the object, which is a warning. An object whose name is a number or `true` is left out without any error.',
    controller: 'kustomize prints the object before variables are put in, and leaves out quotes that the text with `${…}` does not need. What stands there afterwards is read as YAML again.',
    fix: `Make the text one that is none of these by itself (\`id-\${ID}\`), or put the quotes into the value of the variable: \`ID: '"123"'\`.`,
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    const build = cluster.deliveries.get(node.id)?.build;
    if (build === undefined) return;
    for (const { kind, root } of build.nameless) {
      const name = readScalar(root, 'metadata', 'name');
      if (name !== undefined && isTurned(name)) report({ span: faultSpan(name), message: `this ${kind} is left out without an error: its name becomes ${typeWords(name)}` });
    }
    if (!build.variables.active) return;
    for (const object of build.objects) {
      for (const { field, scalar } of textsOf(object)) {
        // An API server takes an empty value for an empty text.
        if (!isTurned(scalar) || scalarValue(scalar) === null) continue;
        const isLabel = field.startsWith('metadata.labels.');
        report({ span: faultSpan(scalar), severity: isLabel ? 'warning' : 'error', message: `\`${field}\` takes a text, and becomes ${typeWords(scalar)}: ${isLabel ? 'Flux drops all labels of the object' : 'the API server refuses the object'}` });
      }
    }
  },
};

/** Values of an object that have to be texts. */
function textsOf({ kind, root }: BuiltObject): readonly { readonly field: string; readonly scalar: YamlScalar }[] {
  const maps = [['metadata', 'labels'], ['metadata', 'annotations'], ...(kind === 'ConfigMap' ? [['data']] : kind === 'Secret' ? [['stringData'], ['data']] : [])];
  return maps.flatMap((path) => (readMap(root, ...path)?.pairs ?? []).flatMap(({ key, value }) => (value.kind === 'scalar' ? [{ field: `${path.join('.')}.${key.text}`, scalar: value }] : [])));
}

/** Whether substitution made something else than a text of a value. */
function isTurned(scalar: YamlScalar): boolean {
  return scalar.changes?.some(({ by }) => by === 'substitution') === true && typeof scalarValue(scalar) !== 'string';
}

function typeWords(scalar: YamlScalar): string {
  const value = scalarValue(scalar);
  // The value itself may come from a Secret.
  return value === null ? 'empty' : typeof value === 'boolean' ? 'a truth value' : 'a number';
}
