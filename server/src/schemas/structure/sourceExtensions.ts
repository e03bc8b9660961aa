/** Structure of kinds of fluxcd/source-watcher (v2.2.1). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const sourceExtensionsKinds: readonly KindStructure[] = [
  {
    apiVersion: 'source.extensions.fluxcd.io/v1beta1',
    kind: 'ArtifactGenerator',
    upstream: 'fluxcd/source-watcher v2.2.1',
    root: { fields: {
      spec: { required: ['artifacts', 'sources'], added: { commonMetadata: '2.9', pathPattern: '2.9' }, fields: {
        artifacts: { list: { required: ['copy', 'name'], fields: {
          copy: { list: { required: ['from', 'to'], fields: {
            exclude: { list: 'string', max: 100 },
            from: { type: 'string', pattern: /^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)\/(.*)$/, min: 1, max: 1024 },
            strategy: { type: 'string', enum: ['Overwrite', 'Merge', 'Extract'] },
            to: { type: 'string', pattern: /^@(artifact)\/(.*)$/, min: 1, max: 1024 },
          } }, min: 1 },
          name: { type: 'string', min: 1, max: 253 },
          originRevision: { type: 'string', pattern: /^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$/, max: 64 },
          revision: { type: 'string', pattern: /^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$/, max: 64 },
        } }, min: 1, max: 1000 },
        commonMetadata: { fields: {
          annotations: { map: 'string' },
          labels: { map: 'string' },
        } },
        pathPattern: { type: 'string', pattern: /^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)\/(.*)$/, max: 1024 },
        sources: { list: { required: ['alias', 'kind', 'name'], fields: {
          alias: { type: 'string', pattern: /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/, max: 63 },
          kind: { type: 'string', enum: ['Bucket', 'GitRepository', 'OCIRepository', 'HelmChart', 'ExternalArtifact'] },
          name: { type: 'string', pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, max: 253 },
          namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
        } }, min: 1, max: 1000 },
      } },
      status: 'any',
    } },
  },
];
