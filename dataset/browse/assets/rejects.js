// What became no row, and why, with what was served.

import { count, el, link, minute, unknown } from "./dom.js";
import { card, tree } from "./article.js";
import { proved, served } from "./evidence.js";
import { VirtualList, listed } from "./list.js";
import { replayed } from "./replay.js";
import { List, line, site } from "./store.js";

let list = null;

async function rejects() {
  if (!list) {
    list = new List("rejected", (await site()).rejects);
    list.loading = list.load(() => {});
  }
  await list.loading;
  return list;
}

export async function showRejects() {
  const all = await rejects();
  const { collection, rejects: about, meanings } = await site();
  const counts = new Map();
  for (const reason of all.columns.reason ?? []) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].sort(([, one], [, other]) => other - one);
  const words = (reason) => meanings.reason[about.dictionaries.reason[reason]] ?? "";
  const rows = new VirtualList({
    label: "Rejects", address: ([row]) => `#/reject/${all.columns.id[row]}`, draw: (group) => drawn(all, group, words),
  });
  const said = el("p", { class: "quiet said-reason" });
  let chosen = null;
  const chips = el("div", { class: "chips", role: "group", "aria-label": "Reasons" }, reasons.map(([reason, number]) =>
    el("button", { type: "button", "aria-pressed": "false", title: about.dictionaries.reason[reason], onclick: (event) => choose(reason, event.currentTarget) },
      el("span", {}, short(words(reason)) || about.dictionaries.reason[reason]), el("small", {}, count(number)))));
  const show = () => {
    rows.show(listed(byAddress(all, chosen)));
    said.textContent = chosen === null ? "" : `${sentence(words(chosen))}. In the table: reason = ${about.dictionaries.reason[chosen]}.`;
  };
  const choose = (reason, button) => {
    chosen = chosen === reason ? null : reason;
    for (const each of chips.children) each.setAttribute("aria-pressed", String(each === button && chosen !== null));
    show();
  };
  return {
    title: `Rejects · ${collection.title}`,
    elements: [
      el("h1", {}, "Rejects"),
      el("p", { class: "quiet" }, all.length === 0 ? "Everything that was met became a row."
        : `${count(all.length)} things that were met and became no row, each with its reason; those of one address stand together.`),
      ...(all.length === 0 ? [] : [chips, said, rows.element]),
    ],
    ready: show,
    keys: { j: () => rows.move(1), k: () => rows.move(-1) },
  };
}

/** Rejects of a reason, or all, as groups of one address and reason: the newest first, and first in each. */
function byAddress(all, chosen) {
  const { url, reason } = all.columns;
  const groups = new Map();
  for (let row = 0; row < all.length; row += 1) {
    if (chosen !== null && reason[row] !== chosen) continue;
    // What has no address is a thing by itself.
    const key = url[row] === null ? `row ${row}` : `${reason[row]} ${url[row]}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return [...groups.values()];
}

function drawn(all, group, words) {
  const { columns } = all;
  const [row] = group;
  const [newest, oldest] = [columns.date[row], columns.date[group.at(-1)]];
  return [
    el("span", { class: "title mono" }, columns.url[row] ?? "no address"),
    el("span", { class: "about" },
      el("span", { class: "badge" }, short(words(columns.reason[row])) || all.word("reason", columns.reason[row])),
      group.length > 1 ? el("span", {}, `${count(group.length)} times, ${minute(oldest)} to ${minute(newest)}`)
        : el("time", {}, minute(newest)),
      columns.detail[row] ? el("span", {}, columns.detail[row]) : null),
  ];
}

export async function showReject({ id }) {
  const all = await rejects();
  const place = all.places.get(id);
  if (place === undefined) throw unknown(`This collection has no reject “${id}”.`);
  const row = await line("data/rejects.jsonl", all.place(place));
  const { capture, ...told } = row;
  const { collection, meanings } = await site();
  const again = others(all, place);
  const page = capture && capture.http_status !== null && row.url ? replayed(row.url, capture) : null;
  const why = card("Why", [meanings.reason[row.reason] ? el("p", { class: "meaning" }, `${sentence(meanings.reason[row.reason])}.`) : null, tree({
    reason: told.reason, stage: told.stage, detail: told.detail, via: told.via, pointer: told.pointer,
    "met at": told.captured_at && minute(told.captured_at),
  }), again].filter(Boolean));
  const proof = capture ? proved("rejects", row) : null;
  return {
    title: `${row.reason} · ${collection.title}`,
    elements: [
      el("p", { class: "way" }, el("a", { href: "#/rejects" }, "← Rejects")),
      el("header", { class: "head" }, el("h1", { class: "mono" }, row.url ? link(row.url) : "No address")),
      page ? el("div", { class: "panes" }, page, el("div", { class: "stack" }, why, proof)) : null,
      el("div", { class: "cards" }, ...(page ? [] : [why, proof]), capture ? served(capture) : null),
    ].filter(Boolean),
    keys: { Escape: () => { location.hash = "#/rejects"; } },
  };
}

/** The first part of a meaning: what follows are details, which the reject's own page has. */
const short = (words) => words.split(/[;:(]/u)[0].trim();

const sentence = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);

/** Links to the other times that the same address was refused for the same reason. */
function others(all, place) {
  const { url, reason, date, id } = all.columns;
  if (url[place] === null) return null;
  const rows = [...Array(all.length).keys()].filter((row) => row !== place && url[row] === url[place] && reason[row] === reason[place]);
  if (rows.length === 0) return null;
  return el("details", { class: "all" }, el("summary", {}, `${count(rows.length)} times more`),
    el("ul", {}, rows.slice(0, 200).map((row) => el("li", {}, el("a", { href: `#/reject/${id[row]}` }, minute(date[row]))))));
}
