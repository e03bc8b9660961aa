/** What is wrong with a file to those who read it with the `yaml` package as it is: the Red Hat YAML language server. */
import { parseAllDocuments } from 'yaml';
import type { TextFile } from '../text/textFile.ts';
import { piecesOf } from './parseYaml.ts';

/** A document with the mistakes that the package finds in it. */
interface PlainDocument {
  readonly start: number;
  readonly end: number;
  readonly isBroken: boolean;
  /** Where keys begin that stand twice. */
  readonly repeated: ReadonlySet<number>;
}

/** Characters of a document above which the package is not asked: it would read them anew with each key that is typed. */
const maxLength = 200_000;

/** Whether the package tells a mistake of syntax in the document at an offset; where is up to it. Of a large document that is not known: `false`. */
export function isPlainlyBroken(file: TextFile, offset: number): boolean {
  return documentsAt(file, offset).some(({ start, end, isBroken }) => isBroken && offset >= start && offset <= end);
}

/** Whether the package tells that the key at an offset stands twice. Of a large document that is not known: `false`. */
export function isPlainlyRepeated(file: TextFile, offset: number): boolean {
  return documentsAt(file, offset).some(({ repeated }) => repeated.has(offset));
}

/** The documents at an offset, and none of the others: two where one ends as the next begins. */
function documentsAt(file: TextFile, offset: number): readonly PlainDocument[] {
  return file.derived(readPieces).flatMap(({ from, to, documents }) => (offset >= from && offset <= to ? documents() : []));
}

/** A part of a file that the package reads by itself, once it is asked for. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly documents: () => readonly PlainDocument[];
}

function readPieces({ text }: TextFile): readonly Piece[] {
  const found = piecesOf(text);
  const starts = found.length === 0 ? [0] : found;
  return starts.map((from, index) => {
    const to = starts[index + 1] ?? text.length;
    let read: readonly PlainDocument[] | undefined;
    return { from, to, documents: () => (read ??= to - from > maxLength ? [] : readDocuments(text.slice(from, to), from)) };
  });
}

/** Options as that server has them (redhat-developer/yaml-language-server src/languageservice/parser/yamlParser07.ts). */
function readDocuments(text: string, from: number): readonly PlainDocument[] {
  const documents = parseAllDocuments(text, { strict: false, version: '1.2', prettyErrors: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.map(({ range, errors }) => ({
    start: range[0] + from,
    end: range[2] + from,
    isBroken: errors.some(({ code }) => code !== 'DUPLICATE_KEY'),
    repeated: new Set(errors.flatMap(({ code, pos }) => (code === 'DUPLICATE_KEY' ? [pos[0] + from] : []))),
  }));
}
