/** Reports fields that a kind does not have. */
import type { Manifest } from '../../manifests/manifest.ts';
import { findStructure, otherVersions } from '../../schemas/catalogue.ts';
import type { FieldPath, StructureProblem } from '../../schemas/judgeStructure.ts';
import { fieldOf, fieldsWithin, structureAt, type FieldsStructure } from '../../schemas/structure.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestContext, ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { choiceWords, fieldText, kindWords, placeWords } from './fieldWords.ts';
import { nearestField, sameButCase } from './nearestField.ts';
import { structureProblems } from './structureProblems.ts';
import { structuredKinds } from './structuredKinds.ts';

/** An object has a field that its kind does not have. */
export const unknownField: ManifestRule = {
  id: 'schema/unknown-field',
  scope: 'manifest',
  kinds: structuredKinds,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'custom resource definitions of the releases named in server/src/schemas/structure; kustomize-controller applies on the server, which answers "field not declared in schema" (kubernetes-sigs/structured-merge-diff typed/validate.go)',
  summary: 'An object has a field that its kind does not have.',
  explain: rulePage({
    does: 'Reports fields that the definition of the kind does not have in this version: misspelt ones, ones at the wrong level, ones that went away with an older version of the API, and ones that the Flux version which the repository declares does not have yet.',
    why: 'Flux cannot apply the object, and with it nothing of the Kustomization that holds it. Applied by hand without validation the field is dropped in silence.',
    controller: 'kustomize-controller applies on the server, and the server refuses fields that the definition does not declare. Names are compared letter by letter, with regard to case.',
    fix: 'Take the field that the message names, or remove it.',
    ignore: 'When the cluster has a newer or changed definition of the kind.',
  }),
  check(manifest, context, report) {
    for (const problem of structureProblems(manifest, context)) {
      if (problem.kind === 'unknown-field') {
        const { advice, replacement } = adviseOn(problem, manifest, context);
        report({ span: faultSpan(problem.key), message: `${kindWords(manifest.kind)} has no field \`${problem.key.text}\`${placeWords(problem.path)}${advice}`, data: { replacement } });
      } else if (problem.kind === 'later-field' && context.versionDeclared && isNewer(problem.since, context.fluxVersion)) {
        report({ span: faultSpan(problem.key), message: `\`${fieldText(problem.path)}\` of ${kindWords(manifest.kind)} came with Flux ${problem.since}; this cluster has Flux ${context.fluxVersion.join('.')}` });
      }
    }
  },
};

function isNewer(since: string, [major, minor]: readonly [number, number]): boolean {
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number);
  return sinceMajor > major || (sinceMajor === major && sinceMinor > minor);
}

interface Advice {
  /** The end of the message, from its semicolon on. */
  readonly advice: string;
  readonly replacement?: string;
}

type UnknownField = Extract<StructureProblem, { kind: 'unknown-field' }>;

function adviseOn({ path, key, map, structure }: UnknownField, manifest: Manifest, context: ManifestContext): Advice {
  const name = key.text;
  const names = Object.keys(structure.fields);
  const sameLetters = sameButCase(name, names);
  if (sameLetters !== undefined) return { advice: `; write \`${sameLetters}\` (case matters)`, ...(map.get(sameLetters) === undefined ? { replacement: sameLetters } : {}) };
  const history = adviseOfHistory(path, manifest);
  if (history !== undefined) return history;
  // A field that another file brings does not stand in the way: a patch, say, of what was meant here.
  const near = nearestField(name, names.filter((known) => map.pair(known)?.key.file !== key.file));
  if (near !== undefined) return { advice: `; write \`${near}\``, replacement: near };
  const home = homeOf(name, path, findStructure(manifest.apiVersion, manifest.kind) ?? context.structureOf?.(manifest.apiVersion, manifest.kind));
  if (home !== undefined) return { advice: home.length === 0 ? '; it belongs to the top of the object' : `; it belongs to \`${fieldText(home)}\`` };
  return { advice: names.length > 0 && names.length <= 6 ? `; it has ${choiceWords(names, 'and')}` : '' };
}

/** What to do about fields that went away with a version. */
const successors: Readonly<Record<string, string>> = {
  patchesStrategicMerge: 'use `patches`',
  patchesJson6902: 'use `patches`',
  valuesFile: 'use `valuesFiles`',
  validation: 'remove it, the server always validates',
  gitImplementation: 'remove it, there is only one',
  accessFrom: 'remove it',
};

function adviseOfHistory(path: FieldPath, { apiVersion, kind }: Manifest): Advice | undefined {
  const holders = otherVersions(apiVersion, kind).filter(({ structure }) => structureAt(structure, path) !== undefined);
  const older = holders.find((other) => versionRank(other.apiVersion) < versionRank(apiVersion));
  const successor = successors[path.at(-1) ?? ''];
  if (older !== undefined) return { advice: ` any more: it went away with ${versionOf(apiVersion)}${successor === undefined ? '' : `; ${successor}`}` };
  const [newer] = holders;
  return newer === undefined ? undefined : { advice: ` in ${versionOf(apiVersion)}; it came with ${versionOf(newer.apiVersion)}` };
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** Kubernetes' order of versions: alpha, beta, stable, each by number. */
function versionRank(apiVersion: string): number {
  const [, major = '0', stage = 'stable', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(versionOf(apiVersion)) ?? [];
  return Number(major) * 10_000 + { alpha: 0, beta: 1000, stable: 2000 }[stage === 'alpha' || stage === 'beta' ? stage : 'stable'] + Number(minor);
}

/** The mapping near by that has a field of this name: one above, or the only one directly below. */
function homeOf(name: string, path: FieldPath, root: FieldsStructure | undefined): FieldPath | undefined {
  if (root === undefined) return undefined;
  const parent = path.slice(0, -1);
  for (let length = parent.length - 1; length >= 0; length--) {
    const above = fieldsAt(root, parent.slice(0, length));
    if (above !== undefined && fieldOf(above, name) !== undefined) return parent.slice(0, length);
  }
  const here = fieldsAt(root, parent);
  const below = Object.entries(here?.fields ?? {}).filter(([, field]) => typeof field === 'object' && 'fields' in field && fieldOf(field, name) !== undefined);
  const [only] = below;
  return only !== undefined && below.length === 1 ? [...parent, only[0]] : undefined;
}

function fieldsAt(root: FieldsStructure, path: FieldPath): FieldsStructure | undefined {
  const at = structureAt(root, path);
  return typeof at === 'object' && 'fields' in at ? fieldsWithin(at) : undefined;
}
