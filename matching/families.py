"""Who has what: the posting lists of a pool by family, and turned round, the facts of those who hold a certificate.

A fact is a word of 32 bits: above, the number of the list that names the person (`MOST_LISTS` for all from there on),
below, the value that stands with them in it.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.columns import Array, Ints, Ragged
from matching.pool import Certificates, Pool

SKILL, WORKED, WISHED, BRANCH, WANTED, CERTIFICATE, BARRED = range(7)
"""Families of posting lists; those before certificates say what a score asks, with places last, of which there may be
more than a fact has numbers for."""
FAMILY = 48
"""The bit from which a key names its family; below it stands the id, moved so that -1 and less have room."""
MOVED = 2**31
VALUE_BITS = 16
VALUES = 2**VALUE_BITS - 1
MOST_LISTS = 2 ** (32 - VALUE_BITS) - 1

DAY_ZERO, DAYS = -(2**15), 2**16
"""Days are kept from DAY_ZERO (1880-04-15) on; earlier and later ones as the first and last there is room for."""
YEARS_BITS = 10
MOST_YEARS = 2**YEARS_BITS - 1
"""Tenths of years that a posting has room for."""


class Listed(NamedTuple):
    """A ragged column as it is listed: for each of its values the id of a list, and the uint16 that stands there."""

    family: int
    column: Ragged
    ids: Array
    values: NDArray[np.uint16]

    @classmethod
    def of(cls, family: int, column: Ragged, ids: Array, values: Array | None = None) -> "Listed":
        """Without `values` 0 stands in the lists."""
        return cls(family, column, ids, np.zeros(len(ids), np.uint16) if values is None else values.astype(np.uint16))

    def keys(self, at: Any = slice(None)) -> Ints:
        """The keys of the lists of some values."""
        keys: Ints = (self.family << FAMILY) + self.ids[at].astype(np.int64) + MOVED
        return keys


def days_of(days: Array) -> NDArray[np.uint16]:
    """Days as numbers of 16 bits."""
    return np.clip(days.astype(np.int64) - DAY_ZERO, 0, DAYS - 1).astype(np.uint16)


def listed_of(pool: Pool) -> list[Listed]:
    """The columns of a pool that are listed, by family. Of skills the value is level and tenths of years, of
    experience months, of wishes the rank, of certificates the last day."""
    years = np.clip(pool.skills.years_x10, 0, MOST_YEARS).astype(np.uint16)
    level = pool.skills.level.astype(np.uint16)
    valid = _latest(pool.certificates)
    return [
        Listed.of(SKILL, pool.skills, pool.skills.skill, level << np.uint16(YEARS_BITS) | years),
        Listed.of(WORKED, pool.experience, pool.experience.occupation, pool.experience.months),
        Listed.of(WISHED, pool.wishes, pool.wishes.occupation, pool.wishes.rank),
        Listed.of(BRANCH, pool.industries, pool.industries.industry),
        Listed.of(WANTED, pool.wanted, pool.wanted.division),
        Listed.of(CERTIFICATE, valid, valid.certificate, days_of(valid.expires)),
        Listed.of(BARRED, pool.barred, pool.barred.employer),
    ]


def _latest(held: Certificates) -> Certificates:
    """Every certificate of a person once, with the latest of its last days."""
    owner = np.repeat(np.arange(len(held)), np.diff(held.offsets))
    order = np.lexsort((held.expires, held.certificate, owner))
    owner, certificate, expires = owner[order], held.certificate[order], held.expires[order]
    last = np.append((np.diff(owner) != 0) | (np.diff(certificate) != 0), True)[: len(owner)]
    offsets = np.searchsorted(owner[last], np.arange(len(held) + 1))
    return Certificates(offsets.astype(np.int64), certificate[last], expires[last])


def postings_of(listed: list[Listed]) -> tuple[Ints, Ints, NDArray[np.uint32], NDArray[np.uint16]]:
    """Keys, offsets, rows and values of all lists, as `index.PoolIndex` keeps them."""
    keys, counts, rows, values = (np.concatenate(each) for each in zip(*map(_family, listed), strict=True))
    return keys, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), rows, values


def _family(listed: Listed) -> tuple[Ints, Ints, NDArray[np.uint32], NDArray[np.uint16]]:
    offsets = listed.column.offsets
    owners = np.repeat(np.arange(len(offsets) - 1, dtype=np.uint32), np.diff(offsets))
    order = np.argsort(listed.ids, kind="stable")
    present, counts = np.unique(listed.ids, return_counts=True)
    keys = (listed.family << FAMILY) + present.astype(np.int64) + MOVED
    return keys, counts.astype(np.int64), owners[order], listed.values[order]


def facts_of(listed: list[Listed], keys: Ints, holders: Ints) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """What the lists of `keys` before those of certificates say of `holders` (rows, int64[h]): facts
    `offsets[k]:offsets[k + 1]` are those of holder k, in the order of the lists' families."""
    scored = listed[:CERTIFICATE]
    laid = [each.column.expand(holders) for each in scored]
    counts = np.stack([each.counts for each in laid])
    offsets = np.concatenate([[0], np.cumsum(counts.sum(axis=0))]).astype(np.int64)
    facts, starts = np.empty(int(offsets[-1]), np.uint32), offsets[:-1] + np.cumsum(counts, axis=0) - counts
    for each, own, start in zip(scored, laid, starts, strict=True):
        place = np.arange(len(own.owner)) + np.repeat(start - np.cumsum(own.counts) + own.counts, own.counts)
        numbers = np.minimum(np.searchsorted(keys, each.keys(own.position)), MOST_LISTS).astype(np.uint32)
        facts[place] = numbers << np.uint32(VALUE_BITS) | each.values[own.position]
    return offsets.astype(np.uint32), facts
