// A row against its bytes, checked now: by this browser, and by the server where there is one of ours.

import { anchored } from "./anchors.js";
import { archived, got } from "./store.js";
import { base32, hex, payload, record, response, sha256, unpacked, value } from "./warc.js";

/** The record that a capture names, fetched alone. */
const fetched = async (capture) => record(await unpacked(await archived(capture)));

/** The checks of a row with a capture, one by one: {claim, holds (null: can't be told), found}. */
export async function* checks(row) {
  const { capture } = row;
  let here;
  try {
    here = await fetched(capture);
  } catch (error) {
    yield { claim: "the record is there", holds: false, found: error.message };
    return;
  }
  yield { claim: "the record is there", holds: true, found: `${here.type}, ${here.block.length} octets`, record: here };
  yield equal("it is the record that the row names", capture.record_id, value(here.headers, "warc-record-id"));
  yield* await guarded("the block has its digest", () => blockDigest(capture, here));
  if (capture.payload_sha256) {
    yield* await guarded("the payload has its digest", async () => {
      const held = capture.original ? await fetched(capture.original) : here;
      return equal("the payload has its digest", capture.payload_sha256,
        hex(await sha256(await payload(response(held.block)))));
    });
  }
  if (row.text !== undefined && row.text !== null && row.text_sha256) {
    yield* await guarded("the text has its digest", async () => equal("the text has its digest", row.text_sha256,
      hex(await sha256(new TextEncoder().encode(row.text)))));
  }
  try {
    yield* anchored(capture, here);
  } catch (error) {
    yield failed("its place and what anchors it", error);
  }
}

async function blockDigest(capture, here) {
  const claim = "the block has its digest";
  const label = capture.block_digest ?? value(here.headers, "warc-block-digest");
  if (!label) return { claim, holds: null, found: "the archive's maker gave none" };
  const [algorithm, wanted] = label.toLowerCase().split(":");
  if (algorithm !== "sha256" && algorithm !== "sha-256") {
    return { claim, holds: null, found: `${algorithm}: not checked in the browser` };
  }
  const found = await sha256(here.block);
  return { claim, holds: [hex(found), base32(found)].includes(wanted.replace(/=+$/, "")), found: hex(found) };
}

async function guarded(claim, check) {
  try {
    return [await check()];
  } catch (error) {
    return [failed(claim, error)];
  }
}

const failed = (claim, { message }) => ({ claim, holds: /^browsers /.test(message) ? null : false, found: message });

const equal = (claim, claimed, found) => ({ claim, holds: claimed === found, found: found ?? "nothing" });

/** The checks of the same row derived again by the server, whose answers are at `api`. */
export async function derived(api, table, row) {
  const query = new URLSearchParams({ table, id: row.id });
  const answer = await got(`${api}proof?${query}`);
  if (answer.ok) return (await answer.json()).checks;
  return [{ claim: "the server derives the row again", holds: false, found: `it answers ${answer.status}` }];
}
