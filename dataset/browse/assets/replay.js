// The archived page, in a frame that is not ours: another origin, or a sandbox without scripts.

import { el, minute } from "./dom.js";
import { config } from "./store.js";

/** The pane that shows what a capture held, as a browser shows it. */
export function replayed(url, capture) {
  const content = el("div", { class: "stage" }, el("p", { class: "quiet wait" }, "Loading …"));
  config().then(({ replay }) => content.replaceChildren(replay ? frame(replay, url, capture)
    : el("p", { class: "quiet wait" },
      "Without ReplayWeb.page the page can’t be shown as it was. Its bytes are below, under “As it was served”.")));
  return el("section", { class: "pane page", "aria-label": "Archived page" },
    el("header", {}, el("h2", {}, "Archived page"), el("span", { class: "quiet" }, minute(capture.captured_at))),
    content);
}

function frame({ base }, url, capture) {
  const at = capture.captured_at.replace(/\D/g, "").slice(0, 14);
  const query = new URLSearchParams({ url, ts: at });
  return el("iframe", { src: `${base}#${query}`, title: "The archived page, replayed", referrerpolicy: "no-referrer" });
}
