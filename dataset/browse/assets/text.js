// The extracted text with its structure.

import { count, el } from "./dom.js";
import { archived, site } from "./store.js";
import { payload, record, response, unpacked } from "./warc.js";

const HEADINGS = [null, "h3", "h3", "h4", "h5", "h6", "h6"];

/** The pane of an article's text. */
export function body(row) {
  const content = row.blocks
    ? [...flowed(row.blocks), captions(row)]
    : el("p", { class: "quiet" }, "This dataset was published without text.");
  const prose = el("div", { class: "prose", lang: row.language }, content);
  if (row.blocks && row.removed?.length) putBack(prose, row).catch(() => prose.append(...row.removed.map((each) => removed(each, {}))));
  return el("section", { class: "pane text", "aria-label": "Extracted text" },
    el("header", {}, el("h2", {}, "Extracted text"), el("span", { class: "quiet" },
      `${count(row.word_count)} words${row.removed?.length ? `, ${count(row.removed.length)} ${row.removed.length === 1 ? "piece" : "pieces"} left out` : ""}`)),
    prose);
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

/** What was left out, greyed, where it stood on the page: beside the blocks that it stood between. */
async function putBack(prose, row) {
  const [{ meanings }, page] = await Promise.all([site(), letters(row.capture)]);
  // Of each block that is shown, the place of its first letters on the page, after those before it.
  let from = 0;
  const shown = [...prose.children].filter((element) => !element.matches(".captions")).map((element) => {
    const at = page.indexOf(start(element.textContent), from);
    if (at >= 0) from = at + 1;
    return { element, at };
  });
  for (const each of row.removed) {
    const at = page.indexOf(start(each.text));
    const before = at < 0 ? null : shown.filter((block) => block.at >= 0 && block.at <= at).at(-1);
    const piece = removed(each, meanings.removed);
    if (before) { before.element.after(piece); shown.splice(shown.indexOf(before) + 1, 0, { element: piece, at }); }
    else if (at >= 0) { prose.prepend(piece); shown.unshift({ element: piece, at }); }
    else (prose.querySelector(".captions") ?? { before: (it) => prose.append(it) }).before(piece);
  }
}

function removed({ text, reason }, meanings) {
  const words = meanings[reason];
  return el("div", { class: "left-out" }, el("p", {}, text),
    el("p", { class: "why" }, "left out: ", el("code", {}, reason), words ? `, ${words}` : ""));
}

const LONGEST_PAGE = 3000000, FIRST = 40;
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
const start = (text) => plain(text).slice(0, FIRST);

/** The letters of a page as it was served, without its markup; good enough to find a sentence by. */
async function letters(capture) {
  const { block } = record(await unpacked(await archived(capture.original ?? capture)));
  const octets = await payload(response(block));
  const charset = /charset=["']?([\w-]+)/i.exec(capture.content_type ?? "")?.[1] ?? "utf-8";
  let decoder;
  try { decoder = new TextDecoder(charset); } catch { decoder = new TextDecoder(); }
  const html = decoder.decode(octets.subarray(0, LONGEST_PAGE));
  const said = html.split(/<(?=(?:script|style)\b)/i).map((part, index) => (index ? part.slice(part.search(/<\/(?:script|style)/i) >>> 0) : part)).join(" ");
  return plain(said.replace(/<[^<>]*>/g, " ").replace(/&(?:#\d+|#x[\da-f]+|\w+);/gi, entity));
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'", nbsp: " " };

function entity(whole) {
  const name = whole.slice(1, -1);
  if (name[0] !== "#") return NAMED[name] ?? " ";
  const code = name[1].toLowerCase() === "x" ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}
