/** Mistakes in the YAML itself, in any object of Flux or Flagger and in kustomize files. */
import { groupOf } from '../../../server/src/manifests/manifest.ts';
import { linesOf, mistake, type Mistake, type SeedMaker } from '../mistake.ts';
import type { Room } from '../room.ts';
import type { TextFile } from '../../../server/src/text/textFile.ts';
import type { YamlPair } from '../../../server/src/yaml/yamlNode.ts';

/** Each class by what went wrong. */
export const textMistakes: readonly Mistake[] = [
  mistake('yaml: tab as indentation', (room) => specLines(room, ({ file, line }) => ({ file, start: line.start, end: line.start + 1, text: '\t', right: 'line' }))),
  mistake('yaml: colon left out', (room) => specLines(room, ({ file, pair, line }) => {
    const colon = file.text.indexOf(':', pair.key.end);
    return pair.value.kind === 'scalar' && colon < line.end ? { file, start: colon, end: colon + 1, text: '', right: 'line' } : undefined;
  })),
  mistake('yaml: space after the colon left out', (room) => specLines(room, ({ file, pair }) => (pair.value.kind === 'scalar' && pair.value.start > pair.key.end + 1 ? { file, start: pair.key.end + 1, end: pair.value.start, text: '', right: 'line' } : undefined))),
  mistake('yaml: quote not closed', (room) => specLines(room, ({ file, pair }) => (pair.value.kind === 'scalar' && pair.value.style === 'plain' && pair.value.end > pair.value.start ? { file, start: pair.value.start, end: pair.value.start, text: '"', right: 'line' } : undefined))),
  mistake('yaml: one space too many', (room) => specLines(room, ({ file, line }) => ({ file, start: line.start, end: line.start, text: ' ', right: { start: line.start, end: line.end + 200 } }))),
  mistake('yaml: field twice', (room) => specLines(room, ({ file, pair, line }) => (pair.value.kind === 'scalar' && pair.value.style === 'plain' && pair.value.end > pair.value.start ? { file, start: line.end, end: line.end, text: file.text.slice(line.start, line.end), right: 'line' } : undefined))),
  mistake('yaml: field at the outermost depth', (room) => specLines(room, ({ file, pair, line, isLast }) => (isLast && pair.value.kind === 'scalar' ? { file, start: line.start, end: pair.key.start, text: '', right: 'line' } : undefined))),
  mistake('yaml: document separator left out', (room) => room.objects.flatMap(({ file, manifest }) => {
    const separator = file.text.lastIndexOf('\n---\n', manifest.root.start);
    return separator > 0 && manifest.root.start - separator < 8 && isFlux(manifest.apiVersion) ? [() => ({ file, start: separator + 1, end: separator + 5, text: '', right: { start: separator, end: manifest.root.end } })] : [];
  })),
  mistake('yaml: typographic quotes', (room) => specLines(room, ({ file, pair }) => (pair.value.kind === 'scalar' && pair.value.style === 'plain' && /^[A-Z]\w+$|^\d+[smh]$|^(true|false)$/.test(pair.value.text) && pair.value.aliasOf === undefined ? { file, start: pair.value.start, end: pair.value.end, text: `“${pair.value.text}”`, right: 'line' } : undefined))),
  mistake('yaml: no-break space in front of a key', (room) => specLines(room, ({ file, pair }) => ({ file, start: pair.key.start - 1, end: pair.key.start, text: '\u00a0', right: { start: Math.max(0, pair.key.start - 200), end: pair.value.end + 200 } }))),
  mistake('yaml: conflict that was not resolved', (room) => specLines(room, ({ file, line }) => ({ file, start: line.start, end: line.start, text: '<<<<<<< HEAD\n', right: 'line' }))),
  mistake('yaml: comma at the end', (room) => specLines(room, ({ file, pair }) => (pair.value.kind === 'scalar' && pair.value.style === 'plain' && /^\d+[smh]$|^(true|false)$/.test(pair.value.text) ? { file, start: pair.value.end, end: pair.value.end, text: ',', right: 'line' } : undefined))),
  mistake('yaml: expression of a template', (room) => specLines(room, ({ file, pair }) => (pair.value.kind === 'scalar' && pair.value.style === 'plain' && pair.value.end > pair.value.start && pair.value.aliasOf === undefined ? { file, start: pair.value.start, end: pair.value.end, text: '{{ .Values.interval }}', right: 'line' } : undefined))),
  mistake('yaml: apiVersion left out', (room) => headLines(room, 'apiVersion')),
  mistake('yaml: kind left out', (room) => headLines(room, 'kind')),
  mistake('yaml: spec misspelt', (room) => room.objects.flatMap(({ file, manifest }) => { const pair = manifest.root.pair('spec'); return pair === undefined || !isFlux(manifest.apiVersion) || pair.key.file !== file ? [] : [() => ({ file, start: pair.key.start, end: pair.key.end, text: 'specs', right: 'line' as const })]; })),
];

interface SpecLine {
  readonly file: TextFile;
  readonly pair: YamlPair;
  readonly line: { readonly start: number; readonly end: number };
  readonly isLast: boolean;
}

function specLines(room: Room, make: (line: SpecLine) => ReturnType<SeedMaker>): readonly SeedMaker[] {
  return room.objects.flatMap(({ file, manifest }) => {
    const spec = manifest.root.get('spec');
    if (!isFlux(manifest.apiVersion) || spec?.kind !== 'map' || spec.flow) return [];
    return spec.pairs.flatMap((pair) => {
      const line = pair.merged ? undefined : linesOf(file, pair.key.start, pair.value.end);
      return line === undefined ? [] : [() => make({ file, pair, line, isLast: pair === spec.pairs.at(-1) })];
    });
  });
}

function isFlux(apiVersion: string): boolean {
  return /toolkit\.fluxcd\.io$|^flagger\.app$/.test(groupOf(apiVersion));
}

/** Top lines of objects, left out. */
function headLines(room: Room, key: string): readonly SeedMaker[] {
  return room.objects.flatMap(({ file, manifest }) => {
    const pair = manifest.root.pair(key);
    const line = pair === undefined || !isFlux(manifest.apiVersion) || pair.key.file !== file ? undefined : linesOf(file, pair.key.start, pair.value.end);
    return line === undefined ? [] : [() => ({ file, ...line, text: '', right: { start: manifest.root.start, end: manifest.root.end } })];
  });
}
