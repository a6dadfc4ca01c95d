// The pages: which of them is shown, and what the keys do.

import { showArticle } from "./article.js";
import { showArticles } from "./articles.js";
import { showCompare } from "./compare.js";
import { el, here, say, unknown } from "./dom.js";
import { showFeeds } from "./feeds.js";
import { showFigures } from "./figures.js";
import { showReject, showRejects } from "./rejects.js";
import { config, site } from "./store.js";

const ROUTES = [
  [/^\/$/, "articles", showArticles],
  [/^\/article\/([^/]+)$/, "articles", showArticle],
  [/^\/rejects$/, "rejects", showRejects],
  [/^\/reject\/([^/]+)$/, "rejects", showReject],
  [/^\/feeds$/, "feeds", showFeeds],
  [/^\/figures$/, "figures", showFigures],
];

const TOP = [[/^\/$/, "", showCompare]];

const KEYS = [
  ["/", "search"], ["j", "next, in the list or among articles"], ["k", "the one before"],
  ["Enter", "open"], ["Esc", "back to the list; clear the search"],
  ["g", "go on: a articles, r rejects, f feeds, p plots"], ["t", "light or dark"], ["?", "this help"],
];
const PLACES = { a: "#/", r: "#/rejects", f: "#/feeds", p: "#/figures" };

const main = document.getElementById("main");
let shown = { keys: {} };
let route = 0;

async function nowhere() {
  throw unknown("There is no such page here.");
}

/** Show what the address names. A view is left at once, and never shown if its reader went on meanwhile. */
async function show() {
  const path = here();
  const [, query] = location.hash.split("?");
  if (shown.path === path && shown.update) return void shown.update(new URLSearchParams(query));
  const number = ++route;
  shown.leave?.();
  // Its keys hold until the next page is there: who types fast is not slowed down.
  shown = { path: null, keys: shown.keys };
  try {
    const { collections } = await config();
    if (number !== route) return;
    const [pattern, section, open] = (collections ? TOP : ROUTES).find(([each]) => each.test(path)) ?? [/$/, "", nowhere];
    for (const anchor of document.querySelectorAll("nav a")) {
      if (anchor.dataset.section === section) anchor.setAttribute("aria-current", "page");
      else anchor.removeAttribute("aria-current");
    }
    const view = await open({ id: pattern.exec(path)?.[1], query: new URLSearchParams(query) });
    if (number !== route) return;
    shown = { path, keys: {}, ...view };
    main.className = section;
    main.replaceChildren(...view.elements);
    document.title = view.title;
    say(view.title);
    scrollTo(0, 0);
    view.ready?.();
  } catch (error) {
    if (number !== route) return;
    shown = { path: null, keys: {} };
    main.className = "";
    main.replaceChildren(failed(error, path));
    document.title = error.message;
  }
}

/** Why nothing can be shown, and where to go from here. */
function failed(error, path) {
  return el("div", { class: "wait" },
    el("p", { class: "wrong", role: "alert" }, error.message),
    el("p", {},
      error.unknown ? null : el("button", { type: "button", class: "plain", onclick: () => location.reload() }, "Try again"),
      path === "/" ? null : el("a", { href: "#/" }, "Back to the list")));
}

// --- Keys ---

let going = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape") {
    if (typing) event.target.blur();
    return void shown.keys.Escape?.(typing ? event.target : null);
  }
  if (typing) {
    if (event.key === "ArrowDown" && event.target.type === "search") { event.preventDefault(); shown.keys.j?.(); }
    return;
  }
  if (going) { going = false; if (PLACES[event.key]) { location.hash = PLACES[event.key]; return; } }
  const act = { "?": help, t: turn, g: () => { going = true; }, ...shown.keys }[event.key];
  if (act) { event.preventDefault(); act(); }
});

const dialog = document.getElementById("keys");
dialog.append(
  el("h2", { id: "keys-title" }, "Keyboard"),
  el("dl", {}, KEYS.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)))),
  el("form", { method: "dialog" }, el("button", {}, "Close")),
);
const help = () => dialog.showModal();
document.getElementById("help").addEventListener("click", help);
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });

// --- Colours ---

const SCHEMES = { system: "◐", light: "○", dark: "●" };
const theme = document.getElementById("theme");

function colour(scheme) {
  document.documentElement.dataset.theme = scheme;
  theme.textContent = SCHEMES[scheme];
  theme.setAttribute("aria-label", `Colours: ${scheme === "system" ? "as the system" : scheme}`);
  try { localStorage.setItem("theme", scheme); } catch { /* a browser that keeps nothing */ }
}

function turn() {
  const names = Object.keys(SCHEMES);
  colour(names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length]);
}

function remembered() {
  try { return localStorage.getItem("theme"); } catch { return null; }
}

colour(remembered() in SCHEMES ? remembered() : "system");
theme.addEventListener("click", turn);

config().then(async ({ collections, others }) => {
  document.getElementById("brand").textContent = collections ? "Collections" : (await site()).collection.title;
  document.querySelector(".top nav").hidden = Boolean(collections);
  if (others) document.querySelector(".brand").after(el("a", { class: "others", href: "../" }, "all collections"));
}).catch(() => { /* the page says what is wrong */ });
addEventListener("hashchange", show);
show();
