/** Structure of kinds of controlplaneio-fluxcd/flux-operator (v0.58.1). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const fluxOperatorKinds: readonly KindStructure[] = [
  {
    apiVersion: 'fluxcd.controlplane.io/v1',
    kind: 'FluxInstance',
    upstream: 'controlplaneio-fluxcd/flux-operator v0.58.1',
    root: { fields: {
      spec: { required: ['distribution'], fields: {
        cluster: { fields: {
          domain: { type: 'string', default: 'cluster.local' },
          multitenant: { type: 'boolean', default: false },
          multitenantWorkloadIdentity: { type: 'boolean', default: false },
          networkPolicy: { type: 'boolean', default: true },
          objectLevelWorkloadIdentity: 'boolean',
          size: { type: 'string', enum: ['small', 'medium', 'large'] },
          tenantDefaultDecryptionServiceAccount: 'string',
          tenantDefaultKubeConfigServiceAccount: 'string',
          tenantDefaultServiceAccount: 'string',
          type: { type: 'string', enum: ['kubernetes', 'openshift', 'aws', 'azure', 'gcp'], default: 'kubernetes' },
        } },
        commonMetadata: { fields: {
          annotations: { map: 'string' },
          labels: { map: 'string' },
        } },
        components: { list: { type: 'string', enum: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller', 'image-reflector-controller', 'image-automation-controller', 'source-watcher'] } },
        distribution: { required: ['registry', 'version'], fields: {
          artifact: { type: 'string', pattern: /^oci:\/\/.*$/ },
          artifactPullSecret: 'string',
          imagePullSecret: 'string',
          registry: 'string',
          variant: { type: 'string', enum: ['upstream-alpine', 'enterprise-alpine', 'enterprise-distroless', 'enterprise-distroless-fips'] },
          version: 'string',
        } },
        kustomize: { fields: {
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
        } },
        migrateResources: { type: 'boolean', default: true },
        sharding: { required: ['shards'], fields: {
          key: { type: 'string', default: 'sharding.fluxcd.io/key' },
          shards: { list: 'string', min: 1 },
          storage: { type: 'string', enum: ['ephemeral', 'persistent'] },
        } },
        storage: { required: ['class', 'size'], fields: {
          class: 'string',
          size: 'string',
        } },
        sync: { required: ['kind', 'path', 'ref', 'url'], fields: {
          interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, default: '1m' },
          kind: { type: 'string', enum: ['OCIRepository', 'GitRepository', 'Bucket'] },
          name: { type: 'string', max: 63 },
          path: 'string',
          provider: { type: 'string', enum: ['generic', 'aws', 'azure', 'gcp', 'github'] },
          pullSecret: 'string',
          ref: 'string',
          url: 'string',
        } },
        wait: { type: 'boolean', default: true },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'fluxcd.controlplane.io/v1',
    kind: 'FluxReport',
    upstream: 'controlplaneio-fluxcd/flux-operator v0.58.1',
    root: { fields: {
      spec: { required: ['distribution'], fields: {
        cluster: { required: ['platform', 'serverVersion'], fields: {
          nodes: 'integer',
          platform: 'string',
          serverVersion: 'string',
        } },
        components: { list: { required: ['image', 'name', 'ready', 'status'], fields: {
          image: 'string',
          name: 'string',
          ready: 'boolean',
          status: 'string',
        } } },
        distribution: { required: ['entitlement', 'status'], fields: {
          entitlement: 'string',
          managedBy: 'string',
          status: 'string',
          version: 'string',
        } },
        operator: { required: ['apiVersion', 'platform', 'version'], fields: {
          apiVersion: 'string',
          platform: 'string',
          version: 'string',
        } },
        reconcilers: { list: { required: ['apiVersion', 'kind'], fields: {
          apiVersion: 'string',
          kind: 'string',
          stats: { required: ['failing', 'running', 'suspended'], fields: {
            failing: 'integer',
            running: 'integer',
            suspended: 'integer',
            totalSize: 'string',
          } },
        } } },
        sync: { required: ['id', 'ready', 'status'], fields: {
          id: 'string',
          path: 'string',
          ready: 'boolean',
          source: 'string',
          status: 'string',
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'fluxcd.controlplane.io/v1',
    kind: 'ResourceSet',
    upstream: 'controlplaneio-fluxcd/flux-operator v0.58.1',
    root: { fields: {
      spec: { fields: {
        commonMetadata: { fields: {
          annotations: { map: 'string' },
          labels: { map: 'string' },
        } },
        dependsOn: { list: { required: ['apiVersion', 'kind', 'name'], fields: {
          apiVersion: 'string',
          kind: 'string',
          name: 'string',
          namespace: 'string',
          ready: 'boolean',
          readyExpr: 'string',
        } } },
        inputStrategy: { required: ['name'], fields: {
          includeEmptyProviders: 'boolean',
          name: { type: 'string', enum: ['Flatten', 'Permute'] },
        } },
        inputs: { list: { map: 'any' } },
        inputsFrom: { list: { fields: {
          apiVersion: { type: 'string', enum: ['fluxcd.controlplane.io/v1'] },
          kind: { type: 'string', enum: ['ResourceSetInputProvider'] },
          name: 'string',
          selector: { fields: {
            matchExpressions: { list: { required: ['key', 'operator'], fields: {
              key: 'string',
              operator: 'string',
              values: { list: 'string' },
            } } },
            matchLabels: { map: 'string' },
          } },
        } } },
        resources: { list: 'any' },
        resourcesTemplate: 'string',
        serviceAccountName: 'string',
        steps: { list: { required: ['name'], fields: {
          name: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, max: 63 },
          resources: { list: 'any' },
          resourcesTemplate: 'string',
          timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        } }, min: 1, max: 20 },
        wait: 'boolean',
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'fluxcd.controlplane.io/v1',
    kind: 'ResourceSetInputProvider',
    upstream: 'controlplaneio-fluxcd/flux-operator v0.58.1',
    root: { fields: {
      spec: { required: ['type'], fields: {
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        defaultValues: { map: 'any' },
        filter: { fields: {
          excludeBranch: 'string',
          excludeEnvironment: 'string',
          excludeTag: 'string',
          includeBranch: 'string',
          includeEnvironment: 'string',
          includeTag: 'string',
          labels: { list: 'string' },
          limit: { type: 'integer', max: 10000, default: 100 },
          semver: 'string',
        } },
        insecure: 'boolean',
        schedule: { list: { required: ['cron'], fields: {
          cron: 'string',
          timeZone: { type: 'string', default: 'UTC' },
          window: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, default: '0s' },
        } } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        selectors: { list: { fields: {
          matchExpressions: { list: { required: ['key', 'operator'], fields: {
            key: 'string',
            operator: 'string',
            values: { list: 'string' },
          } } },
          matchLabels: { map: 'string' },
          name: 'string',
          namespace: 'string',
        } } },
        serviceAccountName: 'string',
        skip: { fields: {
          labels: { list: 'string' },
        } },
        type: { type: 'string', enum: ['Static', 'GitHubBranch', 'GitHubTag', 'GitHubPullRequest', 'GitLabBranch', 'GitLabTag', 'GitLabMergeRequest', 'GitLabEnvironment', 'AzureDevOpsBranch', 'AzureDevOpsTag', 'AzureDevOpsPullRequest', 'AWSCodeCommitBranch', 'AWSCodeCommitTag', 'AWSCodeCommitPullRequest', 'GiteaBranch', 'GiteaTag', 'GiteaPullRequest', 'OCIArtifactTag', 'ACRArtifactTag', 'ECRArtifactTag', 'GARArtifactTag', 'ExternalService', 'ExternalArtifact'] },
        url: { type: 'string', pattern: /^((http|https|oci):\/\/.*){0,1}$/ },
      } },
      status: 'any',
    } },
  },
];
