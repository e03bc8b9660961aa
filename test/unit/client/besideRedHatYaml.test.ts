// Who judges YAML when the Red Hat extension comes, goes, or is there and switched off.
import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';

interface World {
  isThere: boolean;
  settings: Readonly<Record<string, unknown>>;
  changed: () => void;
  registered: number;
}

const world = vi.hoisted((): World => ({ isThere: false, settings: {}, changed: () => undefined, registered: 0 }));

vi.mock('vscode', () => ({
  extensions: {
    getExtension: () => (world.isThere ? { activate: () => Promise.resolve({ registerContributor: () => { world.registered += 1; return true; } }) } : undefined),
    onDidChange: (listener: () => void) => {
      world.changed = listener;
      return { dispose: () => undefined };
    },
  },
  workspace: { textDocuments: [], getConfiguration: () => ({ get: (key: string) => world.settings[key] }) },
  Uri: { parse: () => ({ path: '' }) },
}));

const { redHatYamlValidates, registerBesideRedHatYaml } = await import('../../../client/src/besideRedHatYaml.ts');

beforeEach(() => Object.assign(world, { isThere: false, settings: {}, registered: 0 }));

test('it judges where it is there and not switched off', () => {
  expect(redHatYamlValidates()).toBe(false);
  world.isThere = true;
  expect(redHatYamlValidates()).toBe(true);
  world.settings = { 'yaml.validate': false };
  expect(redHatYamlValidates()).toBe(false);
  world.settings = { 'yaml.validate': true };
  expect(redHatYamlValidates()).toBe(true);
});

test('the server asks again when it comes or goes, and not when another extension does', async () => {
  const told: string[] = [];
  const server = { notify: ({ method }: { readonly method: string }) => { told.push(method); return Promise.resolve(); } };
  registerBesideRedHatYaml(server, { warn: (message: string) => expect.unreachable(message) } as unknown as LogOutputChannel);
  world.changed();
  expect(told).toEqual([]);
  world.isThere = true;
  world.changed();
  expect(told).toEqual(['workspace/didChangeConfiguration']);
  world.changed();
  expect(told).toHaveLength(1);
  world.isThere = false;
  world.changed();
  expect(told).toHaveLength(2);
  await vi.waitFor(() => expect(world.registered).toBe(1));
});
