"""Tells public IP addresses from private ones.

A crawler that lets a feed choose where it connects must not be led into the
network it runs in (server-side request forgery).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

# IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890) and multicast. Written out
# rather than asked of `ipaddress.is_global`, whose answers change between releases of Python.
_NOT_PUBLIC: Final = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network (RFC 791)
            "10.0.0.0/8",  # private (RFC 1918)
            "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
            "127.0.0.0/8",  # loopback (RFC 1122)
            "169.254.0.0/16",  # link-local, and the metadata services of clouds (RFC 3927)
            "172.16.0.0/12",  # private (RFC 1918)
            "192.0.0.0/24",  # protocol assignments (RFC 6890)
            "192.0.2.0/24",  # documentation (RFC 5737)
            "192.88.99.0/24",  # 6to4 relay, deprecated (RFC 7526)
            "192.168.0.0/16",  # private (RFC 1918)
            "198.18.0.0/15",  # benchmarking (RFC 2544)
            "198.51.100.0/24",  # documentation (RFC 5737)
            "203.0.113.0/24",  # documentation (RFC 5737)
            "224.0.0.0/4",  # multicast (RFC 5771)
            "240.0.0.0/4",  # reserved, and limited broadcast (RFC 1112, RFC 8190)
            "::/128",  # unspecified (RFC 4291)
            "::1/128",  # loopback (RFC 4291)
            "64:ff9b:1::/48",  # NAT64 for local use (RFC 8215)
            "100::/64",  # discard (RFC 6666)
            "100:0:0:1::/64",  # dummy (RFC 9780)
            "2001::/23",  # protocol assignments, Teredo and ORCHID among them (RFC 2928)
            "2001:db8::/32",  # documentation (RFC 3849)
            "3fff::/20",  # documentation (RFC 9637)
            "5f00::/16",  # segment routing (RFC 9602)
            "fc00::/7",  # unique local (RFC 4193)
            "fe80::/10",  # link-local (RFC 4291)
            "fec0::/10",  # site-local, deprecated (RFC 3879)
            "ff00::/8",  # multicast (RFC 4291)
        ),
    )
)

# Ranges that carry an IPv4 address, and how many bits stand below it: what counts is where
# the packets end.
_EMBEDDING: Final = tuple(
    (IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0),  # IPv4-mapped (RFC 4291, section 2.5.5.2)
        ("::ffff:0:0:0/96", 0),  # IPv4-translated (RFC 2765)
        ("::/96", 0),  # IPv4-compatible, deprecated (RFC 4291, section 2.5.5.1)
        ("64:ff9b::/96", 0),  # NAT64 (RFC 6052, section 2.1)
        ("2002::/16", 80),  # 6to4 (RFC 3056, section 2)
    )
)


def is_public(ip: str) -> bool:
    """Whether `ip` is an IP address of the public internet; what is none at all is not."""
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        address = _embedded(address) or address
    return not any(_holds(network, address) for network in _NOT_PUBLIC)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    for network, shift in _EMBEDDING:
        # ::/96 also holds :: and ::1, which carry nothing.
        if address in network and int(address) > 1:
            return IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return None


def _holds(network: IPv4Network | IPv6Network, address: IPv4Address | IPv6Address) -> bool:
    return network.version == address.version and address in network
