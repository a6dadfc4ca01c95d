"""HTTP/1 messages out of octets: framing (RFC 9112) and content codings (RFC 9110)."""
