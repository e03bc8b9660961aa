// Users of the suite's API server with just the rights that a test gives them.
import { readFileSync } from 'node:fs';
import { textAt, type ApiClient } from './apiClient.ts';
import type { ControlPlaneInfo } from './controlPlaneInfo.ts';
import { signAccountToken, type AccountFacts } from './credentials.ts';

/** One rule of a role, as in RBAC. */
export interface RightsRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What a user may do, in the whole cluster or in some namespaces. */
export interface Rights {
  readonly rules: readonly RightsRule[];
  /** Absent: in the whole cluster. */
  readonly namespaces?: readonly string[];
}

/** To look at everything of Flux and Flagger, and at nothing else. */
export const readFluxAndFlagger: readonly RightsRule[] = [
  { apiGroups: ['kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io', 'flagger.app'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['', 'apps'], resources: ['events', 'deployments', 'daemonsets'], verbs: ['get', 'list', 'watch'] },
];

/** To do everything. */
export const everything: readonly RightsRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];

/** A user: a service account with bindings. */
export class Account {
  readonly #api: ApiClient;
  readonly #info: ControlPlaneInfo;
  readonly #facts: AccountFacts;

  private constructor(api: ApiClient, info: ControlPlaneInfo, facts: AccountFacts) {
    this.#api = api;
    this.#info = info;
    this.#facts = facts;
  }

  /** Makes a user with a name that is new in the namespace `default`. */
  static async create(api: ApiClient, info: ControlPlaneInfo, name: string, rights: Rights): Promise<Account> {
    const account = await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } });
    const created = new Account(api, info, { namespace: 'default', name, uid: textAt(account, 'metadata', 'uid') });
    await created.grant(rights);
    return created;
  }

  /** The name in the API server's messages. */
  get userName(): string {
    return `system:serviceaccount:${this.#facts.namespace}:${this.#facts.name}`;
  }

  /** A token that is valid for so long. The API server itself remembers a valid token for ten seconds more. */
  token(lifetimeSeconds = 3600): string {
    return signAccountToken(readFileSync(this.#info.accountKeyFile, 'utf8'), this.#info.accountIssuer, this.#facts, lifetimeSeconds);
  }

  /** Gives rights in place of those of the same scope. */
  async grant({ rules, namespaces }: Rights): Promise<void> {
    const { name, namespace } = this.#facts;
    const subjects = [{ kind: 'ServiceAccount', name, namespace }];
    const authorization = { apiVersion: 'rbac.authorization.k8s.io/v1' };
    const roleName = `suite-${name}`;
    await this.#api.apply({ ...authorization, kind: 'ClusterRole', metadata: { name: roleName }, rules });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName };
    if (namespaces === undefined) await this.#api.apply({ ...authorization, kind: 'ClusterRoleBinding', metadata: { name: roleName }, roleRef, subjects });
    for (const place of namespaces ?? []) await this.#api.apply({ ...authorization, kind: 'RoleBinding', metadata: { name: roleName, namespace: place }, roleRef, subjects });
  }

  /** Takes all rights away that hold in the whole cluster. */
  async revoke(): Promise<void> {
    await this.#api.delete(`/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/suite-${this.#facts.name}`);
  }
}
