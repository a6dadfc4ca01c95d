// One article: the page as it was, beside the text that was taken from it; below, the proof and the rest.

import { everything, last } from "./articles.js";
import { count, day, el, link, minute, unknown } from "./dom.js";
import { difference } from "./diff.js";
import { proved, served } from "./evidence.js";
import { replayed } from "./replay.js";
import { articles } from "./engine.js";
import { evidence } from "./rights.js";
import { line, site } from "./store.js";
import { noteCard, takeOne } from "./take.js";
import { body } from "./text.js";

export async function showArticle({ id }) {
  const placed = await (await articles()).place(id);
  if (placed === null) throw unknown(`This collection has no article “${id}”.`);
  const { row, revisions, entries } = await line("data/articles.jsonl", [placed.row.offset, placed.row.length]);
  const { collection } = await site();
  const among = await everything();
  const at = await standing(among, id, placed.at);
  let here = true;
  const go = async (step) => {
    await among.want(at + step, at + step + 1);
    const next = at < 0 ? undefined : among.at(at + step);
    if (next && here) location.hash = `#/article/${next.id}`;
  };
  const [take, notes] = await Promise.all([takeOne(id), noteCard(id)]);

  const elements = [
    el("p", { class: "way" },
      el("a", { href: last.hash }, "← Articles"),
      at < 0 ? null : el("span", { class: "quiet" }, `${count(at + 1)} of ${count(among.count)}`)),
    el("header", { class: "head" },
      el("h1", { lang: row.language }, row.title ?? "Untitled"),
      row.standfirst ? el("p", { class: "standfirst", lang: row.language }, row.standfirst) : null,
      el("p", { class: "byline" },
        [row.authors.join(", "), row.published && day(row.published), row.publisher, row.section]
          .filter(Boolean).map((text) => el("span", {}, text)),
        el("span", {}, link(row.url, "the page on the web"))),
      row.gone_at ? el("p", { class: "note alarm" }, `The page was found gone on ${day(row.gone_at)}.`) : null,
      take,
      row.notes.map((note) => el("p", { class: "note" },
        note.detail ? `${note.kind.replaceAll("-", " ")}: ${note.detail}` : note.kind.replaceAll("-", " ")))),
    tabs(),
    el("div", { class: "panes" }, replayed(row.url, row.capture), body(row)),
    el("div", { class: "cards" },
      proved("articles", row), el("div", { class: "stack" }, notes?.element, rights(row)),
      card("Revisions", revisions.length > 1 ? history(revisions) : el("p", { class: "quiet" },
        "The text was the same whenever it was looked at."), "wide"),
      metadata(row), feed(entries), served(row.capture)),
  ];
  return {
    title: `${row.title ?? "Untitled"} · ${collection.title}`,
    elements: elements.filter(Boolean),
    ready: () => {
      Object.assign(last, { at, id });
      document.getElementById("main").dataset.tab = FIRST_TAB;
      if (notes) addEventListener("pagehide", notes.keep);
    },
    leave: () => {
      here = false;
      if (!notes) return;
      removeEventListener("pagehide", notes.keep);
      notes.keep();
    },
    keys: { j: () => go(1), k: () => go(-1), Escape: () => { location.hash = last.hash; } },
  };
}

/** Where an article stands in a list: where it was last, or in the list of all. */
async function standing(among, id, place) {
  for (const at of [last.at, last.at + 1, last.at - 1, place]) {
    if (at < 0) continue;
    await among.want(at, at + 1);
    if (among.at(at)?.id === id) return at;
  }
  return -1;
}

// --- On a phone: one of page, text and proof at a time ---

const TABS = [["page", "Page"], ["text", "Text"], ["proof", "Proof"]];
const FIRST_TAB = "text";

function tabs() {
  const show = (name) => {
    document.getElementById("main").dataset.tab = name;
    for (const button of group.children) button.setAttribute("aria-pressed", String(button.value === name));
  };
  const group = el("div", { class: "tabs", role: "group", "aria-label": "What to show" }, TABS.map(([name, label]) =>
    el("button", { type: "button", value: name, "aria-pressed": String(name === FIRST_TAB), onclick: () => show(name) }, label)));
  return group;
}

export const card = (title, content, kind = "") =>
  el("section", { class: `card ${kind}`, "aria-label": title }, el("h2", {}, title), content);

// --- Metadata: each value, and where it stood ---

const FIELDS = [
  ["title", "Title"], ["titles", "Titles"], ["authors", "Authors"], ["agencies", "Agencies"],
  ["byline", "Byline"], ["credits", "Credits"], ["published", "Published"], ["modified", "Modified"],
  ["language", "Language"], ["section", "Section"], ["categories", "Categories"], ["tags", "Tags"],
  ["publisher", "Publisher"], ["summary", "Summary"], ["image", "Lead image"], ["canonical_url", "Canonical URL"],
  ["url", "URL"], ["license", "Licence"], ["is_accessible_for_free", "Free to read"], ["body_status", "Text is"],
  ["quality", "Agreement of readings"], ["word_count", "Words"], ["revision_count", "Revisions"],
  ["first_captured_at", "First captured"],
];
const INSTANTS = new Set(["published", "modified", "first_captured_at"]);

function metadata(row) {
  const lines = FIELDS.filter(([name]) => !(name in row) || filled(row[name])).filter(([name]) => name in row);
  const rows = lines.map(([name, label]) => el("tr", {},
    el("th", { scope: "row" }, label),
    el("td", {}, shown(name, row), raw(name, row)),
    el("td", {}, row.sources?.[name] ? el("code", {}, row.sources[name]) : null)));
  const { witnesses, extraction } = row;
  const told = Object.entries({ "the feed": witnesses.feed, "JSON-LD": witnesses.json_ld })
    .filter(([, score]) => score !== null).map(([name, score]) => `${name} ${percent(score)}`);
  return card("Metadata, and where it stood", [
    el("table", { class: "facts" },
      el("thead", {}, el("tr", {}, ["Field", "Value", "Stood in"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, rows)),
    el("p", { class: "quiet" },
      told.length ? `Other tellings agree with the text: ${told.join(", ")}. ` : "No other telling of the text to compare with. ",
      `Taken by ${extraction.extractor} ${extraction.version}, options ${extraction.options}.`),
  ], "wide");
}

const TITLES = {
  page: "page", og: "Open Graph", json_ld: "JSON-LD", html: "HTML", feed: "feed", twitter: "Twitter card",
};
const listed = (items, told) => el("ul", { class: "items" }, items.map((item) => {
  const [words, beside] = told(item);
  return el("li", {}, words, " ", el("span", { class: "quiet" }, beside));
}));
const filled = (value) => value !== null && !(Array.isArray(value) && value.length === 0);
const percent = (share) => `${Math.round(share * 100)} %`;

function shown(name, row) {
  const value = row[name];
  if (INSTANTS.has(name)) return minute(value);
  if (name === "titles") return listed(Object.entries(TITLES).filter(([key]) => value[key]), ([key, label]) => [value[key], label]);
  if (name === "credits") return listed(value, (one) => [one.name, `${one.kind}, ${one.role}, ${one.source}`]);
  if (Array.isArray(value)) return value.join(", ");
  if (name === "quality") return percent(value);
  if (name === "license" || name.endsWith("url") || name === "image") return link(value);
  return typeof value === "number" ? count(value) : String(value);
}

const ZONES = { "assumed-utc": ", zone not stated", unknown: ", zone not known" };

function raw(name, row) {
  const words = row[`${name}_raw`];
  if (!words) return null;
  return el("span", { class: "raw" }, `“${words}”, to the ${row[`${name}_precision`] ?? "?"}${ZONES[row[`${name}_zone`]] ?? ""}`);
}

// --- Rights ---

function rights(row) {
  const content = evidence(row);
  return content && card("Rights, as far as the archive shows", content);
}

/** Any value of a row: objects as terms, lists as lists. */
export function tree(value) {
  if (Array.isArray(value)) return value.length ? el("ul", {}, value.map((item) => el("li", {}, tree(item)))) : "none";
  if (value !== null && typeof value === "object") {
    return el("dl", { class: "tree" }, Object.entries(value).map(([name, inner]) =>
      el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, tree(inner)))));
  }
  if (value === null) return el("span", { class: "quiet" }, "not said");
  return typeof value === "string" ? link(value) : String(value);
}

// --- The feed entry ---

function feed(entries) {
  if (entries.length === 0) return null;
  const content = el("div", {}, el("p", { class: "quiet" }, "Loading …"));
  Promise.all(entries.map((place) => line("data/feed_entries.jsonl", place))).then((rows) => {
    content.replaceChildren(...rows.map((entry) => el("dl", { class: "tree" }, [
      ["Title", entry.title], ["Feed", link(entry.feed_url)], ["Entry", entry.entry_id],
      ["Published", entry.published_raw], ["Categories", entry.categories.join(", ")],
      ["Seen", entry.times_seen === 1 ? `once, ${minute(entry.first_seen)}`
        : `${count(entry.times_seen)} times, ${minute(entry.first_seen)} to ${minute(entry.last_seen)}`],
      ["Says", entry.summary],
    ].filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))))));
  }).catch((error) => content.replaceChildren(el("p", { class: "wrong" }, error.message)));
  return card("In the feed", content);
}

// --- Revisions ---

function history(places) {
  const versions = Promise.all(places.map((place) => line("data/revisions.jsonl", place)));
  const view = el("div", { class: "diff" });
  const steps = el("div", { class: "steps", role: "group", "aria-label": "Which change" });
  versions.then((rows) => {
    const ordered = rows.sort((one, other) => one.number - other.number);
    const show = (index) => {
      [...steps.children].forEach((button, at) => button.setAttribute("aria-pressed", String(at === index - 1)));
      view.replaceChildren(...changed(ordered[index - 1], ordered[index]));
    };
    steps.replaceChildren(...ordered.slice(1).map((revision, at) =>
      el("button", { type: "button", onclick: () => show(at + 1) },
        `${revision.number - 1} → ${revision.number}`, el("small", {}, day(revision.captured_at)))));
    show(ordered.length - 1);
  }).catch((error) => view.replaceChildren(el("p", { class: "wrong" }, error.message)));
  return [steps, view];
}

/** What changed from one revision to the next. */
function changed(before, after) {
  const when = el("p", { class: "quiet" }, `${minute(before.captured_at)} to ${minute(after.captured_at)}`,
    after.similarity === null ? "" : `, ${percent(after.similarity)} alike`);
  if (before.text === undefined || before.text === null) {
    return [when, el("p", { class: "quiet" }, "This dataset was published without text.")];
  }
  const title = before.title === after.title ? [] : [el("h3", {}, pieces(difference(before.title ?? "", after.title ?? "")[0]))];
  const paragraphs = [];
  let same = [];
  const settle = (ending) => {
    // A paragraph of context beside each change, and how many are passed over.
    const head = paragraphs.length ? same.splice(0, 1) : [];
    const tail = ending ? [] : same.splice(-1);
    paragraphs.push(...head.map((text) => el("p", {}, text)));
    if (same.length) paragraphs.push(el("p", { class: "skipped" }, same.length === 1 ? "one paragraph as it was" : `${same.length} paragraphs as they were`));
    paragraphs.push(...tail.map((text) => el("p", {}, text)));
    same = [];
  };
  for (const part of difference(before.text, after.text)) {
    if (part.same !== undefined) { same.push(part.same); continue; }
    settle(false);
    paragraphs.push(el("p", {}, pieces(part)));
  }
  settle(true);
  return [when, ...title, ...paragraphs];
}

const pieces = (part) => part.same ?? part.pieces.map(([kind, text]) =>
  (kind === "same" ? text : el(kind === "in" ? "ins" : "del", {}, text)));
