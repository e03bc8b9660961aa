/** A real repository that mistakes are seeded into: what Flux gets of it, and what the rules say. */
import { basename } from 'node:path';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { dirName, joinPath } from '../../server/src/files/paths.ts';
import type { ClusterGraph, Repository, WorkspaceGraph } from '../../server/src/graph/graph.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../server/src/manifests/kustomizeFile.ts';
import { manifestsOf, type Manifest } from '../../server/src/manifests/manifest.ts';
import { checkWorkspace } from '../../server/src/rules/checkWorkspace.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import type { TextFile } from '../../server/src/text/textFile.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { yamlOf } from '../../server/src/yaml/parseYaml.ts';
import { readMaps, readString } from '../../server/src/yaml/yamlReader.ts';
import type { YamlMap } from '../../server/src/yaml/yamlNode.ts';

/** An object as it is written in a file that a cluster gets. */
export interface WrittenObject {
  readonly manifest: Manifest;
  readonly file: TextFile;
  /** What it is called in the cluster, by which parts of the graph name it. */
  readonly id: string;
  readonly cluster: ClusterGraph;
}

/** A mapping in a file that a build reads: a kustomize file, or the patches it names. */
export interface WrittenMap {
  readonly root: YamlMap;
  readonly file: TextFile;
}

/** A repository with its objects and kustomize files, as they are without a seed. */
export class Room {
  readonly name: string;
  readonly repository: Repository;
  readonly graph: WorkspaceGraph;
  readonly objects: readonly WrittenObject[];
  readonly kustomizeFiles: readonly WrittenMap[];
  readonly patchFiles: readonly WrittenMap[];
  readonly findings: readonly Finding[];
  readonly #session: Session;
  readonly #cache = new RuleCache();

  constructor(session: Session, repository: Repository) {
    this.#session = session;
    this.name = repository.name;
    this.repository = repository;
    this.graph = session.snapshot.graph;
    this.findings = this.#judge();
    this.objects = writtenObjects(this.graph);
    const read = filesRead(this.graph);
    this.kustomizeFiles = read.filter(({ path }) => isKustomizeFileName(path)).flatMap((file) => {
      const root = kustomizeFileOf(file)?.root;
      return root === undefined ? [] : [{ root, file }];
    });
    this.patchFiles = this.kustomizeFiles.flatMap((file) => patchesOf(file, repository));
  }

  /** What the workspace becomes with another text of one file, and what the rules then say; the text is put back at once. */
  withText(file: TextFile, text: string): { readonly graph: WorkspaceGraph; readonly findings: readonly Finding[] } {
    this.#session.apply({ kind: 'text', uri: file.uri, text });
    const seeded = { graph: this.#session.snapshot.graph, findings: this.#judge() };
    this.#session.apply({ kind: 'text', uri: file.uri, text: file.text });
    return seeded;
  }

  #judge(): readonly Finding[] {
    const fail = (message: string): void => {
      throw new Error(message);
    };
    return [...checkWorkspace(this.#session.snapshot, this.#cache, fail).values()].flat();
  }
}

/** Opens a folder; `undefined` where it holds no repository that could be read. */
export async function openRoom(folder: string): Promise<Room | undefined> {
  const session = new Session();
  await session.openFolder(uriOfFsPath(folder));
  const repository = session.snapshot.repositories.find(({ name }) => name === basename(folder)) ?? session.snapshot.repositories[0];
  return repository === undefined ? undefined : new Room(session, repository);
}

function writtenObjects(graph: WorkspaceGraph): readonly WrittenObject[] {
  const found = new Map<YamlMap, WrittenObject>();
  for (const places of graph.byFile.values()) {
    for (const { node, cluster } of places) {
      const { file, start, end } = node.origin;
      if (node.presence !== 'declared' || /gotk-components/.test(file.path)) continue;
      for (const manifest of manifestsOf(file)) {
        if (manifest.root.start >= start - 5 && manifest.root.start < end && manifest.kind === node.object.kind && !found.has(manifest.root)) found.set(manifest.root, { manifest, file, id: node.id, cluster });
      }
    }
  }
  return [...found.values()];
}

function filesRead(graph: WorkspaceGraph): readonly TextFile[] {
  const files = new Map<string, TextFile>();
  for (const cluster of graph.clusters) {
    for (const { build, source } of cluster.deliveries.values()) {
      if (build === undefined || source.state !== 'local') continue;
      for (const path of build.reads) {
        const file = source.artifact.tree.file(path);
        if (file !== undefined) files.set(file.uri, file);
      }
    }
  }
  return [...files.values()];
}

function patchesOf({ root, file }: WrittenMap, repository: Repository): readonly WrittenMap[] {
  return readMaps(root, 'patches').flatMap((entry) => {
    const path = joinPath(dirName(file.path), readString(entry, 'path')?.value ?? '');
    const patch = path === undefined ? undefined : repository.tree.file(path);
    const first = patch === undefined ? undefined : yamlOf(patch).documents[0]?.root;
    return patch === undefined || first?.kind !== 'map' ? [] : [{ root: first, file: patch }];
  });
}
