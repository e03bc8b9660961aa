/** Makes random kustomize projects: a root that uses bases and components, with every field and unusual spellings. */

/** A project: texts (or bytes, as Latin-1 with `binary:` in front) by path; the root to build is `top`. */
export type Project = Readonly<Record<string, string>>;

/** Numbers that depend on the seed alone (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  }

  /** True in `percent` of all cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  some<T>(items: readonly T[], percent: number): T[] {
    return items.filter(() => this.chance(percent));
  }
}

const names = ['web', 'api', 'db', 'cache', 'web-2'];
const namespaces = ['', '', 'apps', 'prod', 'default'];
const images = ['nginx', 'nginx:1.19', 'ghcr.io/acme/api:v1', 'ghcr.io/acme/api@sha256:aaaa', 'localhost:5000/web:1.0@sha256:bbbb', 'redis:7', 'a.b/nginx:1'];
const words = ['a', 'yes', '"on"', '1', '"1"', '0x1F', '1e3', '~', 'null', '""', 'true', '"true"', "'x: y'", '2023-01-01', '1_000', '08', '010', '0o17', '.5', '!!str 5', 'héllo', '"tab\\t"', '1.10', 'a#b', '"a # b"', '+1', '1:30', '12345678901234567890', '$(X)', '"$(NAME)"'];

/** Indents all lines but the first. */
function indent(text: string, by: number): string {
  return text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(by)}`);
}

class Writer {
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
    if (random.chance(35)) lines.push(`annotations: ${random.chance(12) ? random.pick(['null', '', '{}']) : this.labels()}`);
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
        return make(
          'apps/v1',
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
        return make('v1', '');
      case 'PersistentVolumeClaim':
        return make('v1', 'spec: {storageClassName: fast}\n');
      case 'StorageClass':
        return make('storage.k8s.io/v1', 'provisioner: x\n');
      case 'CustomResourceDefinition':
        return make('apiextensions.k8s.io/v1', 'spec: {group: example.com, versions: []}\n');
      case 'ValidatingWebhookConfiguration':
        return make('admissionregistration.k8s.io/v1', `webhooks:\n- name: a\n  clientConfig: {service: {name: ${random.pick(names)}, namespace: apps}}\n`);
      default:
        return make('example.com/v1', `spec:\n  ref: ${random.pick(names)}\n  image: nginx\n  value: ${this.word()}\n  list:\n  - name: a\n    v: ${this.word()}\n  - name: b\n  empty:\n  notes: {x: y}\n  refs: {name: ${random.pick(['conf', ...names])}}\n  nested: {containers: [{name: c, image: nginx}], x: null}\n`);
    }
  }
}

const kinds = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'CronJob', 'Job', 'Pod', 'Service', 'Service', 'ConfigMap', 'ConfigMap', 'Secret', 'RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole', 'HorizontalPodAutoscaler', 'Ingress', 'NetworkPolicy', 'Namespace', 'ServiceAccount', 'PersistentVolumeClaim', 'StorageClass', 'CustomResourceDefinition', 'ValidatingWebhookConfiguration', 'Widget', 'Widget'];

interface Known {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly apiVersion: string;
  /** The object as written; empty for generated ones. */
  readonly text: string;
}

const patterns: Readonly<Record<string, string>> = {
  labels: 'metadata:\n(?:  .*\n)*?  labels: \\{\\w',
  annotations: 'metadata:\n(?:  .*\n)*?  annotations: \\{\\w',
  spec: '^spec:',
  replicas: '^  replicas: \\d',
  containers: '^      containers:',
  data: '^data:\\s',
  list: '^  list:',
};

/** Whether an object, as written, has a field that operations need. */
function has(known: Known | undefined, field: string): boolean {
  return new RegExp(patterns[field] ?? '', 'm').test(known?.text ?? '');
}

/** A random project for a seed. */
export function randomProject(seed: number): Project {
  const random = new Random(seed);
  const maker = new ProjectMaker(random);
  maker.make();
  return maker.files;
}

class ProjectMaker {
  readonly #random: Random;
  readonly #writer: Writer;
  /** Whether most references lead somewhere, so that kustomize builds the project. */
  readonly #isPolite: boolean;
  #known: Known[] = [];
  readonly #byDirectory = new Map<string, readonly Known[]>();
  readonly #used = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
    this.#writer = new Writer(random);
    this.#isPolite = random.chance(85);
  }

  get files(): Project {
    return this.#writer.files;
  }

  make(): void {
    const random = this.#random;
    const bases = random.pick([[], ['base'], ['base'], ['base', 'other']]);
    for (const base of bases) this.#directory(base, random.chance(25) ? [`../${base}-inner`] : []);
    const components = random.chance(30) ? ['part'] : [];
    this.#known = bases.flatMap((base) => this.#byDirectory.get(base) ?? []);
    for (const component of components) this.#directory(component, [], true);
    this.#directory('top', bases.map((base) => `../${base}`), false, components.map((component) => `../${component}`));
  }

  #directory(directory: string, resources: readonly string[], isComponent = false, components: readonly string[] = []): void {
    const random = this.#random;
    for (const resource of resources) {
      const inner = resource.replace('../', '');
      if (this.files[`${inner}/kustomization.yaml`] === undefined) this.#directory(inner, []);
    }
    const entries = [...resources];
    const outside = isComponent ? this.#known : [];
    this.#known = [...outside, ...[...resources, ...components].flatMap((resource) => this.#byDirectory.get(resource.replace('../', '')) ?? [])];
    for (let index = random.below(3) + (resources.length === 0 && !isComponent ? 1 : 0); index > 0; index--) {
      const file = `f${index}.yaml`;
      const objects = Array.from({ length: 1 + random.below(3) }, () => this.#object());
      this.#writer.files[`${directory}/${file}`] = random.chance(6) ? listOf(objects) : objects.join(random.pick(['---\n', '---\n', '\n---\n# c\n', '--- # x\n']));
      entries.push(random.chance(90) ? file : `./${file}`);
    }
    let text = isComponent ? 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n' : random.chance(50) ? 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n' : '';
    if (entries.length > 0) text += `resources:\n${entries.map((entry) => `- ${entry}\n`).join('')}`;
    if (components.length > 0) text += `components:\n${components.map((entry) => `- ${entry}\n`).join('')}`;
    this.#writer.files[`${directory}/kustomization.yaml`] = text + this.#fields(directory);
    this.#byDirectory.set(directory, this.#known);
  }

  #object(): string {
    const random = this.#random;
    const kind = random.pick(kinds);
    const name = kind === 'ConfigMap' && random.chance(50) ? 'conf' : kind === 'Secret' && random.chance(50) ? 'creds' : kind === 'ServiceAccount' && random.chance(60) ? 'robot' : random.pick(names);
    const namespace = random.pick(namespaces);
    const id = `${kind} ${random.chance(this.#isPolite ? 100 : 97) ? name : random.below(99)}`;
    if (this.#used.has(id) && this.#used.size < 60) return this.#object();
    this.#used.add(id);
    const text = this.#writer.object(kind, name, namespace);
    const apiVersion = /^apiVersion: (.*)$/m.exec(text)?.[1] ?? 'v1';
    this.#known.push({ kind, name, namespace, apiVersion, text });
    return text;
  }

  #fields(directory: string): string {
    const random = this.#random;
    let text = '';
    const add = (percent: number, make: () => string): void => {
      if (random.chance(percent)) text += make();
    };
    add(35, () => `namespace: ${random.pick(['apps', 'prod', 'default', '"123"'])}\n`);
    add(25, () => `namePrefix: ${random.pick(['p-', 'dev-', '"1"'])}\n`);
    add(20, () => `nameSuffix: ${random.pick(['-s', "'-2'", '"-x"'])}\n`);
    add(15, () => `commonLabels: {app: ${this.#writer.text()}, ${random.pick(['x', 'example.com/y'])}: z}\n`);
    add(20, () => `labels:\n- pairs: {team: ${this.#writer.text()}}\n${random.chance(40) ? `  includeSelectors: ${random.pick(['true', 'false', 'yes'])}\n` : ''}${random.chance(40) ? '  includeTemplates: true\n' : ''}${random.chance(15) ? '  fields:\n  - {path: spec/extra/labels, create: true, kind: Widget}\n' : ''}`);
    add(15, () => `commonAnnotations: {note: ${this.#writer.text()}}\n`);
    add(25, () => this.#images());
    add(12, () => this.#replicas());
    add(30, () => this.#generators(directory, 'configMapGenerator', 'conf'));
    add(18, () => this.#generators(directory, 'secretGenerator', 'creds'));
    add(12, () => `generatorOptions:\n${random.chance(50) ? '  disableNameSuffixHash: true\n' : ''}${random.chance(50) ? '  labels: {gen: "1"}\n' : ''}${random.chance(30) ? '  annotations: {a: b}\n' : ''}${random.chance(20) ? '  immutable: true\n' : ''}  # end\n`.replace('generatorOptions:\n  # end\n', ''));
    add(45, () => this.#patches(directory));
    add(10, () => this.#legacyPatches(directory));
    add(13, () => this.#replacements());
    add(6, () => this.#vars());
    add(8, () => this.#configurations(directory));
    add(10, () => this.#plugins(directory));
    add(6, () => this.#pluginList(directory, 'generators'));
    add(3, () => this.#pluginList(directory, 'validators'));
    add(5, () => this.#crds(directory));
    add(5, () => this.#openApi(directory));
    add(6, () => `sortOptions: {order: ${random.pick(['fifo', 'legacy'])}}\n`);
    add(5, () => `sortOptions:\n  order: legacy\n  legacySortOptions: {orderFirst: [Service, Deployment], orderLast: [ConfigMap]}\n`.replace(/^/, text.includes('sortOptions') ? '#' : ''));
    add(8, () => `buildMetadata: [${random.some(['originAnnotations', 'transformerAnnotations', 'managedByLabel'], 50).join(', ')}]\n`);
    return text.replace(/#sortOptions:[^]*?orderLast: \[ConfigMap\]\}\n/, '');
  }

  #replicas(): string {
    const random = this.#random;
    const workloads = this.#known.filter(({ kind }) => ['Deployment', 'StatefulSet', 'ReplicaSet'].includes(kind));
    if (workloads.length === 0 && random.chance(90)) return '';
    return `replicas:\n- name: ${workloads.length > 0 && random.chance(95) ? random.pick(workloads).name : 'nobody'}\n  count: ${random.below(5)}\n`;
  }

  #images(): string {
    const random = this.#random;
    const entry = (): string => {
      let text = `- name: ${random.pick(['nginx', 'ghcr.io/acme/api', 'localhost:5000/web', 'redis', 'n.*x', 'nope'])}\n`;
      if (random.chance(40)) text += `  newName: ${random.pick(['mirror.io/x', 'yy'])}\n`;
      if (random.chance(55)) text += `  newTag: ${random.pick(['"1.2"', 'v3', "'010'"])}\n`;
      if (random.chance(20)) text += '  digest: sha256:cccc\n';
      if (random.chance(12)) text += '  tagSuffix: -sfx\n';
      return text;
    };
    return `images:\n${entry()}${random.chance(30) ? entry() : ''}`;
  }

  #generators(directory: string, field: string, name: string): string {
    const random = this.#random;
    const files = this.#writer.files;
    const kind = field === 'secretGenerator' ? 'Secret' : 'ConfigMap';
    const existing = this.#known.filter((known) => known.kind === kind);
    const old = existing.length > 0 ? random.pick(existing) : undefined;
    const merges = old !== undefined && old.text !== '' && random.chance(this.#isPolite ? 40 : 70);
    const chosen = merges ? old.name : this.#used.has(`${kind} ${name}`) && random.chance(95) ? `${name}-${this.#used.size}` : name;
    this.#used.add(`${kind} ${chosen}`);
    let text = `${field}:\n- name: ${chosen}\n`;
    const namespace = merges && random.chance(95) ? old.namespace : random.chance(15) ? random.pick(['apps', 'prod']) : '';
    if (namespace !== '') text += `  namespace: ${namespace}\n`;
    if (merges || random.chance(this.#isPolite ? 0 : 6)) text += `  behavior: ${random.pick(merges ? ['merge', 'merge', 'replace'] : ['create', 'merge', 'replace'])}\n`;
    if (!merges) this.#known.push({ kind, name: chosen, namespace, apiVersion: 'v1', text: '' });
    if (field === 'secretGenerator' && random.chance(30)) text += '  type: example.com/t\n';
    if (random.chance(65)) text += `  literals:\n  - ${random.pick(['k=v', 'a=b=c', 'q="x y"', "s='z'", 'e=', '"n=1"'])}\n${random.chance(40) ? `  - z=${random.pick(['<&>', 'ü', '{"a":1}', '2'])}\n` : ''}`;
    if (random.chance(35)) {
      const content = random.pick(['hello\n', 'a: 1\nb: [x]\n', '', 'no newline', 'crlf\r\nx\r\n', '\ufeffbom\n', '\tTab', 'trail  \nx\n', '\n\nlead', 'binary:\u0000\u00ff\u00fe']);
      files[`${directory}/data.txt`] = content;
      text += `  files:\n  - ${random.pick(['data.txt', 'file=data.txt', './data.txt'])}\n`;
    }
    if (random.chance(25)) {
      files[`${directory}/env`] = random.pick(['A=1\nB=two\n', '# c\n\nA= x \n  B=y\nC\n', 'A="q"\r\nB=\r\n']);
      text += random.chance(70) ? '  envs: [env]\n' : '  env: env\n';
    }
    if (random.chance(25)) text += `  options:\n    disableNameSuffixHash: ${random.pick(['true', 'false'])}\n${random.chance(40) ? '    labels: {own: x, gen: mine}\n' : ''}${random.chance(20) ? '    immutable: true\n' : ''}`;
    return text;
  }

  #exactTarget(known: Known): string {
    return `kind: ${known.kind}\nname: ${known.name}${known.namespace !== '' && this.#random.chance(30) ? `\nnamespace: ${known.namespace}` : ''}`;
  }

  #target(): string {
    const random = this.#random;
    const known = this.#known.length > 0 ? random.pick(this.#known) : undefined;
    const parts = [
      random.chance(70) ? `kind: ${random.chance(85) ? (known?.kind ?? 'Deployment') : random.pick(['Deploy.*', '.*Set|Deployment', 'Nope'])}` : '',
      random.chance(45) ? `name: ${random.chance(60) ? (known?.name ?? 'web') : random.pick(['w.*', 'web|api', '.*', '"(web)"'])}` : '',
      random.chance(15) ? `namespace: ${random.pick(['apps', 'default', 'p.*', '_non_namespaceable_'])}` : '',
      random.chance(10) ? `group: ${random.pick(['apps', '""', 'example.com'])}` : '',
      random.chance(8) ? 'version: v1' : '',
      random.chance(12) ? `labelSelector: ${random.pick(['app=a', '"app in (a,b)"', '"!tier"', 'tier', 'app!=a'])}` : '',
      random.chance(6) ? `annotationSelector: ${random.pick(['app=a', 'note'])}` : '',
    ].filter((part) => part !== '');
    return parts.length === 0 ? 'kind: .*' : parts.join('\n');
  }

  #mergeBody(kind: string): string {
    const random = this.#random;
    const writer = this.#writer;
    const pod = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].includes(kind);
    const options = [
      () => `metadata:\n  labels: {added: ${writer.text()}${random.chance(30) ? ', tier: null' : ''}}\n`,
      () => `metadata:\n  annotations: ${random.pick(['{note: x}', 'null', '{$patch: delete}', '{$patch: replace, only: y}', '{}'])}\n`,
      () => `spec: ${random.pick(['{$patch: replace, a: 1}', '{x: 1}', '{replicas: 5}', '{replicas: null}', 'null', '{$patch: delete}'])}\n`,
      () => `extra: ${random.pick(['{a: null, b: {c: null}}', '[1, null, {a: null}]', writer.word()])}\n`,
    ];
    if (pod) {
      options.push(
        () => `spec:\n  template:\n    spec:\n      containers:\n      ${indent(writer.container(random.pick(['main', 'side', 'new'])), 6)}`,
        () => `spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        ${random.pick(['$patch: delete', '$patch: replace', 'image: new:1', 'env:\n        - name: A\n          $patch: delete', 'env:\n        - {name: B, value: "2"}\n        - {name: Z, value: z}', 'args: [x]', 'ports:\n        - {containerPort: 8080, protocol: UDP, name: q}', 'ports:\n        - {containerPort: 8080, name: q}', 'env: null', 'resources: {limits: {cpu: 2}}'])}\n`,
        () => `spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - name: only\n        image: x\n`,
        () => `spec:\n  template:\n    spec:\n      volumes:\n      - name: v\n        ${random.pick(['emptyDir: {}', '$patch: delete', 'configMap: null\n        emptyDir: {}'])}\n`,
        () => `spec:\n  template:\n    spec:\n      ${random.pick(['tolerations: [{key: c}]', 'imagePullSecrets: [{name: z}, {name: creds}]', 'serviceAccountName: robot', 'hostAliases: [{ip: 1.1.1.1, hostnames: [z]}]', 'containers: []', 'containers: null', 'initContainers:\n      - {name: i2, image: q}'])}\n`,
      );
    }
    if (kind === 'Service') options.push(() => `spec:\n  ports:\n  - ${random.pick(['{port: 80, name: new}', '{port: 80, protocol: TCP, targetPort: 1}', '{port: 81}', '{port: 53, protocol: UDP}'])}\n`);
    if (kind === 'ConfigMap') options.push(() => `data: {k: ${random.pick(['new', '"2"', 'null'])}, n: m}\n`);
    if (kind === 'Widget') options.push(() => `spec: {list: [{name: b, v: 2}], value: ${writer.word()}, nested: {x: 1, y: null}}\n`);
    if (kind === 'ServiceAccount') options.push(() => 'secrets: [{name: s}]\nimagePullSecrets: [{name: creds}]\n');
    return random.pick(options)();
  }

  #mergePatch(known: Known | undefined, forTarget: boolean): string {
    const random = this.#random;
    const { kind, name, namespace, apiVersion } = known ?? { kind: 'Deployment', name: 'web', namespace: '', apiVersion: 'apps/v1', text: '' };
    const body = random.chance(6) ? '$patch: delete\n' : this.#mergeBody(kind);
    const useName = forTarget && random.chance(50) ? 'whatever' : name;
    const metadata = `  name: ${useName}\n${namespace !== '' && random.chance(90) ? `  namespace: ${namespace}\n` : ''}`;
    const head = `apiVersion: ${apiVersion}\nkind: ${kind}\n`;
    return body.startsWith('metadata:\n') ? `${head}${body.replace('metadata:\n', `metadata:\n${metadata}`)}` : `${head}metadata:\n${metadata}${body}`;
  }

  /** Operations whose paths exist in the object. */
  #fittingOperation(known: Known): string {
    const random = this.#random;
    const value = random.pick([this.#writer.word(), '{a: b}', '[x, y]', '"s"', 'yes', '5']);
    const options = [
      `- op: add\n  path: ${random.pick(['/metadata/labels', '/spec', '/extra', '/data'])}\n  value: ${random.pick(['{a: b}', '{k: v, n: "1"}', '{}'])}\n`,
      `- op: copy\n  from: /metadata/name\n  path: ${random.pick(['/copied', '/metadata/copied'])}\n`,
      '- op: test\n  path: /nothing\n  value: null\n',
      `- {"op": "replace", "path": "/metadata/name", "value": ${random.pick(['"renamed"', '"n5"', '"x-1"'])}}\n`,
    ];
    if (has(known, 'labels')) options.push(`- op: add\n  path: /metadata/labels/new\n  value: ${this.#writer.text()}\n`, '- op: remove\n  path: /metadata/labels\n');
    if (has(known, 'annotations')) options.push(`- op: add\n  path: /metadata/annotations/a~1b\n  value: ${this.#writer.text()}\n`, '- op: remove\n  path: /metadata/annotations\n');
    if (has(known, 'spec')) options.push(`- op: add\n  path: /spec/x\n  value: ${value}\n`, '- op: move\n  from: /spec\n  path: /moved\n', '- op: remove\n  path: /spec\n', `- op: replace\n  path: /spec\n  value: ${random.pick(['{a: 1}', '{}'])}\n`);
    if (has(known, 'replicas')) options.push(`- op: replace\n  path: /spec/replicas\n  value: ${random.pick(['5', '"6"', 'null'])}\n`);
    if (has(known, 'containers')) options.push(`- op: add\n  path: /spec/template/spec/containers/${random.pick(['-', '0'])}\n  value: {name: added, image: nginx}\n`, `- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: ${random.pick(['q:1', '"1"', 'nginx'])}\n`);
    if (has(known, 'data') && known.kind === 'ConfigMap') options.push(`- op: add\n  path: /data/z\n  value: ${this.#writer.text()}\n`, '- op: remove\n  path: /data/k\n', `- op: replace\n  path: /data/k\n  value: "x"\n`);
    return random.pick(options);
  }

  #jsonPatch(known?: Known): string {
    const random = this.#random;
    if (known !== undefined) return this.#fittingOperation(known);
    const value = (): string => random.pick([this.#writer.word(), '{a: b}', '[x, y]', '"s"', 'yes', '5']);
    const operation = (): string =>
      random.pick([
        () => `- op: add\n  path: ${random.pick(['/metadata/annotations/q', '/metadata/labels', '/metadata/labels/new', '/metadata/annotations/new', '/metadata/annotations/a~1b', '/spec/x', '/spec', '/data/z', '/spec/template/spec/containers/-', '/spec/template/spec/containers/0'])}\n  value: ${value()}\n`,
        () => `- op: replace\n  path: ${random.pick(['/metadata/name', '/metadata/name', '/metadata/namespace', '/spec', '/spec/replicas', '/spec/template/spec/containers/0/image', '/spec/list/-1'])}\n  value: ${value()}\n`,
        () => `- op: remove\n  path: ${random.pick(['/metadata/annotations', '/metadata/annotations', '/spec', '/spec/replicas', '/metadata/labels', '/data/k'])}\n`,
        () => `- op: test\n  path: ${random.pick(['/nothing', '/nothing', '/kind'])}\n  value: ${random.pick(['null', 'null', 'Deployment'])}\n`,
        () => `- op: copy\n  from: /metadata/name\n  path: ${random.pick(['/metadata/labels/copied', '/metadata/annotations/copied', '/copied'])}\n`,
        () => `- op: move\n  from: ${random.pick(['/spec', '/spec', '/spec', '/data', '/kind'])}\n  path: /moved\n`,
      ])();
    return operation() + (random.chance(35) ? operation() : '');
  }

  #patches(directory: string): string {
    const random = this.#random;
    let text = 'patches:\n';
    for (let index = 1 + random.below(2); index > 0; index--) {
      const known = this.#known.length > 0 ? random.pick(this.#known) : undefined;
      const isJson = random.chance(35);
      const withTarget = isJson || random.chance(45);
      const exact = isJson && this.#isPolite ? known : undefined;
      const body = isJson ? this.#jsonPatch(exact) : this.#mergePatch(known, withTarget) + (!withTarget && random.chance(15) ? `---\n${this.#mergePatch(this.#known.length > 0 ? random.pick(this.#known) : undefined, false)}` : '');
      if (random.chance(70)) text += `- patch: ${random.pick(['|-', '|'])}\n    ${indent(body, 4)}`;
      else {
        const file = `patch${index}.yaml`;
        this.#writer.files[`${directory}/${file}`] = body;
        text += `- path: ${file}\n`;
      }
      if (!text.endsWith('\n')) text += '\n';
      if (withTarget) text += `  target:\n    ${indent(exact === undefined ? this.#target() : this.#exactTarget(exact), 4)}\n`;
      if (!isJson && random.chance(10)) text += `  options: {${random.pick(['allowNameChange', 'allowKindChange'])}: true}\n`;
    }
    return text;
  }

  #legacyPatches(directory: string): string {
    const random = this.#random;
    const known = this.#known.length > 0 ? random.pick(this.#known) : undefined;
    if (random.chance(50)) {
      if (random.chance(50)) return `patchesStrategicMerge:\n- |-\n  ${indent(this.#mergePatch(known, false), 2)}`.replace(/\n*$/, '\n');
      this.#writer.files[`${directory}/merge.yaml`] = this.#mergePatch(known, false);
      return 'patchesStrategicMerge: [merge.yaml]\n';
    }
    return `patchesJson6902:\n- target: {kind: ${known?.kind ?? 'Pod'}, name: ${known?.name ?? 'web'}, version: v1}\n  patch: |-\n    ${indent(this.#jsonPatch(this.#isPolite ? known : undefined), 4)}`.replace(/\n*$/, '\n');
  }

  #fittingReplacement(known: Known): string {
    const random = this.#random;
    const fields = ['metadata.name', 'metadata.name', 'kind', 'apiVersion', ...(has(known, 'replicas') ? ['spec.replicas'] : []), ...(has(known, 'containers') ? ['spec.template.spec.containers.0.image', 'spec.template.spec.containers'] : []), ...(has(known, 'list') ? ['spec.list', 'spec.list.0.name'] : []), ...(has(known, 'data') && known.kind === 'ConfigMap' ? ['data.k'] : []), ...(known.namespace !== '' ? ['metadata.namespace'] : [])];
    const source = random.chance(85) ? `  source:\n    kind: ${known.kind}\n    name: ${known.name}\n    fieldPath: ${random.pick(fields)}\n` : `  sourceValue: ${this.#writer.text()}\n`;
    const target = (): string => {
      const other = random.pick(this.#known);
      const isScalar = !/containers\n|spec\.list\n/.test(source);
      const paths = ['metadata.annotations.copied', 'metadata.labels.app', 'spec.new.deep.field', ...(has(other, 'containers') ? ['spec.template.spec.containers.0.image', 'spec.template.spec.containers.*.image'] : []), ...(has(other, 'list') ? ['spec.value', 'spec.list.[name=c].v'] : []), ...(has(other, 'data') && other.kind === 'ConfigMap' ? ['data.k', 'data.new'] : []), ...(/    list:\n/.test(other.text) ? ['data.k.a.b', 'data.k.list.0.x'] : [])];
      return `  - select:\n      ${indent(random.chance(75) ? this.#exactTarget(other) : `kind: ${other.kind}`, 6)}\n${random.chance(15) ? `    reject:\n    - ${indent(this.#target(), 6)}\n` : ''}    fieldPaths:\n    - ${isScalar ? random.pick(paths) : 'spec.new.deep.field'}\n    options: {create: true${isScalar && random.chance(20) ? `, delimiter: ${random.pick(['":"', '"-"', '/'])}, index: ${random.pick(['0', '1', '-1', '9'])}` : ''}}\n`;
    };
    return `replacements:\n-${source.slice(1)}  targets:\n${target()}${random.chance(25) ? target() : ''}`;
  }

  #replacements(): string {
    const random = this.#random;
    const known = this.#known.length > 0 ? random.pick(this.#known) : undefined;
    if (this.#isPolite && known !== undefined) return this.#fittingReplacement(known);
    const source = random.chance(85)
      ? `  source:\n    kind: ${known?.kind ?? 'ConfigMap'}\n    name: ${known?.name ?? 'conf'}\n${random.chance(60) ? `    fieldPath: ${random.pick(['metadata.name', 'metadata.namespace', 'kind', 'data.k', 'metadata.labels.app', 'spec.replicas', 'spec.template.spec.containers.0.image', 'spec.template.spec.containers.[name=main].image', 'metadata.labels.[example.com/part]', 'spec.list', 'spec.selector', 'spec.value'])}\n` : ''}${random.chance(20) ? `    options: {delimiter: ${random.pick(['":"', '"-"', 'e'])}, index: ${random.below(2)}}\n` : ''}`
      : `  sourceValue: ${this.#writer.text()}\n`;
    const target = (): string =>
      `  - select:\n      ${indent(this.#target(), 6)}\n${random.chance(20) ? `    reject:\n    - ${indent(this.#target(), 6)}\n` : ''}${random.chance(80) ? `    fieldPaths:\n    - ${random.pick(['metadata.annotations.copied', 'metadata.labels.app', 'spec.replicas', 'metadata.namespace', 'spec.template.spec.containers.*.image', 'spec.template.spec.containers.[name=main].image', 'spec.template.spec.containers.[name=.*].env.[name=A].value', 'spec.template.spec.containers.0.name', 'spec.value', 'spec.list.[name=c].v', 'spec.new.deep.field', 'data.k.a.b', 'data.k.list.0.x', 'metadata.labels.[example.com/part]', 'spec.selector'])}\n` : ''}${random.chance(55) ? `    options: {create: ${random.pick(['true', 'true', 'false'])}${random.chance(25) ? `, delimiter: ${random.pick(['":"', '"-"', '/'])}, index: ${random.pick(['0', '1', '-1', '9'])}` : ''}}\n` : ''}`;
    return `replacements:\n-${source.slice(1)}  targets:\n${target()}${random.chance(25) ? target() : ''}`;
  }

  #vars(): string {
    const known = this.#known.length > 0 ? this.#random.pick(this.#known) : undefined;
    const { random } = { random: this.#random };
    const wanted = this.#isPolite ? ['metadata.name', 'kind', ...(has(known, 'replicas') ? ['spec.replicas'] : [])] : ['metadata.namespace', 'metadata.name', 'kind', 'spec.replicas', 'spec.ports[0].port'];
    return `vars:\n- name: ${random.pick(['NAME', 'X'])}\n  objref: {kind: ${known?.kind ?? 'Service'}, name: ${known?.name ?? 'web'}, apiVersion: ${known?.apiVersion ?? 'v1'}}\n${random.chance(50) ? `  fieldref: {fieldpath: ${random.pick(wanted)}}\n` : ''}`;
  }

  #configurations(directory: string): string {
    this.#writer.files[`${directory}/config.yaml`] = this.#random.pick([
      'nameReference:\n- kind: Deployment\n  fieldSpecs:\n  - {kind: Widget, path: spec/ref}\n',
      'images:\n- {kind: Widget, path: spec/image}\n',
      'namespace:\n- {kind: Widget, path: spec/namespace, create: true}\n',
      'commonLabels:\n- {kind: Widget, path: spec/labels, create: true}\n',
      'namePrefix:\n- {kind: Widget, path: spec/ref}\n',
      'varReference:\n- {kind: Widget, path: spec/value}\n',
      'replicas:\n- {kind: Widget, path: spec/size, create: true}\ncommonAnnotations:\n- {kind: Widget, path: spec/notes, create: true}\n',
    ]);
    return 'configurations: [config.yaml]\n';
  }

  /** Files of `generators:` and `validators:`; a validator may change nothing. */
  #pluginList(directory: string, list: 'generators' | 'validators'): string {
    const random = this.#random;
    const name = `made-${this.#used.size}`;
    const isSecret = random.chance(40);
    if (list === 'generators') this.#used.add(`made ${name}`);
    const generator = `kind: ${isSecret ? 'SecretGenerator' : 'ConfigMapGenerator'}\nmetadata: {name: ${name}${random.chance(30) ? ', namespace: apps' : ''}}\n${random.chance(30) ? `name: own-${name}\n` : ''}${isSecret ? 'type: example.com/t\n' : ''}${random.chance(80) ? `literals:\n- ${random.pick(['k=v', 'q="x y"', 'n=1'])}\n` : ''}${random.chance(30) ? `options: {disableNameSuffixHash: ${random.pick(['true', 'false'])}, labels: {made: "1"}}\n` : ''}`;
    const validator = random.pick([
      'kind: PrefixTransformer\nmetadata: {name: v}\nprefix: x-\nfieldSpecs: []\n',
      'kind: LabelTransformer\nmetadata: {name: v}\nlabels: {a: b}\nfieldSpecs:\n- {path: metadata/labels, kind: Nope}\n',
      ...(this.#isPolite ? [] : ['kind: AnnotationsTransformer\nmetadata: {name: v}\nannotations: {note: a}\nfieldSpecs:\n- {path: metadata/annotations, create: true}\n']),
      'kind: ReplicaCountTransformer\nmetadata: {name: v}\nreplica: {name: web, count: 1}\nfieldSpecs:\n- {path: spec/none, kind: Deployment}\n',
    ]);
    const body = list === 'generators' ? generator : validator;
    this.#writer.files[`${directory}/${list}.yaml`] = `apiVersion: builtin\n${body}`;
    return random.chance(20) ? `${list}:\n- |-\n  apiVersion: builtin\n  ${indent(body, 2)}`.replace(/\n*$/, '\n') : `${list}: [${list}.yaml]\n`;
  }

  /** Definitions of a custom kind whose fields name other objects. */
  #crds(directory: string): string {
    const random = this.#random;
    const field = random.pick([
      { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': random.pick(['ConfigMap', 'Service']) },
      { 'x-kubernetes-object-ref-api-version': 'apps/v1', 'x-kubernetes-object-ref-kind': 'Deployment' },
      { 'x-kubernetes-label-selector': '' },
      { 'x-kubernetes-annotation': '' },
      { 'x-kubernetes-identity': '' },
    ]);
    const key = 'x-kubernetes-label-selector' in field || 'x-kubernetes-annotation' in field ? 'notes' : 'refs';
    const widget = { Schema: { description: 'd', properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { $ref: 'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta' }, spec: { $ref: 'example.com/v1.WidgetSpec' } } }, Dependencies: ['example.com/v1.WidgetSpec'] };
    const spec = { Schema: { properties: { [key]: { type: 'string', ...field } } }, Dependencies: [] };
    this.#writer.files[`${directory}/crd.json`] = JSON.stringify({ 'example.com/v1.Widget': widget, 'example.com/v1.WidgetSpec': spec }, undefined, random.chance(50) ? 2 : 0);
    return 'crds: [crd.json]\n';
  }

  /** A schema that gives a custom kind's list a merge key. */
  #openApi(directory: string): string {
    const random = this.#random;
    const list = { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } }, ...(random.chance(80) ? { 'x-kubernetes-patch-merge-key': 'name', 'x-kubernetes-patch-strategy': random.pick(['merge', 'merge', 'replace', 'merge,retainKeys']) } : {}) };
    const definitions = { 'com.example.v1.Widget': { type: 'object', properties: { spec: { type: 'object', properties: { list } } }, 'x-kubernetes-group-version-kind': [{ group: random.chance(85) ? 'example.com' : 'other.com', kind: 'Widget', version: 'v1' }] } };
    this.#writer.files[`${directory}/schema.json`] = JSON.stringify({ definitions }, undefined, 2);
    return 'openapi: {path: schema.json}\n';
  }

  #plugins(directory: string): string {
    const random = this.#random;
    const body = random.pick([
      `kind: NamespaceTransformer\nmetadata: {name: n, namespace: plug}\n${random.chance(50) ? 'unsetOnly: true\n' : ''}${random.chance(50) ? `setRoleBindingSubjects: ${random.pick(['allServiceAccounts', 'none', 'defaultOnly'])}\n` : ''}fieldSpecs:\n- {path: metadata/name, kind: Namespace, create: true}\n`,
      'kind: LabelTransformer\nmetadata: {name: n}\nlabels: {plug: in}\nfieldSpecs:\n- {path: metadata/labels, create: true}\n',
      'kind: AnnotationsTransformer\nmetadata: {name: n}\nannotations: {plug: in}\nfieldSpecs:\n- {path: metadata/annotations, create: true}\n- {path: spec/template/metadata/annotations, create: true, kind: Deployment}\n',
      'kind: PrefixTransformer\nmetadata: {name: n}\nprefix: plug-\nfieldSpecs:\n- {path: metadata/name}\n',
      'kind: PrefixSuffixTransformer\nmetadata: {name: n}\nprefix: plug-\nsuffix: -end\nfieldSpecs:\n- {path: metadata/name}\n',
      'kind: ImageTagTransformer\nmetadata: {name: n}\nimageTag: {name: nginx, newTag: plug}\n',
      'kind: ReplicaCountTransformer\nmetadata: {name: n}\nreplica: {name: web, count: 9}\nfieldSpecs:\n- {path: spec/replicas, create: true, kind: Deployment}\n',
      `kind: PatchTransformer\nmetadata: {name: n}\npatch: '[{"op": "add", "path": "/metadata/labels", "value": {"plug": "in"}}]'\ntarget: {kind: Deployment}\n`,
      'kind: ValueAddTransformer\nmetadata: {name: n}\nvalue: vv\ntargets:\n- fieldPath: metadata/annotations/path\n- {fieldPath: spec/dir, filePathPosition: 2, selector: {kind: Widget}}\n',
    ]);
    this.#writer.files[`${directory}/plugin.yaml`] = `apiVersion: builtin\n${body}`;
    return random.chance(15) ? `transformers:\n- |-\n  apiVersion: builtin\n  ${indent(body, 2)}`.replace(/\n*$/, '\n') : 'transformers: [plugin.yaml]\n';
  }
}

function listOf(objects: readonly string[]): string {
  return `apiVersion: v1\nkind: List\nitems:\n${objects.map((object) => `- ${indent(object.replace(/\n+$/, ''), 2)}\n`).join('')}`;
}
