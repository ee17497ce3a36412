"""One POST to another system: signed, to a public address alone, and wherever it is sent on to is not followed.

Headers and signature are those of the Standard Webhooks specification, so that receivers need no code of ours:
`webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, the key the base64 after `whsec_`.

The host is looked up here, its addresses are checked, and the connection is made to the one that was checked: a name
that points elsewhere a moment later leads nowhere else. The certificate is still that of the name.
"""

import hmac
import json
import socket
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, IPv6Network, ip_address
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import SplitResult, urlsplit

from services.settings import Settings

TIMEOUT = 5.0  # seconds for connecting and for each reading and writing
PATIENCE = 10.0  # seconds for all of it
GONE = 410
TUNNELS = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Addresses that hold one of IPv4, which may be a private one: NAT64, 6to4, Teredo."""


@dataclass(frozen=True)
class Post:
    """What is sent where: `key` is the same however often it is tried."""

    url: str
    secret: str
    key: str
    body: dict[str, Any]
    at: datetime


class NotTaken(Exception):
    """The other system did not take it. `for_good`: trying again would end the same."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code, self.for_good = code, for_good


def signature(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """The signature of a body, as its receiver works it out, too."""
    signing = b64decode(secret.removeprefix("whsec_"))
    return "v1," + b64encode(hmac.digest(signing, f"{key}.{timestamp}.".encode() + body, "sha256")).decode()


def send_post(post: Post, settings: Settings, *, patience: float = PATIENCE) -> None:
    """Send it within `patience` seconds. Raises NotTaken: `not_https`, `host_not_allowed`, `address_private`,
    `not_reachable`, `too_slow`, or `http_` and the status of any answer but 2xx."""
    parts, inside = urlsplit(post.url), settings.webhooks_inside == "yes"
    if parts.scheme != "https" and not inside:
        raise NotTaken("not_https", for_good=True)
    if not settings.calls(post.url):
        raise NotTaken("host_not_allowed", for_good=True)
    try:
        status = _in_time(lambda: _send(parts, post, _address(parts, inside)), patience)
    except TimeoutError as error:
        raise NotTaken("too_slow") from error
    except (OSError, HTTPException, UnicodeError) as error:
        raise NotTaken("not_reachable") from error
    if status // 100 != 2:
        raise NotTaken(f"http_{status}", for_good=status == GONE)


def _in_time(act: Callable[[], int], seconds: float) -> int:
    """What `act` gives. Raises TimeoutError where it takes longer: whoever answers a byte at a time holds up no job.
    The thread that still waits ends with the process of the job."""
    done: Queue[int | Exception] = Queue()
    Thread(target=lambda: done.put(_outcome(act)), daemon=True).start()
    try:
        outcome = done.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _outcome(act: Callable[[], int]) -> int | Exception:
    try:
        return act()
    except Exception as error:
        return error


def _address(parts: SplitResult, inside: bool) -> str:
    """The first address of the host. Raises NotTaken when any of them is no public one."""
    found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not inside and not all(map(is_public, addresses)):
        raise NotTaken("address_private")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is of the internet at large: not this machine, no private network, no multicast."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if any(found in net for net in TUNNELS):
            return False
        found = found.ipv4_mapped or found
    return found.is_global and not found.is_multicast


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


class _Secure(HTTPSConnection):
    """Connects to an address that was checked, and asks for the certificate of the name."""

    address = ""

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        context: Any = self._context  # type: ignore[attr-defined]
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


class _Plain(HTTPConnection):
    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


def _send(parts: SplitResult, post: Post, address: str) -> int:
    kind = _Secure if parts.scheme == "https" else _Plain
    connection = kind(parts.hostname or "", _port(parts), timeout=TIMEOUT)
    connection.address = address
    body = json.dumps(post.body, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        connection.request("POST", _path(parts), body, _headers(post, body))
        return connection.getresponse().status
    finally:
        connection.close()


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _headers(post: Post, body: bytes) -> dict[str, str]:
    timestamp = int(post.at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Sunmatch",
        "webhook-id": post.key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(post.secret, post.key, timestamp, body),
    }
