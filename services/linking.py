"""What titles are linked to occupations by: every name, the dictionary's prose, the classes, and a fitted ranker."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.evidence import Known
from matching.ranked import RankedLinker
from matching.ranker import Ranker
from services.dictionary import Prose, dictionary_texts

IntArray = NDArray[np.int32]

RANKER = Path(__file__).parents[1] / "fixtures" / "data" / "link_ranker.json"
CLASSES = {"middle": 4, "small": 7}  # characters of a code that name its class: "6-18", "6-18-02"


def known_occupations(
    codes: Sequence[str], names: Sequence[str], owners: IntArray, texts: Mapping[str, Prose]
) -> Known:
    """What is known of the occupations `codes`; `names[i]` is one of occupation `owners[i]`, its own first."""
    told = [texts.get(code, Prose("", "")) for code in codes]
    prose = {source: [getattr(each, source) for each in told] for source in Prose._fields} if texts else {}
    classes = {name: _dense([code[:length] for code in codes]) for name, length in CLASSES.items()}
    return Known(names, owners, prose, classes)


def occupation_linker(codes: Sequence[str], names: Sequence[str], owners: IntArray) -> RankedLinker:
    """The linker of occupations with the committed coefficients (some seconds)."""
    return RankedLinker(known_occupations(codes, names, owners, dictionary_texts()), ranker())


@cache
def ranker() -> Ranker:
    """The committed coefficients."""
    return Ranker.read(RANKER)


def _dense(classes: Sequence[str]) -> IntArray:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in classes], np.int32)
