/** Parses YAML that stands inside a scalar, such as an inline patch, with places in the file that holds it. */
import { lastStarting } from '../text/lastStarting.ts';
import { parseText, type Placing } from './parseYaml.ts';
import type { YamlFile, YamlScalar } from './yamlNode.ts';

/** The parse of a scalar's text, or of the text without the blanks at its end. Nodes of a literal block know their exact place; those of other styles stand for the whole scalar. */
export function parseEmbedded(scalar: YamlScalar, isTrimmed = false): YamlFile {
  const cache = scalar.file.derived(isTrimmed ? newTrimmedCache : newCache);
  const known = cache.get(scalar);
  if (known !== undefined) return known;
  const parsed = parseText(scalar.file, isTrimmed ? scalar.text.trimEnd() : scalar.text, placingOf(scalar));
  cache.set(scalar, parsed);
  return parsed;
}

function newCache(): WeakMap<YamlScalar, YamlFile> {
  return new WeakMap();
}

function newTrimmedCache(): WeakMap<YamlScalar, YamlFile> {
  return new WeakMap();
}

function placingOf(scalar: YamlScalar): Placing {
  const { file } = scalar;
  const shift = scalar.changes === undefined ? (lineShifts(scalar) ?? singleLineShift(scalar)) : undefined;
  const whole = { file, start: scalar.start, end: scalar.end };
  if (shift === undefined) return () => whole;
  return (start, end) => {
    const from = shift(start);
    return { file, start: from, end: Math.max(from, end > start ? shift(end - 1) + 1 : shift(end)) };
  };
}

function singleLineShift(scalar: YamlScalar): ((offset: number) => number) | undefined {
  const raw = scalar.file.text.slice(scalar.start, scalar.end);
  if (raw === scalar.text) return (offset) => scalar.start + offset;
  if (raw.length > 1 && raw.slice(1, -1) === scalar.text) return (offset) => scalar.start + 1 + offset;
  return undefined;
}

/** Maps offsets of a literal block's text to the file, line by line; `undefined` when the lines do not correspond. */
function lineShifts(scalar: YamlScalar): ((offset: number) => number) | undefined {
  if (scalar.style !== 'literal') return undefined;
  const source = scalar.file.text;
  let at = source.indexOf('\n', scalar.start) + 1;
  if (at === 0 || scalar.aliasOf !== undefined) return undefined;
  const starts: number[] = [];
  const places: number[] = [];
  let offset = 0;
  let indent: number | undefined;
  for (const line of scalar.text.split('\n')) {
    const lineEnd = source.indexOf('\n', at) < 0 ? source.length : source.indexOf('\n', at);
    const raw = source.slice(at, lineEnd).replace(/\r$/, '');
    if (line !== '') {
      indent ??= raw.length - line.length;
      if (indent < 0 || raw.slice(indent) !== line) return undefined;
    }
    starts.push(offset);
    places.push(at + (line === '' ? Math.min(raw.length, indent ?? raw.length) : (indent ?? 0)));
    offset += line.length + 1;
    at = Math.min(lineEnd + 1, source.length);
  }
  return (wanted) => {
    const line = Math.max(0, lastStarting(starts, wanted, Number));
    return (places[line] ?? scalar.start) + wanted - (starts[line] ?? 0);
  };
}
