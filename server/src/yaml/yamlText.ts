/** Edits of YAML or JSON that is itself the text of a value, keeping its comments and layout as far as possible. */
import { isScalar, parseDocument, Scalar, type Document, type ScalarTag } from 'yaml';
import { stringifyString } from 'yaml/util';

const misfit = 'misfit';

/** Types whose tag go-yaml writes in front of a word that does not fit it, such as `!!int yes`. */
const misfits: readonly ScalarTag[] = ['int', 'float', 'bool', 'null'].map((name) => ({
  tag: `tag:yaml.org,2002:${name}`,
  format: misfit,
  default: false,
  resolve: (text) => text,
  // A text of several lines becomes a block, or stands in quotes between braces (yaml v3 encode.go `node`).
  stringify: ({ value }, context, onComment, onChompKeep) => {
    const text = String(value);
    if (!text.includes('\n')) return text;
    return context.inFlow === true ? JSON.stringify(text) : stringifyString({ value: text, type: Scalar.BLOCK_LITERAL }, context, onComment, onChompKeep);
  },
}));

/** A parsed text that can be edited and written again. */
export class EditableYaml {
  readonly #document: Document;

  private constructor(document: Document) {
    this.#document = document;
  }

  /** The parse of a text, or `undefined` where it is not YAML. */
  static parse(text: string): EditableYaml | undefined {
    const document = parseDocument(text, { schema: 'core', customTags: (tags) => [...tags, ...misfits], logLevel: 'silent', prettyErrors: false });
    return document.errors.length > 0 ? undefined : new EditableYaml(document);
  }

  /** Puts a value at a path; a scalar keeps its quotes. */
  set(path: readonly (string | number)[], value: unknown): void {
    const node = this.#document.getIn(path, true);
    if (isScalar(node) && (typeof value !== 'object' || value === null)) node.value = value;
    else this.#document.setIn(path, value);
  }

  /** Writes a word that does not fit the type of the scalar at a path, with that type's tag. */
  setMisfit(path: readonly (string | number)[], word: string, tag: string): void {
    const node = this.#document.getIn(path, true);
    if (!isScalar(node)) return;
    node.value = word;
    node.tag = tag;
    node.format = misfit;
  }

  /** The text, with lists as kyaml indents them. */
  toString(): string {
    return this.#document.toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false }).trim();
  }
}
