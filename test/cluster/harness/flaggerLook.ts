// When Flagger compares what a Canary's workload reads: a change right after it is unseen for a whole interval.
import { auditLines } from './auditLog.ts';
import type { ControlPlaneInfo } from './controlPlaneInfo.ts';
import { staticUsers } from './credentials.ts';
import { waitUntil } from './waitUntil.ts';

/** Waits until Flagger has read a ConfigMap or Secret once more (pkg/canary/config_tracker.go does so at each look); throws where it does not within a minute. */
export async function flaggerHasLooked(info: Pick<ControlPlaneInfo, 'auditLog'>, { kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): Promise<void> {
  const uri = `/api/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
  const looks = (): number => auditLines(info, staticUsers.flagger.user).filter((line) => line.uri === uri).length;
  const before = looks();
  await waitUntil(`Flagger reads ${kind} ${namespace}/${name} again`, () => looks() > before);
}
