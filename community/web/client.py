"""Who is asking, as far as limits need to know: a keyed digest that is never stored."""

import ipaddress

from flask import request

from community.crypto import blind_index


def client_key() -> str:
    """A key for the limits of the asking network: the address (IPv6 by its /64), unreadable without our secret."""
    address = request.remote_addr or "unknown"
    try:
        parsed = ipaddress.ip_address(address)
        # A listener for both protocols writes IPv4 addresses as IPv6, all of them inside one /64.
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    except ValueError:
        network = address
    else:
        prefix = 64 if parsed.version == 6 else 32
        network = str(ipaddress.ip_network((parsed, prefix), strict=False))
    return blind_index("client", network).hex()
