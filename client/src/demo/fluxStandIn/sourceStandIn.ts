/** Stands in for source-controller: polls real Git remotes at their interval and publishes revisions. */
import { createHash } from 'node:crypto';
import { generationOf, nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { objectAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { GitError } from '../repositories/git.ts';
import { toTimestamp } from '../scheduler.ts';
import { withCondition, withoutCondition } from '../standIns/conditions.ts';
import { readDurationMs } from '../standIns/goDuration.ts';
import { ReconcileQueue } from '../standIns/reconcileQueue.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { StandIn, StandInContext } from '../standIns/standInContext.ts';
import { isSuspended, isTrigger, withHandledRequest } from './reconcileRequests.ts';
import type { FoundRevision, RevisionStore } from './revisions.ts';

const component = 'source-controller';
const fetchMs = 400;
const minRetryMs = 30_000;

/** Gives the bare repository on this disk that a clone URL stands for. */
export type FindRemote = (url: string) => string | undefined;

/** Runs the sources until it is stopped. */
export function startSourceStandIn(context: StandInContext, revisions: RevisionStore, findRemote: FindRemote): StandIn {
  const git = new GitRepositories(context, revisions, findRemote);
  const helm = new ReconcileQueue(context.scheduler, (name) => reconcileHelmRepository(context, name));
  const charts = new ReconcileQueue(context.scheduler, (name) => reconcileHelmChart(context, name));
  const unsubscribe = context.api.store.subscribe((change) => {
    if (change.resource === 'gitrepositories.source.toolkit.fluxcd.io' && isTrigger(change)) git.queue.add(nameOf(change.object));
    if (change.resource === 'helmrepositories.source.toolkit.fluxcd.io' && isTrigger(change)) helm.add(nameOf(change.object), fetchMs);
    if (change.resource === 'helmcharts.source.toolkit.fluxcd.io' && isTrigger(change)) charts.add(nameOf(change.object), fetchMs);
  });
  return {
    stop: () => {
      unsubscribe();
      git.queue.stop();
      helm.stop();
      charts.stop();
    },
  };
}

class GitRepositories {
  readonly queue: ReconcileQueue;
  readonly #context: StandInContext;
  readonly #revisions: RevisionStore;
  readonly #findRemote: FindRemote;

  constructor(context: StandInContext, revisions: RevisionStore, findRemote: FindRemote) {
    this.#context = context;
    this.#revisions = revisions;
    this.#findRemote = findRemote;
    this.queue = new ReconcileQueue(context.scheduler, (name) => this.#reconcile(name));
  }

  async #reconcile(name: ObjectName): Promise<number | undefined> {
    const kind = findKind(this.#context, 'gitrepositories.source.toolkit.fluxcd.io');
    const repository = kind && this.#context.api.find(kind, name);
    if (kind === undefined || repository === undefined || isSuspended(repository)) return undefined;
    const intervalMs = readDurationMs(textAt(repository, 'spec', 'interval'), 60_000);
    try {
      const found = await this.#find(repository);
      const isNew = textAt(repository, 'status', 'artifact', 'revision') !== found.revision;
      if (isNew && !this.#isFetching(repository, found)) {
        const now = this.#context.scheduler.now();
        // The request counts as handled only at the end of the run.
        this.#context.api.updateStatus(kind, name, component, (live) => toFetchingStatus(objectAt(live, 'status'), live, found, now));
        return fetchMs;
      }
      await this.#publish(repository, found, isNew);
      return intervalMs;
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      this.#fail(repository, error);
      return Math.min(intervalMs, minRetryMs);
    }
  }

  async #find(repository: JsonObject): Promise<FoundRevision> {
    const url = textAt(repository, 'spec', 'url') ?? '';
    const remote = this.#findRemote(url);
    if (remote === undefined) throw new GitError(['ls-remote'], null, `unable to list remote for '${url}': repository not found (the demo cluster fetches nothing from the network)`);
    return this.#revisions.find(remote, objectAt(repository, 'spec'));
  }

  /** Whether the first half of a fetch, the announcement, is done already. */
  #isFetching(repository: JsonObject, found: FoundRevision): boolean {
    const reconciling = objectAt(repository, 'status')['conditions'];
    return JSON.stringify(reconciling ?? '').includes(fetchingMessage(found));
  }

  async #publish(repository: JsonObject, found: FoundRevision, isNew: boolean): Promise<void> {
    const url = textAt(repository, 'spec', 'url') ?? '';
    const remote = this.#findRemote(url);
    if (remote !== undefined) await this.#revisions.unpack(remote, found.commit);
    const now = this.#context.scheduler.now();
    this.#updateStatus(repository, (status, live) => toStoredStatus(status, live, found, isNew, now));
    if (isNew) this.#context.events.record(repository, component, { type: 'Normal', reason: 'NewArtifact', message: `stored artifact for commit '${found.subject}'`, annotations: { 'source.toolkit.fluxcd.io/revision': found.revision } });
  }

  #fail(repository: JsonObject, error: GitError): void {
    const message = `failed to checkout and determine revision: ${error.message}`;
    const now = this.#context.scheduler.now();
    this.#updateStatus(repository, (status, live) => {
      const failed = withCondition(status, live, { type: 'FetchFailed', status: 'True', reason: 'GitOperationFailed', message }, now);
      const retrying = withCondition(failed, live, { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: 'reconciliation in progress' }, now);
      return withCondition(retrying, live, { type: 'Ready', status: 'False', reason: 'GitOperationFailed', message }, now);
    });
    this.#context.events.record(repository, component, { type: 'Warning', reason: 'GitOperationFailed', message });
  }

  #updateStatus(repository: JsonObject, change: (status: JsonObject, live: JsonObject) => JsonObject): void {
    const kind = findKind(this.#context, 'gitrepositories.source.toolkit.fluxcd.io');
    if (kind === undefined) return;
    this.#context.api.updateStatus(kind, nameOf(repository), component, (live) => withHandledRequest(change(objectAt(live, 'status'), live), live));
  }
}

function fetchingMessage(found: FoundRevision): string {
  return `building artifact: new upstream revision '${found.revision}'`;
}

function toFetchingStatus(status: JsonObject, repository: JsonObject, found: FoundRevision, now: number): JsonObject {
  const words = { reason: 'Progressing', message: fetchingMessage(found) };
  const reconciling = withCondition(status, repository, { type: 'Reconciling', status: 'True', ...words }, now);
  return withCondition(reconciling, repository, { type: 'Ready', status: 'Unknown', ...words }, now);
}

function toStoredStatus(status: JsonObject, repository: JsonObject, found: FoundRevision, isNew: boolean, now: number): JsonObject {
  const { namespace, name } = nameOf(repository);
  const message = `stored artifact for revision '${found.revision}'`;
  const path = `gitrepository/${namespace}/${name}/${found.commit}.tar.gz`;
  const artifact: JsonObject = {
    path,
    url: `http://source-controller.flux-system.svc.cluster.local./${path}`,
    revision: found.revision,
    digest: `sha256:${createHash('sha256').update(found.commit).digest('hex')}`,
    lastUpdateTime: toTimestamp(now),
  };
  const kept = isNew ? artifact : objectAt(status, 'artifact');
  const settled = withoutCondition(withoutCondition(status, 'Reconciling'), 'FetchFailed');
  const ready = withCondition({ ...settled, artifact: kept, observedGeneration: generationOf(repository) }, repository, { type: 'Ready', status: 'True', reason: 'Succeeded', message }, now);
  return withCondition(ready, repository, { type: 'ArtifactInStorage', status: 'True', reason: 'Succeeded', message }, now);
}

/** Charts are never fetched; an index is "there" after a moment. An OCI repository is static and gets no status. */
function reconcileHelmRepository(context: StandInContext, name: ObjectName): number | undefined {
  const kind = findKind(context, 'helmrepositories.source.toolkit.fluxcd.io');
  const repository = kind && context.api.find(kind, name);
  if (kind === undefined || repository === undefined || isSuspended(repository) || textAt(repository, 'spec', 'type') === 'oci') return undefined;
  const digest = createHash('sha256').update(textAt(repository, 'spec', 'url') ?? '').digest('hex');
  const message = `stored artifact: revision 'sha256:${digest}'`;
  const now = context.scheduler.now();
  context.api.updateStatus(kind, name, component, (live) => {
    const before = objectAt(live, 'status');
    const known = textAt(before, 'artifact', 'revision') === `sha256:${digest}` ? objectAt(before, 'artifact') : { revision: `sha256:${digest}`, digest: `sha256:${digest}`, lastUpdateTime: toTimestamp(now) };
    const status = { ...before, artifact: known, observedGeneration: generationOf(live) };
    const ready = withCondition(status, live, { type: 'Ready', status: 'True', reason: 'Succeeded', message }, now);
    return withHandledRequest(withCondition(ready, live, { type: 'ArtifactInStorage', status: 'True', reason: 'Succeeded', message }, now), live);
  });
  return readDurationMs(textAt(repository, 'spec', 'interval'), 60_000);
}

/** No chart is pulled; each counts as there a moment after it was wanted. */
function reconcileHelmChart(context: StandInContext, name: ObjectName): number | undefined {
  const kind = findKind(context, 'helmcharts.source.toolkit.fluxcd.io');
  const chart = kind && context.api.find(kind, name);
  if (kind === undefined || chart === undefined || isSuspended(chart)) return undefined;
  const version = textAt(chart, 'spec', 'version') ?? '*';
  const message = `pulled '${textAt(chart, 'spec', 'chart') ?? ''}' chart with version '${version}'`;
  const now = context.scheduler.now();
  context.api.updateStatus(kind, name, component, (live) => {
    const before = objectAt(live, 'status');
    const known = textAt(before, 'artifact', 'revision') === version ? objectAt(before, 'artifact') : { revision: version, lastUpdateTime: toTimestamp(now) };
    const status = { ...before, artifact: known, observedGeneration: generationOf(live), observedChartName: textAt(live, 'spec', 'chart') };
    return withHandledRequest(withCondition(status, live, { type: 'Ready', status: 'True', reason: 'ChartPullSucceeded', message }, now), live);
  });
  return readDurationMs(textAt(chart, 'spec', 'interval'), 60_000);
}
