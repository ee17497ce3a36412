"""Pinyin and initials of Chinese names, for sorting and for search by 汉字, pinyin or initials."""

from functools import lru_cache

LONGEST_PINYIN, LONGEST_INITIALS = 200, 40


def spelling(text: str) -> tuple[str, str]:
    """Tone-less pinyin and initials, read in context: 重庆市 → chongqingshi, cqs; other characters stay."""
    return _spelt(_syllables(text))


def name_spelling(name: str) -> tuple[str, str]:
    """`spelling` of a person's name, by character, since names are no phrases: 李秀英 → lixiuying, lxy."""
    return _spelt([_syllable(character) for character in name])


def _spelt(syllables: list[str]) -> tuple[str, str]:
    initials = "".join(syllable[:1] for syllable in syllables)
    return "".join(syllables).lower()[:LONGEST_PINYIN], initials.lower()[:LONGEST_INITIALS]


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    return "".join(_syllables(character))


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # a third of a second and 55 MiB that few commands and pages need

    return lazy_pinyin(text)
