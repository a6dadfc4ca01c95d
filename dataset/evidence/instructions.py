"""The page in a bundle that says how to check it without our software.

Each line that begins with "$" is a command, below it stands what it must print; "@" names a file in
which the lines below it must stand. It needs sha256sum, openssl and a text editor.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator
from typing import Final

from twa.dataset.evidence import unpacking
from twa.dataset.evidence.bundle import Bundle, Exhibit
from twa.dataset.proof.anchors import DomainSigned, Signed, Stamped
from twa.dataset.proof.chain import SEAL, stem
from twa.dataset.proof.seal import Seal

NAMES: Final = {
    "further": "a further page of the article",
    "record": "the record that the row was made from",
    "circumstances": "what the crawler noted of that exchange, at the same time",
    "certificates": "what the server showed for its name, as the crawler wrote it down",
    "original": "the record that holds the bytes, which the first one says came again",
}

_INTRODUCTION: Final = """\
PROOF OF ONE ROW
================

Row {row} of the table "{table}", captured from

    {url}

at {at} by the clock of the crawler.

How to read this page: a line that begins with "$" is a command, to be typed in the folder that
this file was unpacked to; below it stands what it prints if all is well. A line that begins with
"@" names a file; open it in a text editor, the lines below must stand in it. You need sha256sum,
openssl (1.1.1 or later), a text editor, what every such shell has (cat, cmp, grep, gzip, head,
printf, tail), and none of our software.

"""

_NOT_PROVED: Final = """\
What this does not prove
------------------------

- That a server sent these bytes. TLS proves that to the crawler alone: whoever ran the crawler
  could have written them. What is proved is that nobody has changed them since.
- When they were captured. The instant above is the crawler's word; the timestamps bound it.
- That nobody else was shown something else at the same address.
- That the key is whose it is said to be, and the authority's root the right one. Compare their
  digests with what is published elsewhere.
- What row.json says. `twa prove --check` compares it with the record, and says what it could not;
  by hand you see the record alone, and can read it beside the row.
- That this page is the right one: whoever made the file could have written other commands. Take
  it from a proof that you made yourself, or from our documentation.
- Anything after a signer's key or an authority's certificate was revoked: ask them.
"""


def page(bundle: Bundle) -> str:
    """The page of instructions."""
    row = bundle.row
    url = _uri(bundle.exhibits[0])
    parts = [
        _INTRODUCTION.format(
            row=row["id"], table=bundle.table, url=url, at=row["capture"]["captured_at"]
        ),
        *(_exhibit(number, one) for number, one in enumerate(bundle.exhibits, 1)),
        _chain(len(bundle.exhibits) + 1, bundle.seals),
        _anchors(len(bundle.exhibits) + 2, bundle),
        _NOT_PROVED,
    ]
    return "".join(parts)


def _exhibit(number: int, exhibit: Exhibit) -> str:
    folder = exhibit.name
    lines = [
        *_title(f"{number}. {folder}/: {NAMES[folder.partition('-')[0]]}"),
        "",
        f"{folder}/block is what the record holds, {folder}/header what it says of itself. The",
        f"digests stand in {folder}/leaf.txt.",
        "",
        *_header(exhibit),
        *_prints(f"sha256sum {folder}/block", f"{_sha256(exhibit.block)}  {folder}/block"),
        *_stands(f"{folder}/leaf.txt", f"block: sha256:{_sha256(exhibit.block)}"),
        f"    uri: {_uri(exhibit)}",
    ]
    if exhibit.payload is not None:
        lines += [
            "",
            f"{folder}/payload is the page itself, without the header of the response and with any",
            "compression taken off.",
            "",
            *_prints(
                f"sha256sum {folder}/payload", f"{_sha256(exhibit.payload)}  {folder}/payload"
            ),
            *_taken(exhibit.block, exhibit.payload, folder),
        ]
    if folder == "certificates":
        lines += [
            "",
            "Whose certificate comes first in it, a reader can see; that it was the server that",
            "showed it is the crawler's word.",
            "",
            *_prints(f"openssl x509 -in {folder}/block -noout -subject", "subject=", among=True),
        ]
    lines += [
        "",
        f"This leaf is number {exhibit.position}, from 0, of {exhibit.seal.claim.records}",
        "in a tree of hashes (RFC 9162, section 2.1). With its neighbours it leads to the root,",
        "which is what the last command prints, and stands in the seal of the WARC file:",
        "",
        *_climb(exhibit),
        *_stands(seal_file(exhibit.seal), f"root: sha256:{exhibit.seal.claim.root}"),
        "",
        "",
    ]
    return "\n".join(lines)


def _uri(exhibit: Exhibit) -> str:
    """The address that a leaf states."""
    lines = exhibit.leaf.decode("utf-8", "replace").split("\n")
    return next(line[5:] for line in lines if line.startswith("uri: "))


def _taken(block: bytes, payload: bytes, folder: str) -> Iterator[str]:
    """The commands that take a payload from its block again, where such tools can."""
    typed = unpacking.commands(block, payload, folder)
    if typed is None:
        yield ""
        yield f"How it was sent hides it in {folder}/block: only our software says it is the same."
        return
    if len(typed) > 1:
        yield ""
        yield "It was sent in pieces, each behind its size; these commands put them together:"
        yield ""
    yield from (f"$ {one}" for one in typed[:-1])
    yield from _prints(typed[-1], "same")


def _header(exhibit: Exhibit) -> Iterator[str]:
    folder, digest = exhibit.name, _sha256(exhibit.header)
    if exhibit.seal.claim.version == 1:
        yield "(The seal is of the first version, which covers of the header only what stands in"
        yield f"{folder}/leaf.txt: the rest of {folder}/header is not proved.)"
        yield ""
        return
    yield from _prints(f"sha256sum {folder}/header", f"{digest}  {folder}/header")
    yield from _stands(f"{folder}/leaf.txt", f"header: sha256:{digest}")


def _climb(exhibit: Exhibit) -> Iterator[str]:
    """The commands from the leaf to the root; the last prints it."""
    folder = exhibit.name
    inputs = [f"printf '\\000'; cat {folder}/leaf.txt"]
    for number, step in enumerate(exhibit.steps, 1):
        pair = [f"{folder}/path/{number:02}", f"{folder}/node-{number - 1:02}"]
        named = " ".join(pair if step.side == "left" else reversed(pair))
        inputs.append(f"printf '\\001'; cat {named}")
    for number, octets in enumerate(inputs[:-1]):
        digest = "openssl dgst -sha256 -binary"
        yield f"$ {{ {octets}; }} | {digest} > {folder}/node-{number:02}"
    yield from _prints(f"{{ {inputs[-1]}; }} | sha256sum", f"{exhibit.seal.claim.root}  -")


def _chain(number: int, seals: tuple[Seal, ...]) -> str:
    lines = [*_title(f"{number}. seals/: the chain of seals"), ""]
    if len(seals) == 1:
        lines += ["One seal is all that is needed here:", ""]
    else:
        lines += ["Each seal names the digest of the one before it:", ""]
    for seal, following in zip(seals, (*seals[1:], None), strict=True):
        lines += _prints(f"sha256sum {seal_file(seal)}", f"{seal.sha256}  {seal_file(seal)}")
        if following is not None:
            lines += _stands(seal_file(following), f"previous: sha256:{seal.sha256}")
    return "\n".join([*lines, "", ""])


def _anchors(number: int, bundle: Bundle) -> str:
    lines = [*_title(f"{number}. anchors/: who says that they were there, and when"), ""]
    if not bundle.stamped:
        lines += [
            "No authority has timestamped these seals, so nothing here says before when they were",
            "there.",
            "",
        ]
    for stamp in bundle.stamped:
        lines += [f"All of the above was there before {stamp.timestamp.moment},", *_stamp(stamp)]
    for stamp in bundle.earlier:
        named = next(one.seal for one in bundle.exhibits if one.seal.after == _token_digest(stamp))
        token = f"anchors/{stamp.anchor.path.name}"
        lines += [
            f"A seal was made after {stamp.timestamp.moment}, since it names a timestamp of then,",
            *_stamp(stamp),
            *_prints(f"sha256sum {token}", f"{_token_digest(stamp)}  {token}"),
            *_stands(seal_file(named), f"after: sha256:{_token_digest(stamp)}"),
            "",
        ]
    for signature in bundle.signed:
        lines += _signature(signature)
    for answer in bundle.domain_signed:
        lines += _answer(answer)
    if not bundle.signed and not bundle.domain_signed:
        lines += ["Nobody has signed these seals.", ""]
    return "\n".join([*lines, ""])


def _stamp(stamp: Stamped) -> Iterator[str]:
    name = stamp.anchor.path.stem
    at = int(stamp.timestamp.time.timestamp())
    token, chain = f"anchors/{name}.tsr", f"anchors/{name}.certificates.pem"
    root = f"roots/{root_name(stamp)}"
    yield f"by the word of {stamp.timestamp.signer}"
    yield f"(policy {stamp.timestamp.policy}, serial number {stamp.timestamp.serial}):"
    yield ""
    yield from _prints(
        f"openssl ts -verify -attime {at} -data {seal_file(stamp.seal)} -in {token}"
        f" -CAfile {root} -untrusted {chain}",
        "Verification: OK",
    )
    yield from _prints(
        f"openssl ts -reply -in {token} -text",
        f"Time stamp: {_openssl_time(stamp)}",
        among=True,
    )
    yield ""
    yield "That authority's root has this digest, which it should make known itself; there is no"
    yield "other certificate in the file:"
    yield ""
    yield from _prints(f"grep -c BEGIN {root}", "1")
    yield from _prints(
        f"openssl x509 -in {root} -noout -fingerprint -sha256", _fingerprint(stamp), among=True
    )
    yield from _prints(f"openssl verify -attime {at} -CAfile {root} {root}", f"{root}: OK")
    yield ""


def _signature(signature: Signed) -> Iterator[str]:
    key = f"keys/{signature.key.name}.pem"
    yield "The holder of a key has signed them. This is the digest of the key:"
    yield ""
    yield f"$ openssl pkey -pubin -in {key} -outform DER -out {key}.der"
    yield from _prints(f"sha256sum {key}.der", f"{signature.key.sha256}  {key}.der")
    yield ""
    yield from _prints(
        f"openssl pkeyutl -verify -pubin -inkey {key} -rawin -in {seal_file(signature.seal)}"
        f" -sigfile anchors/{signature.anchor.path.name}",
        "Signature Verified Successfully",
    )
    yield ""


def _answer(answer: DomainSigned) -> Iterator[str]:
    name, told = f"anchors/{answer.anchor.path.name}", answer.found
    at = int(told.time.timestamp())
    yield f"A server that calls itself {told.domain} has signed the digest of a seal, with the key"
    yield "of this certificate, and had that signature timestamped:"
    yield ""
    yield from _prints(
        f"sha256sum {seal_file(answer.seal)}", f"{answer.seal.sha256}  {seal_file(answer.seal)}"
    )
    yield from _stands(f"{name}.text", f"sha256:{answer.seal.sha256}")
    yield f"$ openssl x509 -in {name}.certificates.pem -noout -pubkey > {name}.key"
    yield from _prints(
        f"openssl dgst -sha256 -verify {name}.key -signature {name}.signature {name}.text",
        "Verified OK",
    )
    yield from _prints(
        f"openssl base64 -A -in {name}.signature | cmp - {name}.base64 && echo same", "same"
    )
    yield from _prints(
        f"openssl ts -verify -attime {at} -data {name}.base64 -in {name}.timestamp"
        f" -CAfile {name}.authority.pem -untrusted {name}.authority.pem",
        "Verification: OK",
    )
    yield ""
    yield "Whether that certificate is the domain's own, its root tells; compare it with others. So"
    yield "does the authority's for the time: nothing but this file names either."
    yield ""


def _title(text: str) -> tuple[str, str]:
    return text, "-" * len(text)


def _prints(command: str, expected: str, *, among: bool = False) -> tuple[str, ...]:
    more = ("    (among more)",) if among else ()
    return (f"$ {command}", f"    {expected}", *more)


def _stands(file: str, line: str) -> tuple[str, str]:
    return f"@ {file}", f"    {line}"


def seal_file(seal: Seal) -> str:
    """Where a seal lies in a bundle."""
    return f"seals/{stem(seal.number)}{SEAL}"


def root_name(stamp: Stamped) -> str:
    """What the file of an authority's root certificate is called."""
    return f"{_sha256(stamp.timestamp.root)[:16]}.pem"


def _token_digest(stamp: Stamped) -> str:
    return _sha256(stamp.anchor.path.read_bytes())


def _openssl_time(stamp: Stamped) -> str:
    time = stamp.timestamp.time
    fraction = f".{time.microsecond:06}".rstrip("0") if time.microsecond else ""
    return f"{time:%b} {time.day:2} {time:%H:%M:%S}{fraction} {time.year} GMT"


def _fingerprint(stamp: Stamped) -> str:
    digest = hashlib.sha256(_der(stamp.timestamp.root)).hexdigest().upper()
    return "Fingerprint=" + ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _der(pem: bytes) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))


def _sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()
