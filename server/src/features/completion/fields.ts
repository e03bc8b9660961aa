/** Fields that can be written at a place: the required ones first, without those that are there or do not fit beside them. */
import { isAtLeast } from '../../flux/apiVersions.ts';
import { parseFluxVersion } from '../../flux/fluxVersion.ts';
import { nodesAt } from '../../graph/queries.ts';
import { describeField, typeName, type FieldDescription } from '../../schemas/describeField.ts';
import { asScalar, structureAt, type FieldsStructure, type Structure } from '../../schemas/structure.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { fieldMarkdown } from '../fieldHover.ts';
import { schemaAt } from '../schemaHelp.ts';
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import type { Proposal } from './proposal.ts';
import { documentHead, keyContext, type KeyContext } from './cursorContext.ts';
import { usualPlace } from './usualFields.ts';

/** Proposals where a key can stand. */
export function completeFields(snapshot: Snapshot, file: TextFile, offset: number): readonly Proposal[] {
  const context = keyContext(file, offset);
  const schema = context === undefined ? undefined : schemaAt(file, offset, snapshot);
  if (context === undefined || schema === undefined) return [];
  const at = structureAt(schema.root, context.parents);
  const isNewItem = typeof at === 'object' && 'list' in at;
  const mapping = isNewItem ? at.list : at;
  if (typeof mapping !== 'object' || !('fields' in mapping)) return [];
  const path = isNewItem ? [...context.parents, '*'] : context.parents;
  const present = isNewItem ? new Set<string>() : context.present;
  const installed = installedFlux(snapshot, file, offset);
  const isKustomizeFile = isKustomizeFileName(file.path) && !(documentHead(file, offset).get('apiVersion') ?? '').startsWith('kustomize.toolkit.fluxcd.io/');
  const kind = isKustomizeFile ? '' : (documentHead(file, offset).get('kind') ?? '');
  const proposals = Object.keys(mapping.fields).flatMap((name) => {
    const field = describeField(schema, [...path, name]);
    const isLater = field?.since !== undefined && installed !== undefined && !isAtLeast(installed, parseFluxVersion(field.since) ?? installed);
    if (field === undefined || isLater || present.has(name) || isForTheServer(name, path) || isExcluded(name, mapping, present)) return [];
    return [proposalOf(field, context, isNewItem ? '- ' : '', usualPlace(kind, path, name))];
  });
  return proposals.toSorted((a, b) => a.order - b.order);
}

/** What must be there, then what is usual, then the rest, and at the end what is going. */
const firstPlaces = { required: 0, usual: 10, other: 100, deprecated: 200 } as const;

function proposalOf(field: FieldDescription, { replace, hasColon, indent }: KeyContext, dash: string, usual: number | undefined): Proposal {
  const insert = hasColon ? field.name : `${dash}${field.name}:${valueStart(field.structure, indent + dash.length)}`;
  return {
    label: field.name,
    detail: `${typeName(field.structure)}${field.required ? ', required' : ''}`,
    documentation: fieldMarkdown(field),
    insert,
    replace,
    kind: 'field',
    order: field.required ? firstPlaces.required : field.text.startsWith('Deprecated') ? firstPlaces.deprecated : usual === undefined ? firstPlaces.other : firstPlaces.usual + usual,
    ...(hasColon ? {} : { continues: true }),
  };
}

/** What follows the colon: a space, or the beginning of a deeper line. */
function valueStart(structure: Structure, indent: number): string {
  if (asScalar(structure) !== undefined) return ' ';
  const isList = typeof structure === 'object' && 'list' in structure;
  return `\n${' '.repeat(indent + 2)}${isList ? '- ' : ''}`;
}

/** Fields that the server or a controller writes. */
function isForTheServer(name: string, path: readonly string[]): boolean {
  if (path.length === 0) return name === 'status';
  return path.length === 1 && path[0] === 'metadata' && !['name', 'namespace', 'labels', 'annotations', 'generateName', 'finalizers'].includes(name);
}

/** Whether another alternative is taken already. */
function isExcluded(name: string, { exactlyOne = [] }: FieldsStructure, present: ReadonlySet<string>): boolean {
  const others = exactlyOne.filter((fields) => !fields.includes(name));
  return others.length < exactlyOne.length && others.some((fields) => fields.some((field) => present.has(field)));
}

/** The Flux version that the cluster of an object declares. */
function installedFlux(snapshot: Snapshot, file: TextFile, offset: number): readonly [number, number] | undefined {
  const [found] = nodesAt(snapshot.graph, file.uri, offset);
  const declared = (found?.cluster ?? (snapshot.graph.clusters.length === 1 ? snapshot.graph.clusters[0] : undefined))?.fluxVersion;
  return declared === undefined ? undefined : parseFluxVersion(declared);
}
