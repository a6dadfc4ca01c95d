// What was counted: when the site was written (dataset/browse/figures.py), and now, for what is asked.

import { bytes, count, day, el, here, readdress } from "./dom.js";
import { difference } from "./diff.js";
import { EVERYTHING, articles } from "./engine.js";
import { figure, overTime, ranked } from "./plots.js";
import { Broken, parse } from "./query.js";
import { json, site } from "./store.js";

const BY = [["source", "source"], ["category", "section"], ["language", "language"], ["author", "author"], ["agency", "agency"]];

export async function showFigures({ query }) {
  const engine = await articles();
  const { collection, coverage, articles: about, feeds } = await site();
  const figures = await json("data/figures.json");
  const over = el("div", { class: "plots" });
  const asking = asker(query, (said) => drawOver(over, engine, said));
  asking.change();
  return {
    title: `Figures · ${collection.title}`,
    elements: [
      el("h1", {}, "Figures"),
      el("dl", { class: "sums" }, [
        ["articles", about.rows], ["words", coverage.words], ["revised", coverage.revised],
        ["gone", coverage.gone], ["feeds", feeds.length],
      ].map(([name, number]) => el("div", {}, el("dt", {}, name), el("dd", {}, count(number))))),
      asking.element, over,
      el("div", { class: "plots counted" },
        ranked("Languages", "articles by language of the text", figures.languages.slice(0, 12)),
        ranked("Lengths", "articles by words of text", figures.lengths),
        ranked("From publication to capture", "articles by how long it took to archive them", figures.latency),
        ranked("Agreement of readings", "articles by how far independent readings of the page agree", figures.agreement),
        overTime("Growth of the archive", "archived in all, by day", {
          periods: figures.growth.map(([when]) => when), values: [], counts: [figures.growth.map(([, size]) => size)],
        }, { format: bytes, as: "area" })),
      sources(figures.sources),
      headlines(figures.headlines),
    ].filter(Boolean),
  };
}

/** The line that chooses what is counted over time, and keeps it in the address. */
export function asker(query, tell, choices = BY) {
  const input = el("input", { type: "search", name: "q", value: query.get("q") ?? "", "aria-label": "Share of articles with", placeholder: "a word, “a phrase”, title:word …", autocomplete: "off" });
  const by = el("select", { name: "by" }, choices.map(([value, label]) => el("option", { value, selected: query.get("by") === value }, label)));
  const broken = el("p", { class: "wrong", role: "alert", hidden: true });
  const path = here();
  const typed = () => {
    readdress(path, { q: input.value.trim(), by: by.value === choices[0]?.[0] ? "" : by.value });
    change();
  };
  let timer = null;
  const change = () => {
    let tree = null;
    try { tree = parse(input.value.trim() ? `${input.value} ` : ""); } catch (error) {
      if (!(error instanceof Broken)) throw error;
      broken.textContent = error.message;
    }
    broken.hidden = tree !== null;
    if (tree) tell({ words: input.value.trim(), tree, by: by.value });
  };
  const element = el("form", { class: "asker", onsubmit: (event) => { event.preventDefault(); typed(); }, oninput: () => { clearTimeout(timer); timer = setTimeout(typed, 250); } },
    el("label", {}, el("span", {}, "Share of articles with"), input),
    choices.length ? el("label", {}, el("span", {}, "Over time by"), by) : null, broken);
  return { element, change };
}

let turn = 0;

async function drawOver(place, engine, { words, tree, by }) {
  const number = ++turn;
  try {
    const [all, some] = await Promise.all([engine.find(EVERYTHING), words ? engine.find(tree) : null]);
    const [whole, split, part] = await Promise.all([
      engine.tally(all), engine.tally(some ?? all, by), some ? engine.tally(some) : null,
    ]);
    if (number !== turn) return;
    const name = BY.find(([value]) => value === by)[1];
    place.replaceChildren(...[
      overTime(`Articles by ${name}`, `published a ${split.per}${words ? `, with ${words}` : ""}; the most frequent`, split),
      some ? overTime(`Share of ${words}`, `of the articles published that ${whole.per}`, share(part, whole), { format: percent })
        : overTime(`Articles per ${whole.per}`, "by date of publication", whole),
    ]);
  } catch (error) {
    if (number === turn) place.replaceChildren(el("p", { class: "wrong" }, error.message));
  }
}

/** Part of the whole in each period, in per cent; null where there is no whole. */
export function share(part, whole) {
  const some = part.counts[0] ?? [];
  return { ...whole, counts: [(whole.counts[0] ?? []).map((all, at) => (all ? (100 * (some[at] ?? 0)) / all : null))] };
}

export const percent = (number) => `${number >= 10 || number === 0 ? Math.round(number) : number.toFixed(1)} %`;

// --- By source, and headlines that changed ---

function sources(rows) {
  if (!rows.length) return null;
  return figure("By source", "how soon articles were archived, and how often their texts changed",
    el("div", { class: "wide-table", tabindex: "0", role: "group", "aria-label": "By source" }, el("table", { class: "told" },
      el("thead", {}, el("tr", {}, ["Source", "Articles", "Median latency", "Changed since", "Revisions an article"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, el("th", { scope: "row" }, row.source || "unnamed"),
        [count(row.articles), row.latency === null ? "–" : lasting(row.latency), percent((100 * row.revised) / row.articles), (row.revisions / row.articles).toFixed(2)]
          .map((text) => el("td", {}, text))))))));
}

/** Seconds as people say them. */
function lasting(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each * (each === 1 ? 0 : 1)) ?? units.at(-1);
  return `${(seconds / size).toLocaleString("en-GB", { maximumFractionDigits: seconds / size < 10 ? 1 : 0 })} ${unit}`;
}

function headlines(changes) {
  if (!changes.length) return null;
  return figure("Headlines that changed", changes.length === 1 ? "one, from what it was to what it became" : `${count(changes.length)}, the newest first`,
    el("div", { class: "wide-table", tabindex: "0", role: "group", "aria-label": "Headlines that changed" }, el("table", { class: "told changes" },
      el("thead", {}, el("tr", {}, ["Seen", "Headline"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, changes.map(({ id, at, before, after }) => el("tr", {},
        el("td", {}, day(at)),
        el("td", {}, el("a", { href: `#/article/${id}` }, difference(before, after)[0]?.pieces?.map(([kind, text]) =>
          (kind === "same" ? text : el(kind === "in" ? "ins" : "del", {}, text))) ?? after))))))));
}
