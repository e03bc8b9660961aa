/** Reports fields that an object must have and has not. */
import type { Manifest } from '../../manifests/manifest.ts';
import type { StructureProblem } from '../../schemas/judgeStructure.ts';
import { firstLine } from '../buildProblemRule.ts';
import { isSurelyWhole } from '../fragments.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { demandWords } from './demandWords.ts';
import { choiceWords, fieldText, kindWords, ownerSpan } from './fieldWords.ts';
import { nearestField } from './nearestField.ts';
import { structureProblems } from './structureProblems.ts';
import { structuredKinds } from './structuredKinds.ts';

/** An object lacks a field that it must have. */
export const missingField: ManifestRule = {
  id: 'schema/missing-field',
  scope: 'manifest',
  kinds: structuredKinds,
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'custom resource definitions of the releases named in server/src/schemas/structure: lists `required`, and `x-kubernetes-validations` that ask for a field',
  summary: 'An object lacks a field that it must have.',
  explain: rulePage({
    does: 'Reports required fields that are absent or empty. What is judged is the object that the cluster gets: after kustomize, after the patches of every parent Kustomization, and with the defaults of the API server. Some fields are needed only beside others: `spec.url` of a ResourceSetInputProvider of most types, say.',
    why: 'The API server refuses the object, and Flux then applies nothing of the Kustomization that holds it.',
    controller: 'A field without a value counts as absent. Fields with a default in the definition need not be written.',
    fix: 'Write the field, or have a parent give it to all its children with a patch.',
    ignore: 'When something outside of Git completes the object.',
  }),
  check(manifest, context, report) {
    const problems = structureProblems(manifest, context);
    // A build refuses it itself; no parent can give a name to what none holds.
    if (manifest.name === undefined && (context.byHand === true || (!context.reached && isSurelyWhole(manifest)))) report({ span: firstLine(manifest.root.get('metadata') ?? manifest.root), message: `${kindWords(manifest.kind)} needs \`metadata.name\`` });
    for (const problem of problems) {
      // What nothing reaches may get its upper fields from a parent that is not known.
      if (!context.reached && context.byHand !== true && problem.path.length <= 2) continue;
      if (problem.kind === 'missing-field' && !isMisspelt(problem, problems)) report({ span: ownerSpan(problem.owner, manifest), message: missingWords(problem, manifest) });
      else if (problem.kind === 'unmet-demand') {
        const { then } = problem.unmet.demand;
        const reason = problem.unmet.because.find((value) => value?.key !== undefined);
        if ('given' in then && then.given) report({ span: ownerSpan(reason?.node ?? reason?.key ?? problem.owner, manifest), message: demandWords(problem.unmet, problem.parent, manifest.kind) });
      } else if (problem.kind === 'bad-choice' && problem.given.length === 0) {
        const where = problem.path.length === 0 ? '' : `\`${fieldText(problem.path)}\` of `;
        report({ span: ownerSpan(problem.owner, manifest), message: `${where}${kindWords(manifest.kind)} needs ${choiceWords(problem.choices.map((fields) => fields.join(' + ')))}: here is none of them` });
      }
    }
  },
};

/** Whether the missing field, or a mapping that it would lie in, stands there misspelt: `schema/unknown-field` says that. */
function isMisspelt({ path }: Extract<StructureProblem, { kind: 'missing-field' }>, problems: readonly StructureProblem[]): boolean {
  return problems.some((other) => {
    if (other.kind !== 'unknown-field') return false;
    const depth = other.path.length - 1;
    const meant = path[depth];
    return meant !== undefined && other.path.slice(0, depth).every((key, index) => key === path[index]) && nearestField(other.key.text, [meant]) !== undefined;
  });
}

function missingWords({ path, map }: Extract<StructureProblem, { kind: 'missing-field' }>, manifest: Manifest): string {
  const name = path.at(-1) ?? '';
  const isEmpty = map.get(name) !== undefined;
  const parent = path.slice(0, -1);
  const what = parent.at(-1) === '*' ? `each entry of \`${fieldText(parent.slice(0, -1))}\` needs \`${name}\`` : `${kindWords(manifest.kind)} needs \`${fieldText(path)}\``;
  return `${what}${isEmpty ? ', and here it is empty' : ''}`;
}
