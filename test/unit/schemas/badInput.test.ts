/** Cut and garbled documents: nothing throws, nothing is reported or offered outside of the text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completeFields } from '../../../server/src/features/completion/fields.ts';
import { findCompletions } from '../../../server/src/features/completion/completion.ts';
import { findFieldHover } from '../../../server/src/features/fieldHover.ts';
import { badValue } from '../../../server/src/rules/schema/bad-value.ts';
import { missingField } from '../../../server/src/rules/schema/missing-field.ts';
import { unknownField } from '../../../server/src/rules/schema/unknown-field.ts';
import { wrongType } from '../../../server/src/rules/schema/wrong-type.ts';
import { manifestsOf } from '../../../server/src/manifests/manifest.ts';
import { TextFile, type Span } from '../../../server/src/text/textFile.ts';
import { corpusFolder, needsCorpora } from '../../harness/corpora.ts';
import { fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';
import { garbled, randomOf, truncated } from '../../robustness/garble.ts';

const canary = `apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: &app web
  labels: {app: *app}
spec:
  provider: linkerd
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: *app}
  service: &service
    port: 80
  analysis:
    <<: *service
    interval: 1m # once
    threshold: 5
    stepWeights: [5, 10]
    webhooks:
      - name: "load"
        url: >-
          http://load
`;
const inline: readonly string[] = [
  canary,
  fluxKustomization('apps', './apps', '  postBuild:\n    substitute: {a: "1"}\n  patches:\n    - target: {kind: "x"}\n      patch: |\n        - op: add\n          path: /a\n          value: [1]\n'),
  canary.replaceAll('\n', '\r\n'),
];

/** Judges, explains and completes a text; gives back what lies outside of it. */
function tryAll(text: string, random: (below: number) => number): readonly string[] {
  const { snapshot } = memoryWorkspace('//- none.yaml\n');
  const file = new TextFile('file:///w/repo/a.yaml', 'a.yaml', text);
  const outside: string[] = [];
  const look = (what: string, { start, end, file: owner }: Span): void => {
    if (owner !== file || start < 0 || end < start || end > file.text.length) outside.push(`${what} at ${start}-${end} of ${file.text.length}`);
  };
  for (const manifest of manifestsOf(file)) {
    for (const rule of [unknownField, missingField, wrongType, badValue]) {
      rule.check(manifest, { fluxVersion: [2, 3], versionDeclared: true, reached: true }, ({ span, message }) => look(`${rule.id} ${message}`, span));
    }
  }
  for (let round = 0; round < 3; round++) {
    const offset = random(file.text.length + 1);
    const hover = findFieldHover(file, offset);
    if (hover !== undefined) look('hover', hover.span);
    for (const { replace, label } of [...findCompletions(snapshot, file, offset), ...completeFields(snapshot, file, offset)]) {
      look(`proposal ${label}`, replace);
      if (offset < replace.start || offset > replace.end) outside.push(`proposal ${label} replaces ${replace.start}-${replace.end}, the cursor is at ${offset}`);
    }
  }
  return outside;
}

function readTextsBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe('garbled documents', () => {
  const seed = Number(process.env['SEED'] ?? 437_824);

  test(`of our own (SEED=${seed})`, () => {
    const random = randomOf(seed);
    for (let round = 0; round < 250; round++) {
      const original = inline[random(inline.length)] ?? '';
      const text = round % 3 === 0 ? truncated(original, random) : garbled(original, random);
      expect(tryAll(text, random), JSON.stringify(text)).toEqual([]);
    }
  });

  const folder = corpusFolder('onedr0p_home-ops');
  test.runIf(folder !== undefined)(`of ${needsCorpora('onedr0p_home-ops')} (SEED=${seed})`, () => {
    const random = randomOf(seed);
    const texts = readTextsBelow(folder ?? '').filter((text) => text.length < 20_000 && /toolkit\.fluxcd|flagger\.app|kustomize\.config/.test(text));
    for (let round = 0; round < 150; round++) expect(tryAll(garbled(texts[random(texts.length)] ?? '', random), random)).toEqual([]);
  });
});
