// Search terms of a text, by the rules of dataset/search/terms.py and folding.py.

import { json } from "./store.js";

const CJK = "\\u2e80-\\u2fdf\\u3005-\\u3007\\u3041-\\u30fa\\u30fc-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{323af}";
const RUNS = new RegExp(`([${CJK}]+)|((?:(?![${CJK}])[\\p{L}\\p{N}])+)`, "gu");
const ONE_CJK = new RegExp(`^[${CJK}]`, "u");
const LONGEST = 32;

let simplified = new Map();

/** Traditional characters meet simplified ones as soon as this has come. */
export const ready = json("simplified.json").then((pairs) => {
  const others = [...pairs.simplified];
  simplified = new Map([...pairs.traditional].map((character, index) => [character, others[index]]));
});

/** A text as it is compared. */
export function folded(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[\u3400-\u9fff\ud840-\udbff][\udc00-\udfff]?/g, (one) => {
    // A character of the first plane may stand before half of nothing.
    const [character] = one;
    return (simplified.get(character) ?? character) + one.slice(character.length);
  });
}

export const isCjk = (text) => ONE_CJK.test(text);

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

/** The terms that are looked for, and whether the last may be the beginning of one. */
export function asked(text, prefix) {
  const found = terms(text);
  const last = found.at(-1);
  if (last === undefined || !isCjk(last)) return { terms: found, prefix };
  const before = [...(found.at(-2) ?? "")];
  if (before.length === 2 && isCjk(before[0]) && before[1] === last) return { terms: found.slice(0, -1), prefix: false };
  return { terms: found, prefix: true };
}

/** Where in a text runs of letters and digits lie that are looked for: [start, end], in order. */
export function spans(text, wanted) {
  const patterns = wanted.map(({ words, prefix }) => pattern(words, prefix)).filter(Boolean);
  if (patterns.length === 0) return [];
  const { compared, places } = placed(text);
  const found = [];
  for (const { 0: whole, index } of compared.matchAll(new RegExp(patterns.join("|"), "gu"))) {
    if (whole.length) found.push([places[index], places[index + whole.length]]);
  }
  return found;
}

function pattern(words, prefix) {
  const runs = [...folded(words).matchAll(RUNS)].map(([whole]) => whole);
  if (runs.length === 0) return null;
  const gap = `[^\\p{L}\\p{N}]*`;
  const open = isCjk(runs[0]) ? "" : "(?<![\\p{L}\\p{N}])";
  const close = isCjk(runs.at(-1)) ? "" : prefix ? "[\\p{L}\\p{N}]*" : "(?![\\p{L}\\p{N}])";
  return `${open}${runs.join(gap)}${close}`;
}

/** A text as it is compared, and for each of its units the place in the text it comes from. */
function placed(text) {
  let compared = "";
  const places = [];
  let at = 0;
  // ASCII is folded by the run: it keeps its places.
  for (const [piece] of text.matchAll(/[\x00-\x7f]+|[^\x00-\x7f]/gu)) {
    const ascii = piece.charCodeAt(0) < 0x80;
    const one = ascii ? piece.toLowerCase() : folded(piece);
    for (let unit = 0; unit < one.length; unit += 1) places.push(ascii ? at + unit : at);
    compared += one;
    at += piece.length;
  }
  places.push(text.length);
  return { compared, places };
}

/** The shard of a term. */
export function bucket(term, buckets) {
  const [first, second] = [...term];
  const rest = second === undefined || isCjk(first) ? 0 : second.codePointAt(0);
  return (first.codePointAt(0) * 31 + rest) % buckets;
}
