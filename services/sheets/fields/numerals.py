"""Chinese numerals 三千五, 九十六, 一九八五 as figures."""

import re

_DIGITS = {
    character: value
    for value, row in enumerate(("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for character in row
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_RUN = re.compile(f"[{''.join(_DIGITS)}十拾][{''.join(_DIGITS)}{''.join(_UNITS)}万]*")


def arabic(text: str) -> str:
    """The text with every run of Chinese numerals replaced by figures: 一九八五年十二月 -> 1985年12月."""
    return text if text.isascii() else _RUN.sub(_figures, text)


def _figures(match: re.Match[str]) -> str:
    run = match[0]
    if all(character in _DIGITS for character in run):
        return "".join(str(_DIGITS[character]) for character in run)
    return str(number_of(run))


def number_of(run: str) -> int:
    """The value of numerals with units; a last digit without one counts tenths of the unit before: 三千五 = 3500."""
    total, section, digit, unit = 0, 0, -1, 1
    for character in run:
        if character in _DIGITS:
            digit = _DIGITS[character]
            unit = 1 if digit == 0 else unit
        elif character == "万":
            total, section, digit, unit = (section + max(digit, 0)) * 10_000, 0, -1, 10_000
        else:
            section += (1 if digit < 0 else digit) * _UNITS[character]
            digit, unit = -1, _UNITS[character]
    return total + section + max(digit, 0) * max(unit // 10, 1)
