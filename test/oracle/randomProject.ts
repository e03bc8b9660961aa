/** Makes random kustomize projects: a root that uses bases and components, with every field and unusual spellings. */
import { parseDocument } from 'yaml';
import { oddFile, oddValue } from './oddYaml.ts';
import { Random } from './random.ts';
import { indent, kinds, namespaces, names, Writer } from './randomObjects.ts';

/** A project: texts (or bytes, as Latin-1 with `binary:` in front) by path; the root to build is `top`. */
export type Project = Readonly<Record<string, string>>;

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
    const components = random.chance(30) ? random.pick([['part'], ['part'], ['part', 'second']]) : [];
    this.#known = bases.flatMap((base) => this.#byDirectory.get(base) ?? []);
    for (const component of components) this.#directory(component, [], true);
    this.#directory('top', bases.map((base) => `../${base}`), false, components.map((component) => `../${component}`));
  }

  #directory(directory: string, resources: readonly string[], isComponent = false, components: readonly string[] = []): void {
    const random = this.#random;
    for (const resource of resources) {
      const inner = resource.replace('../', '');
      if (!this.#byDirectory.has(inner)) this.#directory(inner, []);
    }
    const entries = [...resources];
    const outside = isComponent ? this.#known : [];
    this.#known = [...outside, ...[...resources, ...components].flatMap((resource) => this.#byDirectory.get(resource.replace('../', '')) ?? [])];
    for (let index = random.below(3) + (resources.length === 0 && !isComponent ? 1 : 0); index > 0; index--) {
      const file = `f${index}.yaml`;
      const objects = Array.from({ length: 1 + random.below(3) }, () => this.#object());
      const text = random.chance(6) ? listOf(random, objects) : objects.join(random.pick(['---\n', '---\n', '\n---\n# c\n', '--- # x\n', '---\n---\n', '---\n# nothing\n---\n']));
      this.#writer.files[`${directory}/${file}`] = random.chance(5) ? (jsonOf(objects) ?? text) : oddFile(random, text, this.#isPolite);
      entries.push(random.chance(90) ? file : random.pick([`./${file}`, `../${directory}/${file}`]));
    }
    let text = isComponent ? 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n' : random.chance(50) ? 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n' : '';
    const bases = entries.filter((entry) => entry.startsWith('../') && !entry.includes('.yaml'));
    if (bases.length > 0 && random.chance(5)) text += `bases: [${entries.splice(0, bases.length).join(', ')}]\n`;
    if (entries.length > 0) text += `resources:\n${entries.map((entry) => `- ${entry}\n`).join('')}`;
    if (components.length > 0) text += `components:\n${components.map((entry) => `- ${entry}\n`).join('')}`;
    this.#writer.files[`${directory}/${random.chance(90) ? 'kustomization.yaml' : random.pick(['kustomization.yml', 'Kustomization'])}`] = this.#spelled(text + this.#fields(directory));
    this.#byDirectory.set(directory, this.#known);
  }

  /** Field names in other cases, comments, line ends and a byte order mark in the kustomization file itself. */
  #spelled(text: string): string {
    const random = this.#random;
    let result = text;
    if (random.chance(4)) result = result.replace(/^(resources|images|patches|namespace|labels):/gm, (field) => random.pick([field, `${field[0]?.toUpperCase() ?? ''}${field.slice(1)}`, field.toUpperCase()]));
    if (random.chance(5)) result = result.replace(/\n(?=[a-z])/g, '\n# c\n');
    if (random.chance(4)) result = result.replace(/\n/g, '\r\n');
    if (random.chance(3)) result = `\ufeff${result}`;
    return random.chance(4) ? `---\n${result}` : result;
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
    add(15, () => `commonLabels: {app: ${this.#writer.text()}, ${random.pick(['x', 'example.com/y', '"yes"', ...(this.#isPolite ? [] : ['"1"', '"true"', '2', 'y'])])}: ${random.pick(['z', '""', 'null', '"1"'])}}\n`);
    add(20, () => `labels:\n- pairs: {team: ${this.#writer.text()}}\n${random.chance(40) ? `  includeSelectors: ${random.pick(['true', 'false', 'yes'])}\n` : ''}${random.chance(40) ? '  includeTemplates: true\n' : ''}${random.chance(15) ? '  fields:\n  - {path: spec/extra/labels, create: true, kind: Widget}\n  - {path: spec/template/metadata/labels, group: apps, version: v1}\n' : ''}${random.chance(25) ? `- pairs: {squad: b, app: ${this.#writer.text()}}\n  includeSelectors: ${random.pick(['true', 'false'])}\n` : ''}`);
    add(15, () => `commonAnnotations: {note: ${this.#writer.text()}${random.chance(25) ? `, other: ${random.pick(['""', '"a\\nb"', "'x: y'", '>-\n  a\n  b', 'null'].slice(0, 3))}` : ''}}\n`);
    add(25, () => this.#images());
    add(12, () => this.#replicas());
    add(30, () => this.#generators(directory, 'configMapGenerator', 'conf'));
    add(18, () => this.#generators(directory, 'secretGenerator', 'creds'));
    add(12, () => `generatorOptions:\n${random.chance(50) ? '  disableNameSuffixHash: true\n' : ''}${random.chance(50) ? '  labels: {gen: "1"}\n' : ''}${random.chance(30) ? '  annotations: {a: b}\n' : ''}${random.chance(20) ? '  immutable: true\n' : ''}  # end\n`.replace('generatorOptions:\n  # end\n', ''));
    add(45, () => this.#patches(directory));
    add(10, () => this.#legacyPatches(directory));
    add(15, () => this.#replacements(directory));
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
      if (random.chance(5)) text += '  newName: ""\n';
      if (random.chance(12)) text += '  tagSuffix: -sfx\n';
      return text;
    };
    return `${random.chance(5) ? 'imageTags' : 'images'}:\n${entry()}${random.chance(30) ? entry() : ''}`;
  }

  #generators(directory: string, field: string, name: string): string {
    const random = this.#random;
    const files = this.#writer.files;
    const kind = field === 'secretGenerator' ? 'Secret' : 'ConfigMap';
    const existing = this.#known.filter((known) => known.kind === kind);
    const old = existing.length > 0 ? random.pick(existing) : undefined;
    const merges = old !== undefined && random.chance(this.#isPolite ? 40 : 70);
    const chosen = merges ? old.name : this.#used.has(`${kind} ${name}`) && random.chance(95) ? `${name}-${this.#used.size}` : name;
    this.#used.add(`${kind} ${chosen}`);
    let text = `${field}:\n- name: ${chosen}\n`;
    const namespace = merges && random.chance(95) ? old.namespace : random.chance(15) ? random.pick(['apps', 'prod']) : '';
    if (namespace !== '') text += `  namespace: ${namespace}\n`;
    if (merges || random.chance(this.#isPolite ? 0 : 6)) text += `  behavior: ${random.pick(merges ? ['merge', 'merge', 'replace'] : ['create', 'merge', 'replace'])}\n`;
    if (!merges) this.#known.push({ kind, name: chosen, namespace, apiVersion: 'v1', text: '' });
    if (field === 'secretGenerator' && random.chance(30)) text += '  type: example.com/t\n';
    if (random.chance(65)) text += `  literals:\n  - ${random.pick(['k=v', 'a=b=c', 'q="x y"', "s='z'", 'e=', '"n=1"', `'m="a'`, '"t= x "', '"nl=a\\nb"', '"y=on"', 'yes=1', '"j={\\"a\\": [1]}"', '"d=$(X) $$ <>&"', '"long=' + 'x'.repeat(90) + '"', ...(this.#isPolite ? [] : ['1=x', 'true=y', 'noequals'])])}\n${random.chance(40) ? `  - z=${random.pick(['<&>', 'ü', '{"a":1}', '2'])}\n` : ''}`;
    if (random.chance(35)) {
      const content = random.pick(['hello\n', 'a: 1\nb: [x]\n', '', 'no newline', 'crlf\r\nx\r\n', '\ufeffbom\n', '\tTab', 'trail  \nx\n', '\n\nlead', '  two\nspaces\n', 'a\n\n\n', '\n', 'a\r\nb', '# c\nx: |\n  y\n', 'ü\n日本\n', 'a\u0007b\n', `${'w'.repeat(200)}\n`, 'binary:\u0000\u00ff\u00fe', 'binary:\u00ff' ]);
      files[`${directory}/data.txt`] = content;
      text += `  files:\n  - ${random.pick(['data.txt', 'file=data.txt', './data.txt', 'a.b_c-d=data.txt', `../${directory}/data.txt`])}\n`;
    }
    if (random.chance(25)) {
      files[`${directory}/env`] = random.pick(['A=1\nB=two\n', '# c\n\nA= x \n  B=y\n', 'A="q"\r\nB=\r\n', '\ufeffA=1\n', 'A=b=c # no comment\n', 'A=\tx\n\n\n', "A='q'\nB=ü", ...(this.#isPolite ? [] : ['A=1\nA=2\n', '1=x\n', 'A B=1\n', '=x\n'])]);
      text += random.chance(70) ? '  envs: [env]\n' : '  env: env\n';
    }
    if (random.chance(25)) text += `  options:\n    disableNameSuffixHash: ${random.pick(['true', 'false'])}\n${random.chance(40) ? '    labels: {own: x, gen: mine}\n' : ''}${random.chance(20) ? '    immutable: true\n' : ''}${random.chance(20) ? '    annotations: {own: "1", note: mine}\n' : ''}`;
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
      random.chance(8) ? `version: ${random.pick(['v1', 'v.*', 'v1|v2'])}` : '',
      random.chance(12) ? `labelSelector: ${random.pick(['app=a', '"app in (a,b)"', '"!tier"', 'tier', 'app!=a', '"app notin (a), tier"', 'example.com/part==z.z/k', '"app=a,tier!=b"', ...(this.#isPolite ? [] : ['"app in"', '"=a"', '"a b"'])])}` : '',
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
    if (pod)
      options.push(() => `spec:\n  template:\n    spec:\n      ${random.pick(['$setElementOrder/containers: [{name: side}, {name: main}]\n      containers: [{name: main, image: ordered}]', '$retainKeys: [containers]\n      containers: [{name: main, image: kept}]', 'volumes:\n      - {name: v, $retainKeys: [name, emptyDir], emptyDir: {}}', 'containers:\n      - name: main\n        $deleteFromPrimitiveList/args: [--a]', 'containers:\n      - {name: main, $patch: merge, image: m}', 'tolerations:\n      - $patch: delete', 'initContainers:\n      - $patch: replace\n      - {name: i3, image: z}', 'containers:\n      - $patch: merge\n      - {name: main, image: mm}'])}\n`);
    options.push(() => `metadata:\n  ${random.pick(['finalizers: [b, c]', 'finalizers: [{$patch: replace}, z]', '$deleteFromPrimitiveList/finalizers: [a]', 'finalizers: null', 'ownerReferences: [{uid: u, name: o}]', 'labels: {$patch: replace, only: l}', 'labels: null', 'annotations: {note: null, app: null}'])}\n`);
    options.push(() => `spec:\n  odd:${oddValue(random, 2)}\n`);
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
        this.#writer.files[`${directory}/${file}`] = random.chance(15) ? (jsonText(body) ?? body) : oddFile(random, body, this.#isPolite);
        text += `- path: ${random.pick([file, file, `./${file}`])}\n`;
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
    const source = random.chance(85) ? `  source:\n    kind: ${known.kind}\n    name: ${known.name}\n    fieldPath: ${random.pick(fields)}\n${random.chance(15) ? `    options: {delimiter: ${random.pick(['":"', '"-"', '"/"', 'e'])}, index: 0}\n` : ''}` : `  sourceValue: ${random.pick([this.#writer.text(), '"1"', '"a:b-c"', '"true"', '"multi\\nline"'])}\n`;
    const target = (): string => {
      const other = random.pick(this.#known);
      const isScalar = !/containers\n|spec\.list\n/.test(source);
      const paths = ['metadata.annotations.copied', 'metadata.labels.app', 'spec.new.deep.field', ...(has(other, 'containers') ? ['spec.template.spec.containers.0.image', 'spec.template.spec.containers.*.image'] : []), ...(has(other, 'list') ? ['spec.value', 'spec.list.[name=c].v'] : []), ...(has(other, 'data') && other.kind === 'ConfigMap' ? ['data.k', 'data.new'] : []), ...(/    list:\n/.test(other.text) ? ['data.k.a.b', ...(/data\.k\n|multi/.test(source) ? [] : ['data.k.list.0.x'])] : [])];
      return `  - select:\n      ${indent(random.chance(75) ? this.#exactTarget(other) : `kind: ${other.kind}`, 6)}\n${random.chance(15) ? `    reject:\n    - ${indent(this.#target(), 6)}\n` : ''}    fieldPaths:\n    - ${isScalar ? random.pick(paths) : 'spec.new.deep.field'}\n    options: {create: true${isScalar && random.chance(20) ? `, delimiter: ${random.pick(['":"', '"-"', '/'])}, index: ${random.pick(['0', '1', '-1', '9'])}` : ''}}\n`;
    };
    return `replacements:\n-${source.slice(1)}  targets:\n${target()}${random.chance(25) ? target() : ''}`;
  }

  #replacements(directory: string): string {
    const random = this.#random;
    const text = this.#replacementList() + (random.chance(25) ? this.#replacementList().replace('replacements:\n', '') : '');
    if (random.chance(80)) return text;
    this.#writer.files[`${directory}/replacement.yaml`] = random.chance(50) && text.match(/^- ?/gm)?.length === 1 ? text.replace('replacements:\n', '').replace(/^- /, '  ').replace(/^ {2}/gm, '') : text.replace('replacements:\n', '');
    return 'replacements:\n- path: replacement.yaml\n';
  }

  #replacementList(): string {
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
    return `vars:\n- name: ${random.pick(['NAME', 'X'])}\n  objref: {kind: ${known?.kind ?? 'Service'}, name: ${known?.name ?? 'web'}, apiVersion: ${known?.apiVersion ?? 'v1'}${known !== undefined && known.namespace !== '' && this.#random.chance(30) ? `, namespace: ${known.namespace}` : ''}}\n${random.chance(50) ? `  fieldref: {fieldpath: ${random.pick(wanted)}}\n` : ''}`;
  }

  #configurations(directory: string): string {
    const random = this.#random;
    const count = random.chance(30) ? 2 : 1;
    const paths = Array.from({ length: count }, (_, index) => `config${index}.yaml`);
    for (const path of paths) this.#writer.files[`${directory}/${path}`] = this.#configuration() + (!this.#isPolite && random.chance(25) ? this.#configuration() : '');
    return `configurations: [${paths.join(', ')}]\n`;
  }

  #configuration(): string {
    return this.#random.pick([
      'nameSuffix:\n- {kind: ConfigMap, version: v1, path: metadata/name}\n',
      'namePrefix:\n- {kind: Deployment, group: apps, path: metadata/name}\n- {path: metadata/name, kind: Service}\n',
      'labels:\n- {kind: Widget, path: spec/l, create: true}\n',
      'templateLabels:\n- {kind: Widget, path: spec/t/labels, create: true}\n',
      'commonAnnotations:\n- {path: spec/annotations, create: true, kind: Widget, group: example.com, version: v1}\n',
      'nameReference:\n- {kind: ConfigMap, version: v1, fieldSpecs: [{kind: HelmRelease, path: spec/valuesFrom/name}]}\n- {kind: Secret, version: v1, fieldSpecs: [{kind: HelmRelease, path: spec/valuesFrom/name}, {kind: Widget, path: spec/refs}]}\n',
      'images:\n- {path: spec/values/image, kind: HelmRelease}\n- {path: spec/list[]/image, create: true}\n',
      'namespace:\n- {path: metadata/annotations/example.com\\/ns, create: true, kind: ConfigMap}\n',
      'varReference:\n- {path: metadata/labels}\n- {kind: ConfigMap, path: data}\n',
      'nameReference:\n- kind: Deployment\n  fieldSpecs:\n  - {kind: Widget, path: spec/ref}\n',
      'images:\n- {kind: Widget, path: spec/image}\n',
      'namespace:\n- {kind: Widget, path: spec/namespace, create: true}\n',
      'commonLabels:\n- {kind: Widget, path: spec/labels, create: true}\n',
      'namePrefix:\n- {kind: Widget, path: spec/ref}\n',
      'varReference:\n- {kind: Widget, path: spec/value}\n',
      'replicas:\n- {kind: Widget, path: spec/size, create: true}\ncommonAnnotations:\n- {kind: Widget, path: spec/notes, create: true}\n',
    ]);
  }

  /** Files of `generators:` and `validators:`; a validator may change nothing. */
  #pluginList(directory: string, list: 'generators' | 'validators'): string {
    const random = this.#random;
    const name = `made-${this.#used.size}`;
    const isSecret = random.chance(40);
    if (list === 'generators') this.#used.add(`made ${name}`);
    const generator = random.chance(12) ? `kind: IAMPolicyGenerator\nmetadata: {name: x}\ncloud: gke\nkubernetesService: {name: ${name}${random.chance(50) ? ', namespace: apps' : ''}}\nserviceAccount: {name: s, projectId: p}\n` : `kind: ${isSecret ? 'SecretGenerator' : 'ConfigMapGenerator'}\nmetadata: {name: ${name}${random.chance(30) ? ', namespace: apps' : ''}}\n${random.chance(30) ? `name: own-${name}\n` : ''}${isSecret ? 'type: example.com/t\n' : ''}${random.chance(80) ? `literals:\n- ${random.pick(['k=v', 'q="x y"', 'n=1'])}\n` : ''}${random.chance(30) ? `options: {disableNameSuffixHash: ${random.pick(['true', 'false'])}, labels: {made: "1"}}\n` : ''}`;
    const validator = random.pick([
      'kind: LabelTransformer\nmetadata: {name: v}\nlabels: {validated-by: kustomize}\nfieldSpecs:\n- {path: metadata/labels, create: true}\n',
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
    if (random.chance(12)) return `openapi: {version: ${this.#isPolite ? 'v1.21.2' : random.pick(['v1.21.2', 'v1.14.1'])}}\n`;
    const action = { get: { 'x-kubernetes-group-version-kind': { group: 'example.com', kind: 'Widget', version: 'v1' } } };
    const paths = random.chance(50) ? {} : random.chance(50) ? { '/apis/example.com/v1/widgets/{name}': action } : { '/apis/example.com/v1/namespaces/{namespace}/widgets/{name}': action };
    this.#writer.files[`${directory}/schema.json`] = JSON.stringify({ ...(random.chance(50) ? { swagger: '2.0' } : {}), definitions, paths }, undefined, 2);
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
      'kind: SuffixTransformer\nmetadata: {name: n}\nsuffix: -plug\nfieldSpecs:\n- {path: metadata/name, kind: Deployment}\n- {path: spec/ref, kind: Widget}\n',
      'kind: HashTransformer\nmetadata: {name: n}\n',
      'kind: PatchStrategicMergeTransformer\nmetadata: {name: n}\npatches: |-\n  # nothing here\n'.replace('  # nothing here\n', this.#known[0] === undefined ? '  a: b\n' : `  apiVersion: ${this.#known[0].apiVersion}\n  kind: ${this.#known[0].kind}\n  metadata: {name: ${this.#known[0].name}${this.#known[0].namespace === '' ? '' : `, namespace: ${this.#known[0].namespace}`}}\n  extra: plug\n`),
      `kind: PatchJson6902Transformer\nmetadata: {name: n}\ntarget: {kind: ${this.#known[0]?.kind ?? 'Pod'}, name: ${this.#known[0]?.name ?? 'web'}}\njsonOp: '[{"op": "add", "path": "/extra", "value": 1}]'\n`,
      `kind: ReplacementTransformer\nmetadata: {name: n}\nreplacements:\n- source: {kind: ${this.#known[0]?.kind ?? 'Pod'}, name: ${this.#known[0]?.name ?? 'web'}}\n  targets:\n  - select: {kind: Widget}\n    fieldPaths: [spec.plugged]\n    options: {create: true}\n`,
      'kind: AnnotationsTransformer\nmetadata: {name: n}\nannotations: {number: 42, truth: yes, "7": x}\nfieldSpecs:\n- {path: metadata/annotations, create: true, more: x}\n'.replace(', "7": x', this.#isPolite ? '' : ', "7": x'),
      `kind: PatchTransformer\nmetadata: {name: n}\npatch: '[{"op": "add", "path": "/metadata/labels", "value": {"plug": "in"}}]'\ntarget: {kind: Deployment}\n`,
      'kind: ValueAddTransformer\nmetadata: {name: n}\nvalue: vv\ntargets:\n- fieldPath: metadata/annotations/path\n- {fieldPath: spec/dir, filePathPosition: 2, selector: {kind: Widget}}\n',
    ]);
    if (random.chance(8)) {
      this.#writer.files[`${directory}-plugins/kustomization.yaml`] = `resources: [plugin.yaml]\n${random.chance(40) ? 'namePrefix: x-\n' : ''}`;
      this.#writer.files[`${directory}-plugins/plugin.yaml`] = `apiVersion: builtin\n${body}`;
      return `transformers: [../${directory}-plugins]\n`;
    }
    this.#writer.files[`${directory}/plugin.yaml`] = `apiVersion: builtin\n${body}`;
    return random.chance(15) ? `transformers:\n- |-\n  apiVersion: builtin\n  ${indent(body, 2)}`.replace(/\n*$/, '\n') : 'transformers: [plugin.yaml]\n';
  }
}

function listOf(random: Random, objects: readonly string[]): string {
  const kind = random.chance(75) ? 'List' : random.pick(['ConfigMapList', 'DeploymentList', 'ResourceList', 'OddList']);
  return `apiVersion: ${kind === 'ResourceList' ? 'config.kubernetes.io/v1' : 'v1'}\nkind: ${kind}\n${kind === 'List' ? '' : 'metadata: {name: list}\n'}items:\n${objects.map((object) => `- ${indent(object.replace(/\n+$/, ''), 2)}\n`).join('')}`;
}

/** The objects as JSON, where they are plain enough. */
function jsonOf(objects: readonly string[]): string | undefined {
  const documents = objects.map((object) => parseDocument(object, { logLevel: 'silent', uniqueKeys: false }));
  if (documents.some(({ errors, warnings }) => errors.length > 0 || warnings.length > 0)) return undefined;
  const values = documents.map((document) => document.toJS() as unknown);
  const text = JSON.stringify(values.length === 1 ? values[0] : { apiVersion: 'v1', kind: 'List', items: values }, undefined, 2);
  return /null,?$|[eE][-+]?\d|\.inf|NaN/m.test(text) ? undefined : `${text}\n`;
}

/** A text of YAML as JSON. */
function jsonText(text: string): string | undefined {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  // An alias that stands inside its own anchor has no end, and so no JSON.
  const isEndless = /&(\w+)[^]*\*\1\b/.test(text) && holdsItself(document.toJS(), []);
  return isEndless ? undefined : JSON.stringify(document.toJS());
}

function holdsItself(value: unknown, above: readonly unknown[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return above.includes(value) || Object.values(value).some((inner) => holdsItself(inner, [...above, value]));
}
