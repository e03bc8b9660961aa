/** What a rule is, and what it reports. */
import type { FieldsStructure } from '../schemas/structure.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { ClusterGraph, GraphNode, WorkspaceGraph } from '../graph/graph.ts';
import type { BuildProblem, TransformerHit } from '../kustomize/build.ts';
import type { Manifest } from '../manifests/manifest.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Located } from '../yaml/yamlReader.ts';

/** error: Flux, kustomize or Flagger will refuse or fail. warning: very likely not meant. info, hint: advice, or unknown. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** A further place that explains a finding. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

/** One finding, on the line that is at fault. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  /** What the quick fix of this rule needs: plain JSON. */
  readonly data: unknown;
}

/** What a check hands to `report`. */
export interface Report {
  readonly span: Span;
  readonly message: string;
  /** Where it differs from the rule's own severity (a hint for what cannot be known, say). */
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  readonly data?: unknown;
}

/** Says a finding. */
export type Reporter = (report: Report) => void;

/** What every rule carries. */
export interface RuleHead {
  /** `area/name`: file name, diagnostic code and page in `docs/rules`. */
  readonly id: string;
  readonly severity: Severity;
  /** Version of Flightdeck in which it came. */
  readonly since: string;
  /** Whether a quick fix exists. */
  readonly fix: 'always' | 'sometimes' | 'none';
  /** Where upstream does or says it. */
  readonly evidence: string;
  /** One sentence for lists. */
  readonly summary: string;
  /** The page: Markdown with the headings What it does, Why it matters, What the controller does, How to fix, When to ignore. */
  readonly explain: string;
}

/** Judges one effective object by itself, whatever cluster it is in. Runs again only when the object changes. */
export interface ManifestRule extends RuleHead {
  readonly scope: 'manifest';
  /** Kinds of objects; `*` stands for all. */
  readonly kinds: readonly string[];
  /** Set where the rule concludes from something that is absent: it then judges no object that may be a fragment, such as one in a file that nothing reaches. */
  readonly needsWhole?: true;
  check(manifest: Manifest, context: ManifestContext, report: Reporter): void;
}

/** What a manifest rule may know beyond the object. */
export interface ManifestContext {
  /** Flux version to judge by, as `[major, minor]`. */
  readonly fluxVersion: readonly [number, number];
  /** Whether the version is declared by the repository, the cluster or the settings (otherwise it is our default). */
  readonly versionDeclared: boolean;
  /** Whether an entry point reaches the object. */
  readonly reached: boolean;
  /** Whether it stands with an entry point that was applied by hand, so that it is no fragment. */
  readonly byHand?: boolean;
  /** The provider of Canaries that name none, as the Flagger of the cluster was told it; `undefined` where that is not known. */
  readonly meshProvider?: Located<string> | undefined;
  /** Structures of kinds that are not known here, where a cluster told them. */
  readonly structureOf?: ((apiVersion: string, kind: string) => FieldsStructure | undefined) | undefined;
}

/** Judges one file by itself: kustomize files, and what is wrong with a file as a whole. */
export interface FileRule extends RuleHead {
  readonly scope: 'file';
  check(file: TextFile, context: FileContext, report: Reporter): void;
}

/** What a file rule may know beyond the file. */
export interface FileContext {
  /** Whether some build of an entry point read the file. */
  readonly reached: boolean;
  /** The files of the repository that holds the file. */
  readonly tree: SourceTree;
  /** Whether some build of an entry point read another file. */
  readonly isReached: (file: TextFile) => boolean;
  /** What builds found wrong in the file, in every cluster. */
  readonly problems: readonly BuildProblem[];
  /** What the entries of the file met, in the builds of which every object is known. */
  readonly hits: readonly TransformerHit[];
  /** Whether some cluster gets an object of a kind. */
  readonly hasKind: (kind: string) => boolean;
  /** The clusters that get an object from the file. */
  readonly clusters: readonly ClusterView[];
}

/** Judges the nodes of a kind with the whole cluster in view. */
export interface GraphRule extends RuleHead {
  readonly scope: 'graph';
  readonly kinds: readonly string[];
  check(node: GraphNode, context: GraphContext, report: Reporter): void;
}

/** What a graph rule may know. */
export interface GraphContext extends ManifestContext, ClusterView {
  /** The value of a pure function of the whole workspace, computed once. The function itself is the key. */
  readonly derivedFromAll: <T>(derive: (graph: WorkspaceGraph) => T) => T;
}

/** A cluster with what was derived from it. */
export interface ClusterView {
  readonly cluster: ClusterGraph;
  /** The value of a pure function of the cluster, computed once. The function itself is the key. Whoever needs one entry of a map asks `derivedAt`. */
  readonly derived: <T>(derive: (cluster: ClusterGraph) => T) => T;
  /** One entry of a map that a pure function makes of the cluster: the verdict stands as long as this entry says the same. */
  readonly derivedAt: <V>(derive: (cluster: ClusterGraph) => Pick<ReadonlyMap<string, V>, 'get'>, key: string) => V | undefined;
}

/** Any rule. */
export type Rule = ManifestRule | FileRule | GraphRule;
