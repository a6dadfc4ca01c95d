// The proof of a row, and what was served, as it stood on the wire.

import { download } from "./anchors.js";
import { bytes, count, el, minute } from "./dom.js";
import { checks, derived } from "./proof.js";
import { archived, config } from "./store.js";
import { file } from "./take.js";
import { payload, record, response, unpacked } from "./warc.js";

const MARKS = { true: ["✓", "holds"], false: ["✗", "does not hold"], null: ["–", "can’t be told"] };

/** As dataset/browse/derive.py says it. */
const OTHER_CODE = "the dataset was made by another version of this software";

/** The card that checks a row with a capture, and says so with a mark. */
export function proved(table, row) {
  const { capture } = row;
  const verdict = el("p", { class: "verdict", role: "status" }, "Checking …");
  const list = el("ul", { class: "checks" });
  const all = el("details", { class: "all" }, el("summary", {}, "All checks"), list);
  const taken = el("p", { class: "quiet" });
  const element = el("section", { class: "card proof", "aria-label": "Proof" },
    el("h2", {}, "Proof"), verdict, locator(capture), taken, all);
  download(row).then((address) => {
    if (address) taken.append(file(address, "Download the proof"),
      ": one file, with a page that says how to check it with sha256sum and openssl.");
  }).catch((error) => taken.append(error.message));
  verify(table, row, { list, verdict, all }).catch((error) => {
    judged(verdict, false, error.message);
    verdict.dataset.settled = "true";
  });
  return element;
}

async function verify(table, row, { list, verdict, all }) {
  let holds = true;
  let told = 0;
  let why = "";
  const add = (check, who) => {
    list.append(line(check, who));
    if (check.holds === false) { holds = false; all.open = true; }
    if (check.holds) told += 1;
    if (check.claim === OTHER_CODE) why = `: ${check.claim}, and ${check.found}`;
  };
  const judge = (by) => judged(verdict, holds, holds ? `Verified now ${by}: ${count(told)} checks hold` : `Does not verify${why}`);
  for await (const check of checks(row)) add(check, "browser");
  const { api: server } = await config();
  if (!server) {
    judge("by this browser");
    verdict.dataset.settled = "true";
    return;
  }
  judge("by this browser; the server derives the row again …");
  for (const check of await derived(server, table, row)) add(check, "server");
  judge("by this browser, and derived again by the server");
  verdict.dataset.settled = "true";
}

function judged(verdict, holds, text) {
  verdict.className = `verdict ${holds ? "good" : "bad"}`;
  verdict.dataset.holds = String(holds);
  verdict.replaceChildren(el("span", { "aria-hidden": "true" }, holds ? "✓ " : "✗ "), text);
}

function line({ claim, holds, found }, who) {
  const [mark, meaning] = MARKS[holds];
  return el("li", { class: `check ${holds === false ? "bad" : holds ? "good" : ""}` },
    el("span", { class: "mark", role: "img", "aria-label": meaning }, mark),
    el("span", { class: "claim" }, claim.replaceAll("_", " ")),
    el("small", {}, who),
    el("code", {}, found));
}

function locator(capture) {
  const rows = [
    ["WARC", capture.warc],
    ["Offset, length", capture.offset === null ? "not addressable alone"
      : `${count(capture.offset)}, ${count(capture.length)} bytes`],
    ["Record", capture.record_id],
    ["Block digest", capture.block_digest],
    ["Payload SHA-256", capture.payload_sha256],
    ["Captured", minute(capture.captured_at)],
    ["Answer", [capture.http_status, capture.content_type].filter(Boolean).join(", ")],
    ["Body from", capture.original && `${capture.original.record_id} in ${capture.original.warc}`],
  ];
  return el("dl", { class: "tree mono" }, rows.filter(([, value]) => value).map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

const SHOWN = 20000;

/** What was served, as text: the headers of record and message, and the body as it decodes. */
export function served(capture) {
  const content = el("div", {});
  const element = el("details", { class: "card served" }, el("summary", {}, el("h2", {}, "As it was served")), content);
  element.addEventListener("toggle", async () => {
    if (!element.open || content.firstChild) return;
    try {
      content.replaceChildren(...(await opened(capture)));
    } catch (error) {
      content.replaceChildren(el("p", { class: "wrong" }, error.message));
    }
  });
  return element;
}

async function opened(capture) {
  const { content_type: type } = capture;
  const { headers, block } = record(await unpacked(await archived(capture)));
  const parts = [pre("WARC record", headers.map(([name, value]) => `${name}: ${value}`).join("\n"))];
  let message = null;
  try { message = response(block); } catch { /* a record of something else than HTTP */ }
  if (!message?.status.startsWith("HTTP/")) return [...parts, pre("Block", decoded(block, ""))];
  parts.push(pre("HTTP header", [message.status, ...message.headers.map(([name, value]) => `${name}: ${value}`)].join("\n")));
  if (message.body.length) {
    const octets = await payload(message);
    parts.push(pre(`Body, ${bytes(octets.length)}`, decoded(octets, type ?? "")));
  }
  return parts;
}

const pre = (title, text) => el("figure", { class: "wire" }, el("figcaption", {}, title),
  el("pre", { tabindex: "0" }, text.length > SHOWN ? `${text.slice(0, SHOWN)}\n… ${count(text.length - SHOWN)} characters more` : text));

function decoded(octets, type) {
  const charset = /charset=["']?([\w-]+)/i.exec(type)?.[1] ?? "utf-8";
  try { return new TextDecoder(charset).decode(octets); } catch { return new TextDecoder().decode(octets); }
}
