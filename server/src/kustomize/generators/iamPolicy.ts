/** The `IAMPolicyGenerator`: a ServiceAccount that stands for an account of a cloud (kustomize api/filters/iampolicygenerator). */
import { YamlMap, YamlScalar, type YamlNode } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { Draft } from '../draft.ts';
import { newKey } from '../editNodes.ts';
import type { Fields } from '../strictReader.ts';

/** Makes the ServiceAccount; only Google's cloud is known. */
export function generateServiceAccount(fields: Fields): Draft {
  const span = fields.map;
  const cloud = fields.text('cloud');
  if (cloud !== 'gke') throw new BuildFault('plugin-config', `\`cloud\` must be \`gke\`, not \`${cloud}\``, fields.node('cloud') ?? span);
  const account = fields.fields('serviceAccount');
  const service = fields.fields('kubernetesService');
  const namespace = service?.text('namespace') ?? '';
  const text = (value: string, at?: YamlNode) => new YamlScalar(at ?? span, value);
  const map = (entries: Readonly<Record<string, YamlNode>>) => new YamlMap(span, Object.entries(entries).map(([key, value]) => ({ key: newKey(span, key), value, merged: false })));
  const annotations = map({ 'iam.gke.io/gcp-service-account': text(`${account?.text('name') ?? ''}@${account?.text('projectId') ?? ''}.iam.gserviceaccount.com`, account?.node('name')) });
  const metadata = map({ annotations, name: text(service?.text('name') ?? '', service?.node('name')), ...(namespace === '' ? {} : { namespace: text(namespace, service?.node('namespace')) }) });
  return new Draft(map({ apiVersion: text('v1'), kind: text('ServiceAccount'), metadata }), span);
}
