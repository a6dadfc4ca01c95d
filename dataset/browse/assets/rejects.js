// What became no row, and why, with what was served.

import { count, el, link, minute } from "./dom.js";
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
  const { collection, rejects: about } = await site();
  const counts = new Map();
  for (const reason of all.columns.reason ?? []) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].sort(([, one], [, other]) => other - one);
  const rows = new VirtualList({
    label: "Rejects", address: (row) => `#/reject/${all.columns.id[row]}`, draw: (row) => drawn(all, row),
  });
  let chosen = null;
  const chips = el("div", { class: "chips", role: "group", "aria-label": "Reasons" }, reasons.map(([reason, number]) =>
    el("button", { type: "button", "aria-pressed": "false", onclick: (event) => choose(reason, event.currentTarget) },
      about.dictionaries.reason[reason], el("small", {}, count(number)))));
  const show = () => rows.show(listed([...Array(all.length).keys()]
    .filter((row) => chosen === null || all.columns.reason[row] === chosen)));
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
        : `${count(all.length)} things that were met and became no row, each with its reason.`),
      ...(all.length === 0 ? [] : [chips, rows.element]),
    ],
    ready: show,
    keys: { j: () => rows.move(1), k: () => rows.move(-1) },
  };
}

function drawn(all, row) {
  const { columns } = all;
  return [
    el("span", { class: "title mono" }, columns.url[row] ?? "no address"),
    el("span", { class: "about" },
      el("span", { class: "badge" }, all.word("reason", columns.reason[row])),
      el("time", {}, minute(columns.date[row])),
      el("span", {}, columns.detail[row])),
  ];
}

export async function showReject({ id }) {
  const all = await rejects();
  const place = all.places.get(id);
  if (place === undefined) throw new Error(`there is no reject ${id}`);
  const row = await line("data/rejects.jsonl", all.place(place));
  const { capture, ...told } = row;
  const { collection } = await site();
  const page = capture && capture.http_status !== null && row.url ? replayed(row.url, capture) : null;
  const why = card("Why", tree({
    reason: told.reason, stage: told.stage, detail: told.detail, via: told.via, pointer: told.pointer,
    "met at": told.captured_at && minute(told.captured_at),
  }));
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
