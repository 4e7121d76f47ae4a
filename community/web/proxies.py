"""Whom to believe about the visitor: X-Forwarded-For, -Proto and -Host count from known proxies alone."""

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from community.config import Config
from community.settings import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def init_app(app: Flask) -> None:
    """Believe the proxies that the settings name; without any, what is forwarded is what a visitor made up."""
    config: Config = app.config["COMMUNITY"]
    if config.proxies:
        app.wsgi_app = KnownProxies(app.wsgi_app, config.proxies, config.proxy_networks)  # type: ignore[method-assign]


class KnownProxies:
    """Takes address, scheme and host from what proxies forwarded, if it is one of ours that asks."""

    def __init__(self, app: "WSGIApplication", number: int, networks: tuple[Network, ...]) -> None:
        self._direct = app
        self._forwarded = ProxyFix(app, number, number, number)
        self._networks = networks

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        app = self._forwarded if self._is_known(environ.get("REMOTE_ADDR", "")) else self._direct
        return app(environ, start_response)

    def _is_known(self, peer: str) -> bool:
        if not peer:  # a socket of this machine, open to those alone who may enter its folder
            return True
        address = ipaddress.ip_address(peer)
        # A listener for both protocols writes IPv4 addresses as IPv6.
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._networks)
