// Articles found by our server: dataset/browse/api.py.

import { got } from "./store.js";

const PAGE = 60;

/** An answer of the server as JSON. Throws an Error with what it says. */
export async function answer(path, parameters, options = {}) {
  return (await replied(`${path}?${new URLSearchParams(parameters)}`, options)).json();
}

/** An answer of the server that is no refusal. Throws an Error with what it says. */
export async function replied(address, options = {}) {
  const response = await got(address, options);
  if (response.ok) return response;
  const said = await response.text();
  let error = said.trim();
  try { error = JSON.parse(said).error; } catch { /* it answers in plain words */ }
  throw Object.assign(new Error(error || `The server answers ${response.status}.`), { status: response.status });
}

export class Server {
  constructor(api, about) {
    Object.assign(this, { api, total: about.rows, dictionaries: about.dictionaries, served: true });
  }

  /** What a tree asks for; `signal` says when nobody waits any more. */
  async find(tree, signal) {
    const ask = JSON.stringify(tree);
    const found = new Found(this.api, ask);
    found.keep(0, await answer(`${this.api}search`, { ask, from: 0, to: PAGE }, { signal }));
    return found;
  }

  facets(found, signal) {
    return answer(`${this.api}facets`, { ask: found.ask }, { signal });
  }

  tally(found, by) {
    return answer(`${this.api}tally`, by ? { ask: found.ask, by } : { ask: found.ask });
  }

  /** The row of an article and where it stands among all; null for an unknown id. */
  async place(id) {
    try {
      return await answer(`${this.api}place`, { id });
    } catch (error) {
      if (error.status === 404) return null;
      throw error;
    }
  }
}

class Found {
  constructor(api, ask) {
    Object.assign(this, { api, ask, rows: [], pages: new Set([0]) });
  }

  keep(first, { count, rows }) {
    this.count = count;
    rows.forEach((row, index) => { this.rows[first + index] = row; });
  }

  at(index) {
    return this.rows[index];
  }

  /** Have the rows from `first` to before `last`; whether any had to be asked for. */
  async want(first, last) {
    const asking = [];
    for (let page = Math.floor(first / PAGE); page * PAGE < Math.min(last, this.count); page += 1) {
      if (this.pages.has(page)) continue;
      this.pages.add(page);
      const parameters = { ask: this.ask, from: page * PAGE, to: (page + 1) * PAGE };
      asking.push(answer(`${this.api}search`, parameters).then((said) => this.keep(page * PAGE, said), (error) => {
        this.pages.delete(page);
        throw error;
      }));
    }
    await Promise.all(asking);
    return asking.length > 0;
  }

  /** Where all of it is as a file of this format. */
  take(format) {
    return `${this.api}take?${new URLSearchParams({ ask: this.ask, as: format })}`;
  }
}
