/** Structure of kinds of fluxcd/image-automation-controller (v0.41.2, v1.1.4, v1.2.1). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const imageAutomationKinds: readonly KindStructure[] = [
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1beta1',
    kind: 'ImageUpdateAutomation',
    upstream: 'fluxcd/image-automation-controller v0.41.2',
    root: { fields: {
      spec: { required: ['interval', 'sourceRef'], fields: {
        git: { required: ['commit'], fields: {
          checkout: { required: ['ref'], fields: {
            ref: { fields: {
              branch: 'string',
              commit: 'string',
              name: 'string',
              semver: 'string',
              tag: 'string',
            } },
          } },
          commit: { required: ['author'], fields: {
            author: { required: ['email'], fields: {
              email: 'string',
              name: 'string',
            } },
            messageTemplate: 'string',
            signingKey: { required: ['secretRef'], fields: {
              secretRef: { required: ['name'], fields: {
                name: 'string',
              } },
            } },
          } },
          push: { added: { options: '2.1', refspec: '2.1' }, fields: {
            branch: 'string',
            options: { map: 'string' },
            refspec: 'string',
          } },
        } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['GitRepository'], default: 'GitRepository' },
          name: 'string',
          namespace: 'string',
        } },
        suspend: 'boolean',
        update: { required: ['strategy'], default: { strategy: 'Setters' }, fields: {
          path: 'string',
          strategy: { type: 'string', enum: ['Setters'], default: 'Setters' },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1beta2',
    kind: 'ImageUpdateAutomation',
    upstream: 'fluxcd/image-automation-controller v1.1.4',
    root: { fields: {
      spec: { required: ['interval', 'sourceRef'], fields: {
        git: { required: ['commit'], fields: {
          checkout: { required: ['ref'], fields: {
            ref: { fields: {
              branch: 'string',
              commit: 'string',
              name: 'string',
              semver: 'string',
              tag: 'string',
            } },
          } },
          commit: { required: ['author'], added: { messageTemplateValues: '2.5' }, fields: {
            author: { required: ['email'], fields: {
              email: 'string',
              name: 'string',
            } },
            messageTemplate: 'string',
            messageTemplateValues: { map: 'string' },
            signingKey: { required: ['secretRef'], fields: {
              secretRef: { required: ['name'], fields: {
                name: 'string',
              } },
            } },
          } },
          push: { fields: {
            branch: 'string',
            options: { map: 'string' },
            refspec: 'string',
          } },
        } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        policySelector: { fields: {
          matchExpressions: { list: { required: ['key', 'operator'], fields: {
            key: 'string',
            operator: 'string',
            values: { list: 'string' },
          } } },
          matchLabels: { map: 'string' },
        } },
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['GitRepository'], default: 'GitRepository' },
          name: 'string',
          namespace: 'string',
        } },
        suspend: 'boolean',
        update: { default: { strategy: 'Setters' }, fields: {
          path: 'string',
          strategy: { type: 'string', enum: ['Setters'], default: 'Setters' },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageUpdateAutomation',
    upstream: 'fluxcd/image-automation-controller v1.2.1',
    root: { fields: {
      spec: { required: ['interval', 'sourceRef'], fields: {
        git: { required: ['commit'], fields: {
          checkout: { required: ['ref'], fields: {
            ref: { fields: {
              branch: 'string',
              commit: 'string',
              name: 'string',
              semver: 'string',
              tag: 'string',
            } },
          } },
          commit: { required: ['author'], fields: {
            author: { required: ['email'], fields: {
              email: 'string',
              name: 'string',
            } },
            messageTemplate: 'string',
            messageTemplateValues: { map: 'string' },
            signingKey: { required: ['secretRef'], added: { type: '2.9' }, fields: {
              secretRef: { required: ['name'], fields: {
                name: 'string',
              } },
              type: { type: 'string', enum: ['gpg', 'ssh'] },
            } },
          } },
          push: { fields: {
            branch: 'string',
            options: { map: 'string' },
            refspec: 'string',
          } },
        } },
        interval: { type: 'string', pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/ },
        policySelector: { fields: {
          matchExpressions: { list: { required: ['key', 'operator'], fields: {
            key: 'string',
            operator: 'string',
            values: { list: 'string' },
          } } },
          matchLabels: { map: 'string' },
        } },
        sourceRef: { required: ['kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['GitRepository'], default: 'GitRepository' },
          name: 'string',
          namespace: 'string',
        } },
        suspend: 'boolean',
        update: { default: { strategy: 'Setters' }, fields: {
          path: 'string',
          strategy: { type: 'string', enum: ['Setters'], default: 'Setters' },
        } },
      } },
      status: 'any',
    } },
  },
];
