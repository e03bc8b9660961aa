/** One immutable version of one text file, with what was derived from it. */
import { LineIndex, type Range } from './lineIndex.ts';

/**
 * One version of a file's text. A change makes a new `TextFile`, so everything derived
 * from the text (line starts, parse, manifests) lives and dies with this object.
 */
export class TextFile {
  /** Where the file is, as a normalised URI. */
  readonly uri: string;
  /** Path from the root of its tree, with `/`, without a leading one. */
  readonly path: string;
  /** The text without a byte order mark. */
  readonly text: string;
  /** Whether the bytes are UTF-16, as PowerShell writes them: go-yaml reads these too, but kustomize, which looks for `---` in the bytes, has only the first document. */
  readonly isUtf16: boolean;
  #lines: LineIndex | undefined;
  readonly #derived = new Map<unknown, unknown>();

  constructor(uri: string, path: string, text: string, isUtf16 = false) {
    this.uri = uri;
    this.path = path;
    this.isUtf16 = isUtf16;
    this.text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  /** Line starts, computed on first use. */
  get lines(): LineIndex {
    return (this.#lines ??= new LineIndex(this.text));
  }

  /** Range between two offsets of this text. */
  rangeOf(start: number, end: number): Range {
    return this.lines.rangeOf(start, end);
  }

  /** The value of a pure function of this file, computed once. The function itself is the key. */
  derived<T>(derive: (file: TextFile) => T): T {
    const known = this.#derived.get(derive);
    if (known !== undefined || this.#derived.has(derive)) return known as T;
    const value = derive(this);
    this.#derived.set(derive, value);
    return value;
  }
}

/** A piece of a file: offsets are UTF-16 units, `end` is exclusive. */
export interface Span {
  readonly file: TextFile;
  readonly start: number;
  readonly end: number;
}

/** The LSP range of a span. */
export function rangeOfSpan(span: Span): Range {
  return span.file.rangeOf(span.start, span.end);
}
