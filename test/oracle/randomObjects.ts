/** Random Kubernetes objects, and the words and names in them. */
import { oddValue } from './oddYaml.ts';
import type { Random } from './random.ts';

export const names = ['web', 'api', 'db', 'cache', 'web-2'];
export const namespaces = ['', '', 'apps', 'prod', 'default'];
const images = ['nginx', 'nginx:1.19', 'ghcr.io/acme/api:v1', 'ghcr.io/acme/api@sha256:aaaa', 'localhost:5000/web:1.0@sha256:bbbb', 'redis:7', 'a.b/nginx:1'];
const words = ['a', 'yes', '"on"', '1', '"1"', '0x1F', '1e3', '~', 'null', '""', 'true', '"true"', "'x: y'", '2023-01-01', '1_000', '08', '010', '0o17', '.5', '!!str 5', 'héllo', '"tab\\t"', '1.10', 'a#b', '"a # b"', '+1', '1:30', '12345678901234567890', '$(X)', '"$(NAME)"'];

/** Indents all lines but the first. */
export function indent(text: string, by: number): string {
  return text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(by)}`);
}

/** Writes random objects and parts of them. */
export class Writer {
  readonly random: Random;
  readonly files: Record<string, string> = {};

  constructor(random: Random) {
    this.random = random;
  }

  word(): string {
    return this.random.pick(words);
  }

  text(): string {
    return this.random.pick(['a', 'b', 'c1', '"1"', "'yes'", '"true"', 'x-y', 'z.z/k']);
  }

  labels(): string {
    const { random } = this;
    const pairs = random.some(['app', 'tier', 'example.com/part', 'v'], 45).map((key) => `${key}: ${random.chance(85) ? this.text() : this.word()}`);
    return pairs.length === 0 ? '{}' : `{${pairs.join(', ')}}`;
  }

  metadata(name: string, namespace: string): string {
    const { random } = this;
    const lines = [`name: ${random.chance(90) ? name : `"${name}"`}`];
    if (namespace !== '') lines.push(`namespace: ${namespace}`);
    if (random.chance(60)) lines.push(`labels: ${this.labels()}`);
    if (random.chance(3)) lines.push(`annotations: {config.kubernetes.io/local-config: ${random.pick(['"true"', '"false"', 'x'])}}`);
    else if (random.chance(35)) lines.push(`annotations: ${random.chance(12) ? random.pick(['null', '', '{}']) : this.labels()}`);
    if (random.chance(8)) lines.push('annotations2: {}');
    if (random.chance(6)) lines.push('finalizers: [a, b]');
    return lines.map((line) => `  ${line}\n`).join('');
  }

  env(): string {
    const { random } = this;
    const entries = random.some(['A', 'B', 'C', 'D'], 45).map((key) =>
      random.chance(60)
        ? `- name: ${key}\n  value: ${random.chance(70) ? this.text() : this.word()}`
        : `- name: ${key}\n  valueFrom:\n    ${random.pick(['configMapKeyRef', 'secretKeyRef'])}:\n      name: ${random.pick(['conf', 'web-conf', 'creds'])}\n      key: k`,
    );
    return entries.join('\n');
  }

  container(name: string): string {
    const { random } = this;
    let text = `- name: ${name}\n  image: ${random.pick(images)}\n`;
    if (random.chance(40)) text += `  env:${this.env().replace(/^(?=.)/gm, '  ').replace(/^/, '\n') || ' []'}\n`;
    if (random.chance(25)) text += `  envFrom:\n  - ${random.pick(['configMapRef', 'secretRef'])}: {name: ${random.pick(['conf', 'creds', 'other'])}}\n`;
    if (random.chance(30)) text += `  ports:\n${random.some(['8080', '8080', '9090', '53'], 60).map((port) => `  - containerPort: ${port}\n${random.chance(40) ? `    protocol: ${random.pick(['TCP', 'UDP'])}\n` : ''}${random.chance(30) ? `    name: p${port}\n` : ''}`).join('')}`;
    if (random.chance(25)) text += `  args: [${[1, 2].map(() => random.pick(['--a', '"$(NAME)"', '"x$(NAME)y"', '$(MISSING)', '"$$(NAME)"'])).join(', ')}]\n`;
    if (random.chance(15)) text += `  volumeMounts:\n  - {name: v, mountPath: /a}\n  - {name: w, mountPath: /b}\n`;
    if (random.chance(15)) text += `  resources:${random.pick(['', ' {}', '\n    limits: {cpu: 1, memory: 1Gi}', ' null'])}\n`;
    if (random.chance(10)) text += `  command: ${random.pick(['null', '', '[sh, -c, "echo hi"]', '~'])}\n`;
    return text;
  }

  podSpec(): string {
    const { random } = this;
    const containers = random.some(['main', 'side', 'log'], 55);
    let text = `containers:\n${(containers.length > 0 ? containers : ['main']).map((name) => this.container(name)).join('')}`;
    if (random.chance(15)) text += `initContainers:\n${this.container('init')}`;
    if (random.chance(30)) text += `volumes:\n- name: v\n  ${random.pick(['configMap: {name: conf}', 'secret: {secretName: creds}', 'emptyDir: {}', 'emptyDir:', 'persistentVolumeClaim: {claimName: data}', 'projected: {sources: [{configMap: {name: conf}}, {secret: {name: creds}}]}'])}\n`;
    if (random.chance(25)) text += `serviceAccountName: ${random.pick(['robot', 'default', 'web'])}\n`;
    if (random.chance(6)) text += `priorityClassName: ${random.pick(names)}\n`;
    if (random.chance(15)) text += `imagePullSecrets:\n- name: creds\n- name: pull\n`;
    if (random.chance(12)) text += `tolerations:\n- {key: a, operator: Exists}\n- {key: b}\n`;
    if (random.chance(12)) text += `affinity:\n  podAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n    - labelSelector: {matchLabels: {app: x}}\n      topologyKey: k\n`;
    if (random.chance(8)) text += `hostAliases:\n- {ip: 1.1.1.1, hostnames: [a]}\n- {ip: 2.2.2.2}\n`;
    return text;
  }

  template(): string {
    const { random } = this;
    const metadata = random.chance(85) ? `metadata:\n  labels: ${this.labels()}\n${random.chance(25) ? `  annotations: ${this.labels()}\n` : ''}` : '';
    return `${metadata}spec:\n  ${indent(this.podSpec(), 2)}`;
  }

  object(kind: string, name: string, namespace: string): string {
    const { random } = this;
    const make = (apiVersion: string, rest: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n${this.metadata(name, namespace)}${rest}`;
    switch (kind) {
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet':
      case 'ReplicaSet':
      case 'ReplicationController':
        return make(
          kind === 'ReplicationController' ? 'v1' : 'apps/v1',
          `spec:\n${random.chance(50) ? `  replicas: ${random.pick(['1', '2', '"3"', 'null', ''])}\n` : ''}${random.chance(70) ? `  selector:\n    matchLabels: ${this.labels()}\n` : ''}${kind === 'StatefulSet' ? `  serviceName: ${random.pick(names)}\n${random.chance(40) ? '  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {storageClassName: fast}\n' : ''}` : ''}  template:\n    ${indent(this.template(), 4)}`,
        );
      case 'CronJob':
        return make('batch/v1', `spec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n        ${indent(this.template(), 8)}`);
      case 'Job':
        return make('batch/v1', `spec:\n  template:\n    ${indent(this.template(), 4)}`);
      case 'Pod':
        return make('v1', `spec:\n  ${indent(this.podSpec(), 2)}`);
      case 'Service':
        return make('v1', `spec:\n${random.chance(75) ? `  selector: ${this.labels()}\n` : ''}  ports:\n${random.some(['80', '443', '53'], 70).map((port) => `  - port: ${port}\n${random.chance(50) ? `    targetPort: ${random.pick(['http', '8080'])}\n` : ''}${random.chance(40) ? `    protocol: ${random.pick(['TCP', 'UDP'])}\n` : ''}${random.chance(50) ? `    name: n${port}\n` : ''}`).join('') || '  []\n'}`);
      case 'ConfigMap':
        return make('v1', `data:\n  k: ${random.pick(['v', '"1"', '|\n    a\n    b', '>-\n    a\n    b\n\n    c\n      d', '"x=y"', '|-\n    {"a": {"b": 1}, "c": "<x>"}', '|\n    a:\n      b: 1\n    list:\n    - x: 1'])}\n${random.chance(40) ? '  other: text\n' : ''}${random.chance(15) ? 'immutable: true\n' : ''}`);
      case 'Secret':
        return make('v1', `type: Opaque\n${random.chance(50) ? 'stringData: {p: q}\n' : 'data: {p: cQ==}\n'}`);
      case 'RoleBinding':
      case 'ClusterRoleBinding':
        return make(
          'rbac.authorization.k8s.io/v1',
          `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${random.pick(['Role', 'ClusterRole'])}, name: ${random.pick(names)}}\nsubjects:\n${random.some(['robot', 'default', 'web'], 60).map((subject) => `- kind: ${random.pick(['ServiceAccount', 'ServiceAccount', 'User'])}\n  name: ${subject}\n${random.chance(60) ? `  namespace: ${random.pick(['apps', 'default', 'prod'])}\n` : ''}`).join('') || '  []\n'}`,
        );
      case 'Role':
      case 'ClusterRole':
        return make('rbac.authorization.k8s.io/v1', `rules:\n- apiGroups: [""]\n  resources: [configmaps]\n  resourceNames: [conf, ${random.pick(names)}]\n  verbs: [get]\n`);
      case 'HorizontalPodAutoscaler':
        return make(random.pick(['autoscaling/v1', 'autoscaling/v2']), `spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${random.pick(names)}}\n`);
      case 'Ingress':
        return make('networking.k8s.io/v1', `spec:\n  tls:\n  - secretName: creds\n  rules:\n  - host: ${random.pick(['a.b', '$(NAME).x'])}\n    http:\n      paths:\n      - path: /\n        backend: {service: {name: ${random.pick(names)}, port: {number: 80}}}\n`);
      case 'NetworkPolicy':
        return make('networking.k8s.io/v1', `spec:\n  podSelector: {matchLabels: ${this.labels()}}\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: x}}\n`);
      case 'Namespace':
      case 'ServiceAccount':
        return make('v1', kind === 'ServiceAccount' && random.chance(40) ? 'secrets: [{name: creds}]\nimagePullSecrets:\n- name: pull\n' : '');
      case 'PodTemplate':
        return make('v1', `template:\n  ${indent(this.template(), 2)}`);
      case 'PodDisruptionBudget':
        return make(random.pick(['policy/v1', 'policy/v1beta1']), `spec:\n  minAvailable: 1\n${random.chance(60) ? `  selector: {matchLabels: ${this.labels()}}\n` : ''}`);
      case 'PersistentVolume':
        return make('v1', `spec: {storageClassName: fast, ${random.pick(['claimRef: {name: data, namespace: apps}', 'csi: {nodePublishSecretRef: {name: creds, namespace: default}}', 'nfs: {path: /x}'])}}\n`);
      case 'PriorityClass':
        return make('scheduling.k8s.io/v1', 'value: 1\n');
      case 'IngressClass':
        return make('networking.k8s.io/v1', 'spec: {controller: x}\n');
      case 'APIService':
        return make('apiregistration.k8s.io/v1', `spec: {group: g, service: {name: ${random.pick(names)}${random.chance(50) ? ', namespace: apps' : ''}}}\n`);
      case 'Endpoints':
        return make('v1', 'subsets: []\n');
      case 'HelmRelease':
        return make('helm.toolkit.fluxcd.io/v2', `spec:\n  chart: {spec: {chart: x, sourceRef: {kind: HelmRepository, name: ${random.pick(names)}}}}\n  valuesFrom:\n  - {kind: ConfigMap, name: conf}\n  - {kind: Secret, name: creds}\n  values:${random.chance(50) ? oddValue(random, 2) : ' {image: nginx}'}\n`);
      case 'PersistentVolumeClaim':
        return make('v1', 'spec: {storageClassName: fast}\n');
      case 'StorageClass':
        return make('storage.k8s.io/v1', 'provisioner: x\n');
      case 'CustomResourceDefinition':
        return make('apiextensions.k8s.io/v1', 'spec: {group: example.com, versions: []}\n');
      case 'MutatingWebhookConfiguration':
      case 'ValidatingWebhookConfiguration':
        return make('admissionregistration.k8s.io/v1', `webhooks:\n- name: a\n  clientConfig: {service: {name: ${random.pick(names)}, namespace: apps}}\n`);
      default:
        return make('example.com/v1', `spec:\n  ref: ${random.pick(names)}\n  image: nginx\n  value: ${this.word()}\n  list:\n  - name: a\n    v: ${this.word()}\n  - name: b\n  empty:\n  notes: {x: y}\n  refs: {name: ${random.pick(['conf', ...names])}}\n  nested: {containers: [{name: c, image: nginx}], x: null}\n${random.chance(30) ? `  odd:${oddValue(random, 2)}\n` : ''}`);
    }
  }
}

/** Kinds of objects; frequent ones several times. */
export const kinds = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'CronJob', 'Job', 'Pod', 'Service', 'Service', 'ConfigMap', 'ConfigMap', 'Secret', 'RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole', 'HorizontalPodAutoscaler', 'Ingress', 'NetworkPolicy', 'Namespace', 'ServiceAccount', 'PersistentVolumeClaim', 'StorageClass', 'CustomResourceDefinition', 'ValidatingWebhookConfiguration', 'Widget', 'Widget', 'Widget', 'ReplicationController', 'PodTemplate', 'PodDisruptionBudget', 'PersistentVolume', 'PriorityClass', 'IngressClass', 'APIService', 'Endpoints', 'HelmRelease', 'MutatingWebhookConfiguration'];
