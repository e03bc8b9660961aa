/** Answers "may I?": SelfSubjectAccessReview, SelfSubjectRulesReview and SelfSubjectReview. */
import { isAllowed } from './auth.ts';
import type { AccessRule, DemoUser } from './auth.ts';
import { objectAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';

/** The review with its answer; `review` is the plural of its kind. */
export function answerReview(review: string, body: JsonObject, user: DemoUser): JsonObject {
  switch (review) {
    case 'selfsubjectaccessreviews':
      return { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: { creationTimestamp: null }, spec: objectAt(body, 'spec'), status: answerAccess(body, user) };
    case 'selfsubjectrulesreviews':
      return { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: { creationTimestamp: null }, spec: {}, status: listRules(textAt(body, 'spec', 'namespace') ?? '', user) };
    default:
      return { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: { creationTimestamp: null }, status: { userInfo: { username: user.name, groups: user.groups } } };
  }
}

function answerAccess(body: JsonObject, user: DemoUser): JsonObject {
  const attributes = objectAt(body, 'spec', 'resourceAttributes');
  const path = textAt(body, 'spec', 'nonResourceAttributes', 'path');
  const allowed =
    path === undefined
      ? isAllowed(user, {
          verb: textAt(attributes, 'verb') ?? '',
          group: textAt(attributes, 'group') ?? '',
          resource: textAt(attributes, 'resource') ?? '',
          subresource: textAt(attributes, 'subresource') ?? '',
          name: textAt(attributes, 'name') ?? '',
          namespace: textAt(attributes, 'namespace') ?? '',
        })
      : user.groups.includes('system:masters');
  return allowed ? { allowed: true, reason: 'RBAC: allowed by a rule of the demo cluster' } : { allowed: false };
}

function listRules(namespace: string, user: DemoUser): JsonObject {
  const applies = (rule: AccessRule): boolean => rule.namespaces === undefined || rule.namespaces.includes(namespace);
  const rules = user.rules.filter(applies).map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, ...(resourceNames === undefined ? {} : { resourceNames }) }));
  return { resourceRules: rules, nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version'] }], incomplete: false };
}
