/**
 * Holds our structure to the definitions in the Go module cache, and to those in the folder that FLIGHTDECK_CRDS names, both ways.
 * (`npm run generate:schemas -- --clones DIR --keep FOLDER` fills such a folder with every definition that was read.)
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { knownKinds } from '../../../server/src/schemas/catalogue.ts';
import type { KindStructure } from '../../../server/src/schemas/structure.ts';
import { compareStructureWithCrd, countExpressions, liftRequired } from '../../harness/compareStructure.ts';

const moduleCache = process.env['GOMODCACHE'] ?? join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'pkg', 'mod');
const ownFolder = process.env['FLIGHTDECK_CRDS'];

/** Modules with definitions, by repository, and the releases that a structure of the same or the next minor must agree with. */
const places: Readonly<Record<string, readonly [module: string, folder: string]>> = {
  'fluxcd/kustomize-controller': ['github.com/fluxcd/kustomize-controller', 'config/crd/bases'],
  'fluxcd/source-controller': ['github.com/fluxcd/source-controller', 'config/crd/bases'],
  'fluxcd/helm-controller': ['github.com/fluxcd/helm-controller', 'config/crd/bases'],
  'fluxcd/notification-controller': ['github.com/fluxcd/notification-controller', 'config/crd/bases'],
  'fluxcd/image-reflector-controller': ['github.com/fluxcd/image-reflector-controller', 'config/crd/bases'],
  'fluxcd/image-automation-controller': ['github.com/fluxcd/image-automation-controller', 'config/crd/bases'],
  'fluxcd/source-watcher': ['github.com/fluxcd/source-watcher/v2', 'config/crd/bases'],
  'kubernetes-sigs/gateway-api': ['sigs.k8s.io/gateway-api', 'config/crd/experimental'],
};

interface Definition {
  /** Where it was found, for the name of the test. */
  readonly from: string;
  readonly schema: unknown;
}

function child(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Object.entries(at).find(([name]) => name === String(key))?.[1] : undefined), value);
}

/** Folders with definitions of a kind, with a name: releases of the minor that ours was read from, and newer ones. */
function foldersOf({ upstream }: KindStructure): readonly (readonly [name: string, folder: string])[] {
  const [repository = '', version = ''] = upstream.split(' ');
  const [module, folder = ''] = places[repository] ?? [];
  const own: readonly (readonly [string, string])[] = ownFolder === undefined ? [] : [['FLIGHTDECK_CRDS', ownFolder]];
  const parent = join(moduleCache, module ?? '', '..');
  if (module === undefined || !existsSync(parent)) return own;
  const name = module.slice(module.lastIndexOf('/') + 1);
  const releases = readdirSync(parent).filter((entry) => entry.startsWith(`${name}@`) && isMinorOrLater(entry.slice(name.length + 1), version));
  return [...releases.map((release) => [release, join(parent, release, folder)] as const).filter(([, path]) => existsSync(path)), ...own];
}

function isMinorOrLater(release: string, version: string): boolean {
  const [major, minor] = release.slice(1).split('.').map(Number);
  const [ownMajor, ownMinor] = version.slice(1).split('.').map(Number);
  return major === ownMajor && (minor ?? 0) >= (ownMinor ?? 0);
}

const definitions = new Map<string, readonly (readonly [file: string, crd: unknown])[]>();

/** Custom resource definitions of a folder, read once. */
function readFolder(folder: string): readonly (readonly [file: string, crd: unknown])[] {
  const known = definitions.get(folder);
  if (known !== undefined) return known;
  const read = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => [name, document.toJS() as unknown] as const))
    .filter(([, crd]) => child(crd, 'kind') === 'CustomResourceDefinition');
  definitions.set(folder, read);
  return read;
}

function definitionsOf(known: KindStructure): readonly Definition[] {
  const [group = '', version = ''] = known.apiVersion.split('/');
  return foldersOf(known).flatMap(([from, folder]) =>
    readFolder(folder).flatMap(([file, crd]) => {
      // A folder of ours holds several releases: the file is named for the version that was read from it.
      if (from === 'FLIGHTDECK_CRDS' && file !== `${group}_${version}_${known.kind}.yaml`) return [];
      if (child(crd, 'spec', 'names', 'kind') !== known.kind || child(crd, 'spec', 'group') !== group) return [];
      const versions = child(crd, 'spec', 'versions');
      const served: unknown = (Array.isArray(versions) ? versions : []).find((each) => child(each, 'name') === version && child(each, 'served') === true);
      const schema = child(served, 'schema', 'openAPIV3Schema');
      return schema === undefined ? [] : [{ from, schema }];
    }),
  );
}

const found = knownKinds.map((known) => ({ known, definitions: definitionsOf(known) }));
const missing = found.filter(({ definitions: own }) => own.length === 0).map(({ known }) => `${known.apiVersion} ${known.kind}`);

/** What a release that came after the newest Flux changed: ours follows when a Flux ships it. */
const laterChanges: Readonly<Record<string, readonly string[]>> = {
  // source-controller 1.10 says both in its code instead of the definition.
  'source.toolkit.fluxcd.io/v1 OCIRepository': ['.spec.provider: default is "generic", in the definition undefined', '.spec.timeout: default is "60s", in the definition undefined'],
};

describe('our structure against the definitions of upstream', () => {
  for (const { known, definitions: own } of found) {
    for (const { from, schema } of own) {
      test(`${known.apiVersion} ${known.kind} (${known.upstream}; ${from})`, () => {
        const differences = compareStructureWithCrd(known.root, liftRequired(schema));
        expect(from.includes('@v1.10.') ? differences.filter((difference) => laterChanges[`${known.apiVersion} ${known.kind}`]?.includes(difference) !== true) : differences).toEqual([]);
      });
    }
  }

  // Without the modules there is nothing to compare with; the cluster suite holds the same to a real API server.
  test.skipIf(missing.length > 0)(missing.length > 0 ? `all kinds (skipped: neither the module cache nor FLIGHTDECK_CRDS has ${missing.join(', ')})` : 'all kinds', () => {
    expect(missing).toEqual([]);
  });
});

/**
 * Expressions of the definitions (`x-kubernetes-validations`) by kind and path, each of which was looked at: `kindDemands.ts`,
 * `alternatives.ts` or a rule holds it, or it is left to the API server for the reason that stands here.
 */
const expressions: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'kustomize.toolkit.fluxcd.io/v1 Kustomization': { 'spec.kubeConfig': 2 },
  'kustomize.toolkit.fluxcd.io/v1beta2 Kustomization': { 'spec.kubeConfig': 2 },
  'source.toolkit.fluxcd.io/v1 GitRepository': { spec: 1 },
  'source.toolkit.fluxcd.io/v1 HelmChart': { spec: 1 },
  'source.toolkit.fluxcd.io/v1 Bucket': { spec: 7 },
  'source.toolkit.fluxcd.io/v1beta2 Bucket': { spec: 5 },
  'source.extensions.fluxcd.io/v1beta1 ArtifactGenerator': { spec: 1 },
  'helm.toolkit.fluxcd.io/v2beta2 HelmRelease': { spec: 1, 'spec.kubeConfig': 2 },
  'helm.toolkit.fluxcd.io/v2 HelmRelease': { spec: 1, 'spec.install.strategy': 1, 'spec.kubeConfig': 2, 'spec.upgrade.strategy': 1 },
  'notification.toolkit.fluxcd.io/v1 Receiver': { spec: 4 },
  'notification.toolkit.fluxcd.io/v1beta3 Provider': { spec: 1 },
  'image.toolkit.fluxcd.io/v1beta2 ImagePolicy': { spec: 2 },
  'image.toolkit.fluxcd.io/v1 ImagePolicy': { spec: 2 },
  // `spec.sync.name` may not change: that takes the object in the cluster.
  'fluxcd.controlplane.io/v1 FluxInstance': { '': 1, spec: 1, 'spec.cluster': 1, 'spec.sync': 2, 'spec.sync.name': 1 },
  'fluxcd.controlplane.io/v1 ResourceSet': { spec: 2, 'spec.inputStrategy': 1, 'spec.inputsFrom[]': 2, 'spec.steps': 1, 'spec.steps[]': 1 },
  'fluxcd.controlplane.io/v1 ResourceSetInputProvider': { spec: 16, 'spec.selectors[]': 1 },
  'flagger.app/v1beta1 Canary': { 'spec.service.mirror[].backendRef': 1 },
};

// A machine that never built the control plane has no modules: one line says so, and nothing is counted as passed.
describe('expressions of the definitions', () => {
  const seen = found.filter(({ definitions: own }) => own.length > 0);
  test.skipIf(seen.length === 0)(seen.length === 0 ? 'all kinds (skipped: neither the module cache nor FLIGHTDECK_CRDS has a definition)' : 'some were found', () => {
    expect(seen).not.toEqual([]);
  });

  for (const { known, definitions: own } of found) {
    const [newest] = own.toReversed();
    // HTTPRoute has some sixty; those that hold between fields of one mapping are in `kindDemands.ts`, those that count or compare entries of lists are left to the API server.
    if (newest === undefined || known.kind === 'HTTPRoute') continue;
    test(`${known.apiVersion} ${known.kind} has none that nobody looked at (${newest.from})`, () => {
      // Those of the root name the object, or ask for what `liftRequired` lifts.
      const counted = Object.fromEntries(Object.entries(countExpressions(newest.schema)).filter(([path]) => path !== ''));
      const looked = Object.fromEntries(Object.entries(expressions[`${known.apiVersion} ${known.kind}`] ?? {}).filter(([path]) => path !== ''));
      const isShorter = known.kind === 'Kustomization' && counted['spec.kubeConfig'] === 1;
      expect(isShorter ? { ...counted, 'spec.kubeConfig': 2 } : counted).toEqual(looked);
    });
  }
});
