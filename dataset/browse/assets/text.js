// The extracted text with its structure.

import { count, el } from "./dom.js";

const HEADINGS = [null, "h3", "h3", "h4", "h5", "h6", "h6"];

/** The pane of an article's text. */
export function body(row) {
  const content = row.blocks
    ? [...flowed(row.blocks), captions(row), removed(row)]
    : el("p", { class: "quiet" }, "This dataset was published without text.");
  return el("section", { class: "pane text", "aria-label": "Extracted text" },
    el("header", {}, el("h2", {}, "Extracted text"), el("span", { class: "quiet" }, `${count(row.word_count)} words`)),
    el("div", { class: "prose", lang: row.language }, content));
}

/** Blocks as elements; neighbouring list items are one list, deeper ones within. */
function flowed(blocks) {
  const elements = [];
  let lists = [];
  for (const { type, text, level } of blocks) {
    if (type !== "list-item") {
      lists = [];
      elements.push(single(type, text, level));
      continue;
    }
    const depth = Math.min(Math.max(1, level ?? 1), lists.length + 1);
    lists.length = Math.min(lists.length, depth);
    if (lists.length < depth) {
      const list = el("ul", {});
      if (lists.length) lists.at(-1).lastElementChild.append(list); else elements.push(list);
      lists.push(list);
    }
    lists.at(-1).append(el("li", {}, text));
  }
  return elements;
}

function single(type, text, level) {
  switch (type) {
    case "heading": return el(HEADINGS[Math.min(6, level ?? 2)] ?? "h3", {}, text);
    case "quote": return el("blockquote", {}, text);
    case "code": return el("pre", { tabindex: "0" }, el("code", {}, text));
    case "entry": return el("p", { class: "entry" }, text);
    case "table": return el("div", { class: "wide-table", tabindex: "0", role: "group", "aria-label": "Table" },
      el("table", {}, text.split("\n").map((line) =>
        el("tr", {}, line.split(" | ").map((cell) => el("td", {}, cell))))));
    default: return el("p", {}, text);
  }
}

function captions({ captions: words }) {
  if (!words?.length) return null;
  return el("aside", { class: "captions", "aria-label": "Captions" },
    el("h3", {}, "Captions"), words.map((text) => el("p", {}, text)));
}

function removed({ removed: pieces }) {
  if (!pieces?.length) return null;
  return el("details", { class: "removed" },
    el("summary", {}, `${pieces.length === 1 ? "One piece" : `${pieces.length} pieces`} left out of the text`),
    el("ul", {}, pieces.map(({ text, reason }) => el("li", {}, text, " ", el("code", {}, reason)))));
}
