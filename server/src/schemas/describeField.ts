/** What can be said about a field of a kind: our words, its type, its default, whether it must be given. */
import { findStructure } from './catalogue.ts';
import { asScalar, defaultOf, fieldsWithin, structureAt, type FieldsStructure, type Structure } from './structure.ts';
import type { FieldPath } from './judgeStructure.ts';
import { headWords, namedWords } from './words/common.ts';
import type { FieldWord, FieldWords } from './words/fieldWords.ts';
import { serverWords, sharedWords } from './words/sharedFields.ts';
import { alertProviderWords, canaryWords, metricTemplateWords } from './words/flagger.ts';
import { fluxInstanceWords, httpRouteWords, inputProviderWords, resourceSetWords, trafficSplitWords } from './words/fluxOperator.ts';
import { helmReleaseWords } from './words/helmToolkit.ts';
import { fluxKustomizationWords } from './words/kustomizeToolkit.ts';
import { alertWords, imagePolicyWords, imageRepositoryWords, imageUpdateAutomationWords, providerWords, receiverWords } from './words/notificationToolkit.ts';
import { artifactGeneratorWords, bucketWords, externalArtifactWords, gitRepositoryWords, helmChartWords, helmRepositoryWords, ociRepositoryWords } from './words/sourceToolkit.ts';

/** Our words by kind. Kinds of one name in several groups have one table. */
export const wordsOfKinds: Readonly<Record<string, FieldWords>> = {
  Kustomization: fluxKustomizationWords,
  GitRepository: gitRepositoryWords,
  OCIRepository: ociRepositoryWords,
  HelmRepository: helmRepositoryWords,
  HelmChart: helmChartWords,
  Bucket: bucketWords,
  ExternalArtifact: externalArtifactWords,
  ArtifactGenerator: artifactGeneratorWords,
  HelmRelease: helmReleaseWords,
  Provider: providerWords,
  Alert: alertWords,
  Receiver: receiverWords,
  ImageRepository: imageRepositoryWords,
  ImagePolicy: imagePolicyWords,
  ImageUpdateAutomation: imageUpdateAutomationWords,
  FluxInstance: fluxInstanceWords,
  ResourceSet: resourceSetWords,
  ResourceSetInputProvider: inputProviderWords,
  Canary: canaryWords,
  MetricTemplate: metricTemplateWords,
  AlertProvider: alertProviderWords,
  HTTPRoute: httpRouteWords,
  TrafficSplit: trafficSplitWords,
};

/** A field and all that is known of it. */
export interface FieldDescription {
  readonly name: string;
  readonly structure: Structure;
  /** Our words; empty where we have none. */
  readonly text: string;
  /** What holds where the field is not written: a value, or words. */
  readonly default: string | undefined;
  readonly required: boolean;
  /** Flux minor that brought it, where it is younger than its API version. */
  readonly since: string | undefined;
}

/** Structure of a whole object with the words about it. */
export interface DescribedStructure {
  readonly root: FieldsStructure;
  readonly words: readonly FieldWords[];
}

/** Structure and words of a kind; `undefined` where the structure is not known. */
export function findDescribed(apiVersion: string, kind: string): DescribedStructure | undefined {
  const root = findStructure(apiVersion, kind);
  const own = wordsOfKinds[kind];
  return root === undefined ? undefined : { root, words: own === undefined ? [headWords] : [own, headWords] };
}

/** Describes the field at a path of keys (`*` for items); `undefined` for what is no named field. */
export function describeField({ root, words }: DescribedStructure, path: FieldPath): FieldDescription | undefined {
  const name = path.at(-1);
  const parent = fieldsWithin(structureAt(root, path.slice(0, -1)));
  const structure = name === undefined || name === '*' ? undefined : structureAt(root, path);
  if (name === undefined || structure === undefined || parent?.fields[name] !== structure) return undefined;
  const word = findWord(path.filter((key) => key !== '*'), words);
  return {
    name,
    structure,
    text: word?.text ?? '',
    default: word?.default ?? printDefault(structure),
    required: parent.required?.includes(name) === true && defaultOf(structure) === undefined,
    since: parent.added?.[name],
  };
}

function findWord(path: readonly string[], tables: readonly FieldWords[]): FieldWord | undefined {
  const full = path.join('.');
  // `secretRef.name` says more than `name` would.
  const named = [path.slice(-2).join('.'), path.at(-1) ?? ''];
  const found = [...tables, serverWords].map((words) => own(words, full)).find((word) => word !== undefined) ?? named.flatMap((key) => [own(namedWords, key), own(sharedWords, key)]).find((word) => word !== undefined);
  return typeof found === 'string' ? { text: found } : found;
}

function own(words: FieldWords, key: string): string | FieldWord | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

function printDefault(structure: Structure): string | undefined {
  const value = defaultOf(structure);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : value === '' ? '""' : String(value);
}

/** What a value of a structure is, in a word or two: `text`, `list of mappings`. */
export function typeName(structure: Structure): string {
  const scalar = asScalar(structure);
  if (scalar !== undefined) return scalarNames[scalar.type];
  if (typeof structure === 'object' && 'list' in structure) return `list of ${plural(structure.list)}`;
  return typeof structure === 'object' && 'map' in structure ? `mapping to ${plural(structure.map)}` : 'mapping';
}

const scalarNames = { string: 'text', boolean: 'true or false', integer: 'whole number', number: 'number', 'int-or-string': 'whole number or text', any: 'anything' } as const;

function plural(structure: Structure): string {
  const scalar = asScalar(structure);
  if (scalar === undefined) return typeof structure === 'object' && 'list' in structure ? 'lists' : 'mappings';
  return { string: 'texts', boolean: 'true or false', integer: 'whole numbers', number: 'numbers', 'int-or-string': 'whole numbers or texts', any: 'anything' }[scalar.type];
}
