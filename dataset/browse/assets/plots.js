// All plots, each with the numbers behind it as a table: bars that are a table, and counts over time.

import { count, el, svg } from "./dom.js";

const HEIGHT = 220, BOTTOM = 24, TOP = 12, SERIES = 6;

/** A card with a heading, a line that says what is counted, and what is drawn. */
export function figure(title, caption, ...drawn) {
  return el("figure", { class: "card" }, el("figcaption", {}, el("h2", {}, title), el("span", { class: "quiet" }, caption)), ...drawn);
}

const NOTHING = () => el("p", { class: "quiet" }, "Nothing to show.");

/** A bar a row, its label whole beside it: [label, number] or [label, number, address]. */
export function ranked(title, caption, pairs, format = count) {
  const there = pairs.slice(pairs.findIndex(([, number]) => number > 0), pairs.findLastIndex(([, number]) => number > 0) + 1);
  const greatest = Math.max(...there.map(([, number]) => number), 0);
  if (greatest === 0) return figure(title, caption, NOTHING());
  return figure(title, caption, el("table", { class: "ranked" }, el("tbody", {}, there.map(([label, number, address]) => {
    const bar = el("span", { class: "rod" });
    bar.style.width = `${(100 * number) / greatest}%`;
    return el("tr", {}, el("th", { scope: "row", class: label.length < 22 ? "short" : null }, address ? el("a", { href: address }, label) : label),
      el("td", { class: "rods", "aria-hidden": "true" }, bar), el("td", {}, format(number)));
  }))));
}

/**
 * Numbers over time. `told` is {per, periods, values, counts}, a list of counts a value; where there are
 * no values, one list. As columns, one on the other, or as lines.
 */
export function overTime(title, caption, told, { format = count, as = "columns", unit = "" } = {}) {
  const { periods } = told;
  const names = told.values.length ? told.values : [""];
  const series = told.counts.slice(0, SERIES).map((numbers, index) => ({ name: names[index], numbers }));
  if (periods.length === 0 || !series.some(({ numbers }) => numbers.some((number) => number > 0))) return figure(title, caption, NOTHING());
  if (periods.length === 1) {
    const only = when(periods[0]);
    return ranked(title, series[0].name ? `${caption}, ${only}` : caption, series.map(({ name, numbers }) => [name || only, numbers[0]]), format);
  }
  return figure(title, caption, legend(series), drawn(title, periods, series, { format, as, unit }), table(periods, series, format));
}

function legend(series) {
  if (series.length === 1 && !series[0].name) return null;
  return el("p", { class: "legend quiet" }, series.map(({ name }, index) =>
    el("span", {}, svg("svg", { viewBox: "0 0 12 12", class: "key", "aria-hidden": "true" },
      svg("rect", { class: `series s${index}`, x: 0, y: 0, width: 12, height: 12, rx: 2 })), name || "unnamed")));
}

function table(periods, series, format) {
  const rows = periods.map((period, at) => [period, series.map(({ numbers }) => numbers[at])])
    .filter(([, numbers]) => numbers.some((number) => number > 0));
  return el("details", {}, el("summary", {}, "As a table"), el("div", { class: "wide-table", tabindex: "0", role: "group", "aria-label": "Table" },
    el("table", {},
      series.length > 1 || series[0].name ? el("thead", {}, el("tr", {}, el("td", {}), series.map(({ name }) => el("th", { scope: "col" }, name || "unnamed")))) : null,
      el("tbody", {}, rows.map(([period, numbers]) => el("tr", {}, el("th", { scope: "row" }, when(period)),
        numbers.map((number) => el("td", {}, number === null ? "–" : format(number)))))))));
}

function drawn(title, periods, series, { format, as, unit }) {
  // As wide as it will be shown, so that letters keep their size on a phone.
  const width = Math.max(240, Math.min(640, document.documentElement.clientWidth - 74));
  const sums = periods.map((_, at) => series.reduce((sum, { numbers }) => sum + (numbers[at] ?? 0), 0));
  const highest = as === "columns" ? Math.max(...sums) : Math.max(...series.flatMap(({ numbers }) => numbers.map((number) => number ?? 0)));
  const { top, ticks } = scale(highest);
  const told = ticks.map(format);
  const left = 10 + 6.6 * Math.max(...told.map((text) => text.length));
  const floor = HEIGHT - BOTTOM;
  const y = (number) => floor - (number / top) * (floor - TOP);
  const each = (width - left) / periods.length;
  const middle = (at) => left + each * (at + 0.5);
  return svg("svg", { class: "plot", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": title },
    ticks.map((tick, index) => [
      svg("line", { class: "grid", x1: left, x2: width, y1: y(tick), y2: y(tick) }),
      svg("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, told[index]),
    ]),
    unit ? svg("text", { x: left + 4, y: TOP - 2 }, unit) : null,
    as === "columns" ? columns(periods, series, { y, each, middle, format }) : lines(periods, series, { y, middle, format, filled: as === "area", floor }),
    dates(periods, { left, width, middle }));
}

function columns(periods, series, { y, each, middle, format }) {
  const wide = Math.max(0.6, Math.min(each * 0.82, 44));
  return periods.map((period, at) => {
    let below = 0;
    return series.map(({ name, numbers }, index) => {
      const number = numbers[at] ?? 0;
      if (number === 0) return null;
      const [foot, head] = [y(below), y(below + number)];
      below += number;
      return svg("rect", { class: `series s${index}`, x: middle(at) - wide / 2, width: wide, y: head, height: foot - head },
        svg("title", {}, `${when(period)}${name ? `, ${name}` : ""}: ${format(number)}`));
    });
  });
}

function lines(periods, series, { y, middle, format, filled, floor }) {
  return series.map(({ name, numbers }, index) => {
    // A period in which nothing can be told breaks the line.
    const runs = [[]];
    numbers.forEach((number, at) => {
      if (number === null) { if (runs.at(-1).length) runs.push([]); } else runs.at(-1).push([at, number]);
    });
    return runs.filter((run) => run.length).map((run) => {
      const points = run.map(([at, number]) => `${middle(at).toFixed(1)},${y(number).toFixed(1)}`).join(" ");
      const [first, final] = [middle(run[0][0]), middle(run.at(-1)[0])];
      return [
        filled ? svg("polygon", { class: "under", points: `${first},${floor} ${points} ${final},${floor}` }) : null,
        svg("polyline", { class: `line l${index}`, points }),
        run.map(([at, number]) => svg("circle", { class: `dot s${index}`, cx: middle(at), cy: y(number), r: run.length > 60 ? 1.2 : 2.4 },
          svg("title", {}, `${when(periods[at])}${name ? `, ${name}` : ""}: ${format(number)}`))),
      ];
    });
  });
}

/** As many dates below as have room, at equal steps, each whole and within the plot. */
function dates(periods, { left, width, middle }) {
  const names = periods.map(when);
  for (let step = 1; ; step += 1) {
    const placed = [];
    for (let at = 0; at < names.length; at += step) {
      const half = names[at].length * 3.1;
      const x = Math.min(Math.max(middle(at), left + half), width - half);
      if (placed.length && x - half < placed.at(-1).end + 12) break;
      placed.push({ x, end: x + half, name: names[at] });
    }
    if (placed.length < Math.ceil(names.length / step)) continue;
    return placed.map(({ x, name }) => svg("text", { x, y: HEIGHT - 6, "text-anchor": "middle" }, name));
  }
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** A day or a month of the ISO, as people write it. */
function when(period) {
  const date = new Date(period.length === 7 ? `${period}-01` : period);
  return Number.isNaN(date.getTime()) ? period : (period.length === 7 ? MONTH : DAY).format(date);
}

/** A round number not below the greatest, and steps towards it. */
function scale(greatest) {
  const power = 10 ** Math.floor(Math.log10(greatest));
  // Between whole numbers, no halves: they count things.
  const steps = [0.5, 1, 2, 2.5, 5].map((each) => each * power).filter((each) => Number.isInteger(each) || !Number.isInteger(greatest));
  const step = steps.find((each) => greatest / each <= 4) ?? power * 5;
  const whole = Number.isInteger(greatest) && greatest < 4 ? 1 : step;
  const top = Math.ceil(greatest / whole - 1e-9) * whole;
  return { top, ticks: Array.from({ length: Math.round(top / whole) + 1 }, (_, index) => index * whole) };
}
