// The service worker that answers for archived pages: that of ReplayWeb.page, under a rule of ours.
// Whatever it hands out of the archive may show itself, and nothing else: no script of it runs, it sends
// no form, opens no window, and asks nobody for anything, wherever and however it is opened.

const RULE = [
  "sandbox allow-same-origin",
  "default-src 'self' 'unsafe-inline' data: blob:",
  "script-src 'none'",
  "object-src 'none'",
  "form-action 'none'",
].join("; ");

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
  const archived = `${new URL("./", self.location).pathname}w/`;
  const { respondWith } = FetchEvent.prototype;
  FetchEvent.prototype.respondWith = function ruled(answer) {
    const { pathname } = new URL(this.request.url);
    respondWith.call(this, pathname.startsWith(archived) ? Promise.resolve(answer).then(withRule) : answer);
  };
}

function withRule(response) {
  // A redirect followed by the browser has no header to read, and leads to an answer that has one.
  if (response.type === "opaqueredirect" || response.type === "error") return response;
  const headers = new Headers(response.headers);
  headers.append("Content-Security-Policy", RULE);
  const bodiless = [101, 204, 205, 304].includes(response.status);
  return new Response(bodiless ? null : response.body, {
    status: response.status, statusText: response.statusText, headers,
  });
}

importScripts("replaywebpage.js");
