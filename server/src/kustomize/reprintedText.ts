/** What becomes of scalars on their way through kustomize, which writes every object as YAML and reads it once more before it prints JSON. */
import { YamlScalar, type YamlMap, type YamlNode, type YamlPair } from '../yaml/yamlNode.ts';
import { mapItems, withPairs } from './editNodes.ts';
import { foldedAgain } from './foldedText.ts';

const stringTag = 'tag:yaml.org,2002:str';

/** Whether a scalar may come out of `reprinted` as another one. */
export function mayChangeInPrint(scalar: YamlScalar): boolean {
  return scalar.style === 'folded' || (scalar.style === 'plain' && (scalar.text === '' || isTime(scalar.text)));
}

/** An object as it comes out; the same tree when nothing changes. */
export function reprinted(root: YamlMap): YamlMap {
  const changed = printedNode(root, false);
  return changed.kind === 'map' ? changed : root;
}

function printedNode(node: YamlNode, inFlow: boolean): YamlNode {
  if (node.kind === 'scalar') return printedScalar(node, inFlow);
  const flows = inFlow || node.flow;
  if (node.kind === 'seq') return mapItems(node, (item) => printedNode(item, flows));
  let pairs: YamlPair[] | undefined;
  node.pairs.forEach((pair, index) => {
    const value = printedNode(pair.value, flows);
    if (value !== pair.value) (pairs ??= node.pairs.slice())[index] = { ...pair, value };
  });
  return pairs === undefined ? node : withPairs(node, pairs);
}

function printedScalar(node: YamlScalar, inFlow: boolean): YamlScalar {
  const { style, tag, text, aliasOf, changes } = node;
  if (style === 'folded') {
    // Between braces and brackets there are no blocks: the text is quoted, and so stays as it is.
    const again = inFlow ? text : foldedAgain(text);
    return again === text ? node : new YamlScalar(node, again, style, { tag, aliasOf, changes });
  }
  // Between braces and brackets the emitter puts quotes around an empty word and one with a colon (yaml v3 emitterc.go
  // `yaml_emitter_select_scalar_style`), so that a null and a time become texts.
  if (!inFlow || style !== 'plain' || tag === stringTag) return node;
  return text === '' || (text.includes(':') && isTime(text)) ? new YamlScalar(node, text, 'single', { aliasOf, changes }) : node;
}

function isTime(text: string): boolean {
  return /^\d{4}-\d/.test(text);
}
