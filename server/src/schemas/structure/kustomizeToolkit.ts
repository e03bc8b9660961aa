/** Structure of kinds of fluxcd/kustomize-controller (v1.9.4, v1.6.1, v1.7.3). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const kustomizeToolkitKinds: readonly KindStructure[] = [
  {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    upstream: 'fluxcd/kustomize-controller v1.9.4',
    root: { fields: {
      spec: { required: ['interval', 'prune', 'sourceRef'], added: { buildMetadata: '2.9', deletionPolicy: '2.5', healthCheckExprs: '2.5', ignore: '2.9', ignoreMissingComponents: '2.7', namePrefix: '2.3', nameSuffix: '2.3' }, fields: {
        buildMetadata: { list: { type: 'string', enum: ['originAnnotations', 'transformerAnnotations'] } },
        commonMetadata: { fields: {
          annotations: { map: 'string' },
          labels: { map: 'string' },
        } },
        components: { list: 'string' },
        decryption: { required: ['provider'], added: { serviceAccountName: '2.6' }, fields: {
          provider: { type: 'string', enum: ['sops'] },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
          serviceAccountName: 'string',
        } },
        deletionPolicy: { type: 'string', enum: ['MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan'] },
        dependsOn: { list: { required: ['name'], added: { readyExpr: '2.7' }, fields: {
          name: 'string',
          namespace: 'string',
          readyExpr: 'string',
        } } },
        force: { type: 'boolean', default: false },
        healthCheckExprs: { list: { required: ['apiVersion', 'current'], fields: {
          apiVersion: 'string',
          current: 'string',
          failed: 'string',
          inProgress: 'string',
          kind: 'string',
        } } },
        healthChecks: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: 'string',
          name: 'string',
          namespace: 'string',
        } } },
        ignore: { list: { required: ['paths'], fields: {
          paths: { list: 'string' },
          target: { fields: {
            annotationSelector: 'string',
            group: 'string',
            kind: 'string',
            labelSelector: 'string',
            name: 'string',
            namespace: 'string',
            version: 'string',
          } },
        } } },
        ignoreMissingComponents: 'boolean',
        images: { list: { required: ['name'], fields: {
          digest: 'string',
          name: 'string',
          newName: 'string',
          newTag: 'string',
        } } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        kubeConfig: { added: { configMapRef: '2.7' }, fields: {
          configMapRef: { required: ['name'], fields: {
            name: 'string',
          } },
          secretRef: { required: ['name'], fields: {
            key: 'string',
            name: 'string',
          } },
        } },
        namePrefix: { type: 'string', min: 1, max: 200 },
        nameSuffix: { type: 'string', min: 1, max: 200 },
        patches: { list: { required: ['patch'], fields: {
          patch: 'string',
          target: { fields: {
            annotationSelector: 'string',
            group: 'string',
            kind: 'string',
            labelSelector: 'string',
            name: 'string',
            namespace: 'string',
            version: 'string',
          } },
        } } },
        path: 'string',
        postBuild: { added: { substituteStrategy: '2.9' }, fields: {
          substitute: { map: 'string' },
          substituteFrom: { list: { required: ['kind', 'name'], fields: {
            kind: { type: 'string', enum: ['Secret', 'ConfigMap'] },
            name: { type: 'string', min: 1, max: 253 },
            optional: { type: 'boolean', default: false },
          } } },
          substituteStrategy: { type: 'string', enum: ['WithVariables', 'Always'] },
        } },
        prune: 'boolean',
        retryInterval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        serviceAccountName: 'string',
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['OCIRepository', 'GitRepository', 'Bucket', 'ExternalArtifact'] },
          name: 'string',
          namespace: 'string',
        } },
        suspend: 'boolean',
        targetNamespace: { type: 'string', min: 1, max: 63 },
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        wait: 'boolean',
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta1',
    kind: 'Kustomization',
    upstream: 'fluxcd/kustomize-controller v1.6.1',
    root: { fields: {
      spec: { required: ['interval', 'prune', 'sourceRef'], fields: {
        decryption: { required: ['provider'], fields: {
          provider: { type: 'string', enum: ['sops'] },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
        dependsOn: { list: { required: ['name'], fields: {
          name: 'string',
          namespace: 'string',
        } } },
        force: { type: 'boolean', default: false },
        healthChecks: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: 'string',
          name: 'string',
          namespace: 'string',
        } } },
        images: { list: { required: ['name'], fields: {
          digest: 'string',
          name: 'string',
          newName: 'string',
          newTag: 'string',
        } } },
        interval: 'string',
        kubeConfig: { required: ['secretRef'], fields: {
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
        patches: { list: { required: ['patch'], fields: {
          patch: 'string',
          target: { fields: {
            annotationSelector: 'string',
            group: 'string',
            kind: 'string',
            labelSelector: 'string',
            name: 'string',
            namespace: 'string',
            version: 'string',
          } },
        } } },
        patchesJson6902: { list: { required: ['patch', 'target'], fields: {
          patch: { list: { required: ['op', 'path'], fields: {
            from: 'string',
            op: { type: 'string', enum: ['test', 'remove', 'add', 'replace', 'move', 'copy'] },
            path: 'string',
            value: 'any',
          } } },
          target: { fields: {
            annotationSelector: 'string',
            group: 'string',
            kind: 'string',
            labelSelector: 'string',
            name: 'string',
            namespace: 'string',
            version: 'string',
          } },
        } } },
        patchesStrategicMerge: { list: 'any' },
        path: 'string',
        postBuild: { fields: {
          substitute: { map: 'string' },
          substituteFrom: { list: { required: ['kind', 'name'], fields: {
            kind: { type: 'string', enum: ['Secret', 'ConfigMap'] },
            name: { type: 'string', min: 1, max: 253 },
          } } },
        } },
        prune: 'boolean',
        retryInterval: 'string',
        serviceAccountName: 'string',
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['GitRepository', 'Bucket'] },
          name: 'string',
          namespace: 'string',
        } },
        suspend: 'boolean',
        targetNamespace: { type: 'string', min: 1, max: 63 },
        timeout: 'string',
        validation: { type: 'string', enum: ['none', 'client', 'server'] },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta2',
    kind: 'Kustomization',
    upstream: 'fluxcd/kustomize-controller v1.7.3',
    root: { fields: {
      spec: { required: ['interval', 'prune', 'sourceRef'], fields: {
        commonMetadata: { fields: {
          annotations: { map: 'string' },
          labels: { map: 'string' },
        } },
        components: { list: 'string' },
        decryption: { required: ['provider'], fields: {
          provider: { type: 'string', enum: ['sops'] },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
        dependsOn: { list: { required: ['name'], fields: {
          name: 'string',
          namespace: 'string',
        } } },
        force: { type: 'boolean', default: false },
        healthChecks: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: 'string',
          name: 'string',
          namespace: 'string',
        } } },
        images: { list: { required: ['name'], fields: {
          digest: 'string',
          name: 'string',
          newName: 'string',
          newTag: 'string',
        } } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        kubeConfig: { added: { configMapRef: '2.7' }, fields: {
          configMapRef: { required: ['name'], fields: {
            name: 'string',
          } },
          secretRef: { required: ['name'], fields: {
            key: 'string',
            name: 'string',
          } },
        } },
        patches: { list: { required: ['patch'], fields: {
          patch: 'string',
          target: { fields: {
            annotationSelector: 'string',
            group: 'string',
            kind: 'string',
            labelSelector: 'string',
            name: 'string',
            namespace: 'string',
            version: 'string',
          } },
        } } },
        patchesJson6902: { list: { required: ['patch', 'target'], fields: {
          patch: { list: { required: ['op', 'path'], fields: {
            from: 'string',
            op: { type: 'string', enum: ['test', 'remove', 'add', 'replace', 'move', 'copy'] },
            path: 'string',
            value: 'any',
          } } },
          target: { fields: {
            annotationSelector: 'string',
            group: 'string',
            kind: 'string',
            labelSelector: 'string',
            name: 'string',
            namespace: 'string',
            version: 'string',
          } },
        } } },
        patchesStrategicMerge: { list: 'any' },
        path: 'string',
        postBuild: { fields: {
          substitute: { map: 'string' },
          substituteFrom: { list: { required: ['kind', 'name'], fields: {
            kind: { type: 'string', enum: ['Secret', 'ConfigMap'] },
            name: { type: 'string', min: 1, max: 253 },
            optional: { type: 'boolean', default: false },
          } } },
        } },
        prune: 'boolean',
        retryInterval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        serviceAccountName: 'string',
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['OCIRepository', 'GitRepository', 'Bucket'] },
          name: 'string',
          namespace: 'string',
        } },
        suspend: 'boolean',
        targetNamespace: { type: 'string', min: 1, max: 63 },
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        validation: { type: 'string', enum: ['none', 'client', 'server'] },
        wait: 'boolean',
      } },
      status: 'any',
    } },
  },
];
