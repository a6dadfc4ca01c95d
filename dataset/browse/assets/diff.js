// What changed between two texts, for people: by paragraph, then by word, and by character where a
// script puts no spaces between words.

const WORDS = /[\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|(?:(?![\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])[\p{L}\p{N}\p{M}'’-])+|\s+|./gsu;

/** Edits after which two sequences differ too much to be worth comparing. */
const LIMIT = 1200;

/** Paragraphs of two texts: {same: text} or {pieces: [[kind, text]]}, kind one of same, out, in. */
export function difference(before, after) {
  const result = [];
  let gone = [], come = [];
  const settle = () => {
    for (const [out, put] of paired(gone, come)) {
      result.push({ pieces: readable(edits(words(out), words(put))) });
    }
    gone = []; come = [];
  };
  for (const [kind, paragraph] of edits(paragraphs(before), paragraphs(after))) {
    if (kind === "same") { settle(); result.push({ same: paragraph }); }
    else (kind === "out" ? gone : come).push(paragraph);
  }
  settle();
  return result;
}

const paragraphs = (text) => text.split(/\n+/).filter(Boolean);
const words = (text) => text.match(WORDS) ?? [];

/** Below this, two paragraphs are not the same one changed: a difference by word would be a jumble. */
const ALIKE = 0.4;
const PAIRS = 10000;

/** Paragraphs that went and that came, in their order: pairs of what is alike, else one side empty. */
function paired(gone, come) {
  const alone = [...gone.map((text) => [text, ""]), ...come.map((text) => ["", text])];
  if (gone.length * come.length > PAIRS) return alone;
  const score = gone.map((one) => come.map((other) => likeness(words(one), words(other))));
  // The best sum of likenesses of what is left from (i, j) on, and whether it begins with that pair.
  const best = Array.from({ length: gone.length + 1 }, () => new Float64Array(come.length + 1));
  for (let i = gone.length - 1; i >= 0; i -= 1) {
    for (let j = come.length - 1; j >= 0; j -= 1) {
      const together = score[i][j] >= ALIKE ? score[i][j] + best[i + 1][j + 1] : 0;
      best[i][j] = Math.max(together, best[i + 1][j], best[i][j + 1]);
    }
  }
  const pairs = [];
  let i = 0, j = 0;
  while (i < gone.length && j < come.length) {
    if (score[i][j] >= ALIKE && best[i][j] === score[i][j] + best[i + 1][j + 1]) pairs.push([gone[i++], come[j++]]);
    else if (best[i][j] === best[i + 1][j]) pairs.push([gone[i++], ""]);
    else pairs.push(["", come[j++]]);
  }
  return [...pairs, ...gone.slice(i).map((text) => [text, ""]), ...come.slice(j).map((text) => ["", text])];
}

/** What two lists of words have in common: Dice's coefficient, white space left out. */
function likeness(one, other) {
  const counts = new Map();
  const left = one.filter((word) => word.trim()), right = other.filter((word) => word.trim());
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count > 0) { common += 1; counts.set(word, count - 1); }
  }
  return (2 * common) / (left.length + right.length || 1);
}

/** Neighbours of one kind joined; a space between two changed words is part of the change. */
function readable(pieces) {
  const joined = [];
  let out = "", put = "";
  const settle = () => {
    if (out) joined.push(["out", out]);
    if (put) joined.push(["in", put]);
    out = ""; put = "";
  };
  pieces.forEach(([kind, text], index) => {
    const within = kind === "same" && /^\s+$/.test(text) && (out || put) && pieces[index + 1]?.[0] !== "same"
      && index + 1 < pieces.length;
    if (kind === "out") out += text;
    else if (kind === "in") put += text;
    else if (within) { if (out) out += text; if (put) put += text; }
    else {
      settle();
      if (joined.at(-1)?.[0] === "same") joined.at(-1)[1] += text; else joined.push(["same", text]);
    }
  });
  settle();
  return joined;
}

/** The shortest script of edits: Myers, "An O(ND) Difference Algorithm" (1986), section 4a. */
export function edits(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let left = before.length, right = after.length;
  while (left > start && right > start && before[left - 1] === after[right - 1]) { left -= 1; right -= 1; }
  return [
    ...before.slice(0, start).map((item) => ["same", item]),
    ...script(before.slice(start, left), after.slice(start, right)),
    ...before.slice(left).map((item) => ["same", item]),
  ];
}

function script(before, after) {
  const all = [...before.map((item) => ["out", item]), ...after.map((item) => ["in", item])];
  if (!before.length || !after.length) return all;
  const most = Math.min(LIMIT, before.length + after.length);
  const furthest = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const trace = [];
  for (let cost = 0; cost <= most; cost += 1) {
    trace.push(furthest.slice(middle - cost - 1, middle + cost + 2));
    for (let diagonal = -cost; diagonal <= cost; diagonal += 2) {
      const down = diagonal === -cost
        || (diagonal !== cost && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1]);
      let x = down ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest[middle + diagonal] = x;
      if (x >= before.length && x - diagonal >= after.length) return walked(trace, before, after);
    }
  }
  return all;
}

function walked(trace, before, after) {
  const path = [];
  let x = before.length, y = after.length;
  for (let cost = trace.length - 1; cost >= 0; cost -= 1) {
    const at = (diagonal) => trace[cost][diagonal + cost + 1];
    const diagonal = x - y;
    const down = diagonal === -cost || (diagonal !== cost && at(diagonal - 1) < at(diagonal + 1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const fromX = cost === 0 ? 0 : at(from), fromY = cost === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY) { path.push(["same", before[x - 1]]); x -= 1; y -= 1; }
    if (cost === 0) break;
    if (down) { path.push(["in", after[y - 1]]); y -= 1; } else { path.push(["out", before[x - 1]]); x -= 1; }
  }
  return path.reverse();
}
