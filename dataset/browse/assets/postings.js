// Which articles have certain words, where no server says so: shards as dataset/search/postings.py makes them.

import { json } from "./store.js";
import { asked, bucket, isCjk } from "./terms.js";

/** Whether the index can be asked at all: no lone letter has a shard of its own. */
const told = ({ term, prefix }) => !prefix || isCjk(term) || term.length > 1;

/**
 * The numbers of the articles that have all of these words, as a Set; null where the index can't tell.
 * It knows no order: what must stand side by side need only stand in the same article.
 */
export async function holding(words, prefix, buckets) {
  const wanted = asked(words, prefix);
  const parts = wanted.terms.map((term, index) => ({ term, prefix: wanted.prefix && index === wanted.terms.length - 1 })).filter(told);
  if (parts.length === 0) return null;
  const sets = await Promise.all(parts.map((each) => articles(each, buckets)));
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

/** Base64 of differences in LEB128: dataset/search/postings.py. */
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
