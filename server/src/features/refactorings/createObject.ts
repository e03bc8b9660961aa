/** Makes the object that a reference under the cursor names and that is nowhere: behind the object that names it. */
import { edgesAt } from '../../graph/queries.ts';
import type { ObjectId } from '../../protocol/objectId.ts';
import { lineBreakOf, type RefactoringProvider } from './refactoring.ts';

type Sketch = (target: ObjectId) => readonly string[];

const head = (apiVersion: string, { kind, name, namespace }: ObjectId): readonly string[] => [`apiVersion: ${apiVersion}`, `kind: ${kind}`, 'metadata:', `  name: ${name}`, ...(namespace === undefined ? [] : [`  namespace: ${namespace}`])];
const source = (url: string, ...more: readonly string[]): Sketch => (target) => [...head('source.toolkit.fluxcd.io/v1', target), 'spec:', '  interval: 10m', `  url: ${url}`, ...more];

/** What a new object of a kind begins with; what it must be told is in capital letters. */
const sketches: Readonly<Record<string, Sketch>> = {
  ConfigMap: (target) => [...head('v1', target), 'data: {}'],
  GitRepository: source('https://HOST/OWNER/REPOSITORY', '  ref:', '    branch: main'),
  OCIRepository: source('oci://HOST/REPOSITORY', '  ref:', '    tag: latest'),
  HelmRepository: source('https://HOST/charts'),
  Kustomization: (target) => [...head('kustomize.toolkit.fluxcd.io/v1', target), 'spec:', '  interval: 10m', '  path: ./PATH', '  prune: true', '  sourceRef:', '    kind: GitRepository', '    name: flux-system'],
  MetricTemplate: (target) => [...head('flagger.app/v1beta1', target), 'spec:', '  provider:', '    type: prometheus', '    address: http://HOST:9090', '  query: |', '    QUERY'],
  AlertProvider: (target) => [...head('flagger.app/v1beta1', target), 'spec:', '  type: slack', '  secretRef:', '    name: SECRET'],
  Provider: (target) => [...head('notification.toolkit.fluxcd.io/v1beta3', target), 'spec:', '  type: slack', '  secretRef:', '    name: SECRET'],
};

/** One for each kind of object that is missing there; nothing where it may lie outside the workspace. */
export const createObjectRefactorings: RefactoringProvider = ({ snapshot, file, offset }) => {
  const edges = edgesAt(snapshot.graph, file.uri, offset).filter(({ cluster, edge }) => !edge.resolved && !cluster.open);
  const [first] = edges;
  const sketch = first === undefined ? undefined : sketches[first.edge.target.kind];
  if (first === undefined || sketch === undefined) return [];
  const { target } = first.edge;
  const line = lineBreakOf(file);
  const end = file.text.length;
  const text = `${file.text.endsWith('\n') ? '' : line}---${line}${sketch(target).join(line)}${line}`;
  return [{ title: `Create ${target.kind} ${target.namespace === undefined ? '' : `${target.namespace}/`}${target.name} in this file`, kind: 'quickfix', edits: [{ span: { file, start: end, end }, text }] }];
};
