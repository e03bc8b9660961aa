/** Which apiVersion of which Flux and Flagger kind is served by which Flux minor version: config/crd/bases of the controllers at the tags that fluxcd/flux2 manifests/bases name, v0.6.0 to v2.9.0. */
import type { FluxVersion } from './fluxVersion.ts';

/** A version that a Flux release took away: it is served below `removedIn`. */
interface RemovedVersion {
  readonly version: string;
  readonly removedIn: FluxVersion;
  /** The Flux minor that first served it; left out where every version to be met has it. */
  readonly since?: FluxVersion;
}

interface ApiHistory {
  readonly kinds: readonly string[];
  /** The version to write today. */
  readonly current: string;
  /** The Flux minor that first served it; older ones know only removed versions. */
  readonly since: FluxVersion;
  readonly removed: readonly RemovedVersion[];
}

const until27 = (version: string, since?: FluxVersion): RemovedVersion => ({ version, removedIn: [2, 7], ...(since === undefined ? {} : { since }) });
const until28 = (version: string, since: FluxVersion): RemovedVersion => ({ version, removedIn: [2, 8], since });
const until29 = (version: string, since: FluxVersion): RemovedVersion => ({ version, removedIn: [2, 9], since });
const imagesBeforeBeta: readonly RemovedVersion[] = [{ version: 'v1alpha1', removedIn: [0, 37] }, { version: 'v1alpha2', removedIn: [0, 37], since: [0, 13] }, until27('v1beta1', [0, 16])];

const histories: Readonly<Record<string, readonly ApiHistory[]>> = {
  'kustomize.toolkit.fluxcd.io': [{ kinds: ['Kustomization'], current: 'v1', since: [2, 0], removed: [until27('v1beta1'), until28('v1beta2', [0, 18])] }],
  'source.toolkit.fluxcd.io': [
    { kinds: ['GitRepository'], current: 'v1', since: [2, 0], removed: [until27('v1beta1'), until28('v1beta2', [0, 28])] },
    { kinds: ['HelmRepository', 'HelmChart'], current: 'v1', since: [2, 3], removed: [until27('v1beta1'), until28('v1beta2', [0, 28])] },
    { kinds: ['Bucket'], current: 'v1', since: [2, 4], removed: [until27('v1beta1'), until28('v1beta2', [0, 28])] },
    { kinds: ['OCIRepository'], current: 'v1', since: [2, 6], removed: [until28('v1beta2', [0, 32])] },
    { kinds: ['ExternalArtifact'], current: 'v1', since: [2, 7], removed: [] },
  ],
  'helm.toolkit.fluxcd.io': [{ kinds: ['HelmRelease'], current: 'v2', since: [2, 3], removed: [until27('v2beta1'), until28('v2beta2', [2, 2])] }],
  'notification.toolkit.fluxcd.io': [
    { kinds: ['Receiver'], current: 'v1', since: [2, 0], removed: [until27('v1beta1'), until29('v1beta2', [0, 38])] },
    { kinds: ['Alert', 'Provider'], current: 'v1beta3', since: [2, 2], removed: [until27('v1beta1'), until29('v1beta2', [0, 38])] },
  ],
  'image.toolkit.fluxcd.io': [
    { kinds: ['ImageRepository', 'ImagePolicy'], current: 'v1', since: [2, 7], removed: [...imagesBeforeBeta, until29('v1beta2', [0, 40])] },
    { kinds: ['ImageUpdateAutomation'], current: 'v1', since: [2, 7], removed: [...imagesBeforeBeta, until29('v1beta2', [2, 3])] },
  ],
  'source.extensions.fluxcd.io': [{ kinds: ['ArtifactGenerator'], current: 'v1beta1', since: [2, 7], removed: [] }],
  'flagger.app': [{ kinds: ['Canary', 'MetricTemplate', 'AlertProvider'], current: 'v1beta1', since: [0, 0], removed: [{ version: 'v1alpha3', removedIn: [0, 0] }] }],
};

/** What a Flux version says to an apiVersion of a kind. */
export type ApiVersionVerdict =
  /** It is served. */
  | { readonly state: 'served' }
  /** This version or a newer one took it away; `current` is what to write. */
  | { readonly state: 'removed'; readonly in: FluxVersion; readonly current: string }
  /** It came with a newer version than the one judged by. */
  | { readonly state: 'not-yet'; readonly since: FluxVersion }
  /** No Flux version known here served it. */
  | { readonly state: 'unknown'; readonly current: string };

/** Judges an apiVersion; `undefined` for groups and kinds that are not Flux's or Flagger's. */
export function judgeApiVersion(apiVersion: string, kind: string, flux: FluxVersion): ApiVersionVerdict | undefined {
  const [group = '', version = ''] = apiVersion.split('/');
  const history = historyOf(group, kind);
  if (history === undefined) return undefined;
  if (version === history.current) return isAtLeast(flux, history.since) ? { state: 'served' } : { state: 'not-yet', since: history.since };
  const removed = history.removed.find((one) => one.version === version);
  if (removed === undefined) return { state: 'unknown', current: history.current };
  if (isAtLeast(flux, removed.removedIn)) return { state: 'removed', in: removed.removedIn, current: history.current };
  return removed.since === undefined || isAtLeast(flux, removed.since) ? { state: 'served' } : { state: 'not-yet', since: removed.since };
}

/** The apiVersion to write for a kind of a group with a Flux version, such as `kustomize.toolkit.fluxcd.io/v1`; `undefined` for foreign kinds. */
export function preferredApiVersion(group: string, kind: string, flux: FluxVersion): string | undefined {
  const history = historyOf(group, kind);
  if (history === undefined) return undefined;
  if (isAtLeast(flux, history.since)) return `${group}/${history.current}`;
  const newest = history.removed.filter(({ removedIn, since }) => !isAtLeast(flux, removedIn) && (since === undefined || isAtLeast(flux, since))).at(-1);
  return `${group}/${newest?.version ?? history.current}`;
}

/** Whether a version is the other one or newer. */
export function isAtLeast(version: FluxVersion, other: FluxVersion): boolean {
  return version[0] > other[0] || (version[0] === other[0] && version[1] >= other[1]);
}

function historyOf(group: string, kind: string): ApiHistory | undefined {
  return histories[group]?.find(({ kinds }) => kinds.includes(kind));
}
