"""Names found in a title letter by letter: all of it, a part of it, a name inside it, a name that sounds alike."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from matching.text import normalise, outside_brackets, parts

LITERAL = 1.000001  # the very same string; stands before other exact matches and is shown as 1.0
EXACT = 1.0
OUTSIDE = 0.96  # equal once the brackets are left out
PART = 0.92  # equal to a piece between separators
SOUND = 0.90  # the same syllables, other characters: a slip of the input method
INSIDE, INSIDE_SPAN, AT_END = 0.50, 0.30, 0.08  # a name inside the title; how much of it; the head stands last

_SHORTEST_SOUND = 3  # fewer syllables have too many homophones
_SHORTEST_INSIDE = 2


class AliasBook:
    """Looks titles up among `names`; answers are indices into `names` with a score in 0..1."""

    def __init__(self, names: Sequence[str], keys: Sequence[str] | None = None) -> None:
        """`keys`: the names normalised, where that has been done."""
        keys = [normalise(name) for name in names] if keys is None else keys
        self._literal = _index(name.strip() for name in names)
        self._keys = _index(keys)
        self._sounds = _index(sound(key) for key in dict.fromkeys(keys))
        self._by_key = list(dict.fromkeys(keys))
        self._longest = max(map(len, keys), default=0)

    def hits(self, title: str) -> dict[int, float]:
        """Every name found, with the best of its scores."""
        best: dict[int, float] = {}
        for name, score in self._found(title):
            best[name] = max(score, best.get(name, 0.0))
        return best

    def _found(self, title: str) -> Iterator[tuple[int, float]]:
        key = normalise(title)
        yield from ((name, LITERAL) for name in self._literal.get(title.strip(), ()))
        yield from self._equal(key, EXACT)
        yield from self._equal(outside_brackets(title), OUTSIDE)
        for piece in parts(title):
            yield from self._equal(piece, PART)
            yield from self._alike(piece)
        yield from self._inside(key)

    def _equal(self, key: str, score: float) -> Iterator[tuple[int, float]]:
        return ((name, score) for name in (self._keys.get(key, ()) if key else ()))

    def _alike(self, piece: str) -> Iterator[tuple[int, float]]:
        if len(piece) < _SHORTEST_SOUND:
            return
        for position in self._sounds.get(sound(piece), ()):
            yield from self._equal(self._by_key[position], SOUND)

    def _inside(self, key: str) -> Iterator[tuple[int, float]]:
        for start, stop in self._spans(key):
            score = INSIDE + INSIDE_SPAN * (stop - start) / len(key) + (AT_END if stop == len(key) else 0.0)
            yield from self._equal(key[start:stop], score)

    def _spans(self, key: str) -> list[tuple[int, int]]:
        """Names inside the key, the longest first, none overlapping one taken before."""
        taken: list[tuple[int, int]] = []
        for length in range(min(self._longest, len(key) - 1), _SHORTEST_INSIDE - 1, -1):
            for start in range(len(key) - length + 1):
                stop = start + length
                if key[start:stop] in self._keys and all(stop <= a or b <= start for a, b in taken):
                    taken.append((start, stop))
        return taken


def sound(key: str) -> str:
    """The syllables without tones, e.g. 电焊工 and 电汗工 both "dian han gong"; other scripts stay as they are.

    Each character is read by itself, the same way in every word, so that two words compare.
    """
    return " ".join(map(_syllable, key))


@lru_cache(maxsize=65_536)
def _syllable(character: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character))


def _index(keys: Iterator[str] | Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        found[key].append(position)
    return dict(found)
