/** The head that all objects share (Kubernetes apimachinery pkg/apis/meta/v1 ObjectMeta), as far as people write it. */
import type { FieldsStructure } from './structure.ts';

/** Structure of `metadata`. What the API server writes itself is let through unread. */
export const objectMeta: FieldsStructure = {
  fields: {
    name: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253 },
    generateName: 'string',
    namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, max: 63 },
    labels: { map: 'string' },
    annotations: { map: 'string' },
    finalizers: { list: 'string' },
    ownerReferences: { list: 'any' },
    creationTimestamp: 'any',
    deletionTimestamp: 'any',
    deletionGracePeriodSeconds: 'any',
    generation: 'any',
    managedFields: 'any',
    resourceVersion: 'any',
    selfLink: 'any',
    uid: 'any',
  },
};
