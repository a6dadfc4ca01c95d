// Replays pages of a WARC file with wabac.js, which browsers run in a service worker.
//   node wabac.mjs MODULES URL-OF-WARC TIMESTAMP|URL...
// prints one line of JSON for each page asked for.
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
  const request = new ArchiveRequest(`${timestamp}mp_/${url}`, new Request(home));
  let answer;
  try {
    const response = await collection.handleRequest(request, { waitUntil() {} });
    answer = { status: response.status, body: await response.text() };
  } catch (error) {
    answer = { status: null, body: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
process.exit(0);
