// Articles found by this browser, from the columns and postings that lie in the folder.

import { holding } from "./postings.js";
import { List } from "./store.js";
import { asked, folded, ready, terms } from "./terms.js";

const MANY = new Set(["category", "author", "agency"]);
const LISTED = { author: "author", agency: "agency", source: "source", section: "category" };
const VALUES = 12;

/** Days up to which time is counted by day; beyond, by month. */
export const DAYS = 120;

export class Browser {
  /** As soon as the first rows have come; `growing` settles when all have. */
  static async open(about) {
    const list = new List("list", about);
    const listeners = new Set();
    const growing = list.load(() => { for (const tell of listeners) tell(); });
    await Promise.all([ready, Promise.race([growing, new Promise((enough) => { listeners.add(enough); })])]);
    return new Browser(list, about, growing, listeners);
  }

  constructor(list, about, growing, listeners) {
    Object.assign(this, { list, growing, listeners, total: about.rows, dictionaries: about.dictionaries, about });
    this.folded = [];
  }

  get complete() {
    return this.list.complete;
  }

  async find(tree) {
    const passes = await this.passing(tree);
    const rows = [];
    for (let row = 0; row < this.list.length; row += 1) if (passes(row)) rows.push(row);
    return new Found(this.list, rows);
  }

  async facets(found) {
    await this.growing;
    const counts = {};
    for (const name of ["language", "source", "category", "status"]) {
      const column = this.list.columns[name], each = {};
      for (const row of found.rows) {
        for (const code of MANY.has(name) ? column[row] : [column[row]]) if (code !== null) each[code] = (each[code] ?? 0) + 1;
      }
      counts[name] = each;
    }
    return counts;
  }

  /** As `SearchEngine.tally` of dataset/search/engine.py. */
  async tally(found, by) {
    await this.growing;
    const { date } = this.list.columns;
    const dated = (date ?? []).filter(Boolean);
    if (dated.length === 0) return { per: "day", periods: [], values: [], counts: [] };
    const first = dated.reduce((one, other) => Math.min(one, other));
    const last = dated.reduce((one, other) => Math.max(one, other));
    const per = (last - first) / 86400 <= DAYS ? "day" : "month";
    const period = (when) => new Date(when * 1000).toISOString().slice(0, per === "day" ? 10 : 7);
    const periods = steps(first, last, per);
    const number = new Map(periods.map((name, index) => [name, index]));
    const counts = new Map();
    for (const row of found.rows) {
      if (!date[row]) continue;
      const at = number.get(period(date[row]));
      const codes = !by ? [""] : MANY.has(by) ? this.list.columns[by][row] : [this.list.columns[by][row]];
      for (const code of codes) {
        if (code === null) continue;
        if (!counts.has(code)) counts.set(code, new Array(periods.length).fill(0));
        counts.get(code)[at] += 1;
      }
    }
    const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
    const frequent = [...counts].sort(([, one], [, other]) => sum(other) - sum(one)).slice(0, VALUES);
    return {
      per, periods, counts: frequent.map(([, each]) => each),
      values: by ? frequent.map(([code]) => this.dictionaries[by][code]) : [],
    };
  }

  async place(id) {
    if (!this.list.places.has(id)) await this.growing;
    const at = this.list.places.get(id);
    return at === undefined ? null : { at, row: this.list.row(at) };
  }

  // --- A tree as a test of rows ---

  async passing(tree) {
    const { columns } = this.list;
    if (tree.all) {
      const tests = await Promise.all(tree.all.map((part) => this.passing(part)));
      return (row) => tests.every((test) => test(row));
    }
    if (tree.any) {
      const tests = await Promise.all(tree.any.map((part) => this.passing(part)));
      return (row) => tests.some((test) => test(row));
    }
    if (tree.not) {
      const test = await this.passing(tree.not);
      return (row) => !test(row);
    }
    if (tree.words !== undefined) return this.having(tree);
    if (tree.is === "tag") return () => false;
    if (tree.is === "id") return (row) => columns.id[row] === tree.value;
    if (tree.is) {
      const code = this.dictionaries[tree.is].indexOf(tree.value);
      return MANY.has(tree.is) ? (row) => columns[tree.is][row].includes(code) : (row) => columns[tree.is][row] === code;
    }
    if (tree.gone) return (row) => columns.gone[row];
    if (tree.revisions) return (row) => columns.revisions[row] >= tree.revisions;
    const { from, to } = tree;
    return (row) => (from === null || columns.date[row] >= from) && (to === null || columns.date[row] < to);
  }

  async having({ words, field, prefix }) {
    const { columns } = this.list;
    const wanted = asked(words, prefix);
    if (field === "title") return (row) => stands(this.titled(row), wanted);
    if (field) {
      const name = LISTED[field];
      const codes = new Set(this.dictionaries[name].flatMap((value, code) => (stands(terms(value), wanted) ? [code] : [])));
      return MANY.has(name) ? (row) => columns[name][row].some((code) => codes.has(code)) : (row) => codes.has(columns[name][row]);
    }
    const numbers = await holding(words, prefix, this.about.search.buckets);
    if (numbers) return (row) => numbers.has(columns.n[row]);
    const letters = folded(words);
    return (row) => folded(columns.title[row] ?? "").includes(letters);
  }

  titled(row) {
    return (this.folded[row] ??= terms(this.list.columns.title[row] ?? ""));
  }
}

/** Whether neighbouring terms stand among those of a text. */
function stands(there, { terms: wanted, prefix }) {
  const last = wanted.length - 1;
  for (let at = 0; at + last < there.length; at += 1) {
    if (wanted.every((term, index) => (index === last && prefix ? there[at + index].startsWith(term) : there[at + index] === term))) return true;
  }
  return false;
}

/** Every day or month (`per`) from one second since 1970 to another. */
export function steps(first, last, per) {
  const names = [];
  const step = new Date(first * 1000);
  step.setUTCHours(0, 0, 0, 0);
  if (per === "month") step.setUTCDate(1);
  while (step.getTime() <= last * 1000) {
    names.push(step.toISOString().slice(0, per === "day" ? 10 : 7));
    if (per === "day") step.setUTCDate(step.getUTCDate() + 1); else step.setUTCMonth(step.getUTCMonth() + 1);
  }
  return names;
}

class Found {
  constructor(list, rows) {
    Object.assign(this, { list, rows, count: rows.length });
  }

  at(index) {
    return index in this.rows ? this.list.row(this.rows[index]) : undefined;
  }

  async want() {
    return false;
  }
}
