// Where in a text stands what was asked for: a line of it, with the hits marked.

import { el } from "./dom.js";
import { line } from "./store.js";
import { spans } from "./terms.js";

const AFTER = 220, KEPT = 300, PAUSE = 120;

// A hit is to be in sight on a phone, too.
const BEFORE = innerWidth > 720 ? 60 : 14;

/** A text as pieces, those that are asked for as marks. */
export function marked(text, wanted) {
  const pieces = [];
  let at = 0;
  for (const [start, end] of spans(text, wanted)) {
    if (start < at || start === end) continue;
    pieces.push(text.slice(at, start), el("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...pieces, text.slice(at)].filter((piece) => piece !== "");
}

/** Around the first hit, or the beginning where there is none. */
function excerpt(text, wanted) {
  const [first] = spans(text.slice(0, 200000), wanted);
  let start = first ? Math.max(0, first[0] - BEFORE) : 0;
  // Not in the middle of a word.
  const space = start > 0 ? text.indexOf(" ", start) : -1;
  if (space > 0 && space < first[0]) start = space + 1;
  const piece = text.slice(start, start + AFTER).replace(/\s+/gu, " ");
  return `${start > 0 ? "… " : ""}${piece}`;
}

/** Fills the snippets of rows in sight, once nobody types any more. */
export class Snippets {
  constructor() {
    this.texts = new Map();
    this.timer = null;
  }

  tell(items, row, wanted) {
    clearTimeout(this.timer);
    const words = wanted.filter(({ field }) => !field);
    if (wanted.length === 0) return;
    this.timer = setTimeout(() => {
      for (const [index, item] of items) {
        const place = item.querySelector(".snippet");
        const here = row(index);
        if (!place || place.firstChild || !here) continue;
        this.text(here).then((text) => place.replaceChildren(...marked(excerpt(text, words), words)), () => {});
      }
    }, PAUSE);
  }

  /** The text of a row, read from its line. */
  text({ id, offset, length }) {
    if (!this.texts.has(id)) {
      if (this.texts.size > KEPT) this.texts.clear();
      this.texts.set(id, line("data/articles.jsonl", [offset, length])
        .then(({ row }) => [row.standfirst, row.text].filter(Boolean).join(" ")));
      this.texts.get(id).catch(() => this.texts.delete(id));
    }
    return this.texts.get(id);
  }
}
