"""Titles as people write them, linked to occupations, to skills, or to the titles of another list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from matching.abbreviations import HAN, written_out
from matching.likeness import Likeness, Source, Vectors
from matching.link import Linker
from matching.meaning import Encode, FloatArray, Shrinking, encode_all, installed, read_shrinkings, unit
from matching.text import normalise
from services.words import AnyLinker, WordList, vocabulary

MEANING = Path(__file__).parents[1] / "fixtures" / "data" / "title_meaning.npz"
BY_OCCUPATION = 0.8  # what it counts, beside 1 for each encoder, that two Chinese titles mean the same occupations
OCCUPATIONS = 10  # of each title
MOST = 0.999_999  # of a title that is not the same

Told = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    pass


def link_titles(session: Session, kind: str, titles: Sequence[str], count: int) -> list[list[dict[str, Any]]]:
    """For each title the `count` nearest of `kind` (occupation, skill): [{"code", "name", "score"}], best first."""
    words = vocabulary(session)
    linked = (words.skills if kind == "skill" else words.occupations).link_all(titles, count)
    return [
        [{"code": entry.code, "name": entry.name, "score": score} for entry, score in found.matches[:count]]
        for found in linked
    ]


class TitleList:
    """A list of titles to match others against; equal titles count once. By meaning where an encoder is
    installed, else by letters."""

    def __init__(self, titles: Sequence[str], occupations: WordList | None = None, told: Told = _silent) -> None:
        """`told` hears how many of how many titles an encoder has read: some seconds for a few hundred."""
        self.titles = list(dict.fromkeys(titles))
        self._keys = [normalise(title) for title in self.titles]
        found = sources(installed(), occupations, told)
        self._likeness = Likeness(self.titles, found) if found and self.titles else None
        self._linker = Linker(self.titles, np.arange(len(self.titles), dtype=np.int32)) if self.titles else None

    def match(self, titles: Sequence[str], count: int) -> list[list[dict[str, Any]]]:
        """For each title the `count` nearest of the list exactly as written: [{"title", "score"}], best first."""
        if self._linker is None:
            return [[] for _ in titles]
        nearest = self._likeness.nearest if self._likeness else self._linker.match
        rows, scores = nearest(titles, min(count, len(self.titles)))
        found = zip(titles, rows.tolist(), scores.tolist(), strict=True)
        return [self._told(normalise(title), zip(*match, strict=True)) for title, *match in found]

    def _told(self, key: str, match: Iterable[tuple[int, float]]) -> list[dict[str, Any]]:
        """The title itself stands first, with 1; the others below it in their order."""
        scores = {
            row: 1.0 if self._keys[row] == key else min(max(score, 0.0), MOST) for row, score in match if row >= 0
        }
        return [
            {"title": self.titles[row], "score": round(score, 6)}
            for row, score in sorted(scores.items(), key=lambda pair: -pair[1])
        ]


def sources(encoders: Mapping[str, Encode], occupations: WordList | None = None, told: Told = _silent) -> list[Source]:
    """What titles are compared by: every encoder, and for Chinese ones the occupations they mean."""
    found = [Source(_read(encode, told), 1.0, shrinkings().get(name)) for name, encode in encoders.items()]
    if found and occupations is not None:
        by_occupation = occupation_vectors(occupations.linker, len(occupations.entries))
        found.append(Source(by_occupation, BY_OCCUPATION, centred=False))
    return found


@cache
def shrinkings() -> dict[str, Shrinking]:
    """The committed directions of each encoder."""
    return read_shrinkings(MEANING)


def _read(encode: Encode, told: Told) -> Vectors:
    return lambda titles: encode_all(encode, [written_out(title) for title in titles], told)


def occupation_vectors(linker: AnyLinker, size: int) -> Vectors:
    """Vectors of how likely a title is each occupation, as square roots of the probabilities; nothing for titles
    without Han characters, since the names of occupations are Chinese."""

    def vectors(titles: Sequence[str]) -> FloatArray:
        likely = np.zeros((len(titles), size), np.float32)
        chosen = np.flatnonzero([bool(HAN.search(title)) for title in titles])
        targets, scores = linker.match([titles[row] for row in chosen.tolist()], OCCUPATIONS)
        listed = targets >= 0
        likely[np.repeat(chosen, listed.sum(axis=1)), targets[listed]] = np.sqrt(scores[listed])
        return unit(likely)

    return vectors
