"""Titles as people write them, linked to occupations, to skills, or to the titles of another list."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from matching.link import Linker
from services.words import vocabulary


def link_titles(session: Session, kind: str, titles: Sequence[str], count: int) -> list[list[dict[str, Any]]]:
    """For each title the `count` nearest of `kind` (occupation, skill): [{"code", "name", "score"}], best first."""
    words = vocabulary(session)
    linked = (words.skills if kind == "skill" else words.occupations).link_all(titles, count)
    return [
        [{"code": entry.code, "name": entry.name, "score": score} for entry, score in found.matches] for found in linked
    ]


class TitleList:
    """A list of titles to match others against; equal titles count once."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.titles = list(dict.fromkeys(titles))
        self._linker = Linker(self.titles, np.arange(len(self.titles), dtype=np.int32)) if self.titles else None

    def match(self, titles: Sequence[str], count: int) -> list[list[dict[str, Any]]]:
        """For each title the `count` nearest of the list exactly as written: [{"title", "score"}], best first."""
        if self._linker is None:
            return [[] for _ in titles]
        targets, scores = self._linker.match(titles, min(count, len(self.titles)))
        return [
            [
                {"title": self.titles[target], "score": round(score, 6)}
                for target, score in zip(row.tolist(), points.tolist(), strict=True)
                if target >= 0
            ]
            for row, points in zip(targets, scores, strict=True)
        ]
