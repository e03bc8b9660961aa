/** The file of a chart in the workspace that a HelmRelease or HelmChart names. */
import { securePath } from '../../files/paths.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import { keysOf, positionAt } from '../../yaml/yamlPath.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { sourceTreeOf } from '../completion/path.ts';
import { sceneAt } from '../completion/scene.ts';

/** The file that a chart's folder is known by, or one of its values files, where an offset stands on its path. */
export function chartFileAt(snapshot: Snapshot, file: TextFile, offset: number): TextFile | undefined {
  const position = positionAt(yamlOf(file), offset);
  if (position === undefined || position.onKey || position.node.kind !== 'scalar') return undefined;
  const at = keysOf(position).join('.');
  const holder = at.startsWith('spec.chart.spec.') ? ['spec', 'chart', 'spec'] : ['spec'];
  const field = at.slice(holder.join('.').length + 1);
  const scene = sceneAt(snapshot, file, offset);
  const isChart = holder.length === 1 ? scene.kind === 'HelmChart' : scene.kind === 'HelmRelease';
  if (!isChart || (field !== 'chart' && field !== 'valuesFiles.*') || readString(readMap(scene.root, ...holder, 'sourceRef'), 'kind')?.value === 'HelmRepository') return undefined;
  const path = securePath('', position.node.text);
  return sourceTreeOf(scene, [...holder, 'sourceRef'])?.file(field === 'chart' ? joinedChart(path) : path);
}

function joinedChart(folder: string): string {
  return folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`;
}
