// What the client's settings are where nobody has set them: the same as package.json says.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

vi.mock('vscode', () => ({ workspace: { isTrusted: true, getConfiguration: () => ({ get: () => undefined, inspect: () => undefined }) } }));

const { readClientSettings } = await import('../../../client/src/configuration.ts');

test('the promotions of other teams are no news unless somebody asks for them', () => {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  expect(/"flightdeck\.rolloutNotifications": \{\s*"type": "string",\s*"default": "(\w+)"/.exec(manifest)?.[1]).toBe('problems');
  expect(readClientSettings().rolloutNotifications).toBe('problems');
});
