/** Writes `rules/index.ts`: the sorted table of all rule files. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of `rules/index.ts` for the rule files below a folder. */
export function ruleIndexText(rulesFolder) {
  const rules = [];
  for (const area of readdirSync(rulesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort()) {
    for (const file of readdirSync(join(rulesFolder, area)).filter((name) => name.endsWith('.ts')).sort()) {
      // Area folders may hold parts that rules share: only a rule's own file exports a constant of a rule type.
      const name = /^export const (\w+): (?:Manifest|File|Graph)Rule = /m.exec(readFileSync(join(rulesFolder, area, file), 'utf8'))?.[1];
      if (name !== undefined) rules.push({ path: `./${area}/${file}`, name });
    }
  }
  const lines = [
    '/** The table of all rules, sorted by id. Written by `npm run generate`. */',
    ...rules.map(({ path, name }) => `import { ${name} } from '${path}';`),
    "import type { Rule } from './rule.ts';",
    '',
    '/** Every rule, sorted by id. */',
    'export const allRules: readonly Rule[] = [',
    ...rules.map(({ name }) => `  ${name},`),
    '];',
    '',
  ];
  return lines.join('\n');
}

/** Writes the table; says whether it changed. */
export function writeRuleIndex(rulesFolder) {
  const path = join(rulesFolder, 'index.ts');
  const text = ruleIndexText(rulesFolder);
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (before !== text) writeFileSync(path, text);
  return before !== text;
}
