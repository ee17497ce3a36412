"""English names of trades, looked up as people type them: other forms of a word, a beginning, a slip of the keys."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from matching.text import fold

MEANT = 1.0
BEGUN, INSIDE, ALIKE = 0.69, 0.60, 0.55  # never sure: a person chooses
LIKE = 0.80  # the least edit ratio of words that may be a slip of the keys

_WORD = re.compile(r"[a-z0-9][a-z0-9+#]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words that say only that somebody does it, or is looked for.
_EMPTY = frozenset(
    "a an the of for in at and worker operator operative staff personnel person people wanted needed required"
    " experienced skilled qualified".split()
)
_SPELT = (("mould", "mold"), ("labour", "labor"), ("jewellery", "jewelry"), ("jeweller", "jeweler"),
          ("aluminium", "aluminum"), ("centre", "center"), ("colour", "color"), ("tyre", "tire"),
          ("isation", "ization"), ("ising", "izing"), ("iser", "izer"), ("fibre", "fiber"))  # fmt: skip


class EnglishName(NamedTuple):
    """A name found, what it names, and how sure that is (0..1)."""

    target: int
    name: str
    score: float


def is_english(text: str) -> bool:
    """Whether a text is of Latin letters, a word or more, and none are Han."""
    return re.search("[a-z]{3}", fold(text)) is not None and not _HAN.search(text)


class EnglishNames:
    """Names of dense targets; of the meanings of a word the likeliest is listed first."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._names = list(names)
        self._keys = [words_of(name) for name, _ in self._names]
        self._meant: dict[str, set[int]] = defaultdict(set)
        for key, (_, target) in zip(self._keys, self._names, strict=True):
            self._meant["".join(key)].add(target)

    def meant(self, text: str) -> int | None:
        """The one target that goes by this name; None where none or several do."""
        targets = self._meant.get("".join(words_of(text)), set())
        return next(iter(targets)) if len(targets) == 1 else None

    def found(self, text: str, count: int) -> list[EnglishName]:
        """The `count` names most like a text, one of each target, best first; what is not alike is not listed."""
        typed = words_of(text)
        scores = ((score, row) for row, key in enumerate(self._keys) if typed and (score := _likeness(typed, key)))
        best: dict[int, EnglishName] = {}
        for score, row in sorted(scores, key=lambda pair: (-pair[0], pair[1])):
            name, target = self._names[row]
            best.setdefault(target, EnglishName(target, name, score))
        return list(best.values())[:count]


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words that say what the work is, in one spelling and number: "Sewing-machine operators" (sewing, machine)."""
    words = [_singular(word) for word in _WORD.findall(_one_spelling(fold(text).replace("'", "")))]
    return tuple(word for word in words if word not in _EMPTY) or tuple(words)


def _one_spelling(text: str) -> str:
    for british, american in _SPELT:
        text = text.replace(british, american)
    return text


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")) else word


def _likeness(typed: Sequence[str], name: Sequence[str]) -> float:
    if tuple(typed) == tuple(name):
        return MEANT
    shared = min(len(typed), len(name)) / max(len(typed), len(name))
    return round(max(_ways(typed, name, shared)), 6)


def _ways(typed: Sequence[str], name: Sequence[str], shared: float) -> Iterator[float]:
    """Every word typed begins one of the name; the name stands whole in what is typed; a slip of the keys."""
    yield 0.0
    if all(any(word.startswith(each) for word in name) for each in typed):
        yield BEGUN - 0.05 * (1 - shared) - 0.04 * (not name[0].startswith(typed[0]))
    if set(name) <= set(typed):
        yield INSIDE * (0.5 + 0.5 * shared)
    ratio = fuzz.ratio(" ".join(typed), " ".join(name)) / 100
    if ratio >= LIKE:
        yield ALIKE * ratio
