/** Structure of kinds of fluxcd/image-reflector-controller (v0.35.2, v1.1.2, v1.2.0). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const imageReflectorKinds: readonly KindStructure[] = [
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1beta1',
    kind: 'ImageRepository',
    upstream: 'fluxcd/image-reflector-controller v0.35.2',
    root: { fields: {
      spec: { required: ['image', 'interval'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        exclusionList: { list: 'string' },
        image: 'string',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: { type: 'string', max: 253 },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1beta2',
    kind: 'ImageRepository',
    upstream: 'fluxcd/image-reflector-controller v1.1.2',
    root: { fields: {
      spec: { required: ['image', 'interval'], added: { insecure: '2.2', proxySecretRef: '2.4' }, fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        exclusionList: { list: 'string', max: 25, default: ['^.*\\.sig$'] },
        image: 'string',
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'gcp'], default: 'generic' },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: { type: 'string', max: 253 },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1beta1',
    kind: 'ImagePolicy',
    upstream: 'fluxcd/image-reflector-controller v0.35.2',
    root: { fields: {
      spec: { required: ['imageRepositoryRef', 'policy'], fields: {
        filterTags: { fields: {
          extract: 'string',
          pattern: 'string',
        } },
        imageRepositoryRef: { required: ['name'], fields: {
          name: 'string',
          namespace: 'string',
        } },
        policy: { fields: {
          alphabetical: { fields: {
            order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
          } },
          numerical: { fields: {
            order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
          } },
          semver: { required: ['range'], fields: {
            range: 'string',
          } },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1beta2',
    kind: 'ImagePolicy',
    upstream: 'fluxcd/image-reflector-controller v1.1.2',
    root: { fields: {
      spec: { required: ['imageRepositoryRef', 'policy'], added: { digestReflectionPolicy: '2.6', interval: '2.6', suspend: '2.7' }, fields: {
        digestReflectionPolicy: { type: 'string', enum: ['Always', 'IfNotPresent', 'Never'], default: 'Never' },
        filterTags: { fields: {
          extract: 'string',
          pattern: 'string',
        } },
        imageRepositoryRef: { required: ['name'], fields: {
          name: 'string',
          namespace: 'string',
        } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        policy: { fields: {
          alphabetical: { fields: {
            order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
          } },
          numerical: { fields: {
            order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
          } },
          semver: { required: ['range'], fields: {
            range: 'string',
          } },
        } },
        suspend: 'boolean',
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageRepository',
    upstream: 'fluxcd/image-reflector-controller v1.2.0',
    root: { fields: {
      spec: { required: ['image', 'interval'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        exclusionList: { list: 'string', max: 25, default: ['^.*\\.sig$'] },
        image: 'string',
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'gcp'], default: 'generic' },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: { type: 'string', max: 253 },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImagePolicy',
    upstream: 'fluxcd/image-reflector-controller v1.2.0',
    root: { fields: {
      spec: { required: ['imageRepositoryRef', 'policy'], fields: {
        digestReflectionPolicy: { type: 'string', enum: ['Always', 'IfNotPresent', 'Never'], default: 'Never' },
        filterTags: { fields: {
          extract: 'string',
          pattern: 'string',
        } },
        imageRepositoryRef: { required: ['name'], fields: {
          name: 'string',
          namespace: 'string',
        } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        policy: { fields: {
          alphabetical: { fields: {
            order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
          } },
          numerical: { fields: {
            order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
          } },
          semver: { required: ['range'], fields: {
            range: 'string',
          } },
        } },
        suspend: 'boolean',
      } },
      status: 'any',
    } },
  },
];
