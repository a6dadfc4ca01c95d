// What somebody types, found: terms as dataset/browse/terms.py makes them, shards as search.py does.

import { json } from "./store.js";

const CJK = "\\u2e80-\\u2fdf\\u3005-\\u3007\\u3041-\\u30fa\\u30fc-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{323af}";
const RUNS = new RegExp(`([${CJK}]+)|((?:(?![${CJK}])[\\p{L}\\p{N}])+)`, "gu");
const ONE_CJK = new RegExp(`^[${CJK}]`, "u");
const LONGEST = 32;

const folded = (text) => text.normalize("NFKC").toLowerCase();

/** The terms of a text, as in the index. */
export function terms(text) {
  const found = [];
  for (const [, cjk, word] of folded(text).matchAll(RUNS)) {
    if (word) { found.push([...word].slice(0, LONGEST).join("")); continue; }
    const characters = [...cjk];
    characters.slice(1).forEach((next, index) => found.push(characters[index] + next));
    found.push(characters.at(-1));
  }
  return found;
}

/** What a query asks for: whole terms, and beginnings of terms (the word being typed, a lone character). */
export function wanted(query) {
  const found = [];
  const runs = [...folded(query).matchAll(RUNS)];
  runs.forEach(([whole, cjk, word], index) => {
    if (word) {
      const last = index === runs.length - 1 && folded(query).endsWith(whole);
      found.push({ term: [...word].slice(0, LONGEST).join(""), prefix: last });
      return;
    }
    const characters = [...cjk];
    if (characters.length === 1) found.push({ term: cjk, prefix: true });
    characters.slice(1).forEach((next, place) => found.push({ term: characters[place] + next, prefix: false }));
  });
  return found;
}

/** The shard of a term. */
export function bucket(term, buckets) {
  const [first, second] = [...term];
  const rest = second === undefined || ONE_CJK.test(first) ? 0 : second.codePointAt(0);
  return (first.codePointAt(0) * 31 + rest) % buckets;
}

/**
 * The numbers of the articles that have all that a query asks for, as a Set; null for a query that asks
 * for nothing the index can tell (a single letter is looked for in titles only).
 */
export async function search(query, buckets) {
  const asked = wanted(query).filter(({ term, prefix }) => !prefix || ONE_CJK.test(term) || term.length > 1);
  if (asked.length === 0) return null;
  const sets = await Promise.all(asked.map((each) => articles(each, buckets)));
  sets.sort((one, other) => one.size - other.size);
  return sets.reduce((found, next) => new Set([...found].filter((number) => next.has(number))));
}

async function articles({ term, prefix }, buckets) {
  const shard = await json(`data/search/${bucket(term, buckets)}.json`);
  const found = new Set();
  for (let at = lowerBound(shard.terms, term); at < shard.terms.length; at += 1) {
    const here = shard.terms[at];
    if (prefix ? !here.startsWith(term) : here !== term) break;
    decode(shard.articles[at], found);
  }
  return found;
}

function lowerBound(sorted, term) {
  // Python sorts by code point, and comparison here goes by UTF-16 unit: they differ beyond the first plane.
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(sorted[middle], term)) low = middle + 1; else high = middle;
  }
  return low;
}

function before(one, other) {
  const left = [...one], right = [...other];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = left[at].codePointAt(0) - right[at].codePointAt(0);
    if (difference) return difference < 0;
  }
  return left.length < right.length;
}

/** Base64 of differences in LEB128: dataset/browse/search.py. */
function decode(text, into) {
  const octets = atob(text);
  let number = -1, value = 0, shift = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets.charCodeAt(at);
    value |= (octet & 0x7f) << shift;
    if (octet & 0x80) { shift += 7; continue; }
    number += value + 1;
    into.add(number);
    value = shift = 0;
  }
}

/** Pieces of a title, those that a query asks for apart: [text, found]. */
export function marked(title, query) {
  const words = folded(query).match(RUNS) ?? [];
  if (words.length === 0) return [[title, false]];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "")).join("|")})`, "giu");
  return title.split(pattern).map((text, index) => [text, index % 2 === 1]).filter(([text]) => text);
}
