/** Selections that grow: word, value, entry, mapping, document, also inside YAML that is a text of YAML. */
import type { Span, TextFile } from '../text/textFile.ts';
import { parseEmbedded } from '../yaml/parseEmbedded.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { YamlFile, YamlNode } from '../yaml/yamlNode.ts';
import { documentAt, positionAt } from '../yaml/yamlPath.ts';

/** Spans around an offset, the smallest first; each lies in the next one. */
export function findSelectionRanges(file: TextFile, offset: number): readonly Span[] {
  const whole: Span = { file, start: 0, end: file.text.length };
  const document = documentAt(yamlOf(file), offset);
  const outer = document === undefined ? [whole] : [whole, trimmed(file, document.start, document.end)];
  const spans = [...outer, ...spansIn(file, yamlOf(file), offset), ...wordAt(file, offset)];
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last === undefined || (last.start <= span.start && span.end <= last.end && span.end - span.start < last.end - last.start)) result.push(span);
  }
  return result.reverse();
}

/** From the root's value inwards. */
function spansIn(file: TextFile, yaml: YamlFile, offset: number): readonly Span[] {
  const position = positionAt(yaml, offset);
  if (position === undefined) return [];
  const spans: Span[] = [];
  for (const step of position.steps) {
    spans.push(trimmed(file, step.in.start, step.in.end));
    if (!('key' in step) || step.in.kind !== 'map') continue;
    const value = step.in.pairs.find(({ key }) => key === step.key)?.value;
    if (value !== undefined) spans.push(trimmed(file, step.key.start, Math.max(step.key.end, value.end)));
    if (position.onKey && step === position.steps.at(-1)) return [...spans, trimmed(file, step.key.start, step.key.end)];
  }
  return [...spans, trimmed(file, position.node.start, position.node.end), ...embeddedSpans(file, position.node, offset)];
}

function embeddedSpans(file: TextFile, node: YamlNode, offset: number): readonly Span[] {
  if (node.kind !== 'scalar' || node.style !== 'literal' || !/^[\w-]+:|^- /m.test(node.text)) return [];
  return spansIn(file, parseEmbedded(node), offset);
}

function wordAt(file: TextFile, offset: number): readonly Span[] {
  const isWord = (at: number): boolean => /[\w-]/.test(file.text.charAt(at));
  let start = offset;
  let end = offset;
  while (start > 0 && isWord(start - 1)) start--;
  while (end < file.text.length && isWord(end)) end++;
  return start < end ? [{ file, start, end }] : [];
}

function trimmed(file: TextFile, start: number, end: number): Span {
  return { file, start, end: start + file.text.slice(start, end).trimEnd().length };
}
