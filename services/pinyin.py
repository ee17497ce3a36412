"""Pinyin and initials of Chinese names, for sorting and for search by 汉字, pinyin or initials."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=20_000)
def pinyin_of(text: str) -> str:
    """Tone-less syllables joined: 李秀英 → lixiuying; other characters stay as they are, in lower case."""
    return "".join(lazy_pinyin(text)).lower()[:200]


@lru_cache(maxsize=20_000)
def initials_of(text: str) -> str:
    """First letters: 李秀英 → lxy."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()[:40]
