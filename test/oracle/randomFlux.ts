/** Makes random artifacts for `flux build`: a Flux Kustomization with every field that a build reads, and folders for it and for the ones it applies. */
import type { Project } from './randomProject.ts';
import { randomProject } from './randomProject.ts';
import { Random } from './random.ts';
import { indent, kinds, namespaces, names, Writer } from './randomObjects.ts';

/** An artifact, and what to build of it. */
export interface FluxProject {
  readonly files: Project;
  /** The file that holds the Flux Kustomization `root` of `flux-system`. */
  readonly file: string;
  readonly recursive: boolean;
}

/** File of the Flux Kustomization to build. */
export const rootFile = 'clusters/root.yaml';

const expressions = [
  '${env}', '${env}', '${replicas}', '${missing}', '${missing:-fallback}', '${empty:-x}', '${empty=y}', '${env:=z}', '${env^}', '${env^^}', '${Upper,}', '${Upper,,}', '${#env}', '${env:1}', '${env:0:2}',
  '${path#*/}', '${path##*/}', '${path%/*}', '${path%%/*}', '${path/a/b}', '${path//a/b}', '${path/#a/b}', '${path/%c/d}', '$${env}', '$env', '$$', '${missing:-${env}}', '${quote}5${quote}', '${yes}', '${number}', '${lines}', '${date}', '${env:-}', '${missing:=}',
];
const values: Readonly<Record<string, readonly string[]>> = {
  env: ['prod', '"dev"', "'a b'", '"x: y"', '"#c"', '"1"'], replicas: ['"3"', '"03"', '"1e3"'], empty: ['""'], Upper: ['ABC'], path: ['a/b/c', '"a/a/a"'], quote: ["'\"'"], yes: ['"yes"', '"true"', '"null"', '"~"'], number: ['"5"', '"0x1F"', '"1_000"'],
  lines: ['"a\\nb"', '|\n      one\n      two\n'], date: ['"2023-01-01"', '"12:30"'], unused: ['x'],
};

/** A random artifact for a seed. */
export function randomFlux(seed: number): FluxProject {
  return new FluxMaker(new Random(seed), seed).make();
}

class FluxMaker {
  readonly #random: Random;
  readonly #seed: number;
  readonly #files: Record<string, string> = {};
  readonly #used = new Set<string>();

  constructor(random: Random, seed: number) {
    this.#random = random;
    this.#seed = seed;
  }

  make(): FluxProject {
    const random = this.#random;
    const recursive = random.chance(35);
    const folder = random.chance(45) ? this.#kustomizeFolder() : this.#plainFolder('apps');
    this.#files[rootFile] = this.#kustomization('root', 'flux-system', folder);
    if (recursive) for (let index = random.below(3); index > 0; index--) this.#child(folder, index);
    if (random.chance(25)) this.#files[random.pick(['.sourceignore', `${folder}/.sourceignore`, 'apps/.sourceignore'])] = this.#ignoreRules();
    return { files: this.#files, file: rootFile, recursive };
  }

  /** A project with bases and overlays. */
  #kustomizeFolder(): string {
    const random = this.#random;
    for (const [path, text] of Object.entries(randomProject(this.#seed))) this.#files[`deploy/${path}`] = random.chance(25) && /f\d\.yaml$/.test(path) ? this.#withExpressions(text) : text;
    if (random.chance(10)) {
      const top = Object.keys(this.#files).find((path) => /^deploy\/top\/(kustomization\.ya?ml|Kustomization)$/.test(path));
      if (top !== undefined) this.#files[top] = (this.#files[top] ?? '') + random.pick(['unknownField: 1\n', 'metadata: {name: x}\n', 'openapi:\n', 'labels: null\n']);
    }
    return 'deploy/top';
  }

  /** A folder for which Flux generates the kustomization, with folders in it. */
  #plainFolder(folder: string): string {
    const random = this.#random;
    const folders = [folder, ...random.some([`${folder}/a`, `${folder}/a/b`, `${folder}/z`, `${folder}/.hidden`], 40)];
    for (const each of folders) for (let index = random.below(3) + (each === folder ? 1 : 0); index > 0; index--) this.#files[`${each}/${random.pick([`f${index}.yaml`, `f${index}.yml`, `.h${index}.yaml`, `f${index}.YAML`, `f${index}.json`, `${index}.yaml`])}`] = this.#objects();
    if (random.chance(25)) {
      this.#files[`${folder}/own/kustomization.yaml`] = `resources: [o.yaml]\n${random.pick(['', 'namePrefix: own-\n', 'namespace: own\n', 'images: [{name: nginx, newTag: "9"}]\n', 'configMapGenerator: [{name: own, literals: [a=b]}]\n'])}`;
      this.#files[`${folder}/own/o.yaml`] = this.#objects();
      if (random.chance(30)) this.#files[`${folder}/own/deep/d.yaml`] = this.#objects();
    }
    if (random.chance(12)) this.#files[`${folder}/README.md`] = '# Words\n';
    if (random.chance(5)) this.#files[`${folder}/values.yaml`] = random.pick(['a: b\n', '- x\n', '', '# only words\n', 'kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n']);
    if (random.chance(8)) this.#files[`${folder}/.sops.yaml`] = 'creation_rules: []\n';
    return folder;
  }

  #objects(): string {
    const random = this.#random;
    const objects = Array.from({ length: 1 + random.below(3) }, () => (random.chance(22) ? this.#secret() : this.#object()));
    const text = objects.join('---\n');
    return random.chance(45) ? this.#withExpressions(text) : text;
  }

  #object(): string {
    const random = this.#random;
    const kind = random.pick(kinds);
    const name = this.#free(kind);
    return new Writer(random).object(kind, name, random.pick(namespaces));
  }

  #free(kind: string): string {
    const name = this.#random.pick(names);
    const free = this.#used.has(`${kind} ${name}`) ? `${name}-${this.#used.size}` : name;
    this.#used.add(`${kind} ${free}`);
    return free;
  }

  /** A Secret: encrypted by SOPS as a whole or in a value, or plain. */
  #secret(): string {
    const random = this.#random;
    const head = `apiVersion: v1\nkind: ${random.chance(90) ? 'Secret' : 'ConfigMap'}\nmetadata:\n  name: ${this.#free('Secret')}\n${random.chance(30) ? '  namespace: apps\n' : ''}${random.chance(10) ? '  annotations: {kustomize.toolkit.fluxcd.io/decrypt: Disabled}\n' : ''}`;
    const type = random.chance(40) ? `type: ${random.pick(['Opaque', 'kubernetes.io/dockerconfigjson', 'kubernetes.io/tls', '"1"'])}\n` : '';
    const cipher = 'ENC[AES256_GCM,data:abc=,iv:x=,tag:y==,type:str]';
    const block = `sops:\n  kms: []\n  age:\n  - recipient: age1x\n    enc: |\n      -----BEGIN AGE ENCRYPTED FILE-----\n      abc\n      -----END AGE ENCRYPTED FILE-----\n  lastmodified: "2023-01-01T00:00:00Z"\n  mac: ${random.pick([cipher, cipher, cipher, 'x', `"${cipher}"`])}\n  version: 3.7.3\n`;
    const entry = (): string => random.pick([cipher, `"${cipher}"`, '""', 'null', '"5432"', 'YQ==', '|\n    two\n    lines\n'.trimEnd(), 'dG9rZW4=', `>-\n    ${cipher}`, '"yes"', 'yes', '1']);
    const inner = (): string => btoa(`{"data":"${cipher}","sops":{"mac":"${cipher}"}}`);
    const data = (field: string): string => `${field}:${random.pick([` {a: ${random.pick([cipher, '"x"', 'YQ=='])}}`.replace(cipher, `"${cipher}"`), `\n  k: ${entry()}\n  l: ${entry()}`, field === 'data' ? `\n  k: ${inner()}` : `\n  k: '{"sops": {"mac": "${cipher}"}}'`, ' {}', ' null', '\n  k: YQ=='])}\n`;
    const fields = random.pick([['data'], ['stringData'], ['stringData'], ['data', 'stringData'], []]);
    return `${head}${type}${fields.map(data).join('')}${random.chance(65) ? block : ''}`;
  }

  /** The text with expressions in some of its values. */
  #withExpressions(text: string): string {
    const random = this.#random;
    return text.replace(/: (nginx|web|api|a|b|c1|fast|k|"1"|8080|nginx:1\.19)$/gm, (all, value: string) => {
      if (!random.chance(45)) return all;
      const expression = random.pick(expressions);
      return `: ${random.pick([expression, `"${expression}"`, `'${expression}'`, `x-${expression}`, `${expression}${expression}`, `"${value.replaceAll('"', '')} ${expression}"`]).replace(/^'(.*'.*)'$/, '"$1"')}`;
    });
  }

  #ignoreRules(): string {
    return `${this.#random.some(['*.yml', 'a/', '/apps/z', '!f1.yml', '# c', '**/b', 'f1.yaml', 'own', '.h*', '/deploy/base', '*.md'], 30).join('\n')}\n`;
  }

  /** A Flux Kustomization that the folder applies, with a folder of its own. */
  #child(parent: string, index: number): void {
    const random = this.#random;
    const folder = this.#plainFolder(`children/c${index}`);
    const namespace = random.pick(['', 'flux-system', 'apps']);
    const text = this.#kustomization(`child-${index}`, namespace, folder);
    const target = parent.startsWith('deploy') ? `${parent}/child${index}.yaml` : `${parent}/child${index}.yaml`;
    this.#files[target] = text;
    const file = Object.keys(this.#files).find((path) => /^deploy\/top\/(kustomization\.ya?ml|Kustomization)$/.test(path));
    if (parent.startsWith('deploy') && file !== undefined) this.#files[file] = /^resources:\n/m.test(this.#files[file] ?? '') ? (this.#files[file] ?? '').replace(/^resources:\n/m, `resources:\n- child${index}.yaml\n`) : `${this.#files[file] ?? ''}resources: [child${index}.yaml]\n`;
  }

  #kustomization(name: string, namespace: string, folder: string): string {
    const random = this.#random;
    // For children the CLI joins the path as it is written, so that one may lead out of the artifact.
    const path = random.pick([`./${folder}`, `./${folder}`, folder, `/${folder}`, `./${folder}/`, `"${folder}"`, `./x/../${folder}`, ...(name === 'root' ? [`../../${folder}`] : [])]);
    const metadata = `  name: ${name}\n${namespace === '' ? '' : `  namespace: ${namespace}\n`}${random.chance(10) ? '  labels: {a: "${env}"}\n' : ''}`;
    const spec = [`path: ${path}\n`, 'interval: 10m\n', `prune: ${random.pick(['true', 'false'])}\n`, `sourceRef:\n  kind: GitRepository\n  name: flux-system\n${random.chance(60) ? '  namespace: flux-system\n' : ''}`];
    const add = (percent: number, make: () => string): void => {
      if (random.chance(percent)) spec.push(make());
    };
    add(30, () => `targetNamespace: ${random.pick(['apps', 'prod', '"123"', '""'])}\n`);
    add(15, () => `namePrefix: ${random.pick(['p-', '"1-"', '""'])}\n`);
    add(15, () => `nameSuffix: ${random.pick(['-s', '"-2"'])}\n`);
    add(30, () => this.#patches());
    add(25, () => `images:\n${random.some(['- {name: nginx, newTag: "7"}\n', '- {name: redis, newName: mirror.io/redis}\n', '- {name: nginx, digest: "sha256:dd"}\n', '- {name: ghcr.io/acme/api, newName: x, newTag: v9}\n', '- {name: "${env}", newTag: "1"}\n'], 45).join('') || '- {name: nginx, newTag: "1"}\n'}`);
    add(15, () => this.#components(folder));
    add(12, () => `buildMetadata: [${random.some(['originAnnotations', 'transformerAnnotations'], 60).join(', ')}]\n`);
    add(30, () => `commonMetadata:\n${random.chance(70) ? `  labels: {team: ${random.pick(['a', '"1"', '"${env}"'])}${random.chance(30) ? ', app: forced' : ''}}\n` : ''}${random.chance(60) ? `  annotations: {note: ${random.pick(['x', '"true"', '"a\\nb"'])}}\n` : ''}`.replace(/^commonMetadata:\n$/, 'commonMetadata: {}\n'));
    add(60, () => this.#postBuild());
    add(15, () => random.pick(['wait: true\n', 'timeout: 3m\n', 'force: true\n', 'suspend: true\n', 'decryption: {provider: sops, secretRef: {name: age}}\n', 'healthChecks: [{kind: Deployment, name: web, namespace: apps}]\n', 'dependsOn: [{name: other}]\n', 'serviceAccountName: x\n', 'retryInterval: 1m\n', 'deletionPolicy: Orphan\n', 'ignore: [{paths: [/spec/replicas]}]\n']));
    return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n${metadata}spec:\n  ${indent(spec.join(''), 2)}`;
  }

  #patches(): string {
    const random = this.#random;
    const operations = ['- {op: add, path: /metadata/labels, value: {patched: "yes"}}', '- {op: add, path: /metadata/annotations, value: {patched: "${env}"}}', '- op: test\n  path: /nothing\n  value: null', '- {op: add, path: /extra, value: [1, yes, "${replicas}"]}'];
    const merges = ['extra: {a: 1}', 'spec: {template: {spec: {containers: [{name: main, image: patched}]}}}', 'metadata:\n  name: x\n  labels: {merged: "1"}', 'spec: {postBuild: {substitute: {env: fromparent}}}', 'spec: {targetNamespace: parent}', '$patch: delete'];
    const patch = (): string => {
      const kind = random.pick([...this.#used].map((id) => id.split(' ')[0] ?? '').concat('Kustomization', 'Deployment', 'Secret'));
      const body = random.chance(50) ? random.pick(operations) : `apiVersion: x/v1\nkind: ${kind}\nmetadata: {name: x}\n${random.pick(merges)}`.replace(/metadata: \{name: x\}\n(metadata:)/, '$1');
      const target = [`kind: ${random.pick([kind, kind, 'Deploy.*', '.*Set'])}`, ...(random.chance(25) ? [`name: ${random.pick(names)}`] : []), ...(random.chance(15) ? ['labelSelector: app=a'] : []), ...(random.chance(8) ? ['namespace: apps'] : [])];
      return `- patch: |\n    ${indent(body, 4)}\n  target:\n    ${indent(target.join('\n'), 4)}\n`;
    };
    return `patches:\n${patch()}${random.chance(40) ? patch() : ''}`;
  }

  #components(folder: string): string {
    const random = this.#random;
    const up = folder.split('/').map(() => '..').join('/');
    this.#files['parts/one/kustomization.yaml'] = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${random.pick(['labels: [{pairs: {part: one}}]\n', 'namePrefix: part-\n', 'configMapGenerator: [{name: part, literals: [a=b]}]\n', 'patches:\n- patch: |\n    - {op: add, path: /part, value: 1}\n  target: {kind: .*}\n'])}`;
    const missing = random.chance(30);
    return `components:\n- ${up}/parts/one\n${missing ? `- ${up}/parts/none\n` : ''}${missing && random.chance(80) ? 'ignoreMissingComponents: true\n' : ''}`;
  }

  #postBuild(): string {
    const random = this.#random;
    const chosen = random.some(Object.keys(values), 75);
    const substitute = chosen.map((name) => `    ${name}: ${random.pick(values[name] ?? ['x'])}`.replace(/\n$/, '')).join('\n');
    const text = `postBuild:\n${chosen.length > 0 && random.chance(90) ? `  substitute:\n${substitute}\n` : ''}${random.chance(25) ? '  substituteFrom:\n  - {kind: ConfigMap, name: vars, optional: true}\n' : ''}${random.chance(20) ? `  substituteStrategy: ${random.pick(['Always', 'WithVariables'])}\n` : ''}`;
    return text === 'postBuild:\n' ? 'postBuild: {}\n' : text;
  }
}
