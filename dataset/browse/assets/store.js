// What the site holds: fetched once, or by range, from the folder this page lies in.

const asked = new Map();

/** What a server answers. Throws an Error in words where no answer comes. */
export async function got(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server gives no answer. Does it still run?");
  }
}

/** A JSON file of the site. Throws an Error that says what is wrong. */
export function json(path) {
  if (!asked.has(path)) {
    const answer = got(path).then((response) => {
      if (!response.ok) throw new Error(`${path}: the server answers ${response.status}`);
      return response.json();
    });
    asked.set(path, answer);
    answer.catch(() => asked.delete(path));
  }
  return asked.get(path);
}

/** `length` octets of a file from `offset`: RFC 9110, section 14. */
export async function range(path, offset, length) {
  const response = await got(path, { headers: { Range: `bytes=${offset}-${offset + length - 1}` } });
  if (response.status === 200) throw new Error(`${path}: this server serves no ranges`);
  if (response.status !== 206) throw new Error(`${path}: the server answers ${response.status}`);
  const octets = new Uint8Array(await response.arrayBuffer());
  if (octets.length !== length) throw new Error(`${path}: ${octets.length} octets came, not ${length}`);
  return octets;
}

/** A whole file of the site, as octets. */
export async function octets(path) {
  const response = await got(path);
  if (!response.ok) throw new Error(`${path}: the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** One line of a file of JSON lines. */
export async function line(path, [offset, length]) {
  return JSON.parse(new TextDecoder().decode(await range(path, offset, length)));
}

/** Octets of a WARC, whose places are those in the archive: the site may have it in pieces, in a package. */
export async function archived({ warc, offset, length }) {
  if (offset === null) throw new Error("this record can’t be fetched alone: the WARC is one gzip member");
  const { path, pieces } = (await config()).warcs[warc] ?? {};
  const piece = pieces?.find(([from, size]) => offset >= from && offset + length <= from + size);
  if (!piece) throw new Error(`this record of ${warc} is not part of this site`);
  const [from, , start] = piece;
  return range(path, start + offset - from, length);
}

export const site = () => json("data/site.json");
export const config = () => json("config.json");

/** A list, chunk by chunk: columns that grow, and the number of rows that are there. */
export class List {
  constructor(folder, about) {
    this.folder = folder;
    this.about = about;
    this.columns = {};
    this.length = 0;
    this.places = new Map();
  }

  /** Fetch all chunks; `grown` is called after each. */
  async load(grown) {
    for (let number = 0; number < this.about.chunks; number += 1) {
      const chunk = await json(`data/${this.folder}/${number}.json`);
      for (const [name, values] of Object.entries(chunk)) {
        const column = (this.columns[name] ??= []);
        for (const value of values) column.push(value);
      }
      for (const id of chunk.id) this.places.set(id, this.length++);
      asked.delete(`data/${this.folder}/${number}.json`);
      grown();
    }
  }

  get complete() {
    return this.length === this.about.rows;
  }

  /** What a number in a column stands for. */
  word(dictionary, number) {
    return number === null ? null : this.about.dictionaries[dictionary][number];
  }

  /** One row of all columns. */
  row(at) {
    return Object.fromEntries(Object.entries(this.columns).map(([name, column]) => [name, column[at]]));
  }

  place(row) {
    return [this.columns.offset[row], this.columns.length[row]];
  }
}
