// The list of articles: search, filters, and the rows that match.

import { count, day, el } from "./dom.js";
import { VirtualList } from "./list.js";
import { marked, search } from "./search.js";
import { List, site } from "./store.js";

let list = null;
/** The rows last shown, for going from article to article, and where the list stood. */
export const last = { rows: null, hash: "#/", at: -1 };

/** The list, fetched once. */
export async function articles() {
  if (!list) {
    const { articles: about } = await site();
    list = new List("list", about);
    list.grown = [];
    list.loading = list.load(() => { for (const tell of list.grown) tell(); });
    await Promise.race([list.loading, new Promise((enough) => list.grown.push(enough))]);
  }
  return list;
}

const STATES = { revised: "changed since", gone: "page is gone" };

export async function showArticles({ query }) {
  const all = await articles();
  const { collection, articles: about } = await site();
  const input = el("input", {
    type: "search", id: "search", placeholder: "Search titles and texts", autocomplete: "off", spellcheck: "false",
    "aria-label": "Search titles and texts", "aria-controls": "found", value: query.get("q") ?? "",
  });
  const pick = (name, label, options) => el("label", {}, el("span", {}, label),
    el("select", { name }, el("option", { value: "" }, "any"),
      options.map(([value, text]) => el("option", { value, selected: query.get(name) === value }, text))));
  const words = (dictionary) => about.dictionaries[dictionary].map((word, number) => [word, number])
    .sort(([one], [other]) => one.localeCompare(other)).map(([word]) => [word, word || "unnamed"]);
  const date = (name, label) => el("label", {}, el("span", {}, label),
    el("input", { type: "date", name, value: query.get(name) ?? "" }));
  const filters = el("div", { class: "filters" },
    date("from", "From"), date("to", "To"),
    pick("category", "Category", words("category")),
    pick("source", "Source", words("source")),
    pick("language", "Language", words("language")),
    pick("status", "Text", words("status")),
    pick("revisions", "Revisions", [["2", "2 or more"], ["3", "3 or more"], ["5", "5 or more"]]),
    pick("state", "Page", Object.entries(STATES)));
  const found = el("output", { id: "found", class: "quiet", for: "search" });
  const clear = el("button", { type: "button", class: "plain", onclick: () => reset() }, "Clear");
  const form = el("form", { class: "search", role: "search", onsubmit: (event) => event.preventDefault() },
    input, el("details", { class: "more", open: innerWidth > 720 }, el("summary", {}, "Filters"), filters),
    el("p", { class: "tally" }, found, clear));

  let asked = "";
  const rows = new VirtualList({
    label: "Articles",
    address: (row) => `#/article/${all.columns.id[row]}`,
    draw: (row) => drawn(all, row, asked),
  });

  let turn = 0;
  async function update(stay = false) {
    const number = ++turn;
    asked = input.value.trim();
    const wanted = Object.fromEntries(new FormData(form));
    const said = new URLSearchParams(Object.entries({ q: asked, ...wanted }).filter(([, value]) => value));
    last.hash = `#/${said.size ? `?${said}` : ""}`;
    history.replaceState(null, "", last.hash);
    clear.hidden = said.size === 0;
    const matching = await matches(all, asked, wanted, about.search.buckets);
    if (number !== turn) return;
    last.rows = matching;
    rows.show(matching, stay);
    found.textContent = said.size === 0 && all.complete
      ? `${count(all.length)} ${all.length === 1 ? "article" : "articles"}` : `${count(matching.length)} of ${count(all.about.rows)} articles`;
    rows.element.classList.toggle("empty", matching.length === 0);
  }
  const reset = () => {
    input.value = "";
    for (const field of form.querySelectorAll("select, [type=date]")) field.value = "";
    update();
    input.focus();
  };
  form.addEventListener("input", () => update());
  const grown = () => update(true);
  all.grown.push(grown);

  return {
    title: `Articles · ${collection.title}`,
    elements: [el("h1", { class: "hidden" }, "Articles"), form, rows.element],
    ready: async () => {
      await update();
      if (last.at >= 0 && last.rows) { rows.move(last.at + 1); }
    },
    leave: () => {
      last.at = rows.current;
      all.grown.splice(all.grown.indexOf(grown), 1);
    },
    keys: {
      j: () => rows.move(1), k: () => rows.move(-1), "/": () => { input.focus(); input.select(); },
      Escape: (field) => { if (field === input && input.value) reset(); },
    },
  };
}

/** The rows, in the order of the list, that hold what is asked and pass the filters. */
async function matches(all, asked, wanted, buckets) {
  const { columns, about } = all;
  const numbers = asked ? await search(asked, buckets) : null;
  const inTitle = asked.normalize("NFKC").toLowerCase();
  const number = (name) => (wanted[name] ? about.dictionaries[name].indexOf(wanted[name]) : null);
  const [language, source, category, status] = ["language", "source", "category", "status"].map(number);
  const from = wanted.from ? Date.parse(wanted.from) / 1000 : -Infinity;
  const to = wanted.to ? Date.parse(wanted.to) / 1000 + 86400 : Infinity;
  const revisions = Number(wanted.revisions || 0);
  const rows = [];
  for (let row = 0; row < all.length; row += 1) {
    if (language !== null && columns.language[row] !== language) continue;
    if (source !== null && columns.source[row] !== source) continue;
    if (status !== null && columns.status[row] !== status) continue;
    if (category !== null && !columns.category[row].includes(category)) continue;
    if (columns.revisions[row] < revisions) continue;
    if (columns.date[row] < from || columns.date[row] >= to) continue;
    if (wanted.state === "gone" && !columns.gone[row]) continue;
    if (wanted.state === "revised" && columns.revisions[row] < 2) continue;
    if (asked && !numbers?.has(columns.n[row])
      && !(columns.title[row] ?? "").normalize("NFKC").toLowerCase().includes(inTitle)) continue;
    rows.push(row);
  }
  return rows;
}

function drawn(all, row, asked) {
  const { columns } = all;
  const language = all.word("language", columns.language[row]);
  const title = columns.title[row] ?? "Untitled";
  return [
    el("span", { class: "title", lang: language }, marked(title, asked)
      .map(([text, hit]) => (hit ? el("mark", {}, text) : text))),
    el("span", { class: "about" },
      el("time", {}, columns.dated[row] ? day(columns.date[row]) : `captured ${day(columns.date[row])}`),
      el("span", {}, all.word("source", columns.source[row])),
      el("span", {}, language),
      el("span", {}, `${count(columns.words[row])} words`),
      columns.revisions[row] > 1 ? el("span", { class: "badge" }, `${columns.revisions[row]} revisions`) : null,
      all.word("status", columns.status[row]) === "full" ? null
        : el("span", { class: "badge" }, all.word("status", columns.status[row])),
      columns.gone[row] ? el("span", { class: "badge alarm" }, "gone") : null),
  ];
}
