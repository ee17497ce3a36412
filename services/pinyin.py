"""Pinyin and initials of Chinese names, for sorting and for search by 汉字, pinyin or initials."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


def pinyin_of(text: str) -> str:
    """Tone-less syllables joined, read in context: 重庆市 → chongqingshi; other characters stay, in lower case."""
    return "".join(lazy_pinyin(text)).lower()[:200]


def initials_of(text: str) -> str:
    """First letters: 李秀英 → lxy."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()[:40]


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    return "".join(lazy_pinyin(character)).lower()


def name_pinyin(name: str) -> tuple[str, str]:
    """Pinyin and initials of a person's name, by character, since names are no phrases: 李秀英 → lixiuying, lxy."""
    syllables = [_syllable(character) for character in name]
    return "".join(syllables)[:200], "".join(syllable[:1] for syllable in syllables)[:40]
