/** Reports list entries with the same key in workloads and Services. */
import type { Manifest } from '../../manifests/manifest.ts';
import { readMap, readMaps, readScalar } from '../../yaml/yamlReader.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on the second entry. */
export const entryTwice: ManifestRule = {
  id: 'flux/entry-twice',
  scope: 'manifest',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'Service'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'k8s.io/api: listType=map and its keys; structured-merge-diff: "failed to create typed patch object … duplicate entries for key"',
  summary: 'Two entries of a list have the same key.',
  explain: rulePage({
    does: 'Reports containers, init containers, volumes, environment variables and mounts of one name, and ports with one number and protocol, in workloads and Services.',
    why: 'Server-side apply refuses the object, and with it the whole Kustomization, although `kubectl apply` took it.',
    controller: 'Flux applies on the server’s side. There these lists are maps, and no key may stand twice.',
    fix: 'Remove one of the entries, or give it another name.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { entries, keys, what } of listsOf(manifest)) {
      const seen = new Map<string, YamlMap>();
      for (const entry of entries) {
        const scalar = readScalar(entry, keys[0] ?? '');
        if (scalar === undefined) continue;
        const id = keys.map((key) => readScalar(entry, key)?.text ?? (key === 'protocol' ? 'TCP' : '')).join(' ');
        const first = seen.get(id);
        seen.set(id, first ?? entry);
        if (first === undefined || id.includes('${')) continue;
        report({ span: faultSpan(scalar), message: `${what} \`${scalar.text}\` stands twice: the API server refuses the object`, related: [{ span: faultSpan(readScalar(first, keys[0] ?? '') ?? scalar), message: 'the first one' }] });
      }
    }
  },
};

interface KeyedList {
  readonly entries: readonly YamlMap[];
  readonly keys: readonly string[];
  readonly what: string;
}

function listsOf({ kind, root }: Manifest): readonly KeyedList[] {
  if (kind === 'Service') return [{ entries: readMaps(root, 'spec', 'ports'), keys: ['port', 'protocol'], what: 'port' }];
  const pod = readMap(root, ...(podPaths[kind] ?? ['spec', 'template', 'spec']));
  const containers = readMaps(pod, 'containers');
  const starters = readMaps(pod, 'initContainers');
  return [
    { entries: containers, keys: ['name'], what: 'container' },
    { entries: starters, keys: ['name'], what: 'init container' },
    { entries: readMaps(pod, 'volumes'), keys: ['name'], what: 'volume' },
    ...[...containers, ...starters].flatMap((container) => [
      { entries: readMaps(container, 'env'), keys: ['name'], what: 'environment variable' },
      { entries: readMaps(container, 'ports'), keys: ['containerPort', 'protocol'], what: 'port' },
      { entries: readMaps(container, 'volumeMounts'), keys: ['mountPath'], what: 'mount' },
    ]),
  ];
}

/** Where kinds keep their pod, other than `spec.template.spec`. */
const podPaths: Readonly<Record<string, readonly string[]>> = { Pod: ['spec'], CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'] };
