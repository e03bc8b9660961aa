/** Reports values of a type that their field does not take. */
import { asScalar, type Structure } from '../../schemas/structure.ts';
import type { YamlNode } from '../../yaml/yamlNode.ts';
import { resolvePlain } from '../../yaml/yamlValue.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { fieldText, ownerSpan, typeWords, valueWords } from './fieldWords.ts';
import { structureProblems } from './structureProblems.ts';
import { structuredKinds } from './structuredKinds.ts';

/** A value has a type that its field does not take. */
export const wrongType: ManifestRule = {
  id: 'schema/wrong-type',
  scope: 'manifest',
  kinds: structuredKinds,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'custom resource definitions of the releases named in server/src/schemas/structure: `type` of each field',
  summary: 'A value has a type that its field does not take.',
  explain: rulePage({
    does: 'Reports texts where a number or `true` and `false` belong, numbers and booleans where a text belongs (the values of annotations and `postBuild.substitute` too), and lists and mappings in the place of each other. Labels of what Flux applies are for `flux/labels-dropped`.',
    why: 'The API server refuses the object, and Flux then applies nothing of the Kustomization that holds it.',
    controller: 'YAML gives words without quotes a type: `3` is a number, `true` a boolean, `"3"` a text. A variable is judged by the value that Flux will put in its place.',
    fix: 'Add or remove the quotes, or write the value as the message says.',
    ignore: 'Never.',
  }),
  check(manifest, context, report) {
    for (const problem of structureProblems(manifest, context)) {
      if (problem.kind !== 'wrong-type') continue;
      const { node, structure, path, owner } = problem;
      if (context.reached && node.kind === 'scalar' && path.length === 3 && path[0] === 'metadata' && path[1] === 'labels') continue;
      const { advice, replacement } = adviseOn(node, structure);
      const span = node.kind === 'scalar' ? faultSpan(node) : ownerSpan(owner, manifest);
      report({ span, message: `\`${fieldText(path)}\` takes ${typeWords(structure)}, not ${valueWords(node)}${advice}`, data: { replacement } });
    }
  },
};

function adviseOn(node: YamlNode, structure: Structure): { readonly advice: string; readonly replacement?: string } {
  if (node.kind !== 'scalar') return { advice: '' };
  const wanted = asScalar(structure)?.type;
  if (wanted === 'string') return quoted(node.text);
  if (wanted !== undefined && node.style !== 'plain' && typeof resolvePlain(node.text) === (wanted === 'boolean' ? 'boolean' : 'number')) return { advice: '; write it without quotes', replacement: node.text };
  const isItem = wanted === undefined && typeof structure === 'object' && 'list' in structure && asScalar(structure.list)?.type === 'string';
  return { advice: isItem ? '; write each item on a line of its own, with `- ` in front' : '' };
}

function quoted(text: string): { readonly advice: string; readonly replacement: string } {
  const replacement = JSON.stringify(text);
  return { advice: `; write \`${replacement}\``, replacement };
}
