/** The pages of lists: all of a list show one moment, and a token leads from each to the next. */
import { ApiError, badRequest } from './apiError.ts';
import { isJsonObject, numberAt, readJson } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { ObjectStore } from './objectStore.ts';

/** What is left of a list. */
export interface OpenPage {
  readonly revision: number;
  readonly remaining: readonly JsonObject[];
}

/** A page with the metadata of its list. */
export interface ListPage {
  readonly items: readonly JsonObject[];
  readonly listMetadata: JsonObject;
}

const keptPages = 200;

/** Keeps the rest of unfinished lists; of very many, the latest. */
export class ListPages {
  readonly #store: ObjectStore;
  readonly #pages = new Map<number, OpenPage>();
  #count = 0;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** The first `limit` objects (all for 0), with a token for the others. */
  cut(page: OpenPage, limit: number): ListPage {
    const items = limit === 0 ? page.remaining : page.remaining.slice(0, limit);
    const remaining = page.remaining.slice(items.length);
    const metadata: JsonObject = { resourceVersion: String(page.revision) };
    if (remaining.length === 0) return { items, listMetadata: metadata };
    const number = ++this.#count;
    this.#pages.set(number, { revision: page.revision, remaining });
    for (const [oldest] of this.#pages) {
      if (this.#pages.size <= keptPages) break;
      this.#pages.delete(oldest);
    }
    const token = Buffer.from(JSON.stringify({ v: 'demo', rv: page.revision, page: number })).toString('base64url');
    return { items, listMetadata: { ...metadata, continue: token, remainingItemCount: remaining.length } };
  }

  /** The rest that a token stands for: 400 for one that nobody gave, 410 for one that is too old. */
  take(token: string): OpenPage {
    const page = this.#pages.get(readToken(token));
    if (page !== undefined && this.#store.remembers(page.revision)) return page;
    throw new ApiError(410, 'Expired', 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.');
  }
}

function readToken(token: string): number {
  const bytes = Buffer.from(token, 'base64url');
  let value: JsonValue;
  try {
    value = readJson(bytes.toString('utf8'));
  } catch {
    // Go names the byte at which it stopped, as a character.
    throw invalidToken(`invalid character '${bytes.toString('latin1').slice(0, 1)}' looking for beginning of value`);
  }
  const number = numberAt(value, 'page');
  if (!isJsonObject(value) || number === undefined) throw invalidToken('it was not given by this server');
  return number;
}

function invalidToken(why: string): ApiError {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
