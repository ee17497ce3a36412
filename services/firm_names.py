"""Firms' names taken apart: which two surely mean one firm, and which two a person should look at."""

import re
from dataclasses import dataclass
from functools import lru_cache

from matching.text import fold
from services.divisions import Gazetteer
from services.pinyin import spelling

_LEGAL_FORM = re.compile(r"(股份|有限|责任|集团|控股|总公司|公司)+$")
_GROUP = re.compile("集团|控股")
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_MUNICIPALITIES = (11, 12, 31, 50)  # 北京, 天津, 上海, 重庆: provinces that are one city
SHORTEST_STEM = 2
SHORTEST_SOUND = 3  # stems as short as 华美 are too often spoken alike to be one firm
# Lines of business that a group's short name tells by their first character alone: 运 is 运输 and 发 is 发展, while 建
# may be 建设, 建筑 or 建材, and 中 anything. Our own list; a test holds that no two begin alike.
TRADES = frozenset(
    "运输 发展 投资 开发 交通 贸易 实业 科技 能源 旅游 纺织 丝绸 轻工 食品 林业 畜牧 盐业 烟草 钢铁 煤炭 汽车 船舶 "
    "轨道 客运 货运 置业 教育 体育 文化 传媒 酒店".split()
)


@dataclass(frozen=True)
class FirmName:
    """A firm's name taken apart: the place it begins with (0 none), the stem without its legal form, its sound, and
    whether it is a group 集团 or a holding 控股 ("" neither)."""

    place: int
    stem: str
    sound: str
    group: str

    @property
    def city(self) -> int:
        """The first four digits of the city's code; 0 when the name says none."""
        province, city = self.place // 10**10, self.place // 10**8
        if province in _MUNICIPALITIES:
            return province * 100
        return city if city % 100 else 0


def firm_name(name: str, places: Gazetteer) -> FirmName:
    """深圳市爱德康珠宝首饰有限公司 is 爱德康珠宝首饰 in 深圳市."""
    clean = _BRACKETS.sub("", fold(name))
    place = places.locate(clean, None)
    rest = place.rest if place is not None and len(place.rest) >= SHORTEST_STEM else clean
    stem = _LEGAL_FORM.sub("", rest) or rest
    group = _GROUP.search(rest[len(stem) :])
    return FirmName(place.code if place is not None else 0, stem, sound(stem), group[0] if group else "")


@lru_cache(maxsize=50_000)
def sound(stem: str) -> str:
    """How a stem is spoken, without tones."""
    return spelling(stem)[0]


def same_firm(one: FirmName, other: FirmName) -> bool:
    """Whether two names surely mean one firm of one named city and one form: stems of at least three characters that
    sound the same (爱德康珠宝首饰, 爱得康珠宝首饰), or, for groups, one stem, or one the initials of the other's
    `TRADES`: 运发 of 运输|发展, but not 中建 of 中铁|建设, where 中铁 is a name of its own."""
    if not one.city or one.city != other.city or one.group != other.group:
        return False
    short, long = sorted((one.stem, other.stem), key=len)
    if one.sound == other.sound:
        return len(short) >= SHORTEST_SOUND or bool(one.group and short == long)
    return bool(one.group) and shortens(short, long) and set(pairs(long)) <= TRADES


def shortens(short: str, long: str) -> bool:
    """Whether each character of `short` begins a pair of characters of `long`: 运发 of 运输|发展."""
    return len(short) >= SHORTEST_STEM and len(long) == 2 * len(short) and long[::2] == short


def pairs(stem: str) -> list[str]:
    """A stem by two characters: 运输发展 is 运输, 发展."""
    return [stem[place : place + 2] for place in range(0, len(stem), 2)]


def alike(one: FirmName, other: FirmName) -> bool:
    """Whether two names may mean one firm, so that a person should look: no two cities, and one sounds as the other
    begins (爱德康, 爱德康珠宝首饰)."""
    if one.city and other.city and one.city != other.city:
        return False
    short, long = sorted((one, other), key=lambda each: len(each.stem))
    if len(short.stem) < SHORTEST_STEM:
        return False
    return long.sound.startswith(short.sound) or shortens(short.stem, long.stem)
