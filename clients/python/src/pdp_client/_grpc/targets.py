"""Which addresses may be asked in plain text."""

from __future__ import annotations

import ipaddress
import re


def check_plaintext(target: str) -> None:
    """Refuses an address that is not surely on this machine.

    :raises ValueError: anyone between could read the questions and write the answers.
    """
    if not is_local(target):
        raise ValueError(
            f"plain text to `{target}`, which is not this machine: give `tls`, or `allow_plaintext=True` where the network is trusted"
        )


def is_local(target: str) -> bool:
    """Whether an address is a socket file, `localhost` or a loopback address; what is not understood is not."""
    if target.startswith(("unix:", "unix-abstract:")):
        return True
    target = re.sub(r"^(dns:(///)?|ipv4:|ipv6:)", "", target)
    match = re.fullmatch(r"\[([^\[\]]+)\]:\d+|([^:\[\]/,]+):\d+", target)
    if match is None:
        return False
    host = match[1] or match[2]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
