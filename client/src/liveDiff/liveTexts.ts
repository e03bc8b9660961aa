// Prints live objects and comparisons as YAML. Loaded only when something is shown: it brings the YAML printer along.
import { stringify } from 'yaml';
import type { JsonObject } from '../cluster/jsonValue.ts';
import { describeRef } from '../cluster/servedKind.ts';
import { describeComparison, type ComparedKustomization, type ObjectDifference } from './compareWithCluster.ts';
import { withHiddenValues, withoutManagedFields, withSortedKeys } from './liveObject.ts';

/** The two sides of a diff. */
export interface ComparisonTexts {
  readonly live: string;
  readonly wanted: string;
}

/** Both sides with only the objects that differ, each under its name and notes, in the same order. */
export function printComparison(differences: readonly ObjectDifference[]): ComparisonTexts {
  const shown = differences.filter(({ change }) => change !== 'same');
  const head = `# ${describeComparison(differences)}\n`;
  const side = (pick: (difference: ObjectDifference) => JsonObject | undefined): string => head + shown.map((difference) => printOne(difference, pick(difference))).join('');
  return { live: side(({ live, change }) => (change === 'created' ? undefined : live)), wanted: side(({ wanted, change }) => (change === 'pruned' ? undefined : wanted)) };
}

/** The same for several Kustomizations one below the other; those in which nothing differs are only counted. */
export function printComparisons(compared: readonly ComparedKustomization[]): ComparisonTexts {
  const [first] = compared;
  if (compared.length === 1 && first !== undefined) return printComparison(first.differences);
  const parts = compared.map(({ namespace, name, differences, problem }) => {
    const title = `# Kustomization ${namespace}/${name}`;
    const texts = printComparison(differences);
    if (problem !== '') return { live: `${title}: cannot be compared: ${problem}\n`, wanted: `${title}: cannot be compared: ${problem}\n` };
    return { live: `${title}\n${texts.live}`, wanted: `${title}\n${texts.wanted}` };
  });
  return { live: parts.map(({ live }) => live).join('---\n'), wanted: parts.map(({ wanted }) => wanted).join('---\n') };
}

/** One live object for a person to read: without managed fields, a Secret's values hidden. */
export function printLive(object: JsonObject): string {
  return printYaml(withHiddenValues(withoutManagedFields(object)));
}

function printOne({ ref, change, notes }: ObjectDifference, object: JsonObject | undefined): string {
  const said = notes.map((note) => `# ${note.replaceAll('\n', '\n# ')}\n`).join('');
  return `---\n# ${describeRef(ref)}: ${changeWords[change]}\n${said}${object === undefined ? '' : printYaml(withSortedKeys(object))}`;
}

const changeWords: Readonly<Record<ObjectDifference['change'], string>> = {
  created: 'would be created',
  changed: 'would be changed',
  recreated: 'would be deleted and created anew',
  same: 'is as it should be',
  pruned: 'would be pruned',
  refused: 'would be refused',
  unknown: 'cannot be compared',
};

function printYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
