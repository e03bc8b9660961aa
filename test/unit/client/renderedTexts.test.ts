// Texts of rendered documents: asked for once, told only where they differ, late answers dropped.
import { describe, expect, test } from 'vitest';
import { RenderedTexts, serverIsGone } from '../../../client/src/rendered/renderedTexts.ts';

/** A server whose answers are given by hand. */
function makeServer() {
  const texts = new Map<string, string | undefined>();
  const asked: string[] = [];
  const held: (() => void)[] = [];
  let holds = false;
  const changed: string[] = [];
  const rendered = new RenderedTexts(
    async (uri) => {
      asked.push(uri);
      const text = texts.get(uri);
      if (holds) await new Promise<void>((resolve) => held.push(resolve));
      return text;
    },
    (uri) => void changed.push(uri),
  );
  return {
    rendered,
    texts,
    asked,
    changed,
    hold: () => (holds = true),
    release: () => {
      holds = false;
      for (const go of held.splice(0)) go();
    },
  };
}

describe('a shown text', () => {
  test('that is still right is not told', async () => {
    const { rendered, texts, changed } = makeServer();
    texts.set('a', 'one');
    expect(await rendered.provide('a')).toBe('one');
    await rendered.refresh(['a']);
    expect(changed).toEqual([]);
  });
  test('that changed is told once, and then given without asking again', async () => {
    const { rendered, texts, asked, changed } = makeServer();
    texts.set('a', 'one');
    await rendered.provide('a');
    texts.set('a', 'two');
    await rendered.refresh(['a']);
    expect(changed).toEqual(['a']);
    expect(await rendered.provide('a')).toBe('two');
    expect(asked).toEqual(['a', 'a']);
    await rendered.refresh(['a']);
    expect(changed).toEqual(['a']);
  });
  test('says so where the server is gone, and comes back with it', async () => {
    const { rendered, texts, changed } = makeServer();
    expect(await rendered.provide('a')).toBe(serverIsGone);
    texts.set('a', 'one');
    await rendered.refresh(['a']);
    expect(changed).toEqual(['a']);
    expect(await rendered.provide('a')).toBe('one');
  });
});

describe('refreshing', () => {
  test('many calls while one runs make one more round', async () => {
    const { rendered, texts, asked, hold, release } = makeServer();
    texts.set('a', 'one');
    await rendered.provide('a');
    hold();
    const first = rendered.refresh(['a']);
    const others = Array.from({ length: 10 }, () => rendered.refresh(['a']));
    release();
    await Promise.all([first, ...others]);
    expect(asked).toHaveLength(3);
  });
  test('an answer that is overtaken by a newer question is dropped', async () => {
    const { rendered, texts, changed, hold, release } = makeServer();
    texts.set('a', 'one');
    await rendered.provide('a');
    texts.set('a', 'two');
    hold();
    const refreshed = rendered.refresh(['a']);
    texts.set('a', 'three');
    const provided = rendered.provide('a');
    release();
    await refreshed;
    expect(await provided).toBe('three');
    expect(changed).toEqual([]);
  });
  test('documents that were closed or never shown are not told', async () => {
    const { rendered, texts, changed } = makeServer();
    texts.set('a', 'one');
    await rendered.provide('a');
    rendered.forget('a');
    texts.set('a', 'two');
    await rendered.refresh(['a', 'b']);
    expect(changed).toEqual([]);
    expect(await rendered.provide('a')).toBe('two');
  });
});
