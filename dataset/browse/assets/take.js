// What can be taken away, and what readers note: only where a server of ours can make and keep it.

import { el } from "./dom.js";
import { answer } from "./server.js";
import { config } from "./store.js";

/** Files of rows, by the name that the server knows them by. */
export const FORMATS = [
  ["csv", "CSV"], ["jsonl", "JSON Lines"], ["parquet", "Parquet"], ["bib", "BibTeX"], ["ris", "RIS"], ["json", "CSL-JSON"],
];

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
  const link = (path, parameters, name) => el("a", { href: `${api}${path}?${new URLSearchParams(parameters)}`, download: true }, name);
  return el("p", { class: "take" },
    "Cite it: ", FORMATS.slice(3).flatMap(([as, name], index) => [index ? " · " : "", link("take", { ask, as }, name)]),
    el("span", { class: "gap-left" }, "Take it: "), link("package", { id }, "WACZ"), " · ",
    link("take", { ask, as: "jsonl" }, "row"));
}

/** The card with tags and a note of an article; null without a server. */
export async function noteCard(id) {
  const { api, token } = await config();
  if (!api) return null;
  const { tags: known, annotations } = await answer(`${api}annotations`, {});
  const noted = annotations.find((each) => each.id === id) ?? { tags: [], note: "" };
  const said = el("output", { class: "quiet" });
  const input = el("input", { name: "tags", list: "known-tags", value: noted.tags.join(", "), autocomplete: "off", placeholder: "one, another" });
  const area = el("textarea", { name: "note", rows: "3" }, noted.note);
  const keep = async (event) => {
    event.preventDefault();
    const value = { id, tags: input.value.split(/[,，、]/u).map((tag) => tag.trim()).filter(Boolean), note: area.value };
    try {
      const kept = await answer(`${api}annotations`, {}, {
        method: "POST", headers: { "Content-Type": "application/json", "X-Twa-Token": token }, body: JSON.stringify(value),
      });
      input.value = kept.tags.join(", ");
      said.textContent = "Kept.";
    } catch (error) {
      said.textContent = error.message;
    }
  };
  return el("section", { class: "card", "aria-label": "Your notes" }, el("h2", {}, "Your notes"),
    el("form", { class: "notes", onsubmit: keep },
      el("label", {}, el("span", {}, "Tags, by commas"), input),
      el("datalist", { id: "known-tags" }, Object.keys(known).map((tag) => el("option", { value: tag }))),
      el("label", {}, el("span", {}, "Note"), area),
      el("p", {}, el("button", {}, "Keep"), " ", said),
      el("p", { class: "quiet" }, "In annotations.jsonl, beside the dataset; exported with its rows.")));
}
