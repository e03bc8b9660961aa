// A live source (GitRepository, OCIRepository, Bucket, HelmRepository, HelmChart, ExternalArtifact) as a typed view.
import type { FluxSourceKind } from '../../../../server/src/protocol/clusterFacts.ts';
import { readObject, readString } from '../jsonValue.ts';
import type { ClusterObject } from './clusterObject.ts';
import type { SourceReference } from './fluxKustomization.ts';
import { readReconciledObject, readReference, type ReconciledObject } from './reconciledObject.ts';

/** A live source. */
export interface LiveFluxSource extends ReconciledObject {
  readonly sourceKind: FluxSourceKind;
  /** spec.url, or the bucket's name; empty for charts. */
  readonly url: string;
  /** spec.type of a HelmRepository: `default` or `oci`; empty otherwise. */
  readonly repositoryType: string;
  /** Whether no controller ever looks at it: HelmRepositories of type oci have no status at all. */
  readonly isStatic: boolean;
  /** status.artifact.revision verbatim; empty while there is none. */
  readonly revision: string;
  /** status.artifact.lastUpdateTime (RFC 3339), or empty. */
  readonly fetchedAt: string;
  /** The source that a HelmChart takes its chart from. */
  readonly chartSource: SourceReference | undefined;
}

const sourceKinds: readonly FluxSourceKind[] = ['GitRepository', 'OCIRepository', 'Bucket', 'HelmRepository', 'HelmChart', 'ExternalArtifact'];

/** Whether a kind's name is one of the source kinds. */
export function isFluxSourceKind(kind: string): kind is FluxSourceKind {
  return sourceKinds.some((known) => known === kind);
}

/** Reads the view. */
export function readFluxSource(object: ClusterObject): LiveFluxSource {
  const { content, kind } = object;
  const artifact = readObject(content, 'status', 'artifact');
  const repositoryType = readString(content, 'spec', 'type');
  const chartSource = readObject(content, 'spec', 'sourceRef');
  return {
    ...readReconciledObject(object),
    sourceKind: isFluxSourceKind(kind) ? kind : 'ExternalArtifact',
    url: readString(content, 'spec', 'url') || readString(content, 'spec', 'bucketName'),
    repositoryType,
    isStatic: kind === 'HelmRepository' && repositoryType === 'oci',
    revision: readString(artifact, 'revision'),
    fetchedAt: readString(artifact, 'lastUpdateTime'),
    // Flux: a chart's source is always in the chart's own namespace.
    chartSource: kind === 'HelmChart' ? { ...readReference(chartSource, object.namespace), kind: readString(chartSource, 'kind'), namespace: object.namespace } : undefined,
  };
}
