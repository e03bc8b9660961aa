/** Makes a reference point at the object that was meant: another name, or the namespace it is in. */
import { entryAt, insertAfter } from '../../yaml/yamlEdit.ts';
import { textOf } from './fixData.ts';
import type { QuickFix, QuickFixProvider } from './quickFix.ts';
import { replaceFix } from './replaceValue.ts';

/** For findings whose data says by what (`by`) the meant object (`kind`, `namespace`, `name`) differs. */
export const referenceFixes: QuickFixProvider = (finding) => {
  const { span, data } = finding;
  switch (textOf(data, 'by')) {
    case 'namespace':
      return namespaceFixes(finding);
    case 'kind': {
      const kind = textOf(data, 'kind');
      return kind === undefined ? [] : replaceFix(span, kind, true);
    }
    case 'spelling':
    case 'affix':
    case 'usage': {
      const name = textOf(data, 'name');
      return name === undefined ? [] : replaceFix(span, name, true);
    }
    default:
      return [];
  }
};

/** Sets the namespace of the reference at the finding to `data.namespace`. */
export function namespaceFixes({ span, data }: Parameters<QuickFixProvider>[0]): readonly QuickFix[] {
  const namespace = textOf(data, 'namespace');
  const entry = entryAt(span.file, span.start);
  if (namespace === undefined || entry === undefined) return [];
  if (entry.pair.key.text === 'namespace') return replaceFix(span, namespace, true);
  if (entry.map.pair('namespace') !== undefined) return [];
  return [{ title: `Add namespace: ${namespace}`, edits: [insertAfter(entry.map, entry.pair, 'namespace', namespace)], preferred: true }];
}
