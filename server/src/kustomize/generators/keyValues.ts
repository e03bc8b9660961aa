/** Keys and values of a generator: `envs`, `literals`, `files` (kustomize api/kv/kv.go, api/internal/generators). */
import { baseName } from '../../files/paths.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { BuildProblem } from '../build.ts';
import { BuildFault } from '../buildError.ts';
import { UnresolvedFault, type Loader } from '../context.ts';
import type { Fields } from '../strictReader.ts';

/** One entry of the generated data. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
  /** Set when the value is not UTF-8. */
  readonly bytes: Uint8Array | undefined;
  /** Where the value is written. */
  readonly span: Span;
}

/** All entries in kustomize's order; a key that comes twice is a fault, and so is each file that is missing: all of them but the last go to `problems`. */
export function keyValuesOf(entry: Fields, loader: Loader, problems: BuildProblem[]): Map<string, KeyValue> {
  const result = new Map<string, KeyValue>();
  const add = (pair: KeyValue, at: YamlScalar): void => {
    if (result.has(pair.key)) throw new BuildFault('key-twice', `the key \`${pair.key}\` comes twice in \`${entry.text('name')}\``, at);
    result.set(pair.key, pair);
  };
  const env = entry.scalar('env');
  const faults: BuildFault[] = [];
  const each = (nodes: Iterable<YamlScalar>, read: (node: YamlScalar) => readonly KeyValue[]): void => {
    for (const node of nodes) {
      try {
        for (const pair of read(node)) add(pair, node);
      } catch (error) {
        if (!(error instanceof BuildFault)) throw error;
        faults.push(error);
      }
    }
  };
  each([...entry.texts('envs'), ...(env !== undefined && env.text !== '' ? [env] : [])], (node) => envPairs(loader.file(node), node, loader));
  each(entry.texts('literals'), (node) => [literalPair(node)]);
  each(entry.texts('files'), (node) => [filePair(node, loader)]);
  // What only the network has is no fault: one such file makes the whole unresolved.
  const remote = faults.find((fault) => fault instanceof UnresolvedFault);
  const own = faults.filter((fault) => !(fault instanceof UnresolvedFault));
  const thrown = remote ?? own.pop();
  problems.push(...own.map(({ problem }) => problem));
  if (thrown !== undefined) throw thrown;
  return result;
}

function envPairs(file: TextFile, node: YamlScalar, loader: Loader): KeyValue[] {
  if (loader.content(file).bytes !== undefined) throw new BuildFault('env-binary', `\`${node.text}\` is not UTF-8 text`, node);
  const pairs: KeyValue[] = [];
  let start = 0;
  const { text } = file;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).replace(/\r$/, '');
    const trimmed = line.trimStart();
    if (trimmed !== '' && !trimmed.startsWith('#')) {
      const equals = trimmed.indexOf('=');
      const from = start + line.length - trimmed.length;
      const key = equals < 0 ? trimmed : trimmed.slice(0, equals);
      const value = equals < 0 ? '' : trimmed.slice(equals + 1);
      if (key !== '') pairs.push({ key, value, bytes: undefined, span: { file, start: from + trimmed.length - value.length, end: from + trimmed.length } });
    }
    start = end + 1;
  }
  return pairs;
}

function literalPair(node: YamlScalar): KeyValue {
  const equals = node.text.indexOf('=');
  if (equals <= 0) throw new BuildFault('literal-form', `a literal must be \`key=value\`, not \`${node.text}\``, node);
  const written = node.text.slice(equals + 1);
  const quote = written[0];
  const isQuoted = written.length > 1 && (quote === '"' || quote === "'") && written.endsWith(quote);
  return { key: node.text.slice(0, equals), value: isQuoted ? written.slice(1, -1) : written, bytes: undefined, span: node };
}

function filePair(node: YamlScalar, loader: Loader): KeyValue {
  const parts = node.text.split('=');
  const [first = '', second] = parts;
  if (parts.length > 2) throw new BuildFault('file-form', `\`${node.text}\` has more than one \`=\``, node);
  if (second !== undefined && first === '') throw new BuildFault('file-form', `a key is missing before \`=${second}\``, node);
  if (second === '') throw new BuildFault('file-form', `a path is missing behind \`${first}=\``, node);
  const path = second ?? first;
  const file = loader.file(node, path);
  const { text, bytes } = loader.content(file);
  return { key: second === undefined ? baseName(path.replace(/\/+$/, '')) : first, value: text, bytes, span: { file, start: 0, end: file.text.length } };
}
