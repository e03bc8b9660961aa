// @vitest-environment happy-dom
/** The canary page: a snapshot in, a page for people out, also for those who use a keyboard or a screen reader. */
import { beforeEach, describe, expect, test } from 'vitest';
import { CanaryPage } from '../../../client/src/webviews/canary/page/canaryPage.ts';
import { buildChartData, chartWords } from '../../../client/src/webviews/canary/page/chart/chartData.ts';
import type { CanaryPanelState, PageMessage } from '../../../client/src/webviews/canary/messages.ts';
import { formatClock } from '../../../server/src/flagger/durations.ts';
import { selectCards } from '../../../client/src/webviews/canary/severalCards.ts';
import { SeveralPage } from '../../../client/src/webviews/canary/page/severalPage.ts';
import { buildSeveral, buildState } from '../../harness/canaryPage/states.ts';

const NOW = Date.parse('2026-11-23T14:29:43Z');

let now = NOW;
const callbacks = new Set<() => void>();
const tick = (): void => {
  for (const callback of [...callbacks]) callback();
};
let posted: PageMessage[] = [];
let page: CanaryPage;

beforeEach(() => {
  document.body.replaceChildren();
  const root = document.createElement('main');
  document.body.append(root);
  now = NOW;
  posted = [];
  callbacks.clear();
  page = new CanaryPage(root, (message) => { posted.push(message); }, {
    now: () => now,
    everySecond: (callback) => {
      callbacks.add(callback);
      return () => { callbacks.delete(callback); };
    },
  });
});

function state(id: string): CanaryPanelState {
  const built = buildState(id, NOW);
  if (built === undefined) throw new Error(`no state ${id}`);
  return built;
}

function text(selector: string): string {
  return document.querySelector(selector)?.textContent ?? '';
}

function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((each) => each.textContent === name);
  if (found === undefined) throw new Error(`no button ${name}`);
  return found;
}

describe('what was measured', () => {
  const details = (): HTMLDetailsElement => {
    const found = document.querySelector<HTMLDetailsElement>('details.measured');
    if (found === null) throw new Error('nothing was measured');
    return found;
  };

  test('is one line until it is opened, and stays open over snapshots', () => {
    page.show(state('metrics'));
    expect(details().open).toBe(false);
    expect(details().querySelector('summary')?.textContent).toBe('7 values, all pass, query');
    details().open = true;
    now += 10_000;
    page.show(state('metrics'));
    expect(details().open).toBe(true);
  });

  test('is the query, and a table of values against what is demanded', () => {
    page.show(state('metrics'));
    expect(details().querySelector('code')?.textContent).toMatch(/^sum\(rate\(response_total\{namespace="faces"/);
    expect(details().querySelector('caption')?.textContent).toBe('success rate, must be ≥ 70 %, newest first');
    const rows = [...details().querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows).toHaveLength(7);
    expect(rows[0]).toBe(`${formatClock(NOW - 5000)}99.2 % passes`);
  });

  test('shows where values are missing as a gap, and which would fail', () => {
    const shown = state('metrics');
    if (shown.kind !== 'shown') throw new Error('no view');
    const at = (seconds: number, value: number) => ({ at: NOW - seconds * 1000, value, ok: value >= 70 });
    const samples = [at(90, 99), at(85, 98), at(80, 97), at(75, 60), at(10, 99), at(5, 99)];
    page.show({ ...shown, view: { ...shown.view, checks: shown.view.checks.map((check) => ({ ...check, samples })) } });
    expect([...details().querySelectorAll('tbody tr')].map((row) => row.textContent)).toContain('no values for 1 min');
    expect(details().querySelector('summary')?.textContent).toBe('6 values, 1 would fail, query');
  });

  test('where values are only those of failed checks, no query is shown that nobody asked', () => {
    page.show(state('halted'));
    expect(document.querySelector('details.measured code')).toBeNull();
    expect(details().querySelector('summary')?.textContent).toBe('2 values, 2 would fail');
  });
});

describe('going well', () => {
  test('the sentence counts down by itself between snapshots', () => {
    page.show(state('good'));
    expect(text('.sentence')).toBe(`Going well. 25 % of traffic, next step to 30 % in 7 s, promoted at ${formatClock(NOW + 77_000)} at the earliest if gate confirm-promotion is open by then.`);
    now += 4000;
    tick();
    expect(text('.sentence')).toContain('next step to 30 % in 3 s');
    expect(text('.next')).toBe('next check in 3 s');
    expect(text('.checks')).toContain('passed 7 s ago');
  });

  test('weights, steps, checks and objects are there', () => {
    page.show(state('good'));
    expect([...document.querySelectorAll('.row')].map((row) => row.textContent)).toEqual(['primary1.0.075 %1/1 pods', 'canary1.1.025 %1/1 pods']);
    expect([...document.querySelectorAll('.bar')].map((bar) => bar.getAttribute('aria-label'))).toEqual(['primary answers 75 % of the traffic', 'canary answers 25 % of the traffic']);
    expect(document.querySelector('[aria-current=step]')?.textContent).toBe('25');
    expect(text('.checks')).toContain('must be ≥ 70 %');
    expect(text('.budget')).toContain('failed checks 0 of 3');
    expect(text('.objects')).toContain('TrafficSplit face75/25');
  });

  test('names of objects lead to the objects', () => {
    page.show(state('good'));
    button('TrafficSplit face').click();
    button('Abort…').click();
    expect(posted).toEqual([
      { type: 'openObject', object: { group: 'split.smi-spec.io', kind: 'TrafficSplit', namespace: 'faces', name: 'face' } },
      { type: 'action', id: 'abort', context: 'my-cluster' },
    ]);
  });
});

test('halted: the failed value, its demand, the budget', () => {
  page.show(state('halted'));
  expect(text('.sentence')).toBe('Halted at 20 %: success rate 61 % < 70 % (2 of 3 failed checks); one more and it rolls back.');
  expect(text('.checks')).toContain('61 %');
  expect(document.querySelectorAll('.pip.used')).toHaveLength(2);
  expect(document.querySelector('.sparkline')?.getAttribute('aria-label')).toBe('success rate: 58.33, 61; must be ≥ 70 %');
});

test('rolled back: the line in Git is a button, with its brackets around it when the sentence breaks there', () => {
  page.show(state('rolled-back'));
  expect(text('.sentence')).toMatch(/Git still says 1\.1\.0 \(apps\/face\.yaml:14\)\.$/);
  expect(text('.sentence .aside')).toBe('(apps/face.yaml:14)');
  button('apps/face.yaml:14').click();
  expect(posted).toEqual([{ type: 'openPlace' }]);
});

test('blue/green says all or none, and how long it takes by the plan', () => {
  page.show(state('blue-green'));
  expect([...document.querySelectorAll('.row .share')].map((share) => share.textContent)).toEqual(['all', 'none', '3 of 5']);
  expect([...document.querySelectorAll('.bar')].map((bar) => bar.getAttribute('aria-label'))).toEqual(['primary answers all of the traffic', 'canary answers none of the traffic', 'iteration 3 of 5']);
  expect(text('.traffic')).not.toContain('%');
  expect(text('.steps .plan')).toBe('Planned: promoted after 4 min 30 s at the earliest; rolled back after 1 min 30 s at the earliest when every check fails.');
});

test('A/B shows the match and iterations instead of weights', () => {
  page.show(state('ab'));
  expect(text('.bars')).toContain('x-faces-user = testuser');
  expect(text('.bars')).toContain('canary 1.1.0');
  expect(text('.row.iterations')).toContain('6 of 10');
  expect(document.querySelector('.row.canary')).toBeNull();
});

test('a closed gate of the load tester can be opened beside it', () => {
  page.show(state('gate'));
  expect(text('.hooks')).toContain('closed 4 min ago');
  document.querySelector<HTMLButtonElement>('.hooks button')?.click();
  expect(posted).toEqual([{ type: 'action', id: 'openGate', hook: 'confirm-promotion', context: 'my-cluster' }]);
});

describe('states around a canary', () => {
  test('loading, missing, demo', () => {
    page.show(state('loading'));
    expect(text('.sentence')).toContain('Reading the Canary');
    page.show(state('missing'));
    expect(text('.sentence')).toBe('There is no Canary face in namespace faces of my-cluster.');
    expect(document.querySelector('.body')?.hasAttribute('hidden')).toBe(true);
    page.show(state('demo'));
    expect(text('.badge')).toBe('demo');
  });

  test('stale: greyed, with its age, and nothing counts down', () => {
    page.show(state('stale'));
    expect(text('.connection')).toContain(`as of ${formatClock(NOW - 95_000).slice(0, 5)}`);
    expect(text('.banner')).toContain('connection refused');
    expect(text('.sentence')).toContain(`next step to 30 % at ${formatClock(NOW - 95_000 + 7000)}`);
    expect(document.querySelector('.body')?.classList.contains('stale')).toBe(true);
    const before = document.body.textContent;
    now += 5000;
    tick();
    expect(document.body.textContent).toBe(before);
    expect(document.querySelector('.next')).toBeNull();
  });
});

describe('for everybody', () => {
  test('changes are announced politely, the passing of time is not', () => {
    page.show(state('good'));
    const announcer = document.querySelector('[role=status]');
    expect(announcer?.getAttribute('aria-live')).toBe('polite');
    const first = announcer?.textContent;
    expect(first).toContain('face: Going well. 25 % of traffic');
    now += 1000;
    tick();
    page.show(state('good'));
    expect(announcer?.textContent).toBe(first);
    page.show(state('halted'));
    expect(announcer?.textContent).toContain('Halted at 20 %');
  });

  test('the focus survives the next snapshot', () => {
    page.show(state('good'));
    button('Pause…').focus();
    page.show(state('halted'));
    expect(document.activeElement?.textContent).toBe('Pause…');
    button('Service face').focus();
    page.show(state('good'));
    expect(document.activeElement?.textContent).toBe('Service face');
  });

  test('every region has a name, icons are silent, pictures speak', () => {
    page.show(state('halted'));
    for (const region of document.querySelectorAll('section')) {
      const id = region.getAttribute('aria-labelledby') ?? '';
      expect(document.getElementById(id)?.textContent, id).not.toBe('');
    }
    for (const glyph of document.querySelectorAll('.codicon')) expect(glyph.getAttribute('aria-hidden') === 'true' || glyph.hasAttribute('aria-label')).toBe(true);
    for (const picture of document.querySelectorAll('[role=img]')) expect(picture.getAttribute('aria-label')).toBeTruthy();
  });

  test('nothing of the cluster becomes markup', () => {
    const halted = state('halted');
    if (halted.kind !== 'shown') throw new Error('not shown');
    const evil = '<img src=x onerror=alert(1)><b>x</b>';
    page.show({ ...halted, view: { ...halted.view, name: evil, phase: evil, sentence: { sign: 'unknown', parts: [evil] }, events: [{ at: NOW, count: 1, tone: 'bad', words: evil, message: evil, combined: false }] } });
    expect(document.querySelector('img, b')).toBeNull();
    expect(text('h1')).toBe(evil);
  });

  test('every scene renders without holes in its words', () => {
    for (const id of ['good', 'halted', 'no-traffic', 'rolled-back', 'promoted', 'promoting', 'ab', 'blue-green', 'gate', 'idle', 'initializing', 'late', 'overdue', 'suspended', 'unknown']) {
      page.show(state(id));
      expect(document.body.textContent, id).not.toMatch(/undefined|NaN|null|\[object/);
      expect(text('.sentence'), id).not.toBe('');
    }
  });

  test('a ladder of a hundred steps is folded around the present one', () => {
    const good = state('good');
    if (good.kind !== 'shown') throw new Error('not shown');
    const ladder = Array.from({ length: 100 }, (_, index) => ({ label: String(index), title: `step ${index}`, state: index < 50 ? 'done' as const : index === 50 ? 'current' as const : 'planned' as const, plannedAtSeconds: index * 10 }));
    page.show({ ...good, view: { ...good.view, ladder } });
    expect([...document.querySelectorAll('.rung')].map((rung) => rung.textContent)).toEqual(
      ['0', '1', '2', '… 43 more', '46', '47', '48', '49', '50', '51', '52', '53', '54', '… 42 more', '97', '98', '99'],
    );
  });
});

describe('the chart', () => {
  test('both lines share a clock; a gap is empty from the first tick that was not seen', () => {
    const late = state('late');
    if (late.kind !== 'shown' || late.view.chart === undefined) throw new Error('no chart');
    const data = buildChartData(late.view.chart, true, 10, NOW);
    const at = (seconds: number): readonly (number | null | undefined)[] => {
      const index = data.seconds.indexOf(seconds);
      return [data.planned[index], data.actual[index]];
    };
    expect(at(20)).toEqual([10, 10]);
    expect(at(30)).toEqual([15, 10]);
    expect(at(40)).toEqual([20, null]);
    expect(at(70)).toEqual([35, 35]);
    expect(at(100)).toEqual([50, null]);
    expect(data.now).toBe(73);
  });

  test('it can be read aloud', () => {
    const halted = state('halted');
    if (halted.kind !== 'shown') throw new Error('not shown');
    expect(chartWords(halted.view)).toContain('Actual: 0 % at 0 s, 5 % at 10 s, 10 % at 20 s, 15 % at 30 s, 20 % at 40 s. Marks: failed check: success rate 58.33 % < 70 % at 50 s');
  });
});

describe('past rollouts', () => {
  const labelled = (label: string): HTMLButtonElement => {
    const found = [...document.querySelectorAll<HTMLButtonElement>('.history button')].find((each) => each.closest('li')?.textContent.includes(label) === true);
    if (found === undefined) throw new Error(`no rollout ${label}`);
    return found;
  };

  test('each stands there with its versions, its end and the reason', () => {
    page.show(state('past'));
    const lines = [...document.querySelectorAll('.history li')].map((each) => each.textContent);
    expect(lines.length).toBe(2);
    expect(lines[0]).toContain('1.1.0 → 1.2.0 rolled back: success rate 61 % < 70 %');
    expect(lines[1]).toContain('1.0.0 → 1.1.0 promoted');
  });

  test('a replay takes the place of the chart, runs by itself, and a new snapshot does not stop it', () => {
    page.show(state('past'));
    labelled('rolled back').click();
    expect(document.querySelector('.replay')?.hasAttribute('hidden')).toBe(false);
    expect(document.querySelector<HTMLElement>('.time')?.hidden).toBe(true);
    expect(text('.replayed')).toContain('1.1.0 to 1.2.0, rolled back: success rate 61 % < 70 %');
    expect(text('.said')).not.toContain('rolled back');
    tick();
    page.show(state('past'));
    const slider = document.querySelector<HTMLInputElement>('.replay input');
    expect(Number(slider?.value)).toBeGreaterThan(0);
    expect(slider?.getAttribute('aria-valuetext')).toContain('after the start');
    for (let index = 0; index < 40; index += 1) tick();
    expect(slider?.value).toBe(slider?.max);
    expect(text('.said')).toContain('rolled back, scaling the canary down');
    expect(button('Play')).toBeTruthy();
    button('Close Replay').click();
    expect(document.querySelector<HTMLElement>('.time')?.hidden).toBe(false);
    expect(document.querySelector('.replay')?.hasAttribute('hidden')).toBe(true);
  });
});

describe('several side by side', () => {
  let several: SeveralPage;
  beforeEach(() => {
    document.body.replaceChildren();
    const root = document.createElement('main');
    document.body.append(root);
    callbacks.clear();
    several = new SeveralPage(root, (message) => { posted.push(message); }, {
      now: () => now,
      everySecond: (callback) => {
        callbacks.add(callback);
        return () => { callbacks.delete(callback); };
      },
    });
  });
  const names = (): readonly (string | null)[] => [...document.querySelectorAll('.card .names button')].map((each) => each.textContent);

  test('each has its sentence, its traffic and its course; a gate opens from its row', () => {
    several.show(buildSeveral(NOW));
    expect(names()).toEqual(['face-1', 'face-2', 'face-3', 'face-4', 'face-5', 'faces-gui-6', 'face-7', 'face-8', 'face-9']);
    expect(text('.card:nth-child(2) .words')).toBe('Halted at 20 %: success rate 61 % < 70 % (2 of 3 failed checks); one more and it rolls back.');
    expect(text('.card:nth-child(6) .share')).toBe('6 of 10');
    expect(document.querySelectorAll('.card svg.mini').length).toBe(9);
    button('Open Gate').click();
    button('face-5').click();
    expect(posted).toEqual([{ type: 'action', id: 'openGate', hook: 'confirm-promotion', canary: { namespace: 'faces', name: 'face-1' }, context: 'my-cluster' }, { type: 'openCanary', canary: { namespace: 'faces', name: 'face-5' }, context: 'my-cluster' }]);
  });

  test('rows that did not change stay the same elements, the focus stays, and countdowns go on', () => {
    several.show(buildSeveral(NOW));
    const [first, , , , fifth] = document.querySelectorAll('.card');
    button('face-5').focus();
    several.show(buildSeveral(NOW));
    expect(document.querySelectorAll('.card')[4]).toBe(fifth);
    expect(document.querySelectorAll('.card')[0]).toBe(first);
    expect(document.activeElement?.textContent).toBe('face-5');
    expect(text('.card:nth-child(5) .words')).toContain('in 7 s');
    now += 3000;
    tick();
    expect(text('.card:nth-child(5) .words')).toContain('in 4 s');
  });

  test('what changed is said once, and a lost connection is told with its time and offers no gate', () => {
    several.show(buildSeveral(NOW, undefined, ['good']));
    expect(text('.announcer')).toBe('');
    several.show({ ...buildSeveral(NOW, undefined, ['halted']), cards: buildSeveral(NOW, undefined, ['halted']).cards });
    expect(text('.announcer')).toContain('Halted at 20 %');
    several.show(buildSeveral(NOW, { state: 'stale', context: 'my-cluster', demo: false, asOf: NOW - 60_000, reason: 'refused' }, ['gate']));
    expect(text('.connection')).toContain('as of');
    expect([...document.querySelectorAll('button')].some((each) => each.textContent === 'Open Gate')).toBe(false);
    several.show(buildSeveral(NOW, undefined, []));
    expect(text('.note')).toBe('No rollout is under way. Canaries appear here when they move, wait for you or fail.');
  });
});

describe('which canaries stand side by side', () => {
  const rank = (name: string, phase: string, failedChecks = 0, suspended = false) => ({ canary: { namespace: 'n', name }, phase, failedChecks, suspended });
  const all = [rank('idle', 'Succeeded'), rank('moves', 'Progressing'), rank('failed', 'Failed'), rank('halted', 'Progressing', 1), rank('waits', 'WaitingPromotion'), rank('still', 'Waiting', 0, true)];

  test('those that wait first, then the halted, the failed and the moving; idle ones only when chosen', () => {
    expect(selectCards(all, undefined).shown.map(({ name }) => name)).toEqual(['waits', 'halted', 'failed', 'moves', 'still']);
    expect(selectCards(all, [{ namespace: 'n', name: 'idle' }, { namespace: 'n', name: 'gone' }])).toEqual({ shown: [{ namespace: 'n', name: 'idle' }], more: 0 });
    expect(selectCards(Array.from({ length: 100 }, (_, index) => rank(`c${index}`, 'Progressing')), undefined)).toMatchObject({ more: 40 });
  });
});
