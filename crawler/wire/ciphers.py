"""TLS cipher suites: from OpenSSL's names to the registered ones."""

from __future__ import annotations

import re
from typing import Final

# The suites of TLS 1.2 and before that web servers speak: authenticated by a certificate,
# with AES, Camellia or ChaCha20. The suites of TLS 1.3 have one name everywhere.
_OPENSSL: Final = re.compile(
    r"(?:(?P<exchange>ECDHE|DHE)-(?P<signature>ECDSA|RSA|DSS)-)?"
    r"(?:(?P<cipher>AES|CAMELLIA)(?P<bits>128|256)(?:-(?P<mode>GCM|CCM8|CCM))?"
    r"(?:-(?P<hash>SHA|SHA256|SHA384))?|(?P<chacha>CHACHA20-POLY1305))"
)


def registered(openssl: str) -> str | None:
    """The IANA name of the cipher suite that OpenSSL calls `openssl`; None where unknown.

    WARC-Cipher-Suite takes names of the registry "TLS Cipher Suites"
    (iipc/warc-specifications, issue 86).

    >>> registered("ECDHE-RSA-AES128-GCM-SHA256")
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
    """
    if openssl.startswith("TLS_"):
        return openssl
    if not (match := _OPENSSL.fullmatch(openssl)):
        return None
    exchange = f"{match['exchange']}_{match['signature']}" if match["exchange"] else "RSA"
    if match["chacha"]:
        return f"TLS_{exchange}_WITH_CHACHA20_POLY1305_SHA256"
    # OpenSSL leaves out CBC, where no other mode is named, and writes CCM_8 in one word.
    mode = (match["mode"] or "CBC").replace("CCM8", "CCM_8")
    suite = f"TLS_{exchange}_WITH_{match['cipher']}_{match['bits']}_{mode}"
    return f"{suite}_{match['hash']}" if match["hash"] else suite
