/** Structure of kinds of fluxcd/source-controller (v1.9.1, v1.6.2, v1.7.4). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const sourceToolkitKinds: readonly KindStructure[] = [
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    upstream: 'fluxcd/source-controller v1.9.1',
    root: { fields: {
      spec: { required: ['interval', 'url'], added: { provider: '2.4', proxySecretRef: '2.1', serviceAccountName: '2.7', sparseCheckout: '2.6' }, fields: {
        ignore: 'string',
        include: { list: { required: ['repository'], fields: {
          fromPath: 'string',
          repository: { required: ['name'], fields: {
            name: 'string',
          } },
          toPath: 'string',
        } } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'github'] },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        recurseSubmodules: 'boolean',
        ref: { fields: {
          branch: 'string',
          commit: 'string',
          name: 'string',
          semver: 'string',
          tag: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: 'string',
        sparseCheckout: { list: 'string' },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/, default: '60s' },
        url: { type: 'string', pattern: /^(http|https|ssh):\/\/.*$/ },
        verify: { required: ['secretRef'], fields: {
          mode: { type: 'string', enum: ['head', 'HEAD', 'Tag', 'TagAndHEAD'], default: 'HEAD' },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta1',
    kind: 'GitRepository',
    upstream: 'fluxcd/source-controller v1.6.2',
    root: { fields: {
      spec: { required: ['interval', 'url'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        gitImplementation: { type: 'string', enum: ['go-git', 'libgit2'], default: 'go-git' },
        ignore: 'string',
        include: { list: { required: ['repository'], fields: {
          fromPath: 'string',
          repository: { required: ['name'], fields: {
            name: 'string',
          } },
          toPath: 'string',
        } } },
        interval: 'string',
        recurseSubmodules: 'boolean',
        ref: { fields: {
          branch: 'string',
          commit: 'string',
          semver: 'string',
          tag: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', default: '60s' },
        url: { type: 'string', pattern: /^(http|https|ssh):\/\/.*$/ },
        verify: { required: ['mode'], fields: {
          mode: { type: 'string', enum: ['head'] },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
    kind: 'GitRepository',
    upstream: 'fluxcd/source-controller v1.7.4',
    root: { fields: {
      spec: { required: ['interval', 'url'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        gitImplementation: { type: 'string', enum: ['go-git', 'libgit2'], default: 'go-git' },
        ignore: 'string',
        include: { list: { required: ['repository'], fields: {
          fromPath: 'string',
          repository: { required: ['name'], fields: {
            name: 'string',
          } },
          toPath: 'string',
        } } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        recurseSubmodules: 'boolean',
        ref: { fields: {
          branch: 'string',
          commit: 'string',
          name: 'string',
          semver: 'string',
          tag: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/, default: '60s' },
        url: { type: 'string', pattern: /^(http|https|ssh):\/\/.*$/ },
        verify: { required: ['mode', 'secretRef'], fields: {
          mode: { type: 'string', enum: ['head'] },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
    kind: 'OCIRepository',
    upstream: 'fluxcd/source-controller v1.7.4',
    root: { fields: {
      spec: { required: ['interval', 'url'], added: { proxySecretRef: '2.4' }, fields: {
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        ignore: 'string',
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        layerSelector: { fields: {
          mediaType: 'string',
          operation: { type: 'string', enum: ['extract', 'copy'] },
        } },
        provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'gcp'], default: 'generic' },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        ref: { added: { semverFilter: '2.3' }, fields: {
          digest: 'string',
          semver: 'string',
          semverFilter: 'string',
          tag: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: 'string',
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/, default: '60s' },
        url: { type: 'string', pattern: /^oci:\/\/.*$/ },
        verify: { required: ['provider'], added: { matchOIDCIdentity: '2.2' }, fields: {
          matchOIDCIdentity: { list: { required: ['issuer', 'subject'], fields: {
            issuer: 'string',
            subject: 'string',
          } } },
          provider: { type: 'string', enum: ['cosign', 'notation'], default: 'cosign' },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta1',
    kind: 'HelmRepository',
    upstream: 'fluxcd/source-controller v1.6.2',
    root: { fields: {
      spec: { required: ['interval', 'url'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        interval: 'string',
        passCredentials: 'boolean',
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', default: '60s' },
        url: 'string',
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
    kind: 'HelmRepository',
    upstream: 'fluxcd/source-controller v1.7.4',
    root: { fields: {
      spec: { required: ['url'], added: { certSecretRef: '2.1', insecure: '2.2' }, fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        passCredentials: 'boolean',
        provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'gcp'], default: 'generic' },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
        type: { type: 'string', enum: ['default', 'oci'] },
        url: { type: 'string', pattern: /^(http|https|oci):\/\/.*$/ },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta1',
    kind: 'HelmChart',
    upstream: 'fluxcd/source-controller v1.6.2',
    root: { fields: {
      spec: { required: ['chart', 'interval', 'sourceRef'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        chart: 'string',
        interval: 'string',
        reconcileStrategy: { type: 'string', enum: ['ChartVersion', 'Revision'], default: 'ChartVersion' },
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['HelmRepository', 'GitRepository', 'Bucket'] },
          name: 'string',
        } },
        suspend: 'boolean',
        valuesFile: 'string',
        valuesFiles: { list: 'string' },
        version: { type: 'string', default: '*' },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
    kind: 'HelmChart',
    upstream: 'fluxcd/source-controller v1.7.4',
    root: { fields: {
      spec: { required: ['chart', 'interval', 'sourceRef'], added: { ignoreMissingValuesFiles: '2.3' }, fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        chart: 'string',
        ignoreMissingValuesFiles: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        reconcileStrategy: { type: 'string', enum: ['ChartVersion', 'Revision'], default: 'ChartVersion' },
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['HelmRepository', 'GitRepository', 'Bucket'] },
          name: 'string',
        } },
        suspend: 'boolean',
        valuesFile: 'string',
        valuesFiles: { list: 'string' },
        verify: { required: ['provider'], added: { matchOIDCIdentity: '2.2' }, fields: {
          matchOIDCIdentity: { list: { required: ['issuer', 'subject'], fields: {
            issuer: 'string',
            subject: 'string',
          } } },
          provider: { type: 'string', enum: ['cosign', 'notation'], default: 'cosign' },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
        version: { type: 'string', default: '*' },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta1',
    kind: 'Bucket',
    upstream: 'fluxcd/source-controller v1.6.2',
    root: { fields: {
      spec: { required: ['bucketName', 'endpoint', 'interval'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        bucketName: 'string',
        endpoint: 'string',
        ignore: 'string',
        insecure: 'boolean',
        interval: 'string',
        provider: { type: 'string', enum: ['generic', 'aws', 'gcp'], default: 'generic' },
        region: 'string',
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', default: '60s' },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
    kind: 'Bucket',
    upstream: 'fluxcd/source-controller v1.7.4',
    root: { fields: {
      spec: { required: ['bucketName', 'endpoint', 'interval'], added: { certSecretRef: '2.4', prefix: '2.2', proxySecretRef: '2.4', sts: '2.4' }, fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        bucketName: 'string',
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        endpoint: 'string',
        ignore: 'string',
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        prefix: 'string',
        provider: { type: 'string', enum: ['generic', 'aws', 'gcp', 'azure'], default: 'generic' },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        region: 'string',
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        sts: { required: ['endpoint', 'provider'], fields: {
          certSecretRef: { required: ['name'], fields: {
            name: 'string',
          } },
          endpoint: { type: 'string', pattern: /^(http|https):\/\/.*$/ },
          provider: { type: 'string', enum: ['aws', 'ldap'] },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/, default: '60s' },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    upstream: 'fluxcd/source-controller v1.9.1',
    root: { fields: {
      spec: { required: ['url'], fields: {
        accessFrom: { required: ['namespaceSelectors'], fields: {
          namespaceSelectors: { list: { fields: {
            matchLabels: { map: 'string' },
          } } },
        } },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        passCredentials: 'boolean',
        provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'gcp'], default: 'generic' },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
        type: { type: 'string', enum: ['default', 'oci'] },
        url: { type: 'string', pattern: /^(http|https|oci):\/\/.*$/ },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmChart',
    upstream: 'fluxcd/source-controller v1.9.1',
    root: { fields: {
      spec: { required: ['chart', 'interval', 'sourceRef'], fields: {
        chart: 'string',
        ignoreMissingValuesFiles: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        reconcileStrategy: { type: 'string', enum: ['ChartVersion', 'Revision'], default: 'ChartVersion' },
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['HelmRepository', 'GitRepository', 'Bucket'] },
          name: 'string',
        } },
        suspend: 'boolean',
        valuesFiles: { list: 'string' },
        verify: { required: ['provider'], fields: {
          matchOIDCIdentity: { list: { required: ['issuer', 'subject'], fields: {
            issuer: 'string',
            subject: 'string',
          } } },
          provider: { type: 'string', enum: ['cosign', 'notation'], default: 'cosign' },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
        version: { type: 'string', default: '*' },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'Bucket',
    upstream: 'fluxcd/source-controller v1.9.1',
    root: { fields: {
      spec: { required: ['bucketName', 'endpoint', 'interval'], added: { serviceAccountName: '2.7' }, fields: {
        bucketName: 'string',
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        endpoint: 'string',
        ignore: 'string',
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        prefix: 'string',
        provider: { type: 'string', enum: ['generic', 'aws', 'gcp', 'azure'], default: 'generic' },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        region: 'string',
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: 'string',
        sts: { required: ['endpoint', 'provider'], fields: {
          certSecretRef: { required: ['name'], fields: {
            name: 'string',
          } },
          endpoint: { type: 'string', pattern: /^(http|https):\/\/.*$/ },
          provider: { type: 'string', enum: ['aws', 'ldap'] },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/, default: '60s' },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    upstream: 'fluxcd/source-controller v1.9.1',
    root: { fields: {
      spec: { required: ['interval', 'url'], fields: {
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        ignore: 'string',
        insecure: 'boolean',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        layerSelector: { fields: {
          mediaType: 'string',
          operation: { type: 'string', enum: ['extract', 'copy'] },
        } },
        provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'gcp'], default: 'generic' },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        ref: { fields: {
          digest: 'string',
          semver: 'string',
          semverFilter: 'string',
          tag: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: 'string',
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/, default: '60s' },
        url: { type: 'string', pattern: /^oci:\/\/.*$/ },
        verify: { required: ['provider'], added: { trustedRootSecretRef: '2.9' }, fields: {
          matchOIDCIdentity: { list: { required: ['issuer', 'subject'], fields: {
            issuer: 'string',
            subject: 'string',
          } } },
          provider: { type: 'string', enum: ['cosign', 'notation'], default: 'cosign' },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
          trustedRootSecretRef: { required: ['name'], fields: {
            name: 'string',
          } },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'ExternalArtifact',
    upstream: 'fluxcd/source-controller v1.9.1',
    root: { fields: {
      spec: { fields: {
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: 'string',
          name: 'string',
          namespace: 'string',
        } },
      } },
      status: 'any',
    } },
  },
];
