/**
 * Writes `server/src/schemas/structure/*.ts` from upstream definitions. Needs the network, or `--clones DIR` with Git clones of the upstream repositories.
 * `--keep FOLDER` also writes each definition that was read there, for `test/unit/schemas/upstream.test.ts`; `--notes` prints what structure cannot say.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { addValues, extractKind, markSince } from './extract.mjs';
import { printFile } from './print.mjs';
import { readUpstream } from './readUpstream.mjs';
import { operatorValues, outputs } from './upstreams.mjs';

const target = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'schemas', 'structure');
const optionOf = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const clones = optionOf('--clones');
const keep = optionOf('--keep');
const notes = process.argv.includes('--notes');

mkdirSync(target, { recursive: true });
if (keep !== undefined) mkdirSync(keep, { recursive: true });
for (const output of outputs) {
  const kinds = kindsOf(output);
  if (kinds.length === 0) throw new Error(`nothing of ${output.repository} could be read`);
  const text = printFile({ ...output, kinds });
  writeFileSync(join(target, `${output.file}.ts`), text);
  process.stderr.write(`${output.file}: ${kinds.map(({ apiVersion, kind, version }) => `${apiVersion}/${kind} ${version}`).join(', ')} (${text.length} bytes)\n`);
}

/** The newest release of each version of each kind; fields that came with a later Flux say with which. */
function kindsOf(output) {
  const releases = output.minors.map(({ minor, flux }) => ({ flux, kinds: kindsOfRelease(output, minor) }));
  const newest = new Map();
  for (const { kinds } of releases) for (const [key, kind] of kinds) newest.set(key, kind);
  return [...newest].map(([key, kind]) => {
    let { structure } = kind;
    for (const [index, { kinds }] of releases.entries()) {
      const earlier = kinds.get(key);
      const next = releases[index + 1];
      if (earlier !== undefined && next?.flux !== undefined && next.kinds.has(key)) structure = markSince(structure, earlier.structure, next.flux);
    }
    if (keep !== undefined) writeFileSync(join(keep, `${kind.apiVersion.replace('/', '_')}_${kind.kind}.yaml`), kind.definition);
    if (notes) for (const note of kind.notes) process.stderr.write(`  ${key}: ${note}\n`);
    for (const { group, kind: name, path, values } of operatorValues) {
      if (kind.kind === name && kind.apiVersion.startsWith(`${group}/`)) structure = addValues(structure, path, values);
    }
    return { ...kind, structure };
  });
}

function kindsOfRelease(output, minor) {
  const kinds = new Map();
  for (const path of output.files) {
    const read = readUpstream(output, minor, path, clones);
    if (read === undefined) continue;
    for (const document of parseAllDocuments(read.text)) {
      const crd = document.toJS();
      if (crd?.kind !== 'CustomResourceDefinition') continue;
      for (const { name, served, schema } of crd.spec.versions) {
        if (served !== true) continue;
        const own = [];
        const apiVersion = `${crd.spec.group}/${name}`;
        const { kind } = crd.spec.names;
        kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind, version: read.version, structure: extractKind(schema.openAPIV3Schema, own), notes: own, definition: read.text });
      }
    }
  }
  return kinds;
}
