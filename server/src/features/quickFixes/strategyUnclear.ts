/** Keeps one of several strategies of an analysis. */
import { entryAt, removeEntry } from '../../yaml/yamlEdit.ts';
import { textsOf } from './fixData.ts';
import type { QuickFixProvider } from './quickFix.ts';

/** One fix for each strategy that is set; `maxWeight` goes with the steps. */
export const strategyUnclearFixes: QuickFixProvider = ({ span: { file, start }, data }) => {
  const map = entryAt(file, start)?.map;
  const keys = textsOf(data, 'keys');
  if (map === undefined || keys.length < 2) return [];
  return keys.flatMap((kept) => {
    const others = [...keys.filter((key) => key !== kept), ...(kept === 'iterations' ? ['maxWeight', 'stepWeightPromotion'] : [])];
    const edits = others.flatMap((key) => {
      const pair = map.pair(key);
      return pair === undefined ? [] : (removeEntry(map, pair) ?? []);
    });
    return edits.length === 0 ? [] : [{ title: `Keep ${kept}`, edits, preferred: false }];
  });
};
