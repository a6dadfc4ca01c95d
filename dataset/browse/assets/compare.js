// Several collections side by side: what each holds, and what is asked for in all of them.

import { DAYS, steps } from "./browser.js";
import { count, day, el } from "./dom.js";
import { EVERYTHING } from "./engine.js";
import { asker, percent, share } from "./figures.js";
import { figure, overTime, ranked } from "./plots.js";
import { Server } from "./server.js";
import { config, json } from "./store.js";
import { ready } from "./terms.js";

/** The page at the top, where there are several collections. */
export async function showCompare({ query }) {
  await ready;
  const { collections: names } = await config();
  const all = await Promise.all(names.map(async (name) => {
    const folder = `${encodeURIComponent(name)}/`;
    const [about, figures] = await Promise.all([json(`${folder}data/site.json`), json(`${folder}data/figures.json`)]);
    return { name, folder, about, figures, title: about.collection.title, engine: new Server(`${folder}api/`, about.articles) };
  }));
  // Where two have one title, their folders tell them apart.
  for (const each of all) {
    const same = all.filter(({ about }) => about.collection.title === each.title).length > 1;
    each.label = same ? `${each.title} (${each.name})` : each.title;
  }
  const shown = el("div", { class: "plots" });
  const asking = asker(query, (said) => drawn(shown, all, said), []);
  asking.change();
  return {
    title: "Collections",
    elements: [el("h1", {}, "Collections"), table(all), asking.element, shown],
  };
}

function table(all) {
  const heads = ["Collection", "Articles", "Words", "Sources", "First", "Last", "Changed since", "Gone", "Rejects"];
  return figure("What each holds", `${count(all.length)} collections`,
    el("div", { class: "wide-table", tabindex: "0", role: "group", "aria-label": "What each holds" }, el("table", { class: "told" },
      el("thead", {}, el("tr", {}, heads.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, all.map(({ folder, title, name, about, figures }) => {
        const { articles, rejects, coverage } = about;
        const { first: from, last: to } = coverage.published ?? {};
        return el("tr", {}, el("th", { scope: "row" }, el("a", { href: folder }, title), el("span", { class: "raw" }, name)),
          [count(articles.rows), count(coverage.words), count(figures.sources.length), from ? day(from) : "–", to ? day(to) : "–",
            articles.rows ? percent((100 * coverage.revised) / articles.rows) : "–", count(coverage.gone), count(rejects.rows)]
            .map((text) => el("td", {}, text)));
      })))));
}

let turn = 0;

async function drawn(place, all, { words, tree }) {
  const number = ++turn;
  try {
    const told = await Promise.all(all.map(async ({ engine }) => {
      const whole = await engine.find(EVERYTHING);
      const [days, some] = await Promise.all([engine.tally(whole), words ? engine.find(tree) : null]);
      return { whole: days, count: some?.count ?? whole.count, part: some ? await engine.tally(some) : null };
    }));
    if (number !== turn) return;
    const titles = all.map(({ label }) => label);
    const days = told.flatMap(({ whole }) => whole.periods.map((period) => Date.parse(period) / 1000));
    const per = told.some(({ whole }) => whole.per === "month") || Math.max(...days) - Math.min(...days) > DAYS * 86400 ? "month" : "day";
    const series = (pick) => together(told.map(pick), titles, per);
    const link = (folder) => `${folder}#/?${new URLSearchParams({ q: words })}`;
    place.replaceChildren(...(words ? [
      ranked(`Articles with ${words}`, "in each collection", all.map(({ folder }, at) => [titles[at], told[at].count, link(folder)])),
      overTime(`Share of ${words}`, `of the articles published that ${per}`, together(
        told.map(({ part, whole }) => share(summed(part, per), summed(whole, per))), titles, per), { format: percent, as: "lines" }),
    ] : [
      ranked("Articles", "in each collection", all.map(({ folder }, at) => [titles[at], told[at].count, link(folder)])),
      overTime(`Articles per ${per}`, "by date of publication", series(({ whole }) => summed(whole, per))),
    ]));
  } catch (error) {
    if (number === turn) place.replaceChildren(el("p", { class: "wrong" }, error.message));
  }
}

/** Counts by day as counts by month. */
function summed(told, per) {
  if (told.per === per || told.periods.length === 0) return told;
  const periods = [...new Set(told.periods.map((period) => period.slice(0, 7)))];
  const counts = told.counts.map((numbers) => periods.map((month) =>
    told.periods.reduce((sum, period, at) => (period.startsWith(month) ? sum + numbers[at] : sum), 0)));
  return { ...told, per, periods, counts };
}

/** One series a collection, over the periods of all of them. */
function together(told, values, per) {
  const there = told.flatMap((each) => each.periods).sort();
  const periods = there.length ? steps(Date.parse(there[0]) / 1000, Date.parse(there.at(-1)) / 1000, per) : [];
  const counts = told.map((each) => {
    const numbers = new Map(each.periods.map((period, at) => [period, each.counts[0]?.[at] ?? null]));
    return periods.map((period) => numbers.get(period) ?? null);
  });
  return { per, periods, values, counts };
}
