/** Who may do what: bearer tokens, users and rules, as RBAC decides them. */
import { ApiError, detailsOf, unauthorized } from './apiError.ts';

/** A rule of a role; `*` stands for all. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  /** Plural names; a subresource as `services/proxy`. */
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  /** Where the rule holds; everywhere when absent. */
  readonly namespaces?: readonly string[];
}

/** Somebody known to the cluster. */
export interface DemoUser {
  readonly name: string;
  readonly groups: readonly string[];
  readonly rules: readonly AccessRule[];
}

/** What a request wants to do. */
export interface AccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** Empty for all namespaces and for cluster-wide kinds. */
  readonly namespace: string;
}

const everything: AccessRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

const reading = ['get', 'list', 'watch'];

/** The groups without Secrets. */
const readableGroups = [
  'apps',
  'batch',
  'autoscaling',
  'networking.k8s.io',
  'policy',
  'apiextensions.k8s.io',
  'kustomize.toolkit.fluxcd.io',
  'source.toolkit.fluxcd.io',
  'helm.toolkit.fluxcd.io',
  'image.toolkit.fluxcd.io',
  'notification.toolkit.fluxcd.io',
  'flagger.app',
  'split.smi-spec.io',
];

/** May do all. */
export const adminUser: DemoUser = { name: 'demo-admin', groups: ['system:masters', 'system:authenticated'], rules: [everything] };

/** May read all but Secrets, and change nothing. */
export const viewerUser: DemoUser = {
  name: 'demo-viewer',
  groups: ['system:authenticated'],
  rules: [
    { verbs: reading, apiGroups: [''], resources: ['namespaces', 'nodes', 'pods', 'pods/log', 'services', 'configmaps', 'serviceaccounts', 'events'] },
    { verbs: reading, apiGroups: readableGroups, resources: ['*'] },
  ],
};

const anonymousUser: DemoUser = { name: 'system:anonymous', groups: ['system:unauthenticated'], rules: [] };

/** The tokens of the cluster and what their owners may do; changed at run time by faults. */
export class Authenticator {
  readonly #users = new Map<string, DemoUser>();

  /** Makes a token valid, or changes its owner. */
  setToken(token: string, user: DemoUser): void {
    this.#users.set(token, user);
  }

  /** Makes a token invalid: requests with it answer 401 from now on. */
  revokeToken(token: string): void {
    this.#users.delete(token);
  }

  /** The user of an Authorization header; 401 for a token that is not valid. */
  authenticate(header: string | undefined): DemoUser {
    if (header === undefined) return anonymousUser;
    const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
    const user = token === undefined ? undefined : this.#users.get(token);
    if (user === undefined) throw unauthorized();
    return user;
  }
}

/** Whether a user may do it. */
export function isAllowed(user: DemoUser, question: AccessQuestion): boolean {
  // Every authenticated user may ask what it may do.
  if (user.groups.includes('system:authenticated') && question.resource.startsWith('selfsubject') && question.verb === 'create') return true;
  return user.rules.some((rule) => covers(rule, question));
}

/** The 403 in a real server's words. */
export function forbidden(user: DemoUser, question: AccessQuestion): ApiError {
  const { verb, group, resource, subresource, name, namespace } = question;
  const full = `${resource}${subresource === '' ? '' : `/${subresource}`}`;
  const subject = `${resource}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` "${name}"`}`;
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return new ApiError(403, 'Forbidden', `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${full}" in API group "${group}" ${place}`, detailsOf(resource, { group }, name));
}

function covers(rule: AccessRule, question: AccessQuestion): boolean {
  const resource = question.subresource === '' ? question.resource : `${question.resource}/${question.subresource}`;
  return (
    matches(rule.verbs, question.verb) &&
    matches(rule.apiGroups, question.group) &&
    matches(rule.resources, resource) &&
    (rule.resourceNames === undefined || rule.resourceNames.includes(question.name)) &&
    (rule.namespaces === undefined || rule.namespaces.includes(question.namespace))
  );
}

function matches(allowed: readonly string[], wanted: string): boolean {
  return allowed.includes('*') || allowed.includes(wanted);
}
