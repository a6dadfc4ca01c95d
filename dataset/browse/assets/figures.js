// Plots of what was counted when the site was written (dataset/browse/figures.py).

import { bytes, count, el, svg } from "./dom.js";
import { json, site } from "./store.js";

const HEIGHT = 220, LEFT = 46, BOTTOM = 26, TOP = 10;
let width = 640;

export async function showFigures() {
  // As wide as it will be shown, so that letters keep their size on a phone.
  width = Math.min(640, document.documentElement.clientWidth - 74);
  const { collection, coverage, articles } = await site();
  const figures = await json("data/figures.json");
  const { days, unit } = spans(figures.days);
  return {
    title: `Figures · ${collection.title}`,
    elements: [
      el("h1", {}, "Figures"),
      el("dl", { class: "sums" }, [
        ["articles", articles.rows], ["words", coverage.words], ["revised", coverage.revised],
        ["gone", coverage.gone], ["feeds", (await site()).feeds.length],
      ].map(([name, number]) => el("div", {}, el("dt", {}, name), el("dd", {}, count(number))))),
      el("div", { class: "plots" },
        plot(`Articles per ${unit}`, "by date of publication", days, bars),
        plot("Lengths", "articles by words of text, from this many", figures.lengths, bars),
        plot("Languages", "articles by language of the text", figures.languages.slice(0, 12), bars),
        plot("From publication to capture", "articles by how long it took to archive them", figures.latency, bars),
        plot("Agreement of readings", "articles by how far independent readings of the page agree", figures.agreement, bars),
        plot("Growth of the archive", "bytes archived", figures.growth, area, bytes)),
    ],
  };
}

/** Counts by day, or by month where the days would be too many to see; days without articles are 0. */
function spans(days) {
  if (days.length === 0) return { days, unit: "day" };
  const length = (Date.parse(days.at(-1)[0]) - Date.parse(days[0][0])) / 86400000;
  const cut = length > 120 ? 7 : 10;
  const counts = new Map();
  const step = new Date(days[0][0]);
  while (step <= new Date(days.at(-1)[0])) { counts.set(step.toISOString().slice(0, cut), 0); step.setUTCDate(step.getUTCDate() + 1); }
  for (const [when, number] of days) counts.set(when.slice(0, cut), counts.get(when.slice(0, cut)) + number);
  return { days: [...counts], unit: cut === 7 ? "month" : "day" };
}

function plot(title, caption, pairs, draw, format = count) {
  const empty = !pairs.some(([, number]) => number > 0);
  return el("figure", { class: "card" },
    el("figcaption", {}, el("h2", {}, title), el("span", { class: "quiet" }, caption)),
    empty ? el("p", { class: "quiet" }, "Nothing to show.") : draw(pairs, `${title}: ${caption}`, format),
    empty ? null : el("details", {}, el("summary", {}, "As a table"), el("table", {}, el("tbody", {}, pairs
      .filter(([, number]) => number > 0).map(([label, number]) =>
        el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, format(number))))))));
}

/** A round number not below the greatest, and steps towards it. */
function scale(greatest) {
  const power = 10 ** Math.floor(Math.log10(greatest));
  const step = [0.5, 1, 2, 2.5, 5].map((each) => each * power).find((each) => greatest / each <= 4) ?? power * 5;
  const whole = greatest < 4 ? 1 : step;
  const top = Math.ceil(greatest / whole) * whole;
  return { top, ticks: Array.from({ length: Math.round(top / whole) + 1 }, (_, index) => index * whole) };
}

function frame(pairs, title, format, inner) {
  const { top, ticks } = scale(Math.max(...pairs.map(([, number]) => number)));
  const y = (number) => HEIGHT - BOTTOM - (number / top) * (HEIGHT - BOTTOM - TOP);
  const each = (width - LEFT) / pairs.length;
  const every = Math.ceil((pairs.length * widest(pairs)) / (width - LEFT));
  return svg("svg", { class: "plot", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": title },
    ticks.map((tick) => [
      svg("line", { class: "grid", x1: LEFT, x2: width, y1: y(tick), y2: y(tick) }),
      svg("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, format(tick)),
    ]),
    inner({ y, each }),
    pairs.map(([name], index) => (index % every ? null : label(short(name), LEFT + each * (index + 0.5)))));
}

/** Below the middle of what it names, and yet within the plot. */
function label(name, middle) {
  const half = name.length * 3.2;
  const x = Math.min(middle, width - half);
  return svg("text", { x, y: HEIGHT - 8, "text-anchor": "middle" }, name);
}

const LONGEST = 14;
const short = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);
const widest = (pairs) => 12 + 6.4 * Math.max(...pairs.map(([name]) => short(name).length));

function bars(pairs, title, format) {
  return frame(pairs, title, format, ({ y, each }) => pairs.map(([name, number], index) => {
    const wide = Math.min(each * 0.8, 48);
    return svg("rect", {
      class: "bar", x: LEFT + each * (index + 0.5) - wide / 2, width: wide, y: y(number),
      height: HEIGHT - BOTTOM - y(number), rx: Math.min(2, wide / 4),
    }, svg("title", {}, `${name}: ${format(number)}`));
  }));
}

function area(pairs, title, format) {
  return frame(pairs, title, format, ({ y, each }) => {
    const points = pairs.map(([, number], index) => [LEFT + each * (index + 0.5), y(number)]);
    if (points.length === 1) points.unshift([LEFT, y(0)]);
    const line = points.map(([x, top]) => `${x.toFixed(1)},${top.toFixed(1)}`).join(" ");
    const floor = HEIGHT - BOTTOM;
    return [
      svg("polygon", { class: "under", points: `${points[0][0]},${floor} ${line} ${points.at(-1)[0]},${floor}` }),
      svg("polyline", { class: "line", points: line }),
    ];
  });
}
