/** Edits of YAML or JSON that is itself the text of a value, keeping its comments and layout as far as possible. */
import { isScalar, parseDocument, type Document, type ScalarTag } from 'yaml';

const misfit = 'misfit';

/** Types whose tag go-yaml writes in front of a word that does not fit it, such as `!!int yes`. */
const misfits: readonly ScalarTag[] = ['int', 'float', 'bool', 'null'].map((name) => ({
  tag: `tag:yaml.org,2002:${name}`,
  format: misfit,
  default: false,
  resolve: (text) => text,
  stringify: ({ value }) => String(value),
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
