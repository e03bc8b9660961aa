/** Which variable somebody most likely writes at a place: what stands at the same field elsewhere, what is called like it, and what the object is given for itself. */
import { dirName } from '../../files/paths.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { placeWords, popularity, ranked } from './ranking.ts';
import { toldShares, wordsAround } from './surroundingWords.ts';
import { leadAt, variablePlaces, type Lead } from './variableLeads.ts';

/** A variable that is known at the place. */
export interface KnownVariable {
  readonly name: string;
  /** Whether it is set for this object alone, and not taken from what many share. */
  readonly isOwn: boolean;
}

/** Puts the likeliest variables first for what begins at an offset. */
export function likeliestVariables<T extends KnownVariable>(snapshot: Snapshot, file: TextFile, offset: number, variables: readonly T[]): readonly T[] {
  const lead = leadAt(file, offset);
  const uses = countUses(snapshot, file, offset, lead);
  const families = familiesOf(uses);
  const isOneOfEach = ({ members, uses: times }: Family): boolean => members >= 3 && times < 1.4 * members;
  // Of many that are set for the object each is as likely as few are together.
  const own = 24 * Math.min(1, 3 / Math.max(1, variables.filter(({ isOwn }) => isOwn).length));
  const names = placeWords(file.path, []).map((word, index) => ({ word, weight: 0.9 / (1 + 0.2 * index) }));
  const told = toldShares(variables.map(({ name }) => name), [...wordsAround(file, offset), ...names]);
  return ranked({ words: [], path: file.path }, variables, ({ name, isOwn }) => {
    // A word hardly takes the same variable twice.
    if (lead.text.includes(`\${${name}}`)) return { name, bonus: -10 };
    const counted = uses.get(name) ?? noUses();
    const [family, others] = familyNames(name).map((one) => families.get(one));
    const set = isOwn ? own : 0;
    const likely = 44 * (told.get(name) ?? 0) + popularity(Math.max(family?.members ?? 0, others?.members ?? 0), 14);
    // Where each has one place, one that has its place already is not meant.
    if ([family, others].some((one) => one !== undefined && isOneOfEach(one))) return { name, bonus: likely + set, isFree: counted.files === 0 };
    const here = set + (counted.isHere ? 8 : 0) + (counted.isBeside ? 6 : 0) + popularity(counted.sameKeyHere, 16);
    return { name, uses: counted.files, nearUses: counted.sameKey, bonus: likely + here + popularity(counted.sameText, 20) + popularity(counted.samePrevious, 26) };
  });
}

/** The variables that are called alike but for their last part, such as the address of each app, and those that have only that in common, such as the tag of each image. */
function familyNames(name: string): readonly string[] {
  const last = name.lastIndexOf('_');
  return last <= 0 ? [] : [name.slice(0, last), name.slice(last)];
}

/** Variables that are called alike and stand at such a key with such a text before: how many do, and in how many files together. */
interface Family {
  readonly members: number;
  readonly uses: number;
}

function familiesOf(uses: ReadonlyMap<string, Uses>): ReadonlyMap<string, Family> {
  const families = new Map<string, Family>();
  for (const [name, { sameLead }] of uses) {
    for (const family of sameLead === 0 ? [] : familyNames(name)) {
      const known = families.get(family) ?? { members: 0, uses: 0 };
      families.set(family, { members: known.members + 1, uses: known.uses + sameLead });
    }
  }
  return families;
}

/** In how many files a variable is used. */
interface Uses {
  files: number;
  /** Of these, at such a key, behind such a text, at such a key and behind such a text, and next after the same variable. */
  sameKey: number;
  sameText: number;
  sameLead: number;
  samePrevious: number;
  /** How often at such a key of the file at hand. */
  sameKeyHere: number;
  isHere: boolean;
  isBeside: boolean;
}

function noUses(): Uses {
  return { files: 0, sameKey: 0, sameText: 0, sameLead: 0, samePrevious: 0, sameKeyHere: 0, isHere: false, isBeside: false };
}

function countUses(snapshot: Snapshot, file: TextFile, offset: number, lead: Lead): ReadonlyMap<string, Uses> {
  const counts = new Map<string, Uses>();
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  const folder = dirName(file.path);
  for (const { file: user, places } of tree?.selectYamlFiles(variablePlaces) ?? []) {
    for (const [name, leads] of places) {
      const others = user === file ? leads.filter(({ at }) => at !== offset) : leads;
      if (others.length === 0) continue;
      const uses = counts.get(name) ?? noUses();
      counts.set(name, uses);
      countIn(uses, others, lead);
      if (user === file) {
        uses.isHere = true;
        uses.sameKeyHere = lead.key === '' ? 0 : others.filter(({ key }) => key === lead.key).length;
      } else if (dirName(user.path) === folder) uses.isBeside = true;
    }
  }
  return counts;
}

function countIn(uses: Uses, places: readonly Lead[], lead: Lead): void {
  uses.files++;
  if (lead.key !== '' && places.some(({ key }) => key === lead.key)) uses.sameKey++;
  if (lead.text !== '' && places.some(({ text }) => text === lead.text)) uses.sameText++;
  if (places.some(({ key, text }) => key === lead.key && text === lead.text)) uses.sameLead++;
  if (lead.previous !== '' && places.some(({ previous }) => previous === lead.previous)) uses.samePrevious++;
}
