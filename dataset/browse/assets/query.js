// The language of queries, read: from what somebody types to a tree. docs/search.md has the grammar.
// Pure: no page, no clock. The server reads such a tree in dataset/search/query.py.

/** What is no query, in words for the one who typed it. */
export class Broken extends Error {}

const WORDS = ["title", "author", "agency", "source", "section"];
const FIELDS = [...WORDS, "tag", "after", "before"];
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const DEEPEST = 20;
const LONGEST = 2000;

/** The tree of a query. Throws Broken. A word at the very end is taken for the beginning of one. */
export function parse(text) {
  if (text.length > LONGEST) throw new Broken("This is too long for a query.");
  return new Parser([...tokens(text)]).whole();
}

/** The words of a tree that a text may be marked by, those that must not stand there left out. */
export function sought(tree) {
  if (tree.words !== undefined) return [{ words: tree.words, prefix: tree.prefix, field: tree.field }];
  return (tree.all ?? tree.any ?? []).flatMap(sought);
}

const SPACE = /\s/u, ENDS = /[\s()"“”„]/u, QUOTES = /["“”„]/u;

/** Pieces of a query: `(` `)` `-`, `field:` names, words, and "phrases". */
function* tokens(text) {
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (SPACE.test(character)) { at += 1; continue; }
    if (character === "(" || character === ")") { yield { kind: character }; at += 1; continue; }
    if (QUOTES.test(character)) {
      const rest = text.slice(at + 1);
      const length = rest.search(QUOTES);
      if (length < 0) throw new Broken(`The quotation mark before “${shown(rest)}” is never closed.`);
      at += length + 2;
      const star = text[at] === "*";
      if (star) at += 1;
      yield { kind: "value", text: rest.slice(0, length), prefix: star };
      continue;
    }
    if (character === "-" && at + 1 < text.length && !SPACE.test(text[at + 1])) { yield { kind: "NOT" }; at += 1; continue; }
    let end = at;
    while (end < text.length && !ENDS.test(text[end])) end += 1;
    const word = text.slice(at, end);
    const [, field] = /^(\p{L}[\p{L}_]*):/u.exec(word) ?? [];
    if (field) { yield { kind: "field", field: field.toLowerCase() }; at += field.length + 1; continue; }
    at = end;
    if (word === "AND" || word === "OR" || word === "NOT") { yield { kind: word }; continue; }
    const star = word.endsWith("*");
    yield { kind: "value", text: star ? word.slice(0, -1) : word, prefix: star || at === text.length };
  }
}

const shown = (text) => (text.length > 30 ? `${text.slice(0, 29)}…` : text);

class Parser {
  constructor(pieces) {
    this.pieces = pieces;
    this.at = 0;
    this.depth = 0;
  }

  get next() {
    return this.pieces[this.at]?.kind;
  }

  whole() {
    if (this.pieces.length === 0) return { all: [] };
    const tree = this.any();
    if (this.next === ")") throw new Broken("There is a “)” without its “(”.");
    return tree;
  }

  /** any = all *( "OR" all ) */
  any() {
    const parts = [this.all()];
    while (this.next === "OR") { this.at += 1; parts.push(this.all()); }
    return parts.length === 1 ? parts[0] : { any: parts };
  }

  /** all = item *( [ "AND" ] item ) */
  all() {
    if (this.next === "OR" || this.next === "AND") throw new Broken(`Nothing stands before “${this.next}”.`);
    const parts = [this.item()];
    for (;;) {
      if (this.next === "AND") this.at += 1;
      else if (this.next === undefined || this.next === "OR" || this.next === ")") break;
      parts.push(this.item());
    }
    const asking = parts.filter((part) => part !== null);
    return asking.length === 1 ? asking[0] : { all: asking };
  }

  /** item = ( "NOT" / "-" ) item / "(" any ")" / [ field ":" ] value; null for what asks for nothing. */
  item() {
    const piece = this.pieces[this.at++];
    switch (piece?.kind) {
      case "NOT": {
        if (this.next === undefined || this.next === ")") throw new Broken("Nothing stands after “NOT”.");
        return this.deeper(() => {
          const part = this.item();
          return part === null ? null : { not: part };
        });
      }
      case "(": {
        if (this.next === ")") throw new Broken("There is nothing between “(” and “)”.");
        const inner = this.deeper(() => this.any());
        if (this.next !== ")") throw new Broken("There is a “(” without its “)”.");
        this.at += 1;
        return inner;
      }
      case "field": return this.field(piece.field);
      case "value": return words(piece, null);
      case ")": throw new Broken(this.at === 1 || this.depth === 0 ? "There is a “)” without its “(”." : "Nothing stands before “)”.");
      case undefined: throw new Broken(`Nothing stands after “${this.pieces[this.at - 2].kind}”.`);
      default: throw new Broken(`Nothing stands between “${this.pieces[this.at - 2].kind}” and “${piece.kind}”.`);
    }
  }

  deeper(read) {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new Broken("This query has too many parts within parts.");
    const tree = read();
    this.depth -= 1;
    return tree;
  }

  field(name) {
    if (!FIELDS.includes(name)) {
      throw new Broken(`There is no field “${name}:”. The fields are ${FIELDS.slice(0, -1).join(", ")} and ${FIELDS.at(-1)}, `
        + "each before a colon. What only looks like one goes between quotation marks.");
    }
    const piece = this.pieces[this.at];
    if (piece?.kind !== "value") throw new Broken(`Nothing stands after “${name}:”.`);
    this.at += 1;
    if (name === "after" || name === "before") return within(name, piece.text);
    if (name === "tag") return { is: "tag", value: piece.text };
    return words(piece, name);
  }
}

function words({ text, prefix }, field) {
  if (/[\p{L}\p{N}]/u.test(text)) return { words: text, field, prefix: Boolean(prefix) };
  if (field !== null) throw new Broken(`“${shown(text)}” after “${field}:” has neither letters nor digits.`);
  return null;
}

/** after: from the beginning of that day, month or year on; before: until it begins. In UTC. */
function within(name, text) {
  const [, year, month = "01", day = "01"] = DATE.exec(text) ?? [];
  const at = year ? Date.parse(`${year}-${month}-${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(at) || new Date(at).getUTCDate() !== Number(day)) {
    throw new Broken(`“${shown(text)}” is no date. After “${name}:” stands a day such as 2025-03-14, a month or a year.`);
  }
  return name === "after" ? { from: at / 1000, to: null } : { from: null, to: at / 1000 };
}
