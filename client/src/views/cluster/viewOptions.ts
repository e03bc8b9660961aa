// What the user wants to see of the cluster: filters, grouping and order of the Cluster view. Plain values that fit into VS Code's storage.
import type { ReadyState } from '../../../../server/src/protocol/clusterFacts.ts';
import { statesWorstFirst } from '../stateSigns.ts';

/** How rows are put together. */
export const groupings = ['owner', 'kind', 'namespace', 'state'] as const;
/** One of these. */
export type Grouping = (typeof groupings)[number];

/** How rows stand below each other. */
export const sortings = ['needFirst', 'name'] as const;
/** One of these. */
export type Sorting = (typeof sortings)[number];

/** The wishes. Empty filters let everything through. */
export interface ClusterViewOptions {
  /** Part of a name, a namespace, a kind or of what a row says; without regard to case. */
  readonly text: string;
  readonly states: readonly ReadyState[];
  readonly namespaces: readonly string[];
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

/** Nothing is hidden, by who applied whom, what needs a person first. */
export const defaultViewOptions: ClusterViewOptions = { text: '', states: [], namespaces: [], grouping: 'owner', sorting: 'needFirst' };

/** Reads stored wishes; what is none of ours becomes the default. */
export function readViewOptions(value: unknown): ClusterViewOptions {
  if (typeof value !== 'object' || value === null) return defaultViewOptions;
  const stored: Readonly<Record<string, unknown>> = { ...value };
  const texts = (key: string): readonly string[] => (Array.isArray(stored[key]) ? stored[key].filter((entry): entry is string => typeof entry === 'string') : []);
  return {
    text: typeof stored['text'] === 'string' ? stored['text'] : '',
    states: statesWorstFirst.filter((state) => texts('states').includes(state)),
    namespaces: texts('namespaces'),
    grouping: groupings.find((known) => known === stored['grouping']) ?? 'owner',
    sorting: sortings.find((known) => known === stored['sorting']) ?? 'needFirst',
  };
}

/** Whether anything is hidden. */
export function isFiltered({ text, states, namespaces }: ClusterViewOptions): boolean {
  return text !== '' || states.length > 0 || namespaces.length > 0;
}

/** What a row offers to the filters. */
export interface Filterable {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: ReadyState;
  /** What the row says behind its name. */
  readonly words: string;
}

/** Whether the filters let it through. */
export function matchesOptions({ text, states, namespaces }: ClusterViewOptions, { kind, namespace, name, state, words }: Filterable): boolean {
  if (states.length > 0 && !states.includes(state)) return false;
  if (namespaces.length > 0 && !namespaces.includes(namespace)) return false;
  return text === '' || `${kind} ${namespace}/${name} ${words}`.toLowerCase().includes(text.toLowerCase());
}

/** The filters in words for the line above the rows: `Filter: "linkerd", failed or waiting, in faces`; empty without any. */
export function filterWords(options: ClusterViewOptions): string {
  if (!isFiltered(options)) return '';
  const { text, states, namespaces } = options;
  const parts = [text === '' ? '' : `"${text}"`, states.join(' or '), namespaces.length === 0 ? '' : `in ${namespaces.join(' or ')}`];
  return `Filter: ${parts.filter((part) => part !== '').join(', ')}`;
}

/** The order of two rows. */
export function compareRows(sorting: Sorting, one: Pick<Filterable, 'name' | 'namespace' | 'state'>, other: Pick<Filterable, 'name' | 'namespace' | 'state'>): number {
  const need = sorting === 'needFirst' ? needOf(one.state) - needOf(other.state) : 0;
  return need || compareTexts(one.name, other.name) || compareTexts(one.namespace, other.namespace);
}

/** Only what needs a person stands above the rest: an object that waits a moment must not make the list jump. */
function needOf(state: ReadyState): number {
  return state === 'stalled' || state === 'failed' ? 0 : state === 'suspended' ? 2 : 1;
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
