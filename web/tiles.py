"""The 34 provinces as named squares on a grid of our own: roughly where they lie, no outlines and no borders."""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import NamedTuple

STEPS = 5
"""Shades of the squares, the palest first."""


class Tile(NamedTuple):
    """A province with its two names and short code (ISO 3166-2:CN), and its column and row from 1."""

    code: int
    chinese: str
    english: str
    short: str
    column: int
    row: int


def _tile(number: int, chinese: str, english: str, short: str, column: int, row: int) -> Tile:
    return Tile(number * 10**10, chinese, english, short, column, row)


TILES = (
    _tile(23, "黑龙江", "Heilongjiang", "HL", 8, 1),
    _tile(65, "新疆", "Xinjiang", "XJ", 1, 2),
    _tile(15, "内蒙古", "Inner Mongolia", "NM", 5, 2),
    _tile(22, "吉林", "Jilin", "JL", 8, 2),
    _tile(63, "青海", "Qinghai", "QH", 2, 3),
    _tile(62, "甘肃", "Gansu", "GS", 3, 3),
    _tile(64, "宁夏", "Ningxia", "NX", 4, 3),
    _tile(14, "山西", "Shanxi", "SX", 5, 3),
    _tile(13, "河北", "Hebei", "HE", 6, 3),
    _tile(11, "北京", "Beijing", "BJ", 7, 3),
    _tile(21, "辽宁", "Liaoning", "LN", 8, 3),
    _tile(54, "西藏", "Xizang", "XZ", 1, 4),
    _tile(51, "四川", "Sichuan", "SC", 3, 4),
    _tile(61, "陕西", "Shaanxi", "SN", 4, 4),
    _tile(41, "河南", "Henan", "HA", 5, 4),
    _tile(37, "山东", "Shandong", "SD", 6, 4),
    _tile(12, "天津", "Tianjin", "TJ", 7, 4),
    _tile(50, "重庆", "Chongqing", "CQ", 3, 5),
    _tile(42, "湖北", "Hubei", "HB", 4, 5),
    _tile(34, "安徽", "Anhui", "AH", 5, 5),
    _tile(32, "江苏", "Jiangsu", "JS", 6, 5),
    _tile(31, "上海", "Shanghai", "SH", 7, 5),
    _tile(53, "云南", "Yunnan", "YN", 2, 6),
    _tile(52, "贵州", "Guizhou", "GZ", 3, 6),
    _tile(43, "湖南", "Hunan", "HN", 4, 6),
    _tile(36, "江西", "Jiangxi", "JX", 5, 6),
    _tile(33, "浙江", "Zhejiang", "ZJ", 6, 6),
    _tile(45, "广西", "Guangxi", "GX", 3, 7),
    _tile(44, "广东", "Guangdong", "GD", 4, 7),
    _tile(35, "福建", "Fujian", "FJ", 5, 7),
    _tile(71, "台湾", "Taiwan", "TW", 6, 7),
    _tile(46, "海南", "Hainan", "HI", 3, 8),
    _tile(82, "澳门", "Macao", "MO", 4, 8),
    _tile(81, "香港", "Hong Kong", "HK", 5, 8),
)


class Square(NamedTuple):
    """A tile with its people (None: nobody, or too few to be told) and its shade from 1 to `STEPS`, 0 for none."""

    tile: Tile
    people: int | None
    shade: int


def squares(counted: Sequence[tuple[int, int]]) -> list[Square]:
    """All 34 with the people of each province by code; shades grow with the root, for a few provinces take most."""
    people = dict(counted)
    most = max(people.values(), default=0)
    return [Square(tile, people.get(tile.code), _shade(people.get(tile.code, 0), most)) for tile in TILES]


def _shade(people: int, most: int) -> int:
    return ceil(STEPS * sqrt(people / most)) if people else 0
