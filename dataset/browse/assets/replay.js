// The archived page, in a frame of its own. None of its scripts run there (dataset/browse/frame/sw.js);
// ReplayWeb.page's do, so the frame may, and is of another origin where the server is ours.

import { el, minute } from "./dom.js";
import { config, site } from "./store.js";

/** The pane that shows what a capture held, as a browser shows it. */
export function replayed(url, capture) {
  const content = el("div", { class: "stage" }, el("p", { class: "quiet wait" }, "Loading …"));
  Promise.all([config(), site()]).then(([{ replay }, { version }]) => content.replaceChildren(replay
    ? frame(replay, version, url, capture)
    : el("p", { class: "quiet wait" },
      "Without ReplayWeb.page the page can’t be shown as it was. Its bytes are below, under “As it was served”.")))
    .catch((error) => content.replaceChildren(el("p", { class: "wait wrong" }, error.message)));
  return el("section", { class: "pane page", "aria-label": "Archived page" },
    el("header", {}, el("h2", {}, "Archived page"), el("span", { class: "quiet" }, minute(capture.captured_at))),
    content);
}

function frame(address, version, url, capture) {
  const ts = capture.captured_at.replace(/\D/g, "").slice(0, 14);
  const fragment = new URLSearchParams({ url, ts, version: version.slice(0, 16) });
  return el("iframe", {
    src: `${address}#${fragment}`, title: "The archived page, replayed", referrerpolicy: "no-referrer",
    sandbox: "allow-scripts allow-same-origin",
  });
}
