/** A workspace in memory, written as one text with `//- path` heads; `$0` marks the cursor. */
import { DirectoryTree } from '../../server/src/files/directoryTree.ts';
import type { ClusterGraph, Repository } from '../../server/src/graph/graph.ts';
import type { TextFile } from '../../server/src/text/textFile.ts';
import { Session, type Snapshot } from '../../server/src/workspace/session.ts';

/** Where the cursor stands. */
export interface Cursor {
  readonly file: TextFile;
  readonly offset: number;
}

/** A session over repositories in memory. */
export interface MemoryWorkspace {
  readonly session: Session;
  readonly snapshot: Snapshot;
  /** The place of `$0`; fails when there is none. */
  readonly cursor: Cursor;
  /** The only cluster; fails when there are none or several. */
  readonly cluster: ClusterGraph;
}

/** Reads a text with `//- path` heads; a path `[name] path` belongs to the repository `name`, otherwise to `repo`. */
export function memoryWorkspace(text: string, repositories: Readonly<Record<string, Partial<Pick<Repository, 'remotes' | 'branch'>>>> = {}): MemoryWorkspace {
  const texts = new Map<string, Record<string, string>>([['repo', {}]]);
  let cursor: { repository: string; path: string; offset: number } | undefined;
  for (const part of text.split(/^\/\/- /m).slice(1)) {
    const end = part.indexOf('\n');
    const head = /^(?:\[(.+)\] )?(.+)$/.exec(part.slice(0, end).trim());
    const repository = head?.[1] ?? 'repo';
    const path = head?.[2] ?? '';
    const body = part.slice(end + 1);
    const mark = body.indexOf('$0');
    if (mark >= 0) cursor = { repository, path, offset: mark };
    const files = texts.get(repository) ?? {};
    texts.set(repository, files);
    files[path] = body.replace('$0', '');
  }
  const session = new Session();
  for (const [name, files] of texts) {
    const rootUri = `file:///w/${name}`;
    session.openTree({ rootUri, name, tree: DirectoryTree.ofTexts(rootUri, files), remotes: [], branch: 'main', ...repositories[name] });
  }
  return {
    session,
    get snapshot() {
      return session.snapshot;
    },
    get cursor() {
      const file = cursor === undefined ? undefined : session.snapshot.file(`file:///w/${cursor.repository}/${cursor.path}`);
      if (cursor === undefined || file === undefined) throw new Error('no $0 in the workspace');
      return { file, offset: cursor.offset };
    },
    get cluster() {
      const [cluster, ...others] = session.snapshot.graph.clusters;
      if (cluster === undefined || others.length > 0) throw new Error(`expected one cluster, found ${session.snapshot.graph.clusters.length}`);
      return cluster;
    },
  };
}

/** A bootstrap file and what Flux made of it, for a cluster path. */
export function bootstrap(path: string, url = 'https://git.example/fleet'): string {
  return `//- ${path}/flux-system/gotk-sync.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: ${url}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
}

/** A Flux Kustomization in flux-system as one document; `extra` is further lines of its spec. */
export function fluxKustomization(name: string, path: string, extra = ''): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
${extra}`;
}

/** A ConfigMap as one document. */
export function configMap(name: string, namespace: string | undefined, data: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(data).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${namespace === undefined ? '' : `  namespace: ${namespace}\n`}${lines.length === 0 ? '' : `data:\n${lines.join('')}`}`;
}
