/** What the structure of its kind says of an object, without what other rules say better. */
import { findStructure } from '../../schemas/catalogue.ts';
import { judgeStructure, type FieldPath, type StructureProblem } from '../../schemas/judgeStructure.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import type { ManifestContext } from '../rule.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';

/** The problems of an object, judged once for all rules. None for kinds and versions whose structure neither we nor a cluster knows. */
export function structureProblems(manifest: Manifest, { structureOf }: Pick<ManifestContext, 'structureOf'>): readonly StructureProblem[] {
  const cache = manifest.root.file.derived(newCache);
  const known = cache.get(manifest.root);
  if (known !== undefined && structureOf === undefined) return known;
  const structure = findStructure(manifest.apiVersion, manifest.kind) ?? structureOf?.(manifest.apiVersion, manifest.kind);
  const problems = structure === undefined ? [] : judgeStructure(manifest.root, structure).filter((problem) => !isSaidElsewhere(manifest.kind, problem));
  // What a cluster tells may change while the object stays.
  if (structureOf === undefined) cache.set(manifest.root, problems);
  return problems;
}

function newCache(): WeakMap<YamlMap, readonly StructureProblem[]> {
  return new WeakMap();
}

/** The fields whose durations `flux/bad-duration` and `canary/bad-duration` judge. */
const durations: readonly RegExp[] = [
  /^spec\.(interval|timeout|retryInterval)$/,
  /^spec\.chart\.spec\.interval$/,
  /^spec\.(install|upgrade|test|rollback|uninstall)\.timeout$/,
  /^spec\.(install|upgrade)\.strategy\.retryInterval$/,
  /^spec\.analysis\.(interval|metrics\.\*\.interval|webhooks\.\*\.timeout)$/,
];

/** Fields that a rule of its own judges, by problem and kind; `*` stands for all kinds. */
const ruled: Readonly<Partial<Record<StructureProblem['kind'], Readonly<Record<string, readonly RegExp[]>>>>> = {
  'unknown-field': {
    // kustomization/holds-kustomize-fields and kustomization/patch-with-path
    Kustomization: [
      /^(resources|bases|components|namespace|name(Prefix|Suffix)|patches|patchesStrategicMerge|patchesJson6902|images|commonLabels|labels|commonAnnotations|configMapGenerator|secretGenerator|generatorOptions|replacements|replicas)$/,
      /^spec\.patches\.\*\.path$/,
    ],
    // canary/match-field-unknown
    Canary: [/^spec\.analysis\.match\.\*\.[^.]+$/],
  },
  // kustomize/patch-malformed
  'missing-field': { Kustomization: [/^spec\.patches\.\*\.patch$/] },
  'bad-value': {
    // kustomization/source-kind-unfit
    Kustomization: [/^spec\.sourceRef\.kind$/],
    // canary/unknown-provider
    Canary: [/^spec\.provider$/],
    // source/url-refused
    GitRepository: [/^spec\.url$/],
    OCIRepository: [/^spec\.url$/],
    HelmRepository: [/^spec\.url$/],
  },
  // kustomization/bad-variable
  'wrong-type': { Kustomization: [/^spec\.postBuild\.substitute\.[^.]+$/] },
  // canary/strategy-unclear, helm/chart-unclear, image/policy-unclear
  'bad-choice': { Canary: [/^spec\.analysis$/], HelmRelease: [/^spec$/], ImagePolicy: [/^spec\.policy$/] },
};

function isSaidElsewhere(kind: string, problem: StructureProblem): boolean {
  const path = pathText(problem.path);
  const isText = (problem.kind === 'bad-value' || problem.kind === 'wrong-type') && problem.node.kind === 'scalar' && problem.node.text !== '';
  if (isText && durations.some((field) => field.test(path))) return true;
  return ruled[problem.kind]?.[kind]?.some((field) => field.test(path)) === true;
}

function pathText(path: FieldPath): string {
  return path.join('.');
}
