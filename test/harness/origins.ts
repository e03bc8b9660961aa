/** Holds the origins of built values to what really stands there: the property that hovers, definitions and findings rest on. */
import { TextFile, type Span } from '../../server/src/text/textFile.ts';
import { parseYaml } from '../../server/src/yaml/parseYaml.ts';
import type { YamlNode, YamlScalar } from '../../server/src/yaml/yamlNode.ts';
import { resolvePlain } from '../../server/src/yaml/yamlValue.ts';

/** All scalars of a value, without keys. */
export function* scalarsOf(node: YamlNode): Iterable<YamlScalar> {
  if (node.kind === 'scalar') yield node;
  else if (node.kind === 'seq') for (const item of node.items) yield* scalarsOf(item);
  else for (const { value } of node.pairs) yield* scalarsOf(value);
}

/** What is wrong with the origins and changes of an object's scalars: a place that does not exist, or one at which something else stands. */
export function* originFaults(root: YamlNode): Iterable<string> {
  for (const scalar of scalarsOf(root)) {
    const fault = originFault(scalar);
    if (fault !== undefined) yield fault;
  }
}

function originFault(scalar: YamlScalar): string | undefined {
  if (!exists(scalar)) return `\`${scalar.text}\` comes from ${scalar.file.path}:${scalar.start}…${scalar.end}, which does not exist`;
  for (const { by, span } of scalar.changes ?? []) if (span === undefined || !exists(span)) return `the change of \`${scalar.text}\` by ${by} has no place`;
  const first = scalar.changes?.[0];
  // What a step made stands where the step is written; its text may be put together from several places.
  if ((first !== undefined && first.before === undefined) || /\*\*SOPS\*\*/.test(scalar.text + atobOrNothing(scalar.text))) return undefined;
  const text = first?.before ?? scalar.text;
  return standsAt(scalar, text) ? undefined : `\`${JSON.stringify(text.slice(0, 60))}\` does not stand at ${scalar.file.path}:${scalar.start}…${scalar.end}, but \`${JSON.stringify(written(scalar).slice(0, 80))}\``;
}

/** What base64 stands for; flux writes its mask of encrypted values that way into `data`. */
function atobOrNothing(text: string): string {
  return /^[\w+/]{4,40}=*$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : '';
}

function exists({ file, start, end }: Span): boolean {
  return start >= 0 && start <= end && end <= file.text.length;
}

function written({ file, start, end }: Span): string {
  return file.text.slice(start, end);
}

/** Whether a text is what is written at a place: as a YAML scalar, as a part of a generator's entry, or as the bytes of a file that a generator reads. */
function standsAt(scalar: YamlScalar, text: string): boolean {
  const slice = written(scalar);
  if (slice === text || slice.startsWith('*')) return true;
  const indentation = ' '.repeat(scalar.start - (scalar.file.text.lastIndexOf('\n', scalar.start - 1) + 1));
  const parsed = parseYaml(new TextFile('file:///origin.yaml', 'origin.yaml', /^[|>]/.test(slice) ? `k: ${slice}` : `k:\n${indentation} ${slice}`)).documents[0]?.root;
  const value = parsed?.kind === 'map' ? parsed.get('k') : undefined;
  if (value?.kind === 'scalar' && sameText(value.text, text)) return true;
  return isGenerated(scalar, slice, text);
}

/** Numbers and dates are printed anew; line breaks at the end depend on what follows the block, and kustomize adds some to folded ones. */
function sameText(written: string, text: string): boolean {
  return written.replace(/\s+/g, ' ').trim() === text.replace(/\s+/g, ' ').trim() || (typeof resolvePlain(written) !== 'string' && Number(resolvePlain(written)) === Number(text)) || text.startsWith(written.slice(0, 10));
}

const generatorWords: ReadonlySet<string> = new Set(['v1', 'ConfigMap', 'Secret', 'ServiceAccount', 'Opaque', 'true', 'iam.gke.io/gcp-service-account']);

function isGenerated({ file }: Span, slice: string, text: string): boolean {
  if (generatorWords.has(text)) return true;
  const content = slice === '' ? file.text : slice;
  if (content.includes(text.trim()) || file.text.replaceAll('\r\n', '\n').includes(text.trim().replaceAll('\r\n', '\n'))) return true;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return decoded !== '' && (content.includes(decoded.trim()) || Buffer.from(file.text).toString('base64') === text.replaceAll('\n', '') || file.text.includes('\ufffd'));
}
