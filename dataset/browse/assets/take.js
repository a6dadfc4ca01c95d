// What can be taken away, and what readers note: only where a server of ours can make and keep it.

import { el } from "./dom.js";
import { answer, replied } from "./server.js";
import { config } from "./store.js";

/** Files of rows, by the name that the server knows them by. */
export const FORMATS = [
  ["csv", "CSV"], ["jsonl", "JSON Lines"], ["parquet", "Parquet"], ["bib", "BibTeX"], ["ris", "RIS"], ["json", "CSL-JSON"],
];

/**
 * A link to a file that a server makes when it is asked for: once at a time, and it says why where there is none.
 * With a key held down the browser does as it always does.
 */
export function file(address, name) {
  const said = el("span", { class: "wrong", role: "alert" });
  let busy = false;
  const make = async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    link.setAttribute("aria-busy", "true");
    said.textContent = "";
    try {
      const response = await replied(address);
      const [, given] = /filename\*=UTF-8''(.*)$/.exec(response.headers.get("Content-Disposition")) ?? [];
      saved(await response.blob(), given ? decodeURIComponent(given) : address.split("/").at(-1));
    } catch (error) {
      said.textContent = ` ${error.message}`;
    }
    busy = false;
    link.removeAttribute("aria-busy");
  };
  const link = el("a", { href: address, download: true, onclick: make }, name);
  return el("span", {}, link, said);
}

function saved(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** Tags, and how many articles have each; none without a server. */
export async function tags() {
  const { api } = await config();
  return api ? (await answer(`${api}annotations`, {})).tags : {};
}

/** One article to cite, and as files; null without a server. */
export async function takeOne(id) {
  const { api } = await config();
  if (!api) return null;
  const ask = JSON.stringify({ is: "id", value: id });
  const at = (path, parameters) => `${api}${path}?${new URLSearchParams(parameters)}`;
  return el("div", { class: "takes" },
    el("p", { class: "take" }, "Cite as", FORMATS.slice(3).map(([as, name]) => file(at("take", { ask, as }), name))),
    el("p", { class: "take" }, "Download", file(at("package", { id }), "WACZ"), file(at("take", { ask, as: "jsonl" }), "row")));
}

/** Notes that could not be sent, by article: they are there when their reader comes back. */
const unkept = new Map();

/** Characters of a note that a browser sends on when its page is closed. */
const ALIVE = 15000;

/** The card with tags and a note of an article, and what keeps them; null without a server. */
export async function noteCard(id) {
  const { api, token } = await config();
  if (!api) return null;
  const { tags: known, annotations } = await answer(`${api}annotations`, {});
  const noted = annotations.find((each) => each.id === id) ?? { tags: [], note: "" };
  const told = ({ tags: words, note }) => JSON.stringify({ id, tags: words, note });
  let had = told(noted);
  const shown = unkept.has(id) ? JSON.parse(unkept.get(id)) : noted;
  const said = el("output", { class: "quiet" }, unkept.has(id) ? "Not kept yet." : null);
  const input = el("input", { name: "tags", list: "known-tags", value: shown.tags.join(", "), autocomplete: "off", placeholder: "one, another" });
  const area = el("textarea", { name: "note", rows: "3" }, shown.note);
  const written = () => told({ tags: input.value.split(/[,，、]/u).map((tag) => tag.trim()).filter(Boolean), note: area.value });
  /** Send what was written, unless it is kept already. */
  const keep = async () => {
    const before = had, typed = input.value, body = written();
    if (body === had) return;
    had = body;
    try {
      const kept = await answer(`${api}annotations`, {}, {
        method: "POST", headers: { "Content-Type": "application/json", "X-Twa-Token": token }, body, keepalive: body.length < ALIVE,
      });
      unkept.delete(id);
      if (had === body) had = told({ tags: kept.tags, note: JSON.parse(body).note });
      // As they are kept, if nobody types on meanwhile.
      if (input.value === typed) input.value = kept.tags.join(", ");
      said.textContent = "Kept.";
    } catch (error) {
      unkept.set(id, body);
      if (had === body) had = before;
      said.textContent = error.message;
    }
  };
  const submit = (event) => {
    event.preventDefault();
    if (written() === had) said.textContent = "Kept.";
    keep();
  };
  const element = el("section", { class: "card", "aria-label": "Your notes" }, el("h2", {}, "Your notes"),
    el("form", { class: "notes", onsubmit: submit, oninput: () => { said.textContent = ""; } },
      el("label", {}, el("span", {}, "Tags, by commas"), input),
      el("datalist", { id: "known-tags" }, Object.keys(known).map((tag) => el("option", { value: tag }))),
      el("label", {}, el("span", {}, "Note"), area),
      el("p", {}, el("button", {}, "Keep"), " ", said),
      el("p", { class: "quiet" }, "In annotations.jsonl, beside the dataset; exported with its rows.")));
  return { element, keep };
}
