/** Words for demands between fields: what does not go together, and what would. */
import type { EffectiveValue, UnmetDemand } from '../../schemas/demands.ts';
import type { FieldPath } from '../../schemas/judgeStructure.ts';
import type { FieldTest } from '../../schemas/structure.ts';
import { choiceWords, fieldText, kindWords } from './fieldWords.ts';

/** A demand that is not met, as a sentence; `parent` is the path of the mapping that it is about. */
export function demandWords({ demand, path, found, because }: UnmetDemand, parent: FieldPath, kind: string): string {
  const field = `\`${fieldText([...parent, ...path])}\``;
  const reasons = demand.when.map((test, index) => reasonWords(test, because[index])).filter((words) => words !== '');
  const reason = reasons.length === 0 ? '' : ` ${reasons.join(' and ')}`;
  const { then } = demand;
  if ('given' in then) return then.given ? `${kindWords(kind)} needs ${field}${reason}` : `${field} may not be set${reason}${adviceWords(demand.when)}`;
  const now = found === undefined ? '; it is not set' : found.isDefault ? `; not set, it is \`${found.text}\`` : `, not ${textWords(found.text)}`;
  if ('is' in then) return `${field} must be ${choiceWords(then.is)}${reason}${now}`;
  if ('isNot' in then) return `${field} may not be ${choiceWords(then.isNot)}${reason}`;
  return `${field} must ${'begins' in then ? `begin with ${choiceWords(then.begins)}` : `be ${then.words}`}${reason}${now}`;
}

/** A test as the reason for a demand: `with \`type: Static\`` or `without \`steps\``. */
function reasonWords(test: FieldTest, value: EffectiveValue | undefined): string {
  if (value?.isDefault === true && value.text === '') return '';
  if ('given' in test || value === undefined) return value === undefined ? `without \`${test.field}\`` : `with \`${test.field}\``;
  return `with \`${test.field}: ${value.text}\`${value.isDefault ? ', the default' : ''}`;
}

/** Which values a field that is refused is for, where the definition names them. */
function adviceWords(when: readonly FieldTest[]): string {
  const [only, ...more] = when;
  return only !== undefined && more.length === 0 && 'isNot' in only && only.isNot.length < 8 ? `; it is for ${choiceWords(only.isNot)}` : '';
}

function textWords(text: string): string {
  return text === '' ? 'this' : `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}
