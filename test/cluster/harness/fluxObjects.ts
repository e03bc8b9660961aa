// Flux objects as the tests write them: short, with an interval so long that nothing happens by itself.
import type { Json } from './apiClient.ts';

/** A GitRepository on the suite's Git server. */
export function gitRepositoryObject(namespace: string, name: string, url: string): Json {
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { namespace, name }, spec: { interval: '1h', url, ref: { branch: 'main' } } };
}

/** What differs between the Kustomizations of a test. */
export interface KustomizationSpec {
  readonly path: string;
  readonly source: string;
  readonly dependsOn?: readonly string[];
  readonly targetNamespace?: string;
  readonly more?: Json;
}

/** A Flux Kustomization that prunes, waits for health, and gives up after 20 s. */
export function kustomizationObject(namespace: string, name: string, { path, source, dependsOn = [], targetNamespace = namespace, more = {} }: KustomizationSpec): Json {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { namespace, name },
    spec: {
      interval: '1h',
      retryInterval: '1h',
      timeout: '20s',
      path,
      prune: true,
      wait: true,
      targetNamespace,
      sourceRef: { kind: 'GitRepository', name: source },
      ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map((dependency) => ({ name: dependency })) }),
      ...more,
    },
  };
}

/** A ConfigMap as a file. */
export function configMapFile(name: string, value: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: "${value}"\n`;
}
