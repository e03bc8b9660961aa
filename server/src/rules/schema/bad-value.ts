/** Reports values that their field refuses although the type is right. */
import type { Manifest } from '../../manifests/manifest.ts';
import { countCharacters, type StructureProblem } from '../../schemas/judgeStructure.ts';
import type { ScalarStructure } from '../../schemas/structure.ts';
import { nearestName } from '../../text/editDistance.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { demandWords } from './demandWords.ts';
import { choiceWords, fieldText, kindWords, ownerSpan, valueWords, wordsOfPattern } from './fieldWords.ts';
import { structureProblems } from './structureProblems.ts';
import { structuredKinds } from './structuredKinds.ts';

/** A value is none that its field takes. */
export const badValue: ManifestRule = {
  id: 'schema/bad-value',
  scope: 'manifest',
  kinds: structuredKinds,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'custom resource definitions of the releases named in server/src/schemas/structure: `enum`, `pattern`, lengths, limits, formats, `oneOf`, list keys and `x-kubernetes-validations` of each field',
  summary: 'A value is none that its field takes.',
  explain: rulePage({
    does: 'Reports values outside of the fixed choices of a field, texts of another form or length than the field takes, numbers outside of its limits, too many or too few entries, entries that stand in a list twice, several alternatives at once where only one may be given, and fields that do not go together: `serviceAccountName` of a GitRepository without a cloud as its `provider`, say.',
    why: 'The API server refuses the object, and Flux then applies nothing of the Kustomization that holds it.',
    controller: 'Values are compared letter by letter, with regard to case. A variable is judged by the value that Flux will put in its place.',
    fix: 'Write one of the values, or in the form, that the message names.',
    ignore: 'When the cluster has a newer or changed definition of the kind.',
  }),
  check(manifest, context, report) {
    for (const problem of structureProblems(manifest, context)) {
      if (problem.kind === 'bad-value') reportValue(problem, report);
      else if (problem.kind === 'bad-count') reportCount(problem, manifest, report);
      else if (problem.kind === 'bad-choice' && problem.given.length > 1) reportChoice(problem, manifest, report);
      else if (problem.kind === 'duplicate-item') reportDuplicate(problem, manifest, report);
      else if (problem.kind === 'unmet-demand') reportDemand(problem, manifest, report);
    }
  },
};

type Problem<Kind extends StructureProblem['kind']> = Extract<StructureProblem, { kind: Kind }>;

function reportValue({ why, node, structure, path }: Problem<'bad-value'>, report: Reporter): void {
  const field = `\`${fieldText(path)}\``;
  const span = faultSpan(node);
  const near = why === 'enum' ? nearestValue(node.text, structure.enum ?? []) : undefined;
  report({ span, message: `${field} ${valueFault(why, node, structure)}${near === undefined ? '' : `; write \`${near}\``}`, data: { replacement: near } });
}

function valueFault(why: Problem<'bad-value'>['why'], node: YamlScalar, structure: ScalarStructure): string {
  switch (why) {
    case 'enum':
      return `takes ${choiceWords(structure.enum ?? [])}, not \`${node.text}\``;
    case 'pattern':
      return `does not take ${valueWords(node)}: ${formWords(structure)}`;
    case 'length':
      return `takes ${rangeWords(structure.min, structure.max, 'character')}; here are ${countCharacters(node.text)}`;
    case 'range':
      return `takes ${limitWords(structure)}, not \`${node.text}\``;
    case 'format':
      return `does not take ${valueWords(node)}: it takes ${formatWords[structure.format ?? ''] ?? 'another form'}`;
  }
}

function reportCount({ path, owner, structure, count }: Problem<'bad-count'>, manifest: Manifest, report: Reporter): void {
  report({ span: ownerSpan(owner, manifest), message: `\`${fieldText(path)}\` takes ${rangeWords(structure.min, structure.max, 'entry')}; here ${count === 1 ? 'is one' : count === 0 ? 'is none' : `are ${count}`}` });
}

function reportChoice({ path, map, owner, given }: Problem<'bad-choice'>, manifest: Manifest, report: Reporter): void {
  const keys = given.flatMap((fields) => fields.flatMap((name) => map.pair(name)?.key ?? []));
  const last: YamlScalar | undefined = keys.toSorted((a, b) => a.start - b.start).at(-1);
  const where = path.length === 0 ? '' : ` in \`${fieldText(path)}\``;
  report({
    span: last === undefined ? ownerSpan(owner, manifest) : faultSpan(last),
    message: `only one of ${choiceWords(given.map((fields) => fields.join(' + ')), 'and')} may be set${where} of ${kindWords(manifest.kind)}`,
    related: keys.filter((key) => key !== last).map((key) => ({ span: faultSpan(key), message: `\`${key.text}\` is set here` })),
  });
}

function reportDuplicate({ path, item, first, structure }: Problem<'duplicate-item'>, manifest: Manifest, report: Reporter): void {
  const named = structure.keys === undefined ? '' : ` with the same ${choiceWords(structure.keys, 'and')}`;
  report({ span: ownerSpan(item, manifest), message: `\`${fieldText(path)}\` has this entry twice${named}`, related: [{ span: ownerSpan(first, manifest), message: 'here it is for the first time' }] });
}

function reportDemand({ parent, owner, unmet }: Problem<'unmet-demand'>, manifest: Manifest, report: Reporter): void {
  const { then } = unmet.demand;
  // What is absent is the business of schema/missing-field.
  if ('given' in then && then.given) return;
  const reason = unmet.because.find((value) => value?.key !== undefined);
  const at = 'given' in then ? unmet.found?.key : (unmet.found?.node ?? unmet.found?.key ?? reason?.node);
  const related = reason?.key === undefined || reason.key === at || reason.node === at ? [] : [{ span: faultSpan(reason.key), message: `\`${reason.key.text}\` is set here` }];
  report({ span: ownerSpan(at ?? owner, manifest), message: demandWords(unmet, parent, manifest.kind), related });
}

const formatWords: Readonly<Record<string, string>> = {
  int32: 'a whole number of at most 2147483647',
  date: 'a date such as `2026-11-23`',
  'date-time': 'a time such as `2026-11-23T08:00:00Z`',
};

function nearestValue(written: string, values: readonly (string | number)[]): string | undefined {
  const texts = values.map(String);
  return texts.find((value) => value.toLowerCase() === written.toLowerCase()) ?? nearestName(written, texts);
}

function formWords(structure: ScalarStructure): string {
  const words = wordsOfPattern(structure);
  return words === undefined ? 'the API server wants another form' : `it takes ${words}`;
}

function rangeWords(min: number | undefined, max: number | undefined, one: 'character' | 'entry'): string {
  const many = one === 'entry' ? 'entries' : 'characters';
  if (max === undefined) return `at least ${min === 1 ? `one ${one}` : `${min ?? 0} ${many}`}`;
  return min === undefined || min === 0 ? `at most ${max} ${many}` : `${min} to ${max} ${many}`;
}

function limitWords({ min, max, enum: values }: ScalarStructure): string {
  if (values !== undefined) return choiceWords(values);
  if (min === undefined) return `at most ${max ?? ''}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}
