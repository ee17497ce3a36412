"""Divisions by code, by name, by everyday name, and out of an address as people write it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.division import CITY, COUNTY, TOWNSHIP, Division, DivisionRenaming
from services.access import within
from services.editions import ByEdition
from services.errors import Refusal

CODE_DIGITS = 12
# Provinces, and the one that was split off from them: 海南 from 广东 in 1988, 重庆 from 四川 in 1997.
_SPLIT_OFF = {440000000000: 460000000000, 510000000000: 500000000000}
CODE_LENGTHS = (2, 4, 6, 9, CODE_DIGITS)
_KINDS = ("自治区", "自治州", "自治县", "自治旗", "特别行政区", "地区", "林区", "新区", "街道办事处", "街道")
_KIND_LETTERS = "省市县区旗盟州镇乡"
_PEOPLE = re.compile(
    "((蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|"
    "塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各)族)+|(蒙古|哈萨克|柯尔克孜)$"
)
_VILLAGE = re.compile(r"^(.{1,12}?(?:村委会|居委会|社区|村|寨|屯|林场|农场))")
_SMALLER = tuple("镇乡街村寨屯组")  # 河口村 is a village and 合江镇 a town, not 河口区 and 合江县 without their kinds
_TOWNSHIP_NAME = re.compile(r"[^\W\d_a-zA-Z村组路号]{1,7}?村?(?:街道(?!社区)|(?:镇|乡)(?!社区|[镇村寨屯组道路居]))")
_TITLE_GOES_ON = re.compile(
    r"$|[\d(\[【《〇○零一二三四五六七八九十]|年|农村|农民|城乡|城镇|劳动力|劳务|劳动|就业|人力|人社|登记|台账|用工|企业|"
    r"村|社区|街道|镇|乡|外出|返乡|转移|富余|务工|人员|名册|花名册|名单|汇总|信息|统计|基础|培训|招聘|订单|两后生|脱贫|贫困"
)
_FIRM = re.compile("公司|集团|厂|酒店|宾馆|合作社|信用社|银行|商行|经营部|店")
_ABOLISHED = re.compile("（[^）]*撤[^）]*）$")  # 岭上乡（2021年撤销）
_NOT_NAME = re.compile(r"[\s·•,，、/\\|>\-—_]+")


class DivisionRow(NamedTuple):
    """A division as the gazetteer holds it."""

    code: int
    parent_code: int | None
    level: int
    name: str
    lng: float | None
    lat: float | None


class Renaming(NamedTuple):
    """What a division was called before, and its code then (None: the code is today's, or not known for certain)."""

    old_code: int | None
    old_name: str
    new_code: int


@dataclass(frozen=True)
class Place:
    """A division and what of the text lay below it: the village, and the whole rest. `was` is the former name that
    stands in the text as a code no longer in use (500225 was 大足县)."""

    code: int
    village: str = ""
    rest: str = ""
    was: str = ""


def variants(name: str) -> set[str]:
    """The ways people write a division's name: 三都水族自治县 is also 三都县 and 三都."""
    name = _ABOLISHED.sub("", name)
    kind = next((kind for kind in _KINDS if name.endswith(kind)), name[-1] if name[-1] in _KIND_LETTERS else "")
    stem = name[: len(name) - len(kind)] if kind else name
    plain = _PEOPLE.sub("", stem) or stem
    written = {name, plain + kind[-1:], stem + kind}
    if len(plain) >= 2:
        written.add(plain)
    if kind.startswith("街道"):
        written |= {stem + "街道", stem + "镇"}  # streets that were towns until lately
    if kind == "镇":
        written.add(stem + "乡")
    return written


def short_name(name: str) -> str:
    """A division without its peoples and with one character for its kind: 三都水族自治县 is 三都县."""
    kind = next((kind for kind in ("自治州", "自治县", "自治旗") if name.endswith(kind)), "")
    stem = name.removesuffix(kind)
    return (_PEOPLE.sub("", stem) or stem) + kind[-1:] if kind else name


def tidy(text: str) -> str:
    """Half-width, without spaces and separators."""
    return _NOT_NAME.sub("", unicodedata.normalize("NFKC", text))


def full_code(text: str) -> int:
    """A code of 2, 4, 6, 9 or 12 digits filled up to twelve."""
    return int(text.ljust(CODE_DIGITS, "0"))


class Gazetteer:
    """All divisions in memory (about 42,000), for imports and forms."""

    def __init__(self, divisions: Iterable[DivisionRow], renamings: Iterable[Renaming]) -> None:
        self.by_code = {division.code: division for division in divisions}
        self._children: dict[int | None, list[int]] = defaultdict(list)
        for division in self.by_code.values():
            self._children[division.parent_code].append(division.code)
        self._everyday: dict[int, set[str]] = defaultdict(set)
        self._former: dict[int, Renaming] = {}
        for renaming in renamings:
            self._everyday[renaming.new_code].add(renaming.old_name)
            if renaming.old_code is not None:
                self._former.setdefault(renaming.old_code, renaming)
        self._top = self._index(code for code, one in self.by_code.items() if one.level <= COUNTY)
        self.locate = lru_cache(maxsize=20_000)(self._locate)
        self.point = lru_cache(maxsize=20_000)(self._point_of)
        self._below = lru_cache(maxsize=5_000)(self._below_of)

    def path(self, code: int) -> list[DivisionRow]:
        """The division and those it lies in, the province first."""
        found: list[DivisionRow] = []
        here: DivisionRow | None = self.by_code.get(code)
        while here is not None:
            found.insert(0, here)
            here = self.by_code.get(here.parent_code) if here.parent_code else None
        return found

    def full_name(self, code: int) -> str:
        return "".join(division.name for division in self.path(code))

    def below(self, code: int, address: str) -> str:
        """What an address says below its division: 和平路3号 of 大河镇和平路3号 in 大河镇, 石排 of 东莞石排 in
        东莞市."""
        name = self.by_code[code].name
        if name in address:
            return address.rpartition(name)[2]
        found = self.place(address, None)
        if found is None or found.code != code:
            return address
        ends = (address[start:] for start in range(len(address) + 1))
        return next((end.strip() for end in ends if tidy(end) == found.rest), found.rest)

    def _point_of(self, code: int) -> tuple[float, float]:
        """Latitude and longitude in degrees: the division's own, else those of what it lies in, else (0, 0)."""
        for division in reversed(self.path(code)):
            if division.lat is not None and division.lng is not None:
                return division.lat, division.lng
        return 0.0, 0.0

    def county_of(self, code: int) -> int:
        """The county a division lies in; the division itself when it is a city or a province."""
        return code - code % 10**6

    def find(self, text: str, *, context: int | None = None, field: str = "division") -> Place:
        """The place `text` names: a code, a name, or an address. Raises Refusal with the nearest names."""
        place = self.place(text, context)
        if place is None:
            raise Refusal("division_unknown", field=field, text=text, suggestions=self.suggest(tidy(text), context))
        return place

    def place(self, text: str, context: int | None) -> Place | None:
        """The place `text` names, or None."""
        return self.locate(tidy(text), context)

    def check_township(self, rest: str, county: int, *, field: str) -> None:
        """Raises Refusal when `rest`, found below nothing smaller than `county`, begins with a township's name.

        Where the townships of a city or county are not known, its name is enough.
        """
        township = township_of(rest)
        below = self._below(county)
        if township and below and self.by_code[county].level < TOWNSHIP:
            names = self._closest(township, below, 3)
            raise Refusal("division_unknown", field=field, text=township, suggestions=names)

    def too_coarse(self, code: int) -> bool:
        """Whether a division is a province or a city with counties of its own, which is no home (东莞市 is one)."""
        return any(self.by_code[child].level <= COUNTY for child in self._children[code])

    def title_place(self, title: str) -> Place | None:
        """The place a sheet's title begins with; None for a firm's name (深圳市爱德康珠宝首饰公司用工订单)."""
        place = self.locate(tidy(title), None)
        if place is None or _FIRM.search(place.rest):
            return None
        below = place.village or township_of(place.rest)
        return place if below or _TITLE_GOES_ON.match(place.rest) else None

    def suggest(self, text: str, context: int | None = None, count: int = 3) -> list[str]:
        """The names nearest to `text`, those of the context's county first; for a code what it lies in."""
        if text.isdigit():
            around = (full_code(text[:digits]) for digits in (9, 6, 4, 2) if digits < len(text) <= CODE_DIGITS)
            return [self.full_name(code) for code in around if code in self.by_code][:1]
        near = self._below(context) if context else {}
        return self._closest(text, {**self._top, **near}, count, cutoff=50)

    def _closest(self, text: str, names: dict[str, list[int]], count: int, cutoff: int = 0) -> list[str]:
        found = process.extract(text[:20], list(names), limit=count * 3, score_cutoff=cutoff)
        return list(dict.fromkeys(self.full_name(names[name][0]) for name, _, _ in found))[:count]

    def _locate(self, clean: str, context: int | None) -> Place | None:
        if clean.isdigit():
            return self._numbered(full_code(clean)) if len(clean) in CODE_LENGTHS else None
        here, rest = self._first(clean, context)
        while here is not None:
            deeper, shorter = self._match(self._below(here), rest, here)
            if deeper is None:
                break
            here, rest = deeper, shorter
        if rest and here in _SPLIT_OFF:  # 四川省大足县, 广东省海口市: the province that has it now
            name = self.by_code[_SPLIT_OFF[here]].name
            now = self._locate(name + rest.removeprefix(name), context)
            if now is not None and now.code != _SPLIT_OFF[here]:
                return now
        return None if here is None else Place(here, village_of(rest), rest)

    def _numbered(self, code: int) -> Place | None:
        """The division of a code, of a village's its township; else what the division became that once had the code,
        and the townships below it."""
        for whole in (code, code - code % 10**3):
            if whole in self.by_code:
                return Place(whole)
        former = self._former.get(code - code % 10**3) or self._former.get(code - code % 10**6)
        return Place(former.new_code, was=former.old_name) if former and former.new_code in self.by_code else None

    def _first(self, text: str, context: int | None) -> tuple[int | None, str]:
        """The first division named: below the context's county, else that county itself, else anywhere."""
        if context is not None:
            context = self.county_of(context)
            found, rest = self._match(self._below(context), text, context)
            upper, upper_rest = self._match(self._top, text, context)
            if upper is not None and (found is None or len(upper_rest) < len(rest)):
                return upper, upper_rest
            if found is not None:
                return found, rest
        return self._match(self._top, text, context)

    def _match(self, names: dict[str, list[int]], text: str, context: int | None) -> tuple[int | None, str]:
        for length in range(min(len(text), 15), 1, -1):
            codes = names.get(text[:length])
            code = _nearest(codes, context) if codes else None
            if code is not None and not self._is_smaller(code, text[:length], text[length:]):
                return code, text[length:]
        return None, text

    def _is_smaller(self, code: int, word: str, rest: str) -> bool:
        """Whether `word` is no division without its kind but begins a smaller one: 合江镇, not 江苏镇江 or 海南屯昌."""
        name = _ABOLISHED.sub("", self.by_code[code].name)
        short = name != word and name.startswith(word)
        return short and rest.startswith(_SMALLER) and self._match(self._below(code), rest, code)[0] is None

    def _below_of(self, code: int) -> dict[str, list[int]]:
        """Names of everything below a division, the nearer levels first; for a province not its townships."""
        low = self.by_code[code].level if code in self.by_code else COUNTY
        deepest = TOWNSHIP if low >= CITY else COUNTY
        return self._index(child for child in self._descendants(code) if self.by_code[child].level <= deepest)

    def _descendants(self, code: int) -> list[int]:
        found, queue = [], list(self._children[code])
        while queue:
            found += queue
            queue = [child for parent in queue for child in self._children[parent]]
        return found

    def _index(self, codes: Iterable[int]) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for code in sorted(codes, key=lambda code: (self.by_code[code].level, code)):
            for name in variants(self.by_code[code].name) | self._everyday[code]:
                index[name].append(code)
        for name, found in index.items():  # 开平镇 is itself before it is an everyday name of 开平街道
            found.sort(key=lambda code: (self.by_code[code].level, self.by_code[code].name != name))
        return dict(index)


def _nearest(codes: list[int], context: int | None) -> int:
    """Of divisions of one name: the one sharing most with the context, then the highest, then the lowest code."""
    if context is None or len(codes) == 1:
        return codes[0]
    shared = [sum(within(code, context - context % step) for step in (10**6, 10**8, 10**10)) for code in codes]
    return codes[shared.index(max(shared))]


def village_of(rest: str) -> str:
    """The village that a text begins with, "" for none: 高硐村三组 is 高硐村."""
    found = _VILLAGE.match(rest)
    return found.group(1) if found else ""


def township_of(text: str) -> str:
    """The township that a text begins with by its form, "" for none: 坝街乡羊瓮村 is 坝街乡, 新乡村 is none."""
    found = _TOWNSHIP_NAME.match(text)
    return found.group() if found else ""


def _read_gazetteer(session: Session) -> Gazetteer:
    columns = (Division.code, Division.parent_code, Division.level, Division.name, Division.lng, Division.lat)
    divisions = [DivisionRow(*row) for row in session.execute(select(*columns))]
    former = (DivisionRenaming.old_code, DivisionRenaming.old_name, DivisionRenaming.new_code)
    renamings = [Renaming(*row) for row in session.execute(select(*former).order_by(DivisionRenaming.id))]
    return Gazetteer(divisions, renamings)


def division_names(session: Session, codes: Iterable[int | None]) -> dict[int, str]:
    """The full name of each code, for showing."""
    places = gazetteer(session)
    return {code: places.full_name(code) for code in codes if code is not None}


gazetteer = ByEdition(_read_gazetteer)
