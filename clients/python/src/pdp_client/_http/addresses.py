"""Which addresses are asked over HTTP, and how the PDP shows who it is."""

from __future__ import annotations

import ipaddress
import ssl
from typing import Any
from urllib.parse import urlsplit

from ..settings import Tls


def base(target: str, tls: Tls | None, allow_plaintext: bool) -> str:
    """The address below which the endpoints stand.

    :raises ValueError: it is none, or plain text would leave this machine.
    """
    url = urlsplit(target)
    if not url.hostname or url.query or url.fragment or url.username is not None:
        raise ValueError(f"expected an address such as `https://pdp.example`, without user, query and fragment, got `{target}`")
    if url.scheme == "http" and tls is not None:
        raise ValueError(f"expected https with `tls`, got `{target}`")
    if url.scheme == "http" and not allow_plaintext and not _is_local(url.hostname):
        raise ValueError(
            f"plain text to `{target}`, which is not this machine: ask over https, or give `allow_plaintext=True` where the network is trusted"
        )
    return target.rstrip("/")


def context(tls: Tls | None) -> ssl.SSLContext:
    """Reads the files.

    :raises OSError: one cannot be read.
    """
    made = _NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls is None or tls.ca_file is None:
        made.load_default_certs()
    else:
        made.load_verify_locations(tls.ca_file)
    if tls is not None:
        made.server_name = tls.server_name
        if tls.certificate_file is not None:
            made.load_cert_chain(tls.certificate_file, tls.key_file)
    return made


class _NamedContext(ssl.SSLContext):
    """Expects a certificate for another name than the address has. Older versions of httpx cannot be told so."""

    server_name: str | None = None

    def wrap_bio(self, *arguments: Any, server_hostname: str | None = None, **others: Any) -> ssl.SSLObject:
        return super().wrap_bio(*arguments, server_hostname=self.server_name or server_hostname, **others)


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
