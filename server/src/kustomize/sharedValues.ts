/**
 * Values that kustomize shares by accident. A label or annotation that one step adds to several fields of an object is
 * one node in kustomize's memory; a later step that changes it in one field changes it in all of them.
 */
import type { Change, YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';
import { mapScalars } from './editNodes.ts';

/** The tree with every shared value in its latest form everywhere. */
export function withShares(root: YamlMap, shares: readonly Change[]): YamlMap {
  const latest = new Map<Change, YamlScalar>();
  const state = { differs: false };
  const look = (node: YamlNode): void => {
    if (node.kind === 'map') for (const { value } of node.pairs) look(value);
    else if (node.kind === 'seq') for (const item of node.items) look(item);
    else {
      const share = shareOf(node, shares);
      if (share === undefined) return;
      const known = latest.get(share);
      if (known !== undefined && known.text !== node.text) state.differs = true;
      if (known === undefined || (node.changes?.length ?? 0) >= (known.changes?.length ?? 0)) latest.set(share, node);
    }
  };
  look(root);
  if (!state.differs) return root;
  return mapScalars(root, (scalar) => {
    const share = shareOf(scalar, shares);
    return (share === undefined ? undefined : latest.get(share)) ?? scalar;
  });
}

function shareOf(node: YamlScalar, shares: readonly Change[]): Change | undefined {
  const first = node.changes?.[0];
  return first !== undefined && shares.includes(first) ? first : undefined;
}
