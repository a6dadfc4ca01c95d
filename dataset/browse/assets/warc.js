// A record out of a WARC, and the message in it, read in the browser: enough to check a row against.

const HEADER_END = [13, 10, 13, 10];

/** The octets of one record as stored: one gzip member, or plain. WARC 1.1, annex D. */
export async function unpacked(octets) {
  return octets[0] === 0x1f && octets[1] === 0x8b ? inflated(octets, "gzip") : octets;
}

async function inflated(octets, format) {
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Header as it stands, named fields and block of a record: WARC 1.1, section 4. */
export function record(octets) {
  const end = find(octets, HEADER_END, 0);
  const [version, ...lines] = text(octets.subarray(0, end)).split("\r\n");
  if (!version.startsWith("WARC/1.")) throw new Error("no WARC record begins here");
  const headers = fields(lines);
  const length = Number(value(headers, "content-length"));
  const block = octets.subarray(end + 4, end + 4 + length);
  if (block.length !== length) throw new Error("the block ends before its Content-Length");
  return { head: octets.subarray(0, end + 4), headers, block, type: value(headers, "warc-type") };
}

/** Status line, fields and body of an HTTP response: RFC 9112, section 2. */
export function response(block) {
  const end = find(block, HEADER_END, 0);
  const [status, ...lines] = latin(block.subarray(0, end)).split("\r\n");
  return { status, headers: fields(lines), body: block.subarray(end + 4) };
}

/** The payload: the body without transfer and content coding. Throws for codings the browser lacks. */
export async function payload({ headers, body }) {
  const codings = [...tokens(headers, "content-encoding"), ...tokens(headers, "transfer-encoding")];
  for (const coding of codings.reverse()) {
    if (coding === "chunked") body = dechunked(body);
    else if (coding === "gzip" || coding === "x-gzip") body = await inflated(body, "gzip");
    else if (coding === "deflate") body = await inflated(body, (body[0] & 0x0f) === 8 ? "deflate" : "deflate-raw");
    else if (coding !== "identity") throw new Error(`browsers can't decode ${coding}`);
  }
  return body;
}

/** RFC 9112, section 7.1. */
function dechunked(body) {
  const pieces = [];
  let at = 0;
  for (;;) {
    const end = find(body, [13, 10], at);
    const size = parseInt(latin(body.subarray(at, end)), 16);
    if (Number.isNaN(size)) throw new Error("not a chunk");
    if (size === 0) break;
    pieces.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return joined(pieces);
}

function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) { whole.set(piece, at); at += piece.length; }
  return whole;
}

export async function sha256(octets) {
  if (!globalThis.crypto?.subtle) throw new Error("browsers compute digests only on https and on this machine");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
}

export const hex = (octets) => [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");

/** RFC 4648, section 6, as most WARC writers label digests. */
export function base32(octets) {
  let bits = 0, held = 0, out = "";
  for (const octet of octets) {
    held = (held << 8) | octet;
    bits += 8;
    while (bits >= 5) { bits -= 5; out += "abcdefghijklmnopqrstuvwxyz234567"[(held >> bits) & 31]; }
    held &= (1 << bits) - 1;
  }
  if (bits) out += "abcdefghijklmnopqrstuvwxyz234567"[(held << (5 - bits)) & 31];
  return out;
}

export const value = (headers, name) => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;

const tokens = (headers, name) => headers.filter(([key]) => key.toLowerCase() === name)
  .flatMap(([, list]) => list.toLowerCase().split(",")).map((token) => token.trim()).filter(Boolean);

const fields = (lines) => lines.filter((line) => line.includes(":")).map((line) => {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
});

function find(octets, wanted, from) {
  for (let at = from; at <= octets.length - wanted.length; at += 1) {
    if (wanted.every((octet, index) => octets[at + index] === octet)) return at;
  }
  throw new Error("a header without an end");
}

const text = (octets) => new TextDecoder().decode(octets);
const latin = (octets) => new TextDecoder("latin1").decode(octets);
