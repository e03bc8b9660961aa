/**
 * What a Flux Kustomization applies: kustomize's build of its folder with what the controller adds
 * (kustomize-controller internal/controller/kustomization_controller.go; for dry runs f2 internal/build/build.go).
 */
import { securePath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { BuildProblem, BuiltObject, KustomizeBuild, UnresolvedPart } from '../kustomize/build.ts';
import { buildDirectory, type BuildCache } from '../kustomize/buildDirectory.ts';
import { isNull, textOf } from '../kustomize/editNodes.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import { groupOf, nameSpan, readManifest, versionOf } from '../manifests/manifest.ts';
import type { YamlMap, YamlNode } from '../yaml/yamlNode.ts';
import { readString } from '../yaml/yamlReader.ts';
import { isAtLeast } from './apiVersions.ts';
import type { FluxVersion } from './fluxVersion.ts';
import { generateKustomization } from './generatedKustomization.ts';
import { ownerLabels, readCommonMetadata, withCommonMetadata, withLabels } from './metadataEdits.ts';
import { isSopsEncrypted, maskSopsData } from './sops.ts';
import { optsOutOfSubstitution, substituteObject, type EmptiedVariable } from './substitution/substituteObject.ts';
import { variablesOf, variableSourceOf, type FindVariables, type VariableSet } from './substitution/variables.ts';

/** How to build. */
export interface FluxBuildOptions {
  /** The ConfigMap or Secret of `substituteFrom`, as the cluster will have it; `undefined` when nothing here knows it. */
  readonly variables: (kind: 'ConfigMap' | 'Secret', namespace: string, name: string) => YamlMap | undefined;
  /** Decides about strictness: since 2.9 a variable without value and default fails the build. */
  readonly fluxVersion: FluxVersion;
  /** Overrides the version's strictness. */
  readonly strict?: boolean;
  /**
   * Builds like `flux build kustomization --dry-run --in-memory-build`: not strict, without `substituteFrom`, with
   * `.sourceignore` applied to the entries, with owner labels, and with SOPS values masked. `false` when absent.
   */
  readonly dryRun?: boolean;
  /** Whether the Flux Kustomization comes out of a build: the CLI reads only files as YAML 1.1, where a key `yes` is the word `true`. */
  readonly fromBuild?: boolean;
  /** Builds of folders that several Flux Kustomizations share. */
  readonly cache?: BuildCache | undefined;
}

/** The build of one Flux Kustomization. */
export interface FluxBuild extends KustomizeBuild {
  /** The folder in the artifact, joined as the controller does. */
  readonly folder: string;
  /** The kustomize file that was built; `undefined` when the folder does not exist. */
  readonly generated: YamlMap | undefined;
  /** The variables that substitution saw. */
  readonly variables: VariableSet;
  /** Objects that SOPS encrypts: passed through as they stand in Git. */
  readonly encrypted: ReadonlySet<BuiltObject>;
  /** Objects that the controller leaves out without a word, since substitution made a number or a word like `true` of their name. */
  readonly nameless: readonly BuiltObject[];
  /** Objects that the controller leaves out without a word: without an `apiVersion`, or kustomize's own. */
  readonly leftOut: readonly BuiltObject[];
  /** Variables without value and default that became empty texts: the Flux of this build is too old to refuse them. */
  readonly emptied: readonly EmptiedVariable[];
}

/** Builds a Flux Kustomization from the artifact of its source. Never throws; with problems, `objects` is what could be built. */
export function buildFluxKustomization(artifact: SourceTree, kustomization: FluxKustomization, options: FluxBuildOptions): FluxBuild {
  const dryRun = options.dryRun === true;
  const folder = securePath('', kustomization.path?.value ?? '');
  const variables = variablesOf(kustomization, dryRun ? undefined : finderOf(options), dryRun && options.fromBuild !== true);
  if (artifact.kindOf(folder) !== 'directory') {
    const problem = { code: 'path-not-found', message: `the source has no folder \`${folder}\``, span: kustomization.path?.node ?? nameSpan(kustomization) };
    return { folder, generated: undefined, variables, objects: [], problems: [problem], unresolved: [], hits: [], reads: new Set([folder]), secrets: new Set(), encrypted: new Set(), nameless: [], leftOut: [], emptied: [] };
  }
  const legacyPatches = !dryRun && versionOf(kustomization.apiVersion) !== 'v1' && !isAtLeast(options.fluxVersion, [2, 8]);
  const generated = generateKustomization(artifact, folder, kustomization, { filtersEntries: dryRun, legacyPatches });
  const built = buildDirectory(artifact, folder, { kustomizeFile: generated.root, reorder: 'none', isWarm: true, cache: options.cache });
  const steps = new PostBuild(kustomization, variables, options.strict ?? (!dryRun && isAtLeast(options.fluxVersion, [2, 9])), dryRun);
  const objects = steps.run(built.objects);
  return {
    folder,
    generated: generated.root,
    variables,
    objects,
    problems: [...generated.problems, ...built.problems.filter(({ span }) => !generated.problems.some((told) => told.span.file === span.file && told.span.start === span.start)), ...steps.problems],
    unresolved: [...built.unresolved, ...steps.unresolved],
    hits: built.hits,
    secrets: built.secrets,
    reads: new Set([...generated.reads, ...built.reads]),
    encrypted: steps.encrypted,
    nameless: steps.nameless,
    leftOut: steps.leftOut,
    emptied: steps.emptied,
  };
}

function finderOf({ variables }: FluxBuildOptions): FindVariables {
  return (kind, namespace, name) => {
    const root = variables(kind, namespace, name);
    return root === undefined ? { state: 'unknown' } : variableSourceOf(root);
  };
}

/** The steps after kustomize, object by object. */
class PostBuild {
  readonly problems: BuildProblem[] = [];
  readonly unresolved: UnresolvedPart[] = [];
  readonly encrypted = new Set<BuiltObject>();
  readonly nameless: BuiltObject[] = [];
  readonly leftOut: BuiltObject[] = [];
  readonly emptied: EmptiedVariable[] = [];
  readonly #kustomization: FluxKustomization;
  readonly #variables: VariableSet;
  readonly #strict: boolean;
  readonly #dryRun: boolean;

  constructor(kustomization: FluxKustomization, variables: VariableSet, strict: boolean, dryRun: boolean) {
    this.#kustomization = kustomization;
    this.#variables = variables;
    this.#strict = strict;
    this.#dryRun = dryRun;
  }

  run(built: readonly BuiltObject[]): readonly BuiltObject[] {
    const substituted = this.#variables.active ? this.#substituted(built) : built;
    const common = readCommonMetadata(this.#kustomization);
    const owners = this.#dryRun ? ownerLabels(this.#kustomization) : [];
    return substituted.flatMap((object) => {
      const encrypted = object.root.derived(isSopsEncrypted);
      if (this.#dryRun) this.#checkLabels(object.root);
      let root = owners.length === 0 ? object.root : withLabels(object.root, owners);
      if (this.#dryRun) root = this.#masked(root);
      if (!root.derived(isApplied)) {
        if (object.name !== '' && readManifest(root)?.name === undefined) this.nameless.push(withRoot(object, root));
        if (!encrypted && object.name !== '' && isNamed(root)) this.leftOut.push(object);
        return [];
      }
      // An object that is encrypted as a whole has no readable version before the controller decrypts it; the CLI never does.
      if (this.#dryRun || !encrypted) this.#checkVersion(root);
      if (common !== undefined) root = withCommonMetadata(root, common);
      const result = withRoot(object, root);
      if (encrypted) this.#mark(result);
      return [result];
    });
  }

  /** Substitutes in order; an object that takes another one's identity fails, as replacing it in kustomize's list does. */
  #substituted(built: readonly BuiltObject[]): readonly BuiltObject[] {
    if (!built.every(({ root }) => optsOutOfSubstitution(root))) this.problems.push(...this.#variables.problems);
    const ids = new Map<string, number>();
    for (const { root } of built) ids.set(idOf(root), (ids.get(idOf(root)) ?? 0) + 1);
    return built.map((object) => {
      const { root, problem, unresolved, emptied } = optsOutOfSubstitution(object.root)
        ? { root: object.root, problem: undefined, unresolved: [], emptied: [] }
        : substituteObject(object.root, this.#variables, this.#strict);
      if (problem !== undefined) this.problems.push(problem);
      this.unresolved.push(...unresolved);
      this.emptied.push(...emptied);
      const result = withRoot(object, root);
      const before = idOf(object.root);
      const after = idOf(root);
      if (before === after) return result;
      ids.set(before, (ids.get(before) ?? 1) - 1);
      const count = (ids.get(after) ?? 0) + 1;
      ids.set(after, count);
      if (count > 1) this.problems.push({ code: 'substitution-duplicate', message: `after substitution there are two objects ${isNamed(root) ? describe(result) : `of kind ${textOf(root.get('kind')) || 'nothing'} without a name`}`, span: root.get('metadata', 'name') ?? object.origin });
      return result;
    });
  }

  /** The reader of built objects finds no kind where the version has more than one slash (apimachinery `Unstructured.GroupVersionKind`). */
  #checkVersion(root: YamlMap): void {
    const version = root.derived(malformedVersion);
    if (version !== undefined) this.problems.push({ code: 'api-version-malformed', message: '`apiVersion` must be `GROUP/VERSION` or `VERSION`, and this has more than one `/`', span: version });
  }

  #checkLabels(root: YamlMap): void {
    const labels = root.get('metadata', 'labels');
    if (labels !== undefined && labels.kind !== 'map' && !isNull(labels)) this.problems.push({ code: 'labels-no-map', message: '`labels` must be a mapping, or no label of Flux can be set', span: labels });
  }

  #masked(root: YamlMap): YamlMap {
    const masked = maskSopsData(root);
    if (masked.problem !== undefined) this.problems.push(masked.problem);
    return masked.root;
  }

  #mark(object: BuiltObject): void {
    this.encrypted.add(object);
    this.unresolved.push({ reason: 'encrypted', what: describe(object), span: object.origin });
  }
}

function malformedVersion(root: YamlMap): YamlNode | undefined {
  const version = readString(root, 'apiVersion');
  return version !== undefined && version.value.split('/').length > 2 ? version.node : undefined;
}

/** What the controller takes from the build's YAML: named objects that are not kustomize's own files (fluxcd/pkg ssa/utils `ReadObjects`). */
function isApplied(root: YamlMap): boolean {
  const manifest = readManifest(root);
  if (manifest?.name === undefined) return false;
  return !(manifest.kind.toLowerCase() === 'kustomization' && groupOf(manifest.apiVersion) === 'kustomize.config.k8s.io');
}

/** Whether an object has a kind and a name as written. */
function isNamed(root: YamlMap): boolean {
  return readString(root, 'kind') !== undefined && readString(root, 'metadata', 'name') !== undefined;
}

function withRoot(object: BuiltObject, root: YamlMap): BuiltObject {
  if (root === object.root) return object;
  const manifest = readManifest(root);
  if (manifest === undefined) return { ...object, root };
  return { root, apiVersion: manifest.apiVersion, kind: manifest.kind, name: manifest.name?.value ?? object.name, namespace: manifest.namespace?.value, origin: object.origin };
}

/** An object's identity as kustomize takes it: by what is written, be it a text, a number or nothing (kustomize api/resource/resource.go `CurId`). */
function idOf(root: YamlMap): string {
  const text = (...path: string[]): string => {
    const node = root.get(...path);
    return node === undefined || isNull(node) ? '' : textOf(node);
  };
  return `${text('apiVersion')}|${text('kind')}|${text('metadata', 'namespace') || 'default'}|${text('metadata', 'name')}`;
}

function describe({ kind, namespace, name }: BuiltObject): string {
  return `${kind} \`${namespace === undefined ? name : `${namespace}/${name}`}\``;
}
