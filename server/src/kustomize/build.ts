/** What a build of one kustomize directory yields: the types that all transformers and callers share. */
import type { Span } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';

/** One object that a build yields. Its nodes carry where each value comes from and what changed it. */
export interface BuiltObject {
  readonly root: YamlMap;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** `metadata.namespace` as built; `undefined` when there is none. */
  readonly namespace: string | undefined;
  /** The document (or generator entry) that brought the object into the build. */
  readonly origin: Span;
}

/** A reason for which `kustomize build` or the controller would fail, on the line that causes it. */
export interface BuildProblem {
  /** Kebab-case, stable; named for the fault, such as `resource-missing`. */
  readonly code: string;
  /** What is wrong, lower-case start, no final stop, values in backticks. */
  readonly message: string;
  readonly span: Span;
  /** Further places that explain it: the objects that have one identity. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}

/** A part of the build that cannot be known here: a remote base, a Helm chart, a source that is not in the workspace. */
export interface UnresolvedPart {
  readonly reason: 'remote' | 'helm' | 'plugin' | 'missing-source' | 'encrypted' | 'unknown-variable';
  /** What it is, such as the URL. */
  readonly what: string;
  readonly span: Span | undefined;
}

/** How a patch, images entry, replicas entry or similar met the objects of the build. */
export interface TransformerHit {
  /** Where the entry is written. */
  readonly span: Span;
  readonly by: 'patch' | 'images' | 'replicas' | 'replacement';
  /** The objects it changed, as `Kind namespace/name`. */
  readonly objects: readonly string[];
  /** Number of objects it could have met. */
  readonly of: number;
}

/** The result of a build. With problems, `objects` is still as much as could be built, for editors; a pipeline treats it as a failure. */
export interface KustomizeBuild {
  readonly objects: readonly BuiltObject[];
  readonly problems: readonly BuildProblem[];
  readonly unresolved: readonly UnresolvedPart[];
  readonly hits: readonly TransformerHit[];
  /** Every path that was read, listed or looked for in the tree (missing ones too): when none of them changes, the build stays valid. */
  readonly reads: ReadonlySet<string>;
  /** Texts that replacements and vars copied out of Secrets: they stand in `objects`, and are shown to nobody. */
  readonly secrets: ReadonlySet<string>;
}
