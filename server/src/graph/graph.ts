/** The graph of one workspace: what each cluster's entry point applies, from which source, in what order. Types and queries. */
import type { DirectoryTree } from '../files/directoryTree.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { FluxBuild } from '../flux/buildFluxKustomization.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { Manifest } from '../manifests/manifest.ts';
import type { ObjectId } from '../protocol/objectId.ts';
import type { Span } from '../text/textFile.ts';

/** A folder that is the root of a Git repository, or a workspace folder where there is none. */
export interface Repository {
  /** URI of the root. */
  readonly rootUri: string;
  /** Last segment of the root, for people. */
  readonly name: string;
  readonly tree: DirectoryTree;
  /** URLs of its remotes as configured. */
  readonly remotes: readonly string[];
  /** The branch that is checked out; `undefined` when unknown or detached. */
  readonly branch: string | undefined;
}

/** The files that a source delivers: a repository, or a folder of it, less what the source's rules leave out. */
export interface Artifact {
  readonly repository: Repository;
  /** Folder of the repository that is the artifact's root; `''` for the repository itself. */
  readonly root: string;
  /** The artifact's files; paths are relative to the artifact's root. */
  readonly tree: SourceTree;
  /** Path in the repository of a path in the artifact. */
  readonly repositoryPath: (artifactPath: string) => string;
  /** Whether files of other repositories are in it, too: then the paths of this one do not tell whether a build still holds. */
  readonly isMixed?: boolean;
}

/** What is known of the source that a Flux Kustomization names. */
export type SourceResolution =
  /** Its files are in the workspace. */
  | { readonly state: 'local'; readonly node: GraphNode | undefined; readonly artifact: Artifact }
  /** It is declared, but its files are not in the workspace. */
  | { readonly state: 'external'; readonly node: GraphNode | undefined; readonly why: string }
  /** Nothing of that kind, namespace and name is declared. */
  | { readonly state: 'missing' };

/** One object that some cluster gets, as it gets it. */
export interface GraphNode {
  /** `Kind/namespace/name` or `Kind/name`. Unique within one cluster. */
  readonly id: string;
  readonly object: ObjectId;
  /** The effective object: after kustomize, after its own and every parent's Flux Kustomization. */
  readonly manifest: Manifest;
  /** The document, generator entry or values that it comes from. */
  readonly origin: Span;
  /** Id of the Flux Kustomization that applies it; `undefined` for what an entry point itself stands for. */
  readonly appliedBy: string | undefined;
  /** `declared` in files; `implied` by something that is (the source that a FluxInstance makes, an object that Flagger makes, a kustomize file). */
  readonly presence: 'declared' | 'implied';
}

/** What one object says of another. Names are part of the `graph` contract. */
export type EdgeKind =
  | 'source'
  | 'applies'
  | 'dependsOn'
  | 'target'
  | 'ingress'
  | 'metric'
  | 'values'
  | 'substitutes'
  | 'provider'
  | 'chart'
  | 'autoscaler'
  | 'gateway'
  | 'controller'
  | 'webhook'
  | 'generates'
  | 'backend'
  | 'issuer'
  | 'secret'
  | 'imagePolicy'
  | 'imageRepository'
  | 'healthCheck'
  | 'builds'
  | 'includes';

/** A located relation between two nodes; `to` may name something that is not there. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly target: ObjectId;
  readonly kind: EdgeKind;
  /** Where the relation is written. */
  readonly span: Span;
  readonly resolved: boolean;
}

/** A Flux Kustomization and what comes of it. */
export interface Delivery {
  readonly node: GraphNode;
  readonly kustomization: FluxKustomization;
  readonly source: SourceResolution;
  /** Path inside the artifact, joined as the controller does; `undefined` without a local source. */
  readonly path: string | undefined;
  /** Whether that path is a folder of the artifact. */
  readonly pathExists: boolean;
  /** `undefined` where the source is not local or the path does not exist. */
  readonly build: FluxBuild | undefined;
  /** Ids of the objects that it applies, in build order. */
  readonly applies: readonly string[];
  /** Id of the Flux Kustomization that applies this one. */
  readonly parent: string | undefined;
}

/** Where reading starts: a path of a repository that Flux was told to sync. */
export interface EntryPoint {
  readonly repository: Repository;
  /** Folder in the repository. */
  readonly path: string;
  /** `bootstrap` (gotk-sync.yaml), `instance` (FluxInstance) or `kustomization` (a root Flux Kustomization). */
  readonly by: 'bootstrap' | 'instance' | 'kustomization';
  /** Branch or other ref, for people. */
  readonly ref: string | undefined;
  readonly span: Span;
  /** Whether a Flux Kustomization that nothing applies syncs a folder around this one: somebody may have applied that by hand. */
  readonly isPart?: boolean;
}

/** Everything that one entry point leads to. */
export interface ClusterGraph {
  readonly entry: EntryPoint;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** The same nodes in the same order, in lists that are the same objects in the next version of the cluster where none of their nodes changed. */
  readonly nodeGroups: readonly (readonly GraphNode[])[];
  readonly nodesByKind: ReadonlyMap<string, readonly GraphNode[]>;
  /** The nodes of each name, of whatever kind and namespace. */
  readonly nodesByName: ReadonlyMap<string, readonly GraphNode[]>;
  /** The nodes that no Flux Kustomization applies: what the entry point itself stands for, and what is implied. */
  readonly unapplied: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The edges beside those from a Flux Kustomization to what it applies, in the same order: of all edges the few that texts say. */
  readonly relations: readonly GraphEdge[];
  readonly edgesFrom: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly edgesTo: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** Ids of objects that more than one Flux Kustomization applies. */
  readonly appliedTwice: ReadonlySet<string>;
  /** Flux Kustomizations that the entry point itself stands for and that gave way to another one with the same id, by that: to one beside it, or to one that is applied. */
  readonly rootTwins: ReadonlyMap<string, readonly FluxKustomization[]>;
  /**
   * Whether something that this cluster gets lies outside the workspace, failed to build or could not be known.
   * Then an object that is not found may still exist: unknown, not missing.
   */
  readonly open: boolean;
  /** Where the files of a source of this cluster are, whoever takes them from there. */
  readonly sourceOf: (node: GraphNode) => SourceResolution;
  /** Flux version by its own manifests, such as `2.9` or `0.39`; `undefined` when not declared. */
  readonly fluxVersion: string | undefined;
}

/** The whole workspace. */
export interface WorkspaceGraph {
  readonly repositories: readonly Repository[];
  readonly clusters: readonly ClusterGraph[];
  /** Clusters and the nodes in them that a document of a file yields, by file URI. */
  readonly byFile: ReadonlyMap<string, readonly { readonly cluster: ClusterGraph; readonly node: GraphNode }[]>;
}

/** Objects of a kind in a cluster. */
export function nodesOfKind(cluster: ClusterGraph, kind: string): readonly GraphNode[] {
  return cluster.nodesByKind.get(kind) ?? [];
}
