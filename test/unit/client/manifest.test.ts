// Holds package.json to the code and the code to package.json: commands, menus, settings, context keys, icons.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clientCommandIds, linkCommands } from '../../../client/src/clientCommandIds.ts';
import { contextKeys } from '../../../client/src/contextKeys.ts';
import { clientSettingKeys } from '../../../client/src/settingKeys.ts';
import { newClusterRowCaches } from '../../../client/src/views/cluster/clusterViewInput.ts';
import { buildClusterView } from '../../../client/src/views/cluster/clusterViewModel.ts';
import { OfferedRows } from '../../../client/src/views/offeredRows.ts';
import { contextFlags, walkTree } from '../../../client/src/views/treeModel.ts';
import { defaultSettings } from '../../../server/src/protocol/settings.ts';
import { canary, gitRepository, helmRelease, kustomization, viewInput } from './liveObjects.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly icon?: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string; readonly contents: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, { readonly default: unknown; readonly markdownDescription?: string; readonly description?: string }>> }[];
  };
}

const root = new URL('../../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;
const { commands, menus, views, viewsWelcome, configuration } = manifest.contributes;
const contributedCommands = commands.map((entry) => entry.command).sort();
const properties = Object.assign({}, ...configuration.map((section) => section.properties)) as Manifest['contributes']['configuration'][number]['properties'];
const whenClauses = [...Object.values(menus).flat(), ...viewsWelcome].map((entry) => entry.when ?? '').concat(commands.map((entry) => entry.enablement ?? ''));

/** Settings of the server with their defaults; a group of switches gives one setting for each. */
const serverSettings = new Map(
  Object.entries(defaultSettings).flatMap(([key, value]: readonly [string, unknown]) => {
    const switches = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return switches.length > 0 ? switches.map(([name, inner]: readonly [string, unknown]) => [`${key}.${name}`, inner] as const) : [[key, value] as const];
  }),
);

/** Commands of VS Code itself that welcome texts link to. */
const builtinCommands = ['vscode.openFolder', 'extension.open', 'workbench.trust.manage', 'workbench.action.openSettings'];

describe('commands', () => {
  test('every contributed command is in the command table and the reverse', () => {
    expect(contributedCommands).toEqual(Object.values(clientCommandIds).sort());
  });
  test('no command is contributed twice', () => {
    expect(new Set(contributedCommands).size).toBe(contributedCommands.length);
  });
  test('menus name contributed commands only', () => {
    const used = Object.values(menus).flatMap((entries) => entries.map((entry) => entry.command));
    expect(used.filter((command) => !contributedCommands.includes(command))).toEqual([]);
  });
  test('links of welcome texts lead to contributed or built-in commands', () => {
    const linked = viewsWelcome.flatMap((entry) => [...entry.contents.matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ''));
    expect(linked.length).toBeGreaterThan(0);
    expect(linked.filter((command) => !contributedCommands.includes(command) && !builtinCommands.includes(command))).toEqual([]);
  });
  test('links in tooltips and hovers run contributed commands only', () => {
    expect(linkCommands.filter((command) => !contributedCommands.includes(command))).toEqual([]);
  });
});

describe('menus and welcome texts', () => {
  test('when clauses ask for views that exist', () => {
    const ids = Object.values(views).flatMap((list) => list.map((view) => view.id));
    const asked = whenClauses.flatMap((when) => [...when.matchAll(/view == ([\w.]+)/g)].map((match) => match[1] ?? '')).concat(viewsWelcome.map((entry) => entry.view));
    expect(asked.filter((id) => !ids.includes(id))).toEqual([]);
  });
  test('when clauses ask for context keys that the code sets', () => {
    const known: readonly string[] = [...Object.values(contextKeys), ...Object.values(views).flatMap((list) => list.map((view) => view.id))];
    const asked = whenClauses.flatMap((when) => [...when.matchAll(/flightdeck\.\w+(?:\.\w+)*/g)].map((match) => match[0]));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((key) => !known.includes(key))).toEqual([]);
  });
  test('when clauses ask for flags that rows carry', () => {
    const asked = whenClauses.flatMap((when) => [...when.matchAll(/viewItem =~ \/(.*?)\//g)].flatMap((match) => [...(match[1] ?? '').replaceAll('\\b', ' ').matchAll(/\w+/g)].map((word) => word[0])));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((flag) => !(contextFlags as readonly string[]).includes(flag))).toEqual([]);
  });
});

describe('actions that only read', () => {
  test.each(['showLiveYaml', 'showControllerLog', 'copyCommand', 'trace', 'showEvents', 'openInRepository', 'copyName'])('%s stays where nothing may be written', (command) => {
    const { rows } = buildClusterView(viewInput({ kustomizations: [kustomization('apps')], sources: [gitRepository('fleet')], helmReleases: [helmRelease('web')] }), newClusterRowCaches());
    const offered = new OfferedRows().offer(rows, { isReadOnly: true, mayWrite: () => false });
    const whens = (menus['view/item/context'] ?? []).filter((entry) => entry.command === `flightdeck.${command}`).map(({ when = '' }) => new RegExp((/viewItem =~ \/(.*?)\//.exec(when)?.[1] ?? '(?!)')));
    const named = [...walkTree(offered)].filter(({ node }) => ['apps', 'fleet', 'web'].includes(node.label)).map(({ node }) => node);
    expect(named.map(({ label }) => label).sort()).toEqual(['apps', 'fleet', 'web']);
    for (const node of named) expect(whens.some((when) => when.test(node.contextFlags.join(' '))), node.label).toBe(true);
  });
});

describe('menus of a Canary', () => {
  const gate = { name: 'ask', type: 'confirm-promotion', url: 'http://loadtester.test/gate/check' };
  const fixed = { name: 'never', type: 'confirm-promotion', url: 'http://loadtester.test/gate/halt' };
  /** Menu entries of one selected row, as far as they hang on its flags. */
  function offeredFor(spec: object, phase = 'Progressing'): readonly string[] {
    const [row] = [...walkTree(buildClusterView(viewInput({ canaries: [canary('face', { phase }, spec)] }), newClusterRowCaches()).rows)].filter(({ node }) => node.object?.kind === 'Canary');
    const flags = row?.node.contextFlags.join(' ') ?? '';
    const fits = (when: string): boolean => when.split(' || ').filter((way) => !/&& listMultiSelection/.test(way)).some((way) => new RegExp((/viewItem =~ \/(.*?)\//.exec(way)?.[1] ?? '(?!)')).test(flags));
    return (menus['view/item/context'] ?? []).filter(({ when = '' }) => fits(when)).map(({ command }) => command.replace('flightdeck.', ''));
  }

  test('one that is suspended has one way to resume it', () => {
    expect(offeredFor({ suspend: true }).filter((command) => /resume/i.test(command))).toEqual(['resumeCanary']);
  });
  test('one that rolls out has one way to hold it, which tells that it suspends; one at rest can be suspended', () => {
    expect(offeredFor({}, 'Progressing').filter((command) => /pause|suspend/i.test(command))).toEqual(['pauseCanary']);
    expect(offeredFor({}, 'Succeeded').filter((command) => /pause|suspend/i.test(command))).toEqual(['suspend']);
  });
  test('Close Gate hangs on those that have a gate which can be ordered', () => {
    expect(offeredFor({ analysis: { interval: '10s', webhooks: [gate] } })).toContain('closeGate');
    expect(offeredFor({ analysis: { interval: '10s', webhooks: [fixed] } })).not.toContain('closeGate');
    expect(offeredFor({})).not.toContain('closeGate');
  });
});

describe('settings', () => {
  test('every contributed setting is read and the reverse', () => {
    const read = [...serverSettings.keys(), ...Object.values(clientSettingKeys)].map((key) => `flightdeck.${key}`);
    expect(Object.keys(properties).sort()).toEqual(read.sort());
  });
  test('defaults of the server settings are those that the server has by itself', () => {
    for (const [key, value] of serverSettings) expect(properties[`flightdeck.${key}`]?.default, key).toEqual(value);
  });
  test('every setting is described', () => {
    for (const [key, property] of Object.entries(properties)) expect((property.markdownDescription ?? property.description ?? '').length, key).toBeGreaterThan(20);
  });
});

describe('icons', () => {
  test('codicons of commands exist', () => {
    const css = readFileSync(new URL('node_modules/@vscode/codicons/dist/codicon.css', root), 'utf8');
    const named = commands.flatMap((entry) => /^\$\((.+)\)$/.exec(entry.icon ?? '')?.[1] ?? []);
    expect(named.filter((icon) => !css.includes(`.codicon-${icon}:before`))).toEqual([]);
  });
  test('icon files exist', () => {
    for (const view of Object.values(views).flat()) expect(existsSync(new URL(view.icon, root)), view.icon).toBe(true);
  });
});
