"""Personal data at rest: AES-256-GCM with a key version per value, and a keyed hash for look-up.

A sealed value is `version (2 bytes) | nonce (12) | ciphertext and tag`. The key ring lies in a file outside the
database (law 10). NIST SP 800-38D allows 2**32 random nonces a key, far above a province's people.
"""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import monotonic

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

VERSION_BYTES, NONCE_BYTES, KEY_BYTES = 2, 12, 32
LOOKED_EVERY = 1.0  # seconds between two looks at the key file


class CannotUnseal(Exception):
    """The key ring lacks the key of a value, or the value was changed: restore the key file from its backup."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by version (the highest seals); the key of hashes that stay as they are (tokens, locks, the audit log); the
    secret that signs cookies; and by version the keys of the hashes that people's numbers are found by."""

    keys: dict[int, bytes] = field(repr=False)
    lookup_key: bytes = field(repr=False)
    cookie_key: bytes = field(repr=False)
    finding: dict[int, bytes] = field(repr=False)

    @cached_property
    def current(self) -> int:
        return max(self.keys)

    @cached_property
    def _sealer(self) -> tuple[bytes, AESGCM]:
        return self.current.to_bytes(VERSION_BYTES, "big"), AESGCM(self.keys[self.current])

    def seal(self, text: str) -> bytes:
        """Encrypt a text under the newest key."""
        version, sealer = self._sealer
        nonce = os.urandom(NONCE_BYTES)
        return version + nonce + sealer.encrypt(nonce, text.encode(), version)

    def unseal(self, sealed: bytes) -> str:
        """The text of a sealed value; raises CannotUnseal without its key, or when it was changed."""
        version, nonce = sealed[:VERSION_BYTES], sealed[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES]
        key = self.keys.get(int.from_bytes(version, "big"))
        try:
            if key is None:
                raise InvalidTag
            return AESGCM(key).decrypt(nonce, sealed[VERSION_BYTES + NONCE_BYTES :], version).decode()
        except InvalidTag:
            raise CannotUnseal("restore the key file that belongs to this database") from None

    def lookup(self, text: str) -> bytes:
        """Keyed hash, 32 bytes: equal texts have equal hashes, and without the key it tells nothing."""
        return hmac.digest(self.lookup_key, text.encode(), "sha256")

    def find_hash(self, number: str) -> bytes:
        """What an ID or telephone number is stored under to be found again: its hash under the newest such key."""
        return hmac.digest(self._newest_finding, number.encode(), "sha256")

    def find_hashes(self, number: str) -> tuple[bytes, ...]:
        """What a number may be stored under: its hash under each of these keys, the newest first."""
        return tuple(hmac.digest(self.finding[each], number.encode(), "sha256") for each in self._finding_versions)

    @cached_property
    def _finding_versions(self) -> tuple[int, ...]:
        return tuple(sorted(self.finding, reverse=True))

    @cached_property
    def _newest_finding(self) -> bytes:
        return self.finding[max(self.finding)]

    def with_new_key(self) -> "KeyRing":
        return replace(self, keys=_and_another(self.keys))

    def without(self, versions: Collection[int]) -> "KeyRing":
        """The ring without these keys; the newest stays."""
        return replace(self, keys={version: key for version, key in self.keys.items() if version not in versions})

    def with_new_finding(self) -> "KeyRing":
        return replace(self, finding=_and_another(self.finding))

    def without_finding(self, versions: Collection[int]) -> "KeyRing":
        return replace(self, finding={each: key for each, key in self.finding.items() if each not in versions})


def _and_another(keys: dict[int, bytes]) -> dict[int, bytes]:
    return {**keys, max(keys) + 1: secrets.token_bytes(KEY_BYTES)}


def new_key_ring() -> KeyRing:
    sealing, lookup, cookie, finding = (secrets.token_bytes(KEY_BYTES) for _ in range(4))
    return KeyRing({1: sealing}, lookup, cookie, {1: finding})


def load_key_ring(path: Path) -> KeyRing:
    """The ring in `path`; made there (mode 0600) the first time. Two processes starting at once agree on one ring."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, new_key_ring())
    data = json.loads(path.read_text())
    finding = data.get("finding", {"1": data["lookup"]})  # key files of earlier editions have one key for all look-ups
    return KeyRing(
        _by_version(data["keys"]), b64decode(data["lookup"]), b64decode(data["cookie"]), _by_version(finding)
    )


def _by_version(keys: dict[str, str]) -> dict[int, bytes]:
    return {int(version): b64decode(key) for version, key in keys.items()}


def save_key_ring(path: Path, ring: KeyRing) -> None:
    """Replace the ring in `path` in one step, so that a crash leaves the old one or the new one."""
    beside = _write_beside(path, ring)
    beside.replace(path)


def _write_once(path: Path, ring: KeyRing) -> None:
    beside = _write_beside(path, ring)
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass  # another process made it first: its ring counts
    finally:
        beside.unlink()


def _write_beside(path: Path, ring: KeyRing) -> Path:
    data = {
        "keys": _in_text(ring.keys),
        "finding": _in_text(ring.finding),
        "lookup": b64encode(ring.lookup_key).decode(),
        "cookie": b64encode(ring.cookie_key).decode(),
    }
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(data, file)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _in_text(keys: dict[int, bytes]) -> dict[str, str]:
    return {str(version): b64encode(key).decode() for version, key in keys.items()}


class _Ring:
    """The ring of this process, the file it came from, when that was written and when it was looked at last: set by the
    edge that starts the process."""

    ring: KeyRing | None = None
    path: Path | None = None
    written: int = 0
    looked: float = 0.0


def use_key_ring(ring: KeyRing, path: Path | None = None) -> None:
    """Seal and unseal with `ring` from now on; what is changed in its file at `path` counts within a second."""
    _Ring.ring, _Ring.path = ring, path
    _Ring.written, _Ring.looked = _written(path), monotonic()


def key_ring() -> KeyRing:
    """The ring in use: the one of the file, which is read again when it was changed."""
    if _Ring.ring is None:
        raise CannotUnseal("no key ring: the edge calls use_key_ring when it starts")
    if _Ring.path is not None and monotonic() - _Ring.looked >= LOOKED_EVERY:
        _Ring.looked = monotonic()
        if _written(_Ring.path) not in (0, _Ring.written):
            use_key_ring(load_key_ring(_Ring.path), _Ring.path)
    return _Ring.ring


def _written(path: Path | None) -> int:
    """When a key file was written; 0 while there is none to be read."""
    try:
        return path.stat().st_mtime_ns if path is not None else 0
    except OSError:
        return 0


def unseal(sealed: bytes) -> str:
    """The text of a sealed value, reading the key file again when the ring lacks its key (keys were rotated)."""
    try:
        return key_ring().unseal(sealed)
    except CannotUnseal:
        if _Ring.path is None:
            raise
        use_key_ring(newest := load_key_ring(_Ring.path), _Ring.path)
        return newest.unseal(sealed)


class Sealed(TypeDecorator[str]):
    """A text that lies encrypted in the database and is plain in Python."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else key_ring().seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unseal(value)
