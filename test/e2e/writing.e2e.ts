// A user writes YAML: whole objects, names with documentation, pointers of a patch, variables; and reads it in colour.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shoot, wear } from './driver/appearance.ts';
import { completions, goTo, hoverText, openFile, visibleLines } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { git } from './workspaces/gitFolder.ts';

const files: Readonly<Record<string, string>> = {
  'clusters/dev/flux-system/gotk-sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: https://git.example/fleet
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./clusters/dev
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`,
  'clusters/dev/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  interval: 1h
  path: ./apps
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
  healthCheckExprs:
    - apiVersion: ceph.rook.io/v1
      kind: CephCluster
      current: status.ceph.health in ['HEALTH_OK', 'HEALTH_WARN'] && has(status.phase)
  postBuild:
    substitute:
      HOST: shop.example.org
`,
  'apps/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: main
          image: registry.example/web:1.2.3
          args: [--host, "\${HOST}"]
          ports:
            - containerPort: 8080
`,
  'apps/canary.yaml': `apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: web
  namespace: shop
spec:
  provider: istio
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  service:
    port: 8080
  analysis:
    interval: 1m
    threshold: 5
    maxWeight: 50
    stepWeight: 10
    metrics:
      - name: request-success-rate
        thresholdRange:
          min: 99
        interval: 1m
    webhooks:
      - name: load-test
        type: rollout
        url: http://loadtester.test/
        metadata:
          cmd: "hey -z 1m -q 10 -c 2 http://web-canary.shop:8080/"
`,
  'apps/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - web.yaml
  - canary.yaml
patches:
  - target:
      kind: Deployment
      name: web
    patch: |
      # two replicas more, and a host
      - op: replace
        path: /spec/replicas
        value: 4
      - op: add
        path: /metadata/annotations
        value:
          example.org/host: "\${HOST:=none}"
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        namespace: shop
      spec:
        minReadySeconds: 5
`,
  'clusters/dev/podinfo.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: podinfo
  namespace: flux-system
spec:
  interval: 1h
  chart:
    spec:
      chart: ./charts/podinfo
      sourceRef:
        kind: GitRepository
        name: flux-system
  valuesFrom:
    - kind: ConfigMap
      name: podinfo-values
      valuesKey: podinfo
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: podinfo-values
  namespace: flux-system
data:
  podinfo: |
    # as in production
    replicaCount: 3
    ui:
      color: "#34577c"
  greeting: |
    replicaCount: no YAML for anybody
`,
  'charts/podinfo/Chart.yaml': 'apiVersion: v2\nname: podinfo\nversion: 1.0.0\n',
  'charts/podinfo/values.yaml': '# -- How many pods serve.\nreplicaCount: 1\nui:\n  color: blue\n  # -- What visitors read first.\n  message: hello\n',
  'apps/new.yaml': '',
};

describe('writing', () => {
  let folder: string;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-write-')));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await git(folder, 'init', '--quiet', '--initial-branch', 'main');
    await git(folder, 'remote', 'add', 'origin', 'https://git.example/fleet');
    await git(folder, 'add', '--all');
    await git(folder, 'commit', '--quiet', '--message', 'a fleet');
    session = await openSession({ target: folder, window: { width: 1400, height: 1000 } });
  });

  afterAll(async () => {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  /** The colour of the first letter of a text in the active editor. */
  const colourOf = async (text: string): Promise<string> =>
    session.page.evaluate((wanted) => {
      for (const line of document.querySelectorAll('.editor-group-container.active .view-line')) {
        for (const span of line.querySelectorAll('span > span')) if (span.textContent.replaceAll('\u00a0', ' ').trim() === wanted) return getComputedStyle(span).color;
      }
      return '';
    }, text);

  test('the pointer of a patch is offered from the real object, with what stands there', async () => {
    await openFile(session.page, 'apps/kustomization.yaml');
    await goTo(session.page, 13, 29);
    for (let count = 0; count < 'replicas'.length; count++) await session.page.keyboard.press('Backspace');
    const labels = await completions(session.page, (found) => found.some((label) => label.startsWith('/spec/')));
    expect(labels[0]).toBe('/spec/replicas');
    expect(labels).toContain('/spec/template');
    await shoot(session.page, 'writing-json-pointer');
    await session.page.keyboard.press('Enter');
    await eventually('the pointer in the line', async () => (await visibleLines(session.page)).some((line) => line.trim() === 'path: /spec/replicas'));
  });

  test('fields of the real target come with their values inside a merge patch', async () => {
    await openFile(session.page, 'apps/kustomization.yaml');
    await goTo(session.page, 26, 27);
    await session.page.keyboard.press('Enter');
    const labels = await completions(session.page, (found) => found.includes('replicas'));
    expect(labels).toContain('template');
    await shoot(session.page, 'writing-merge-patch');
    await session.page.keyboard.press('Escape');
    await session.page.keyboard.press('Control+Z');
  });

  test('a field comes with its documentation', async () => {
    await openFile(session.page, 'clusters/dev/apps.yaml');
    await goTo(session.page, 7, 15);
    await session.page.keyboard.press('Enter');
    await session.page.keyboard.type('retr');
    await completions(session.page, (found) => found[0] === 'retryInterval');
    const details = session.page.locator('.suggest-details');
    await eventuallyFits(
      'the documentation beside the list',
      async () => {
        if ((await details.count()) === 0 || !(await details.first().isVisible())) await session.page.keyboard.press('Control+Space');
        return (await details.allInnerTexts()).join('\n');
      },
      (text) => /retryInterval/.test(text),
      { pauseMs: 400 },
    );
    await shoot(session.page, 'writing-field');
    await session.page.keyboard.press('Escape');
    for (let count = 0; count < 3; count++) await session.page.keyboard.press('Control+Z');
  });

  test('a whole object goes into an empty file, filled with what is there', async () => {
    await openFile(session.page, 'apps/new.yaml');
    await session.page.keyboard.type('Canary');
    const labels = await completions(session.page, (found) => found.some((label) => label.startsWith('Canary (')));
    expect(labels.filter((label) => label.startsWith('Canary (')).length).toBeGreaterThan(4);
    await shoot(session.page, 'writing-snippets');
    await session.page.keyboard.press('Escape');
    await session.page.keyboard.type('canarylinkerd');
    await completions(session.page, (found) => found[0] === 'Canary (canary, linkerd)');
    await session.page.keyboard.press('Enter');
    await eventually('the object', async () => {
      const lines = await visibleLines(session.page);
      return lines.includes('kind: Canary') && lines.some((line) => line.trim() === 'port: 8080');
    });
    await shoot(session.page, 'writing-snippet-taken');
  });

  test('a hover on the analysis draws the rollout', async () => {
    await openFile(session.page, 'apps/canary.yaml');
    const hover = await hoverText(session.page, 'analysis:', (text) => text.includes('Promoted after'));
    expect(hover).toContain('with provider istio');
    await session.page.screenshot({ path: 'test/e2e/shots/writing-schedule.png' });
  });

  test('values in a ConfigMap are completed and explained from the chart', async () => {
    await openFile(session.page, 'clusters/dev/podinfo.yaml');
    expect(await hoverText(session.page, 'replicaCount: 3', (text) => text.includes('by default'))).toContain('How many pods serve.');
    await goTo(session.page, 29, 23);
    await session.page.keyboard.press('Enter');
    expect(await completions(session.page, (found) => found.includes('message'))).not.toContain('color');
    await shoot(session.page, 'writing-values-completion');
    await session.page.keyboard.press('Escape');
    await session.page.keyboard.press('Control+Z');
  });

  for (const look of ['light', 'dark'] as const) {
    test(`patches, variables, expressions and commands are coloured in the ${look} theme`, async () => {
      await wear(session, look);
      await openFile(session.page, 'apps/kustomization.yaml');
      // Both at once: the colours of the theme before stand for a moment.
      const { outside } = await eventuallyFits('one colour of keys', async () => ({ outside: await colourOf('resources'), inside: await colourOf('op') }), (colour) => colour.outside !== '' && colour.inside === colour.outside);
      expect(await colourOf('# two replicas more, and a host')).not.toBe(outside);
      await shoot(session.page, `writing-patch-${look}`);
      await openFile(session.page, 'apps/canary.yaml');
      const word = await eventuallyFits('the colour of a command', () => colourOf('hey'), (colour) => colour !== '');
      expect(word).not.toBe(await colourOf('-z'));
      await shoot(session.page, `writing-command-${look}`);
      await openFile(session.page, 'clusters/dev/apps.yaml');
      await eventuallyFits('the colour of an expression', () => colourOf('has'), (colour) => colour !== '');
      expect(await colourOf("'HEALTH_OK'")).not.toBe(await colourOf('has'));
      await shoot(session.page, `writing-expression-${look}`);
      await openFile(session.page, 'clusters/dev/podinfo.yaml');
      // No grammar can know that this text is a chart's values, and that one is not; nor which words name an object.
      const key = await eventuallyFits('the colour of a key', () => colourOf('valuesFrom'), (colour) => colour !== '');
      expect(await eventuallyFits('the colour of a key in values', () => colourOf('ui'), (colour) => colour === key)).toBe(key);
      expect(await colourOf('replicaCount: no YAML for anybody')).not.toBe(key);
      expect(await eventuallyFits('the colour of a name', () => colourOf('podinfo-values'), (colour) => colour !== '')).not.toBe(await colourOf('ConfigMap'));
      await shoot(session.page, `writing-values-${look}`);
    });
  }
});
