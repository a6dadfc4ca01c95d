// The place of a record in the tree of hashes over its WARC, and who anchored that: RFC 9162, section 2.1.
// Of a timestamp (RFC 3161) this compares what it is of; its authority's signature is for openssl to check.

import { count } from "./dom.js";
import { config, json, octets, range } from "./store.js";
import { hex, sha256, value } from "./warc.js";

const SIZE = 32;
const MOST = 500;
const VERSION = 2;
const HASHES = { "608648016503040201": "SHA-256", "608648016503040202": "SHA-384", "608648016503040203": "SHA-512" };

/** Where the whole proof of a row can be had; null where no seal closes its WARC. */
export async function download(row) {
  const { api } = await config();
  if (!(await closing(row.capture)) || row.capture.offset === null) return null;
  return api ? `${api}bundle?${new URLSearchParams({ id: row.id })}` : `proofs/${row.id}.zip`;
}

/** The checks of a capture whose record was fetched, as proof.js has them; none where nothing is sealed. */
export async function* anchored(capture, record) {
  if (!(await config()).sealed) return;
  const number = await closing(capture);
  if (!number || !capture.proof) {
    yield { claim: "a seal closes the WARC", holds: null, found: "none does, or the row names no place" };
    return;
  }
  const seal = await sealed(number);
  // Rows name the root of today's leaves; what an earlier seal closes is compared by its own.
  const root = seal.version === VERSION ? capture.proof.root : seal.fields.root.replace("sha256:", "");
  yield seal.version === VERSION ? { claim: "its seal has the root that the row names", holds: seal.fields.root === `sha256:${root}`, found: `seal ${number}` }
    : { claim: "its seal has the root that the row names", holds: null, found: `seal ${number} is of version ${seal.version}, which does not cover the record’s header` };
  const led = await climbed(await leaf(capture, record, seal.version), capture.proof.position, Number(seal.fields.records), number);
  yield led === null ? { claim: "the record leads to that root", holds: null, found: "the leaves were not kept" }
    : { claim: "the record leads to that root", holds: led === root, found: led };
  yield* vouched(seal);
}

const contents = () => json("seals/contents.json");

async function closing({ warc }) {
  return (await config()).sealed ? (await contents()).warcs[warc] ?? null : null;
}

/** A seal: its octets, their digest, and its lines by name. */
async function sealed(number) {
  const held = await octets(`seals/${stem(number)}.seal`);
  const [first, ...lines] = new TextDecoder().decode(held).split("\n").filter(Boolean);
  const fields = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]));
  if (fields.number !== String(number)) throw new Error(`this is not seal ${number}`);
  return { number, version: Number(first.replace("twa seal ", "")), octets: held, fields, digest: hex(await sha256(held)) };
}

const stem = (number) => String(number).padStart(8, "0");

// --- The tree ---

/** The hash of the leaf of a record below a seal of a version: dataset/proof/leaf.py. */
async function leaf(capture, { head, headers, block }, version) {
  const told = (name) => {
    const text = (value(headers, name) ?? "").trim();
    return text.replace(/[\x00-\x1f\x7f\x85\u2028\u2029]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`) || "-";
  };
  const lines = [
    `type: ${told("warc-type")}`, `uri: ${told("warc-target-uri")}`, `date: ${told("warc-date")}`, `id: ${told("warc-record-id")}`,
    ...(version > 1 ? [`header: sha256:${hex(await sha256(head))}`] : []),
    `block: sha256:${hex(await sha256(block))}`, `offset: ${capture.offset}`, `length: ${capture.length}`,
  ];
  return sha256(joined(Uint8Array.of(0), new TextEncoder().encode(`${lines.join("\n")}\n`)));
}

/** The root that a leaf and its neighbours lead to, in hex; null where there is no file of the tree. */
async function climbed(hash, position, size, number) {
  const steps = [];
  for (let at = position, level = size, start = 0; level > 1; start += level, level = Math.ceil(level / 2), at = at >> 1) {
    const other = at ^ 1;
    if (other < level) steps.push([other < at, start + other]);
  }
  let neighbours;
  try {
    neighbours = await Promise.all(steps.map(([, at]) => range(`seals/${stem(number)}.tree`, at * SIZE, SIZE)));
  } catch {
    return null;
  }
  for (const [index, [left]] of steps.entries()) {
    const pair = left ? [neighbours[index], hash] : [hash, neighbours[index]];
    hash = await sha256(joined(Uint8Array.of(1), ...pair));
  }
  return hex(hash);
}

// --- Who vouches ---

/** The chain from a seal to those that are anchored, and the first anchors by each that stands behind one. */
async function* vouched(seal) {
  const { timestamps, signatures, keys } = await contents();
  const first = (all) => [...new Map(all.filter((one) => one.seal >= seal.number).reverse().map((one) => [one.by, one])).values()];
  const [stamps, signed] = [first(timestamps), first(signatures)];
  const last = Math.max(seal.number, ...[...stamps, ...signed].map((one) => one.seal));
  if (last - seal.number > MOST) {
    yield { claim: "the seals name each other", holds: null, found: `${count(last - seal.number)} of them: for twa verify` };
    return;
  }
  const seals = new Map([[seal.number, seal]]);
  const rest = Array.from({ length: last - seal.number }, (_, index) => seal.number + index + 1);
  for (const one of await Promise.all(rest.map(sealed))) seals.set(one.number, one);
  if (rest.length) {
    const broken = rest.find((number) => seals.get(number).fields.previous !== `sha256:${seals.get(number - 1).digest}`);
    yield { claim: "the seals name each other", holds: broken === undefined, found: broken === undefined ? `${seal.number} to ${last}` : `seal ${broken} does not` };
  }
  if (!stamps.length) yield { claim: "it was there before some instant", holds: null, found: "not anchored: no timestamp" };
  for (const one of stamps) yield stamped(one, await octets(one.file), seals.get(one.seal));
  if (!signed.length) yield { claim: "somebody vouches for it", holds: null, found: "no signature" };
  for (const one of signed) yield await verified(one, keys[one.by], seals.get(one.seal));
}

/** Whether a signature is by the key that it is said to be by; `good` is the last seal that the key is good for. */
async function verified({ by, file, seal: number }, good, seal) {
  const claim = `the holder of the key ${by} signed seal ${number}`;
  if (good === undefined) return { claim, holds: false, found: "the key is not there" };
  if (good !== null && number > good) return { claim, holds: false, found: `the key was revoked after seal ${good}` };
  const pem = new TextDecoder().decode(await octets(`seals/keys/${by}.pem`));
  const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, "")), (one) => one.charCodeAt(0));
  const digest = hex(await sha256(der));
  if (!digest.startsWith(by)) return { claim, holds: false, found: `that key is ${digest}` };
  let key;
  try {
    key = await crypto.subtle.importKey("spki", der, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return { claim, holds: null, found: "this browser has no Ed25519" };
  }
  const holds = await crypto.subtle.verify({ name: "Ed25519" }, key, await octets(file), seal.octets);
  return { claim, holds, found: `key sha256:${digest}` };
}

/** Whether a timestamp is of a seal. Its instant is told, whose word it is openssl tells. */
async function stamped({ by, seal: number }, answer, seal) {
  const claim = `the timestamp by ${by} is of seal ${number}`;
  let told;
  try {
    told = imprint(answer);
  } catch {
    return { claim, holds: false, found: "not a timestamp" };
  }
  if (!told.algorithm) return { claim, holds: null, found: "of a digest that browsers lack" };
  const found = new Uint8Array(await crypto.subtle.digest(told.algorithm, seal.octets));
  return { claim, holds: hex(found) === hex(told.digest), found: `there before ${told.time}, if openssl finds the authority’s signature right` };
}

/** What a TimeStampResp is of, and its instant: RFC 3161, section 2.4.2; RFC 5652, sections 3 and 5. */
function imprint(answer) {
  const [, token] = inside(inside(answer)[0].octets);
  const [, content] = inside(token.octets);
  const [, , encapsulated] = inside(inside(content.octets)[0].octets);
  const [, wrapped] = inside(encapsulated.octets);
  const info = inside(inside(inside(wrapped.octets)[0].octets)[0].octets);
  const [algorithm, digest] = inside(info[2].octets);
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(new TextDecoder().decode(info[4].octets));
  return {
    algorithm: HASHES[hex(inside(algorithm.octets)[0].octets)], digest: digest.octets,
    time: `${year}-${month}-${day} ${hour}:${minute}:${second} UTC`,
  };
}

/** The values that stand in octets one after the other: X.690, section 8.1. */
function inside(held) {
  const values = [];
  for (let at = 0; at < held.length;) {
    let length = held[at + 1];
    let begin = at + 2;
    if (length & 0x80) {
      const size = length & 0x7f;
      if (size === 0 || size > 4) throw new Error("not DER");
      length = held.subarray(begin, begin + size).reduce((sum, octet) => sum * 256 + octet, 0);
      begin += size;
    }
    if (begin + length > held.length) throw new Error("not DER");
    values.push({ tag: held[at], octets: held.subarray(begin, begin + length) });
    at = begin + length;
  }
  return values;
}

function joined(...pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) { whole.set(piece, at); at += piece.length; }
  return whole;
}
