// The list of articles: search, filters, and the rows that match.

import { count, day, el, here, readdress } from "./dom.js";
import { EVERYTHING, articles } from "./engine.js";
import { VirtualList } from "./list.js";
import { Broken, parse, sought } from "./query.js";
import { Snippets, marked } from "./snippets.js";
import { site } from "./store.js";
import { ready } from "./terms.js";
import { FORMATS, file, tags } from "./take.js";

/** The list last shown, for going from article to article, and which of it the reader was at. */
export const last = { found: null, hash: "#/", at: -1, id: null };

const STATES = { revised: "changed since", gone: "page is gone" };
const PAUSE = 150;
const COUNTED = ["category", "source", "language", "status"];
const HINT = innerWidth > 720 ? "Search: words, “a phrase”, -without, title: author: source: after:2025-03" : "Search titles and texts";

export async function showArticles({ query }) {
  const [engine, { collection }, known] = await Promise.all([articles(), site(), tags(), ready]);
  const input = el("input", {
    type: "search", id: "search", placeholder: HINT, autocomplete: "off", spellcheck: "false",
    "aria-label": "Search titles and texts", "aria-controls": "found", "aria-describedby": "broken", value: query.get("q") ?? "",
  });
  const pick = (name, label, options) => el("label", {}, el("span", {}, label),
    el("select", { name }, el("option", { value: "" }, "any"),
      options.map(([value, text]) => el("option", { value, selected: query.get(name) === value }, text))));
  const words = (dictionary) => [...engine.dictionaries[dictionary]]
    .sort((one, other) => one.localeCompare(other)).map((word) => [word, word || "unnamed"]);
  const date = (name, label) => el("label", {}, el("span", {}, label),
    el("input", { type: "date", name, value: query.get(name) ?? "" }));
  const filters = el("div", { class: "filters" },
    date("from", "From"), date("to", "To"),
    pick("category", "Category", words("category")),
    pick("source", "Source", words("source")),
    pick("language", "Language", words("language")),
    pick("status", "Text", words("status")),
    pick("revisions", "Revisions", [["2", "2 or more"], ["3", "3 or more"], ["5", "5 or more"]]),
    pick("state", "Page", Object.entries(STATES)),
    Object.keys(known).length ? pick("tag", "Tag", Object.entries(known).map(([tag, number]) => [tag, `${tag} (${count(number)})`])) : null);
  const found = el("output", { id: "found", class: "quiet", for: "search" });
  const broken = el("p", { id: "broken", class: "wrong", role: "alert", hidden: true });
  const tell = (words) => { broken.textContent = words; broken.hidden = !words; };
  const clear = el("button", { type: "button", class: "plain", onclick: () => reset() }, "Clear");
  const take = el("span", { class: "take" });
  const form = el("form", { class: "search", role: "search", onsubmit: (event) => event.preventDefault() },
    input, broken, el("details", { class: "more", open: innerWidth > 720 }, el("summary", {}, "Filters"), filters),
    el("p", { class: "tally" }, found, clear, take));

  let marks = [];
  const snippets = new Snippets();
  const rows = new VirtualList({
    label: "Articles",
    address: (row) => `#/article/${row.id}`,
    draw: (row) => drawn(engine, row, marks),
    seen: (items) => snippets.tell(items, (index) => last.found?.at(index), marks),
    failed: (error) => tell(error?.message ?? ""),
  });

  // The address follows when nobody types any more: a browser asks for the icon again at each change.
  const path = here();
  let said = {};
  const address = () => readdress(path, said);
  rows.element.addEventListener("click", address, true);

  let leaving = new AbortController();
  /** List what the form asks for. The place in the list is kept where `stay`, or found again where `back`. */
  async function update({ stay = false, back = false } = {}) {
    leaving.abort();
    leaving = new AbortController();
    const { signal } = leaving;
    const asked = input.value.trim();
    const wanted = Object.fromEntries(new FormData(form));
    said = { q: asked, ...wanted };
    const parameters = new URLSearchParams(Object.entries(said).filter(([, value]) => value));
    last.hash = `#/${parameters.size ? `?${parameters}` : ""}`;
    clear.hidden = parameters.size === 0;
    let tree = null;
    try { tree = parse(input.value); tell(""); } catch (error) {
      if (!(error instanceof Broken)) throw error;
      tell(error.message);
    }
    input.setAttribute("aria-invalid", String(tree === null));
    if (tree === null) {
      address();
      if (last.found !== null && rows.found === last.found) return;
      tree = EVERYTHING;
    }
    const asking = [tree, ...chosen(wanted)];
    try {
      const matching = await engine.find(asking.length === 1 ? tree : { all: asking }, signal);
      if (signal.aborted) return;
      last.found = matching;
      marks = sought(tree);
      rows.element.classList.toggle("telling", marks.length > 0);
      rows.show(matching, stay);
      if (back) returned();
      const all = parameters.size === 0 && engine.complete !== false;
      found.textContent = all ? `${count(engine.total)} ${engine.total === 1 ? "article" : "articles"}`
        : `${count(matching.count)} of ${count(engine.total)} articles`;
      rows.element.classList.toggle("empty", matching.count === 0);
      offer(take, matching);
      // Once nobody types any more.
      await new Promise((rested) => { setTimeout(rested, PAUSE); });
      if (signal.aborted) return;
      address();
      counts(await engine.facets(matching, signal), signal);
    } catch (error) {
      if (signal.aborted) return;
      tell(error.message);
    }
  }

  /** To the article that the reader was at, unless another stands there now, or something else is in use. */
  function returned() {
    const there = last.at < 0 ? undefined : last.found.at(last.at);
    const idle = document.activeElement === document.body || document.activeElement?.id === "main";
    if (last.at >= 0 && idle && (there?.id ?? last.id) === last.id) rows.move(last.at + 1);
  }

  /** How many of what was found have each value that can be chosen. */
  function counts(facets, signal) {
    if (signal.aborted) return;
    for (const name of COUNTED) {
      const numbers = new Map(engine.dictionaries[name].map((word, code) => [word, facets[name]?.[code] ?? 0]));
      for (const option of filters.querySelector(`[name="${name}"]`).options) {
        if (!option.value) continue;
        option.textContent = `${option.value} (${count(numbers.get(option.value) ?? 0)})`;
        option.hidden = !numbers.get(option.value) && !option.selected;
      }
    }
  }

  const reset = () => {
    input.value = "";
    for (const field of form.querySelectorAll("select, [type=date]")) field.value = "";
    update();
    address();
    input.focus();
  };
  form.addEventListener("input", (event) => {
    update();
    if (event.target !== input) address();
  });
  const grown = () => update({ stay: true });

  return {
    title: `Articles · ${collection.title}`,
    elements: [el("h1", { class: "hidden" }, "Articles"), form, rows.element],
    ready: () => {
      engine.listeners?.add(grown);
      update({ back: true });
    },
    update: (asked) => {
      // The address was changed by hand, or a link of ours leads here.
      input.value = asked.get("q") ?? "";
      for (const field of form.querySelectorAll("select, [type=date]")) field.value = asked.get(field.name) ?? "";
      update();
    },
    leave: () => {
      leaving.abort();
      last.at = rows.current;
      last.id = last.found?.at(last.at)?.id ?? null;
      engine.listeners?.delete(grown);
    },
    keys: {
      j: () => rows.move(1), k: () => rows.move(-1), "/": () => { input.focus(); input.select(); },
      Escape: (field) => { if (field === input && input.value) reset(); },
    },
  };
}

/** What the fields below the search ask for, as parts of a tree. */
function chosen(wanted) {
  const parts = ["category", "source", "language", "status", "tag"].filter((name) => wanted[name])
    .map((name) => ({ is: name, value: wanted[name] }));
  const from = wanted.from ? Date.parse(wanted.from) / 1000 : null;
  const to = wanted.to ? Date.parse(wanted.to) / 1000 + 86400 : null;
  if (from !== null || to !== null) parts.push({ from, to });
  const revisions = Math.max(Number(wanted.revisions || 0), wanted.state === "revised" ? 2 : 0);
  if (revisions) parts.push({ revisions });
  if (wanted.state === "gone") parts.push({ gone: true });
  return parts;
}

/** Links to all that was found, where a server can make files of it. */
function offer(place, found) {
  if (!found.take || found.count === 0) return void place.replaceChildren();
  place.replaceChildren("Export as", ...FORMATS.map(([format, name]) => file(found.take(format), name)));
}

function drawn(engine, row, marks) {
  const word = (dictionary) => (row[dictionary] === null ? null : engine.dictionaries[dictionary][row[dictionary]]);
  const language = word("language");
  return [
    el("span", { class: "title", lang: language }, marked(row.title ?? "Untitled", marks.filter(({ field }) => !field || field === "title"))),
    marks.length ? el("span", { class: "snippet", lang: language }) : null,
    el("span", { class: "about" },
      el("time", {}, row.dated ? day(row.date) : `captured ${day(row.date)}`),
      el("span", {}, word("source")),
      el("span", {}, language),
      el("span", {}, `${count(row.words)} words`),
      row.revisions > 1 ? el("span", { class: "badge" }, `${row.revisions} revisions`) : null,
      word("status") === "full" ? null : el("span", { class: "badge" }, word("status")),
      row.gone ? el("span", { class: "badge alarm" }, "gone") : null),
  ];
}

/** All articles, for those who came by the address of one. */
export async function everything() {
  last.found ??= await (await articles()).find(EVERYTHING);
  return last.found;
}
