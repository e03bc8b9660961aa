/** Holds our structure to the definitions in the Go module cache, both ways: every field, type, choice, pattern, limit and required list. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { knownKinds } from '../../../server/src/schemas/catalogue.ts';
import { asScalar, type KindStructure, type Structure } from '../../../server/src/schemas/structure.ts';

const moduleCache = process.env['GOMODCACHE'] ?? join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'pkg', 'mod');

/** Folders of definitions by repository; the release must be of the minor that our structure was read from. */
const places: Readonly<Record<string, readonly [module: string, folder: string]>> = {
  'fluxcd/kustomize-controller': ['github.com/fluxcd/kustomize-controller', 'config/crd/bases'],
  'fluxcd/source-controller': ['github.com/fluxcd/source-controller', 'config/crd/bases'],
  'fluxcd/helm-controller': ['github.com/fluxcd/helm-controller', 'config/crd/bases'],
  'fluxcd/notification-controller': ['github.com/fluxcd/notification-controller', 'config/crd/bases'],
  'fluxcd/image-reflector-controller': ['github.com/fluxcd/image-reflector-controller', 'config/crd/bases'],
  'fluxcd/image-automation-controller': ['github.com/fluxcd/image-automation-controller', 'config/crd/bases'],
  'fluxcd/source-watcher': ['github.com/fluxcd/source-watcher/v2', 'config/crd/bases'],
  'fluxcd/flagger': ['github.com/fluxcd/flagger', 'artifacts/flagger'],
  'kubernetes-sigs/gateway-api': ['sigs.k8s.io/gateway-api', 'config/crd/experimental'],
};

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function child(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => (Array.isArray(at) ? at[Number(key)] : isJson(at) ? at[key] : undefined), value);
}

/** The folder with the definitions that a kind was read from; `undefined` where the module is not in the cache. */
function folderOf({ upstream }: KindStructure): string | undefined {
  const [repository = '', version = ''] = upstream.split(' ');
  const [module = '', folder = ''] = places[repository] ?? [];
  const parent = join(moduleCache, module, '..');
  const name = module.slice(module.lastIndexOf('/') + 1);
  const release = existsSync(parent) && module !== '' ? readdirSync(parent).find((entry) => entry.startsWith(`${name}@${version.split('.').slice(0, 2).join('.')}.`)) : undefined;
  const found = release === undefined ? undefined : join(parent, release, folder);
  return found !== undefined && existsSync(found) ? found : undefined;
}

function definitionOf(known: KindStructure): Json | undefined {
  const folder = folderOf(known);
  for (const file of folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(join(folder ?? '', file), 'utf8');
    if (!text.includes(`kind: ${known.kind}\n`)) continue;
    for (const document of parseAllDocuments(text)) {
      const crd = document.toJS() as unknown;
      if (child(crd, 'spec', 'names', 'kind') !== known.kind || !known.apiVersion.startsWith(`${String(child(crd, 'spec', 'group'))}/`)) continue;
      const versions = child(crd, 'spec', 'versions');
      const version: unknown = (Array.isArray(versions) ? versions : []).find((each) => child(each, 'name') === known.apiVersion.split('/')[1]);
      const schema = child(version, 'schema', 'openAPIV3Schema');
      if (isJson(schema)) return schema;
    }
  }
  return undefined;
}

/** Where ours and the definition differ, as sentences. */
function differences(ours: Structure | undefined, theirs: unknown, path = ''): readonly string[] {
  if (!isJson(theirs)) return [`${path}: not in the definition`];
  if (ours === undefined) return [`${path}: not in ours`];
  if (path === '.status') return [];
  const facts = factsOf(theirs);
  const own = ownFacts(ours);
  const here = Object.keys({ ...facts, ...own }).flatMap((key) => (JSON.stringify(facts[key]) === JSON.stringify(own[key]) ? [] : [`${path}: ${key} is ${JSON.stringify(own[key])}, in the definition ${JSON.stringify(facts[key])}`]));
  return [...here, ...below(ours, theirs, path)];
}

function below(ours: Structure, theirs: Json, path: string): readonly string[] {
  if (typeof ours === 'string' || 'type' in ours) return [];
  if ('list' in ours) return differences(ours.list, theirs['items'] ?? {}, `${path}[]`);
  if ('map' in ours) return differences(ours.map, theirs['additionalProperties'], `${path}.*`);
  const properties = isJson(theirs['properties']) ? theirs['properties'] : {};
  const names = new Set([...Object.keys(properties), ...Object.keys(ours.fields)]);
  return [...names].filter((name) => path !== '' || !['apiVersion', 'kind', 'metadata'].includes(name)).flatMap((name) => differences(ours.fields[name], properties[name], `${path}.${name}`));
}

function ownFacts(ours: Structure): Json {
  const scalar = asScalar(ours);
  if (scalar !== undefined) {
    return facts({ type: scalar.type, enum: scalar.enum, pattern: scalar.pattern?.source, min: scalar.min, max: scalar.max, default: scalar.default });
  }
  if (typeof ours === 'string' || 'type' in ours) return {};
  if ('list' in ours) return facts({ type: 'list', min: ours.min, max: ours.max, keys: ours.keys, default: ours.default });
  if ('map' in ours) return facts({ type: 'map', min: ours.min, max: ours.max, default: ours.default });
  return facts({ type: 'fields', required: ours.required, open: ours.open, min: ours.min, max: ours.max, choices: ours.exactlyOne, default: ours.default });
}

function factsOf(schema: Json): Json {
  const type = typeOf(schema);
  const of = (key: string): unknown => schema[key];
  const fallback = of('default');
  switch (type) {
    case 'list':
      return facts({ type, min: of('minItems'), max: of('maxItems'), keys: of('x-kubernetes-list-map-keys'), default: fallback });
    case 'map':
      return facts({ type, min: of('minProperties'), max: of('maxProperties'), default: fallback });
    case 'fields':
      return facts({ type, ...requiredOf(schema), open: of('x-kubernetes-preserve-unknown-fields'), min: of('minProperties'), max: of('maxProperties'), default: fallback });
    default: {
      const { pattern } = schema;
      const isText = type === 'string' || type === 'int-or-string';
      return facts({ type, enum: of('enum'), pattern: typeof pattern === 'string' ? new RegExp(pattern).source : undefined, min: of(isText ? 'minLength' : 'minimum'), max: of(isText ? 'maxLength' : 'maximum'), default: fallback });
    }
  }
}

function typeOf(schema: Json): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  if (schema['type'] === 'array') return 'list';
  if (schema['type'] !== 'object' && schema['properties'] === undefined) return typeof schema['type'] === 'string' ? schema['type'] : 'any';
  if (schema['properties'] !== undefined) return 'fields';
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema['additionalProperties'] === true) return 'any';
  return isJson(schema['additionalProperties']) ? 'map' : 'fields';
}

/** What `required` and the alternatives of `oneOf` ask for together. */
function requiredOf(schema: Json): Json {
  const own = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const alternatives = (Array.isArray(schema['oneOf']) ? schema['oneOf'] : []).flatMap((one) => {
    const names = child(one, 'required');
    return Array.isArray(names) ? [names.map(String).sort()] : [];
  });
  const always = (alternatives[0] ?? []).filter((name) => alternatives.every((names) => names.includes(name)));
  const required = [...new Set([...own, ...always])].sort();
  return { required: required.length === 0 ? undefined : required, choices: alternatives.length === 0 ? undefined : alternatives.map((names) => names.filter((name) => !always.includes(name))) };
}

/** Facts without what is not said. */
function facts(all: Json): Json {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

describe('our structure against the definitions of the module cache', () => {
  for (const known of knownKinds) {
    const definition = definitionOf(known);
    // Without the module there is nothing to compare with; `npm run generate:schemas` reads the same definitions.
    test.runIf(definition !== undefined)(`${known.apiVersion} ${known.kind} (${known.upstream})`, () => {
      expect(differences(known.root, definition)).toEqual([]);
    });
  }
});
