// Finds the live sources through which a repository's branch comes into the connected cluster.
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import { repositorySourcesRequest } from '../../../server/src/protocol/requests.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { mayFollow } from '../flux/followedBranch.ts';
import type { LanguageServer } from '../languageServer.ts';

/** The sources; empty where the cluster does not take from it. `branch` empty: of any branch. */
export async function findSourcesOf(rootUri: string, branch: string, session: ClusterSession, server: LanguageServer): Promise<readonly ObjectId[]> {
  await server.start();
  const live = session.sources.filter((source) => branch === '' || mayFollow(source, branch));
  const sources = live.map(({ kind, namespace, name, url }) => ({ kind, namespace, name, url }));
  return (await server.request(repositorySourcesRequest, { rootUri, sources })) ?? [];
}
