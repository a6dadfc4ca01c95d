// The feeds: when each was looked at, and when nobody did.

import { count, day, el, link, minute, svg } from "./dom.js";
import { answer } from "./server.js";
import { config, site } from "./store.js";

const WIDTH = 900, HEIGHT = 34;

export async function showFeeds() {
  const { collection, feeds, gaps } = await site();
  const how = await health();
  return {
    title: `Feeds · ${collection.title}`,
    elements: [
      el("h1", {}, "Feeds"),
      how,
      feeds.length === 0 ? el("p", { class: "quiet" }, "The archive holds no feed.") : null,
      el("div", { class: "cards single" }, feeds.map((feed) =>
        feedCard(feed, gaps.filter((gap) => gap.feed === feed.url)))),
    ].filter(Boolean),
  };
}

/** How the source was when it was last crawled; null where no server of ours tells. */
async function health() {
  const { api } = await config();
  const { health: told, at } = api ? await answer(`${api}health`, {}) : {};
  if (!told) return null;
  const well = told.state === "healthy" && told.layout === null;
  return el("p", { class: well ? "quiet" : "wrong" }, `On ${minute(at)} the source was ${told.words}.`);
}

function feedCard(feed, gaps) {
  return el("section", { class: "card", "aria-label": `Feed ${feed.url}` },
    el("h2", { class: "mono" }, link(feed.url)),
    el("p", { class: "quiet" }, `${count(feed.entries)} entries, ${count(feed.articles)} of them articles; `,
      feed.polls === 1 ? `looked at once, on ${minute(feed.first_polled_at)}.`
        : `looked at ${count(feed.polls)} times, ${minute(feed.first_polled_at)} to ${minute(feed.last_polled_at)}.`),
    timeline(feed, gaps),
    LEGEND(),
    el("h3", {}, "Gaps"),
    gaps.length === 0 ? el("p", { class: "quiet" }, feed.polls === 1 ? "None can be told from one look."
      : "None: each look at the feed reached back to the one before.")
      : el("ul", { class: "gaps" }, gaps.map((gap) => el("li", {},
        el("strong", {}, `${gap.from ? minute(gap.from) : "the beginning"} to ${gap.to ? minute(gap.to) : "now"}`),
        " ", gap.evidence))));
}

const LEGEND = () => el("p", { class: "legend quiet", "aria-hidden": "true" },
  [["look", "it answered"], ["look same", "nothing had changed"], ["look bad", "it failed"], ["gap", "entries may be missing"]]
    .map(([kind, meaning]) => el("span", {}, svg("svg", { viewBox: "0 0 12 12", class: "key" }, kind === "gap"
      ? svg("rect", { class: kind, x: 1, y: 1, width: 10, height: 10 })
      : svg("line", { class: kind, x1: 6, x2: 6, y1: 0, y2: 12 })), meaning)));

/** Looks at a feed as ticks, gaps as bars, over the time from first to last. */
function timeline(feed, gaps) {
  const first = Date.parse(feed.first_polled_at) / 1000;
  const end = Date.parse(feed.last_polled_at) / 1000;
  const times = gaps.flatMap((gap) => [gap.from, gap.to]).filter(Boolean).map((when) => Date.parse(when) / 1000);
  const from = Math.min(first, ...times), to = Math.max(end, ...times);
  const x = (when) => (to === from ? WIDTH / 2 : 8 + ((when - from) / (to - from)) * (WIDTH - 16));
  const looks = feed.seen.length ? feed.seen : [[first, null], [end, null]];
  const label = `${count(looks.length)} looks at the feed and ${gaps.length} gaps from ${minute(from)} to ${minute(to)}`;
  const plot = svg("svg", {
    class: "plot timeline", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label,
  },
    gaps.map((gap) => {
      const left = x(gap.from ? Date.parse(gap.from) / 1000 : from);
      const right = x(gap.to ? Date.parse(gap.to) / 1000 : to);
      return svg("rect", { class: "gap", x: left, y: 0, width: Math.max(2, right - left), height: HEIGHT },
        svg("title", {}, gap.evidence));
    }),
    svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }),
    looks.map(([when, status]) => svg("line", {
      class: status === null || status === 200 ? "look" : status === 304 ? "look same" : "look bad",
      x1: x(when), x2: x(when), y1: 6, y2: HEIGHT,
    }, svg("title", {}, `${minute(when)}${status ? `: ${status}` : ""}`))));
  return [plot, el("p", { class: "ends quiet" }, [from, to].slice(0, from === to ? 1 : 2).map((when) => el("span", {}, day(when))))];
}
