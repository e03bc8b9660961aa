/** Prints plain data as YAML, keys in the order of the data. */
import { stringify } from 'yaml';
import type { PlainValue } from './yamlValue.ts';

/** One document, without `---`. Texts that a YAML 1.1 reader would take for something else are quoted. */
export function printYaml(value: PlainValue): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false, indentSeq: false });
}
