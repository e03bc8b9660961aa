/** Prints structures as TypeScript: one field a line, mappings nested. */

/** The text of one output file. */
export function printFile({ file, repository, kinds }) {
  const versions = [...new Set(kinds.map(({ version }) => version))].join(', ');
  return [
    `/** Structure of kinds of ${repository} (${versions}). Written by \`npm run generate:schemas\`; names, types and limits are facts of its custom resource definitions. */`,
    "import type { KindStructure } from '../structure.ts';",
    '',
    `/** Each version of each kind of this file. */`,
    `export const ${file}Kinds: readonly KindStructure[] = [`,
    ...kinds.map(
      ({ apiVersion, kind, version, structure }) =>
        `  {\n    apiVersion: ${text(apiVersion)},\n    kind: ${text(kind)},\n    upstream: ${text(`${repository} ${version}`)},\n    root: ${print(structure, 4)},\n  },`,
    ),
    '];',
    '',
  ].join('\n');
}

function print(structure, indent) {
  if (typeof structure === 'string') return text(structure);
  const { fields, list, map, ...rest } = structure;
  const limits = Object.entries(rest).map(([key, value]) => `${key}: ${printValue(value)}`);
  if (list !== undefined) return `{ list: ${[print(list, indent), ...limits].join(', ')} }`;
  if (map !== undefined) return `{ map: ${[print(map, indent), ...limits].join(', ')} }`;
  if (fields === undefined) return `{ ${limits.join(', ')} }`;
  const pad = ' '.repeat(indent + 2);
  const lines = Object.entries(fields).map(([name, field]) => `${pad}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name)}: ${print(field, indent + 2)},\n`);
  const body = lines.length === 0 ? '{}' : `{\n${lines.join('')}${' '.repeat(indent)}}`;
  return `{ ${[...limits, `fields: ${body}`].join(', ')} }`;
}

function printValue(value) {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(printValue).join(', ')}]`;
  if (typeof value === 'string') return text(value);
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([key, one]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key)}: ${printValue(one)}`).join(', ')} }`;
  return JSON.stringify(value);
}

function text(value) {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}
