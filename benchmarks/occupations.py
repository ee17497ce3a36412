"""What is known of the occupations, as the benchmarks of linking use it, and the titles they are asked about."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.evidence import Known
from services.dictionary import dictionary_texts
from services.linking import known_occupations

DATA = Path(__file__).parents[1] / "fixtures" / "data"


class Titles(NamedTuple):
    """Titles and, where the file has them, their codes and kinds."""

    titles: list[str]
    codes: list[str] | None
    kinds: list[str] | None


def read_titles(source: Path) -> Titles:
    """A CSV with the column `title`, perhaps `code` and `kind`; or plain text, one title a line."""
    lines = source.read_text(encoding="utf-8-sig").splitlines()
    if source.suffix != ".csv":
        return Titles([line for line in lines if line.strip()], None, None)
    rows = list(csv.DictReader(lines))
    told = {
        column: [row[column] for row in rows] if rows and column in rows[0] else None for column in ("code", "kind")
    }
    return Titles([row["title"] for row in rows], told["code"], told["kind"])


class Occupations(NamedTuple):
    """Codes and own names in dense order, and every name with its dense owner."""

    codes: list[str]
    own: list[str]
    names: list[str]
    owners: NDArray[np.int32]

    def known(self, *, texts: bool = True) -> Known:
        """What the linker knows; without the dictionary's texts when `texts` is false."""
        return known_occupations(self.codes, self.names, self.owners, dictionary_texts() if texts else {})

    def place(self, codes: list[str]) -> NDArray[np.int32]:
        """Dense occupations of codes, -2 for one that is unknown."""
        index = {code: number for number, code in enumerate(self.codes)}
        return np.array([index.get(code, -2) for code in codes], np.int32)


def read_occupations() -> Occupations:
    """The dictionary's level-4 occupations, then our own everyday names for them."""
    own = {row["code"]: row["name"] for row in _rows("occupations_2022_names.csv") if row["level"] == "4"}
    index = {code: number for number, code in enumerate(own)}
    also = [(row["name"], row["occupation"]) for row in _rows("occupation_names.csv") if row["occupation"] in own]
    owners = [*range(len(own)), *(index[code] for _, code in also)]
    return Occupations(
        list(own), list(own.values()), [*own.values(), *(n for n, _ in also)], np.array(owners, np.int32)
    )


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))
