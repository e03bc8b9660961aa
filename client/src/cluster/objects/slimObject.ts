// What is kept of built-in objects, of which a cluster has thousands and whose pod specs can hold secret values in their environment.
import { readArray, readObject, readPath, readString, type JsonObject } from '../jsonValue.ts';
import { groupOfApiVersion } from '../servedKind.ts';
import type { ClusterObject } from './clusterObject.ts';

/** The object with what our views read; kinds that are not built-in workloads or Pods stay as they are. */
export function slimObject(object: ClusterObject): ClusterObject {
  const group = groupOfApiVersion(object.apiVersion);
  if (group === '' && object.kind === 'Pod') return withContent(object, { ...slimPodSpec(readObject(object.content, 'spec')), nodeName: readString(object.content, 'spec', 'nodeName') });
  return group === 'apps' ? slimWorkload(object) : object;
}

/** A workload of `apps`: replicas, selector, the images of its template, and the whole status. */
function slimWorkload(object: ClusterObject): ClusterObject {
  const spec = readObject(object.content, 'spec');
  const template = { metadata: { labels: readObject(spec, 'template', 'metadata', 'labels') }, spec: slimPodSpec(readObject(spec, 'template', 'spec')) };
  const kept = { replicas: readPath(spec, 'replicas'), paused: readPath(spec, 'paused'), selector: readPath(spec, 'selector'), progressDeadlineSeconds: readPath(spec, 'progressDeadlineSeconds'), template };
  return withContent(object, Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)));
}

function slimPodSpec(spec: JsonObject): JsonObject {
  const images = (list: string) => readArray(spec, list).map((container) => ({ name: readString(container, 'name'), image: readString(container, 'image') }));
  const initContainers = images('initContainers');
  return { ...(initContainers.length === 0 ? {} : { initContainers }), containers: images('containers') };
}

function withContent(object: ClusterObject, spec: JsonObject): ClusterObject {
  // The copy that `kubectl apply` leaves behind holds everything that is left out here.
  const annotations = Object.fromEntries(Object.entries(object.annotations).filter(([name]) => name !== 'kubectl.kubernetes.io/last-applied-configuration'));
  const metadata: Record<string, unknown> = { ...readObject(object.content, 'metadata'), annotations };
  return { ...object, annotations, content: { ...object.content, metadata, spec } };
}
