// Replays pages of a WARC or WACZ file with wabac.js, which browsers run in a service worker.
//   node wabac.mjs MODULES URL-OF-WARC-OR-WACZ TIMESTAMP|URL...
// prints one line of JSON for each page asked for, its body in Base64.
import { pathToFileURL } from "node:url";

const [modules, warc, ...pages] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${modules}/${path}`).href);

// As much of a service worker and a browser's database as it looks at.
await load("fake-indexeddb/auto/index.mjs");
const home = "http://localhost/";
Object.assign(globalThis, {
  self: globalThis,
  location: new URL(home),
  registration: { scope: home },
  clients: { matchAll: async () => [] },
});
globalThis.addEventListener ??= () => {};
console.log = console.error;

const { ArchiveRequest, Collection, WorkerLoader } = await load(
  "@webrecorder/wabac/dist/swlib.js",
);
const loader = new WorkerLoader(globalThis);
await loader._init_db;
const file = { sourceUrl: warc, loadUrl: warc };
await loader.addCollection({ name: "news", file }, () => {});
const prefixes = { root: home, main: home, static: home, proxy: home, api: home };
const collection = new Collection(await loader.loadColl("news"), prefixes);

for (const page of pages) {
  const [timestamp, url] = page.split("|");
  const ask = (path) =>
    collection.handleRequest(new ArchiveRequest(path, new Request(home)), { waitUntil() {} });
  let answer;
  try {
    let response = await ask(`${timestamp}id_/${url}`);
    // Of several packages it leads to the one that has the page: `:DIGEST/TIMESTAMPid_/URL`.
    const led = response.headers.get("Location") ?? "";
    if (led.startsWith(`${home}news/:`)) response = await ask(led.slice(`${home}news/`.length));
    const body = Buffer.from(await response.arrayBuffer()).toString("base64");
    answer = { status: response.status, body };
  } catch (error) {
    answer = { status: null, body: Buffer.from(String(error)).toString("base64") };
  }
  // Until it is written: what a pipe has not taken yet is lost at exit.
  await new Promise((done) => process.stdout.write(JSON.stringify(answer) + "\n", done));
}
process.exit(0);
