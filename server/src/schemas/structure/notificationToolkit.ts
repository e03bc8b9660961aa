/** Structure of kinds of fluxcd/notification-controller (v1.6.0, v1.8.4, v1.9.3). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const notificationToolkitKinds: readonly KindStructure[] = [
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta1',
    kind: 'Alert',
    upstream: 'fluxcd/notification-controller v1.6.0',
    root: { fields: {
      spec: { required: ['eventSources', 'providerRef'], fields: {
        eventSeverity: { type: 'string', enum: ['info', 'error'], default: 'info' },
        eventSources: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['Bucket', 'GitRepository', 'Kustomization', 'HelmRelease', 'HelmChart', 'HelmRepository', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation', 'OCIRepository'], also: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
          matchLabels: { map: 'string' },
          name: { type: 'string', min: 1, max: 53 },
          namespace: { type: 'string', min: 1, max: 53 },
        } } },
        exclusionList: { list: 'string' },
        providerRef: { required: ['name'], fields: {
          name: 'string',
        } },
        summary: 'string',
        suspend: 'boolean',
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta2',
    kind: 'Alert',
    upstream: 'fluxcd/notification-controller v1.8.4',
    root: { fields: {
      spec: { required: ['eventSources', 'providerRef'], fields: {
        eventMetadata: { map: 'string' },
        eventSeverity: { type: 'string', enum: ['info', 'error'], default: 'info' },
        eventSources: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['Bucket', 'GitRepository', 'Kustomization', 'HelmRelease', 'HelmChart', 'HelmRepository', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation', 'OCIRepository', 'ArtifactGenerator', 'ExternalArtifact'], also: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
          matchLabels: { map: 'string' },
          name: { type: 'string', min: 1, max: 253 },
          namespace: { type: 'string', min: 1, max: 253 },
        } } },
        exclusionList: { list: 'string' },
        inclusionList: { list: 'string' },
        providerRef: { required: ['name'], fields: {
          name: 'string',
        } },
        summary: { type: 'string', max: 255 },
        suspend: 'boolean',
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta1',
    kind: 'Provider',
    upstream: 'fluxcd/notification-controller v1.6.0',
    root: { fields: {
      spec: { required: ['type'], fields: {
        address: { type: 'string', pattern: /^(http|https):\/\// },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        channel: 'string',
        proxy: { type: 'string', pattern: /^(http|https):\/\// },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
        type: { type: 'string', enum: ['slack', 'discord', 'msteams', 'rocket', 'generic', 'generic-hmac', 'github', 'gitlab', 'bitbucket', 'azuredevops', 'googlechat', 'webex', 'sentry', 'azureeventhub', 'telegram', 'lark', 'matrix', 'opsgenie', 'alertmanager', 'grafana', 'githubdispatch'] },
        username: 'string',
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta2',
    kind: 'Provider',
    upstream: 'fluxcd/notification-controller v1.8.4',
    root: { fields: {
      spec: { required: ['type'], fields: {
        address: { type: 'string', max: 2048 },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        channel: { type: 'string', max: 2048 },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        proxy: { type: 'string', pattern: /^(http|https):\/\/.*$/, max: 2048 },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
        type: { type: 'string', enum: ['slack', 'discord', 'msteams', 'rocket', 'generic', 'generic-hmac', 'github', 'gitlab', 'gitea', 'bitbucketserver', 'bitbucket', 'azuredevops', 'googlechat', 'googlepubsub', 'webex', 'sentry', 'azureeventhub', 'telegram', 'lark', 'matrix', 'opsgenie', 'alertmanager', 'grafana', 'githubdispatch', 'pagerduty', 'datadog'] },
        username: { type: 'string', max: 2048 },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1',
    kind: 'Receiver',
    upstream: 'fluxcd/notification-controller v1.9.3',
    root: { fields: {
      spec: { required: ['resources', 'type'], added: { oidcProviders: '2.9', resourceFilter: '2.5' }, fields: {
        events: { list: 'string' },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, default: '10m' },
        oidcProviders: { list: { required: ['issuerURL', 'validations'], fields: {
          audience: 'string',
          issuerURL: { type: 'string', pattern: /^https?:\/\// },
          validations: { list: { required: ['expression', 'message'], fields: {
            expression: 'string',
            message: 'string',
          } }, min: 1 },
          variables: { list: { required: ['expression', 'name'], fields: {
            expression: 'string',
            name: 'string',
          } } },
        } }, keys: ['issuerURL'] },
        resourceFilter: 'string',
        resources: { list: { required: ['kind', 'name'], added: { filter: '2.9' }, fields: {
          apiVersion: 'string',
          filter: 'string',
          kind: { type: 'string', enum: ['Bucket', 'GitRepository', 'Kustomization', 'HelmRelease', 'HelmChart', 'HelmRepository', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation', 'OCIRepository', 'ArtifactGenerator', 'ExternalArtifact'], also: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
          matchLabels: { map: 'string' },
          name: { type: 'string', min: 1, max: 253 },
          namespace: { type: 'string', min: 1, max: 253 },
        } } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        type: { type: 'string', enum: ['generic', 'generic-hmac', 'generic-oidc', 'github', 'gitlab', 'bitbucket', 'harbor', 'dockerhub', 'quay', 'gcr', 'nexus', 'acr', 'cdevents'] },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta1',
    kind: 'Receiver',
    upstream: 'fluxcd/notification-controller v1.6.0',
    root: { fields: {
      spec: { required: ['resources', 'secretRef', 'type'], fields: {
        events: { list: 'string' },
        resources: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['Bucket', 'GitRepository', 'Kustomization', 'HelmRelease', 'HelmChart', 'HelmRepository', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation', 'OCIRepository'], also: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
          matchLabels: { map: 'string' },
          name: { type: 'string', min: 1, max: 53 },
          namespace: { type: 'string', min: 1, max: 53 },
        } } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        type: { type: 'string', enum: ['generic', 'generic-hmac', 'github', 'gitlab', 'bitbucket', 'harbor', 'dockerhub', 'quay', 'gcr', 'nexus', 'acr'] },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta2',
    kind: 'Receiver',
    upstream: 'fluxcd/notification-controller v1.8.4',
    root: { fields: {
      spec: { required: ['resources', 'secretRef', 'type'], fields: {
        events: { list: 'string' },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        resources: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['Bucket', 'GitRepository', 'Kustomization', 'HelmRelease', 'HelmChart', 'HelmRepository', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation', 'OCIRepository', 'ArtifactGenerator', 'ExternalArtifact'], also: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
          matchLabels: { map: 'string' },
          name: { type: 'string', min: 1, max: 253 },
          namespace: { type: 'string', min: 1, max: 253 },
        } } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        suspend: 'boolean',
        type: { type: 'string', enum: ['generic', 'generic-hmac', 'github', 'gitlab', 'bitbucket', 'harbor', 'dockerhub', 'quay', 'gcr', 'nexus', 'acr'] },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Alert',
    upstream: 'fluxcd/notification-controller v1.9.3',
    root: { fields: {
      spec: { required: ['eventSources', 'providerRef'], fields: {
        eventMetadata: { map: 'string' },
        eventSeverity: { type: 'string', enum: ['info', 'error'], default: 'info' },
        eventSources: { list: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['Bucket', 'GitRepository', 'Kustomization', 'HelmRelease', 'HelmChart', 'HelmRepository', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation', 'OCIRepository', 'ArtifactGenerator', 'ExternalArtifact'], also: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
          matchLabels: { map: 'string' },
          name: { type: 'string', min: 1, max: 253 },
          namespace: { type: 'string', min: 1, max: 253 },
        } } },
        exclusionList: { list: 'string' },
        inclusionList: { list: 'string' },
        providerRef: { required: ['name'], fields: {
          name: 'string',
        } },
        summary: { type: 'string', max: 255 },
        suspend: 'boolean',
      } },
    } },
  },
  {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Provider',
    upstream: 'fluxcd/notification-controller v1.9.3',
    root: { fields: {
      spec: { required: ['type'], added: { commitStatusExpr: '2.6', proxySecretRef: '2.7', serviceAccountName: '2.6' }, fields: {
        address: { type: 'string', max: 2048 },
        certSecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        channel: { type: 'string', max: 2048 },
        commitStatusExpr: 'string',
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        proxy: { type: 'string', pattern: /^(http|https):\/\/.*$/, max: 2048 },
        proxySecretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
        serviceAccountName: 'string',
        suspend: 'boolean',
        timeout: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/ },
        type: { type: 'string', enum: ['slack', 'discord', 'msteams', 'rocket', 'generic', 'generic-hmac', 'github', 'gitlab', 'gitea', 'giteapullrequestcomment', 'bitbucketserver', 'bitbucket', 'azuredevops', 'googlechat', 'googlepubsub', 'webex', 'sentry', 'azureeventhub', 'telegram', 'lark', 'matrix', 'opsgenie', 'alertmanager', 'grafana', 'githubdispatch', 'githubpullrequestcomment', 'gitlabmergerequestcomment', 'pagerduty', 'datadog', 'nats', 'zulip', 'otel'] },
        username: { type: 'string', max: 2048 },
      } },
    } },
  },
];
