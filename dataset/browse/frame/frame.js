// One archived page, shown by ReplayWeb.page out of the package beside this file.
// The fragment says which: #url=…&ts=…&version=…, or coll= where sw.js leads here.

const asked = new URLSearchParams(location.hash.slice(1));
const shown = document.createElement("replay-web-page");
const attributes = {
  source: "collection.wacz",
  url: asked.get("url"),
  ts: asked.get("ts"),
  embed: "replayonly",
  replaybase: "./",
  loading: "eager",
  // ReplayWeb.page remembers a package by this name: another place or version is another package.
  coll: (asked.get("coll") ?? `${asked.get("version")}${location.pathname}`).replace(/\W/g, ""),
};
for (const [name, value] of Object.entries(attributes)) shown.setAttribute(name, value);

/** ReplayWeb.page asks its worker for a page as soon as it is known; here, as soon as it answers. */
async function show() {
  if (!navigator.serviceWorker) throw new Error("Browsers replay pages on https and on this machine only.");
  await navigator.serviceWorker.register("sw.js?serveIndex=1", { scope: "./" });
  await navigator.serviceWorker.ready;
  document.body.append(shown);
}

show().catch((error) => { document.body.textContent = error.message; });
