/** The fields that people set most, in the order in which they write them: what is rarer comes behind, by the alphabet. */

const table: Readonly<Record<string, readonly string[]>> = {
  // The file of kustomize, whose kind need not be written.
  '': ['apiVersion', 'kind', 'resources', 'components', 'namespace', 'patches', 'images', 'configMapGenerator', 'secretGenerator', 'labels', 'namePrefix', 'nameSuffix', 'replacements', 'replicas', 'generatorOptions', 'commonAnnotations'],
  'Kustomization/spec': ['path', 'dependsOn', 'targetNamespace', 'wait', 'timeout', 'retryInterval', 'postBuild', 'patches', 'components', 'healthChecks', 'healthCheckExprs', 'decryption', 'suspend', 'commonMetadata', 'images'],
  'HelmRelease/spec': ['chart', 'chartRef', 'values', 'valuesFrom', 'dependsOn', 'targetNamespace', 'releaseName', 'install', 'upgrade', 'timeout', 'driftDetection', 'postRenderers', 'suspend'],
  'GitRepository/spec': ['ref', 'secretRef', 'ignore', 'timeout', 'include', 'sparseCheckout'],
  'OCIRepository/spec': ['ref', 'layerSelector', 'provider', 'secretRef', 'verify', 'timeout'],
  'HelmRepository/spec': ['type', 'secretRef', 'timeout'],
  'Canary/spec': ['targetRef', 'service', 'analysis', 'provider', 'autoscalerRef', 'ingressRef', 'progressDeadlineSeconds', 'revertOnDeletion'],
  'Canary/spec.analysis': ['interval', 'threshold', 'maxWeight', 'stepWeight', 'stepWeights', 'iterations', 'match', 'metrics', 'webhooks', 'alerts'],
  'Canary/spec.service': ['port', 'targetPort', 'portDiscovery', 'name', 'gatewayRefs', 'hosts', 'gateways', 'match', 'retries', 'timeout'],
};

/** Place of a field among the usual ones of its mapping, from 0; `undefined` for the others. `kind` is empty in a file of kustomize. */
export function usualPlace(kind: string, path: readonly string[], name: string): number | undefined {
  const usual = path.at(-1) === 'metadata' ? ['name', 'namespace', 'labels', 'annotations'] : table[path.length === 0 ? kind : `${kind}/${path.join('.')}`];
  const place = usual?.indexOf(name) ?? -1;
  return place < 0 ? undefined : place;
}
