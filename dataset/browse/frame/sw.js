// The service worker that answers for archived pages: that of ReplayWeb.page, under a rule of ours.
// Whatever it hands out of the archive may show itself, and nothing else: no script of it runs, it sends
// no form, opens no window, and asks nobody for anything. It is shown in a frame of ours alone, for only
// who frames a document can say where it may be led.

const RULE = [
  "sandbox allow-same-origin",
  "default-src 'self' 'unsafe-inline' data: blob:",
  "frame-src 'self'",
  "script-src 'none'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
].join("; ");

// The documents between ours and an archived one: ReplayWeb.page's, which come from here, too.
const RULE_BETWEEN = "frame-src 'self'; form-action 'none'";

// Headers that a browser needs to show what was archived. Any other may lead it elsewhere (Refresh, Link,
// Reporting-Endpoints, …), or will one day.
const HEADERS = ["Content-Type", "Content-Length", "Content-Range", "Accept-Ranges", "Content-Language"];

// What a frame, or a window, shows as a document of its own.
const DOCUMENTS = new Set(["document", "iframe", "frame", "embed", "object"]);

// What lies beside this file and is no page of the archive.
const OURS = new Set(["frame.html", "frame.css", "frame.js", "ui.js"]);

// The same file also runs as a plain worker, which unpacks and answers nobody.
if (globalThis.FetchEvent) {
  // ReplayWeb.page takes any frame that it hands out for an archived one, and forbids ours to
  // frame the page; only the very first is loaded before it is there. So it is not asked for ours.
  self.addEventListener("fetch", (event) => {
    const name = event.request.url.replace(/[?#].*/, "").slice(new URL("./", self.location).href.length);
    if (OURS.has(name)) event.stopImmediatePropagation();
  });
  const here = new URL("./", self.location).href;
  const archived = `${here}w/`;
  const { respondWith } = FetchEvent.prototype;
  FetchEvent.prototype.respondWith = function ruled(answer) {
    const { url, mode, destination } = this.request;
    const come = Promise.resolve(answer);
    if (url.startsWith(archived)) {
      const alone = destination === "document" && framed(url, archived, here);
      respondWith.call(this, alone ? Response.redirect(alone) : come.then((had) => withRule(had, this.request, archived)));
    } else {
      respondWith.call(this, mode === "navigate" ? come.then(between) : answer);
    }
  };
}

// Where the frame shows an archived address that somebody opens alone; null for what is no such address.
function framed(url, archived, here) {
  const [, coll, ts, page] = /^([^/]+)\/(\d*)(?:[a-z]{2,4}_)?\/(.+)$/s.exec(url.slice(archived.length)) ?? [];
  return page ? `${here}frame.html#${new URLSearchParams({ url: page, ts, coll })}` : null;
}

async function withRule(response, { url, destination }, archived) {
  // A redirect followed by the browser has no header to read, and leads to an answer that has one.
  if (response.type === "opaqueredirect" || response.type === "error") return response;
  const headers = new Headers({ "Content-Security-Policy": RULE, "Referrer-Policy": "no-referrer" });
  for (const name of HEADERS) {
    if (response.headers.has(name)) headers.set(name, response.headers.get(name));
  }
  if (response.headers.has("Location")) {
    const target = resolved(response.headers.get("Location"), url);
    if (!target.startsWith(archived)) return refused(headers);
    headers.set("Location", target);
  }
  if (!DOCUMENTS.has(destination) || !response.body) return answered(response, headers);
  const type = headers.get("Content-Type")?.split(";")[0].trim().toLowerCase() || "text/html";
  if (MARKUP.test(type)) {
    const octets = new Uint8Array(await response.arrayBuffer());
    headers.delete("Content-Length");
    return new Response(stay(octets, archived), { status: response.status, statusText: response.statusText, headers });
  }
  return answered(response, headers);
}

const MARKUP = /\bhtml\b|\bxml\b/;

// What a browser takes for the address of another host and ReplayWeb.page does not: white space, controls,
// capitals or backslashes where it looks for "http:" and "//", and links in SVG. Its policy would stop the
// browser from going there, but only after it has knocked.
const LEAVES = new RegExp(
  "(xlink:href)?=\\s*[\"']?([\\x00-\\x20]*)"
  + "((?:h[\\t\\n\\r]*t[\\t\\n\\r]*t[\\t\\n\\r]*p[\\t\\n\\r]*(?:s[\\t\\n\\r]*)?:|[/\\\\][\\t\\n\\r]*[/\\\\])[^\"'>]*)",
  "gi",
);
const KNOWN = /^(?:https?:)?\/\//;
// In XHTML and SVG it leaves all addresses as they are, entities in them included.
const LEFT = /=\s*["']?[\x00-\x20]*((?:https?:|\/\/|[^"'>?#]{0,40}?&)[^"'>]*)/gi;

// The same document, such addresses put out of use: their first letter is another one.
function stay(octets, archived) {
  // One character for each octet, whatever the charset.
  const text = new TextDecoder("windows-1252").decode(octets);
  for (const match of text.matchAll(LEAVES)) {
    const [whole, link, before, address] = match;
    if (!link && !before.trim() && KNOWN.test(address)) continue;
    if (resolved(address, archived).startsWith(archived)) continue;
    octets[match.index + whole.length - address.length] = 0x78;
  }
  // What it has been through has its own address, which no page can know, in a script at its top.
  if (text.includes(archived)) return octets;
  for (const { index, 0: whole, 1: address } of text.matchAll(LEFT)) {
    const coded = /^[^?#]*&/.test(address);
    if (coded || !resolved(address, archived).startsWith(archived)) octets[index + whole.length - address.length] = 0x78;
  }
  return octets;
}

// The absolute address of a reference; empty for what is none.
function resolved(reference, base) {
  try {
    return new URL(reference, base).href;
  } catch {
    return "";
  }
}

function between(response) {
  if (response.type === "opaqueredirect" || response.type === "error") return response;
  const headers = new Headers(response.headers);
  headers.append("Content-Security-Policy", RULE_BETWEEN);
  return answered(response, headers);
}

function answered({ body, status, statusText }, headers) {
  const bodiless = [101, 204, 205, 304].includes(status);
  return new Response(bodiless ? null : body, { status, statusText, headers });
}

// In the place of a redirect that leads out of the archive.
function refused(headers) {
  headers.set("Content-Type", "text/plain; charset=utf-8");
  headers.delete("Content-Length");
  return new Response("This redirect leads to an address that the archive does not hold.\n", { status: 404, headers });
}

importScripts("replaywebpage.js");
