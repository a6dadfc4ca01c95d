// Who finds articles: our server where there is one, else this browser with what lies in the folder.
//
// Both have: total, dictionaries, find(tree) → found, facets(found), tally(found, by), place(id).
// A found list has: count, at(index) (a row, or undefined until it has come), want(first, last), take(format).

import { Browser } from "./browser.js";
import { Server } from "./server.js";
import { config, site } from "./store.js";

let engine = null;

/** The one that answers here. */
export function articles() {
  engine ??= Promise.all([config(), site()]).then(([{ api }, { articles: about }]) =>
    (api ? new Server(api, about) : Browser.open(about)));
  return engine;
}

/** What asks for all articles. */
export const EVERYTHING = { all: [] };
