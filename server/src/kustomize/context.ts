/** What every step of a build may use: the objects so far, the directory's loader, and places for findings. */
import { joinPath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { YamlScalar } from '../yaml/yamlNode.ts';
import type { BuildProblem, TransformerHit, UnresolvedPart } from './build.ts';
import { BuildFault } from './buildError.ts';
import type { Draft, Scopes } from './draft.ts';
import type { DraftSet } from './draftSet.ts';
import { describeId } from './objectId.ts';
import type { MergeSchema } from './mergeSchema.ts';
import type { TransformerConfig } from './transformerConfig.ts';

/** Findings of a build: they add up over all its directories. */
export class Findings {
  readonly problems: BuildProblem[] = [];
  readonly unresolved: UnresolvedPart[] = [];
  readonly hits: TransformerHit[] = [];
  readonly reads = new Set<string>();
  /** Texts that a step copied out of Secrets. */
  readonly secrets = new Set<string>();

  /** Takes over the findings of a part. */
  add(other: { readonly problems: readonly BuildProblem[]; readonly unresolved: readonly UnresolvedPart[]; readonly hits: readonly TransformerHit[]; readonly reads: ReadonlySet<string>; readonly secrets: ReadonlySet<string> }): void {
    this.problems.push(...other.problems);
    this.unresolved.push(...other.unresolved);
    this.hits.push(...other.hits);
    for (const path of other.reads) this.reads.add(path);
    for (const text of other.secrets) this.secrets.add(text);
  }
}

/** Where transformers of one directory work. */
export interface StepContext {
  readonly drafts: DraftSet;
  readonly config: TransformerConfig;
  readonly loader: Loader;
  readonly findings: Findings;
  readonly schema: () => MergeSchema;
  readonly scopes: Scopes;
  /** Told of each entry of the top file's lists of patches before it is applied. */
  readonly beforePatch?: ((entry: Span) => void) | undefined;
}

/** Reads files relative to one directory and notes what was looked for. */
export class Loader {
  readonly tree: SourceTree;
  readonly directory: string;
  readonly #reads: Set<string>;

  constructor(tree: SourceTree, directory: string, reads: Set<string>) {
    this.tree = tree;
    this.directory = directory;
    this.#reads = reads;
  }

  /** The path of an entry in the tree; `undefined` when it leaves the tree. */
  resolve(entry: string): string | undefined {
    return entry.startsWith('/') ? undefined : joinPath(this.directory, entry);
  }

  /** What a path is, noted as read. */
  kindOf(path: string): 'file' | 'directory' | undefined {
    this.#reads.add(path);
    return this.tree.kindOf(path);
  }

  /** Notes a path as read. */
  note(path: string): void {
    this.#reads.add(path);
  }

  /** The file that an entry names, or a fault on the entry. */
  file(entry: YamlScalar, path = entry.text, what = 'file'): TextFile {
    const resolved = this.resolve(path);
    if (isUrl(path)) throw new UnresolvedFault(path, entry);
    if (resolved === undefined) throw new BuildFault('path-outside', `\`${path}\` lies outside the repository`, entry);
    const kind = this.kindOf(resolved);
    const file = kind === 'file' ? this.tree.file(resolved) : undefined;
    if (file !== undefined) return file;
    throw new BuildFault(`${what}-missing`, kind === 'directory' ? `\`${path}\` is a directory, but a file is needed` : `${what} \`${path}\` does not exist`, entry);
  }

  /** What a file holds, byte order mark included; `bytes` only where it is not UTF-8. */
  content(file: TextFile): { readonly text: string; readonly bytes: Uint8Array | undefined } {
    const bytes = this.tree.bytes(file.path);
    if (bytes === undefined) return { text: file.text, bytes: undefined };
    if (file.isUtf16 || (file.text.includes('\ufffd') && !isUtf8(bytes))) return { text: file.text, bytes };
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { text: hasMark ? `\ufeff${file.text}` : file.text, bytes: undefined };
  }
}

/** A step needs something that only the network has. */
export class UnresolvedFault extends BuildFault {
  readonly what: string;

  constructor(what: string, entry: YamlScalar) {
    super('remote', `\`${what}\` is remote`, entry);
    this.what = what;
  }
}

/** Whether a path is a URL that kustomize would download. */
export function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A file is encrypted as a whole, and the controller decrypts it before the build: what it changes is not known here. */
export class EncryptedFault extends BuildFault {
  constructor(span: Span) {
    super('encrypted', 'this is encrypted with SOPS', span);
  }
}

/** Faults that say that some object is absent: it may be among those that only the network has. */
const forAbsence: ReadonlySet<string> = new Set(['patch-no-match', 'replicas-no-match', 'generator-nothing-to-merge', 'replacement-no-source']);

/** Whether a fault cannot be told from what the steps before it could not find out. */
function isUnsure(fault: BuildFault, { unresolved }: Findings): boolean {
  return forAbsence.has(fault.problem.code) && unresolved.some(({ reason }) => reason === 'remote' || reason === 'plugin');
}

/** Runs a step; faults become problems, and what only the network has becomes unresolved, with what may rest on it. */
export function tryStep(findings: Findings, step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (error instanceof UnresolvedFault) findings.unresolved.push({ reason: 'remote', what: error.what, span: error.problem.span });
    else if (error instanceof EncryptedFault) findings.unresolved.push({ reason: 'encrypted', what: 'a patch', span: error.problem.span });
    else if (error instanceof BuildFault && isUnsure(error, findings)) findings.unresolved.push({ reason: 'remote', what: 'an object', span: error.problem.span });
    else if (error instanceof BuildFault) findings.problems.push(error.problem);
    else throw error;
    return false;
  }
}

/** Changes objects one by one; a fault in one does not keep the others from changing. The first fault of all is reported. */
export function eachDraft(context: Pick<StepContext, 'findings'>, drafts: readonly Draft[], change: (draft: Draft) => void): void {
  let reported = false;
  for (const draft of drafts) {
    const before = context.findings.problems.length;
    if (!tryStep(context.findings, () => change(draft)) && reported) context.findings.problems.length = before;
    reported ||= context.findings.problems.length > before;
  }
}

/** How objects are named in hits. */
export function namesOf(drafts: Iterable<Draft>): string[] {
  return [...drafts].map((draft) => describeId(draft.id));
}
