// The evidence about rights: two verdicts and how they were come to, and what stands word for word.

import { el, link, minute } from "./dom.js";

const RESERVED = { 0: "not reserved", 1: "reserved", null: "nothing said" };
const GOOD = new Set(["allowed", "not reserved"]), BAD = new Set(["disallowed", "reserved"]);
const PLACES = {
  "robots-txt": "robots.txt", "tdm-file": "tdmrep.json", header: "HTTP header", meta: "meta element",
  link: "link element", "json-ld": "JSON-LD", anchor: "link in the text",
};

/** What the card about rights holds; null for a dataset that has no such column. */
export function evidence({ rights }) {
  if (!rights) return null;
  const { robots, robots_agent: agent, robots_captured_at: looked, statements } = rights;
  const { tdm_reservation: reservation, tdm_source: source, tdm_policy: policy, tdm_captured_at: asked } = rights;
  return [
    el("dl", { class: "tree" },
      line("Crawling", robots, looked ? `for ${agent}, by the robots.txt of ${minute(looked)}` : "no robots.txt is archived"),
      line("Text and data mining", RESERVED[reservation],
        source ? `by ${source === "tdm-file" ? "" : "the "}${place(source)}${asked ? `, asked for on ${minute(asked)}` : ""}` : null),
      policy ? el("div", {}, el("dt", {}, "Policy"), el("dd", {}, link(policy))) : null),
    statements.length === 0
      ? el("p", { class: "quiet" }, "Nothing else is said about rights in what was archived.")
      : table(statements),
  ];
}

function line(name, verdict, why) {
  const kind = GOOD.has(verdict) ? "good" : BAD.has(verdict) ? "alarm" : "";
  return el("div", {}, el("dt", {}, name),
    el("dd", {}, el("span", { class: `badge ${kind}` }, verdict), why ? el("span", { class: "quiet" }, ` ${why}`) : null));
}

function table(statements) {
  return el("table", { class: "facts said" },
    el("caption", { class: "quiet" }, "Word for word, and where it stood"),
    el("thead", {}, el("tr", {}, ["Statement", "Says", "Stood in"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, statements.map(({ source, name, agent, value, record_id: record }) => el("tr", {},
      el("th", { scope: "row" }, name, agent && agent !== "*" ? el("small", { class: "raw" }, `for ${agent}`) : null),
      el("td", {}, link(value)),
      el("td", {}, place(source), el("code", { class: "clip", title: record }, record))))));
}

const place = (source) => PLACES[source] ?? source;
