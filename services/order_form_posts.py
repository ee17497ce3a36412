"""One post of the order form, and the texts by which the form says the same again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.divisions import gazetteer
from services.errors import Refusal, Several
from services.guards.orders import refuse_passed_start
from services.intake.order_lines import line_of
from services.intake.order_terms import refuse_odd_terms
from services.orders import LineDraft
from services.sheets.fields.counts import read_count
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace
from services.sheets.order_rows import OrderDraft as OrderRow
from services.sheets.order_rows import read_order
from services.words import Choices, Entry, Vocabulary, WordList, vocabulary

LENGTHS = {"title": 80, "occupation": 80, "address": 200, "age_reason": 200, "sex_reason": 200}
MOST_WORTH = 5_000  # yuan a month that bed or board may be said to be worth
NO_SKILL = "不限"  # in the field of the skills: none is asked; left empty, the occupation's own is
_LEVELS = "一二三四五"
_UNKNOWN = ("skill_unknown", "certificate_unknown")
_BETWEEN = re.compile("[、,，;；]")
_NOTE = re.compile(r"(.+?)\s*([(（][^()（）]*[)）])")


@dataclass(frozen=True)
class Heads:
    """What a post needs of its order; `at` is the present instant."""

    employer: str
    county: int | None
    kind: str
    sub_kind: str
    at: datetime

    @property
    def abroad(self) -> bool:
        return self.sub_kind == "abroad"

    @property
    def kind_in_words(self) -> str:
        """The kind as the order sheet words it; abroad, a place may be a country."""
        return ("境外" if self.abroad else "") + ("培训" if self.kind == "training" else "招工")


def read_post(session: Session, line: Mapping[str, str], heads: Heads, number: int) -> LineDraft:
    """Post `number` of the form from its texts. Raises Refusal, or Several with every refusal of the readers."""
    words = vocabulary(session)
    cells = {name: text for name, text in line.items() if text.strip()}
    for field, texts in (("skills", words.skills), ("certificates", words.certificates)):
        if field in cells:
            cells[field] = _coded(texts, cells[field])
    row = _placed(session, read_order({**cells, "employer": heads.employer, "kind": heads.kind_in_words}), heads)
    for field in LENGTHS.keys() - {"address"}:
        refuse_long(cells.get(field, ""), field=field, most=LENGTHS[field])
    draft, flags = line_of(session, row, heads.county)
    _refuse_unknown(flags)
    draft = replace(draft, **_beside_the_sheet(words, cells, row, draft))
    refuse_odd_terms(draft)
    refuse_passed_start(draft.start_on, number, heads.at)
    return draft


def refuse_long(text: str, *, field: str, most: int) -> str:
    """The text; raises Refusal text_too_long rather than cut it."""
    if len(text) > most:
        raise Refusal("text_too_long", field=field, length=len(text), most=most)
    return text


def _refuse_unknown(flags: list[Flag]) -> None:
    """A sheet keeps such words as a remark; a form has its person before it."""
    unknown = [
        Refusal("not_in_list", field=each.field, **{"text": "", **each.params})
        for each in flags
        if each.code in _UNKNOWN
    ]
    if unknown:
        raise Several(unknown)


def _placed(session: Session, row: OrderRow, heads: Heads) -> OrderRow:
    """The row with the division its address names, as `read_place`."""
    if not row.place.address:
        return row
    code, address = read_place(session, row.place.address, heads.county, abroad=heads.abroad)
    refuse_long(address, field="address", most=LENGTHS["address"])
    return replace(row, place=WrittenPlace(code=str(code), address=address))


def read_place(session: Session, text: str, county: int | None, *, abroad: bool) -> tuple[int, str]:
    """The division and the address that a text means: after a division's full name, or its code, and a space the
    address follows, else the whole text is the address. Abroad, a country lies with the county of the order.

    Raises Refusal division_unknown.
    """
    places = gazetteer(session)
    head, _, rest = text.partition(" ")
    whole, named = places.locate("".join(text.split()), None), places.place(head, None)
    if named is not None and head == str(named.code):
        return named.code, rest
    if named is not None and whole is not None and head == places.full_name(named.code) and whole.code == named.code:
        return named.code, rest
    if whole is None and abroad and county is not None:
        return county, text
    return (whole or places.find(text, context=county, field="address")).code, text


def place_text(session: Session, code: int, address: str, county: int, *, abroad: bool) -> str:
    """The shortest text of a division and an address that `read_place` takes for just these."""
    full = f"{gazetteer(session).full_name(code)} {address}".strip()
    for text in (address, full, f"{code} {address}".strip()):
        try:
            if text and read_place(session, text, county, abroad=abroad) == (code, address):
                return text
        except Refusal:
            continue
    return full


def skill_text(entry: Entry, level: int) -> str:
    """A skill as the form writes it: 缝纫(五级)."""
    return word_of(entry) + (f"({_LEVELS[level - 1]}级)" if level else "")


def word_of(entry: Entry) -> str:
    """The name of an entry, or its code where the name would be taken for several."""
    return entry.code if _BETWEEN.search(entry.name) else entry.name


def occupation_text(words: Vocabulary, occupation_id: int) -> str:
    """The name of an occupation, or its code where another one has that name, too."""
    entries = words.occupations
    entry = entries.entries[entries.dense[occupation_id]]
    return entry.name if entries.link(entry.name, 1).entry is entry else entry.code


def _coded(words: WordList | Choices, text: str) -> str:
    """The list with codes for names of the vocabulary: 首饰检配与包装 is one skill, not two."""
    codes = {name: entry.code for entry in words.entries for name in (entry.name_en, entry.name) if name}
    return "、".join(_coded_item(codes, item.strip()) for item in _BETWEEN.split(text))


def _coded_item(codes: Mapping[str, str], item: str) -> str:
    noted = _NOTE.fullmatch(item)
    if item in codes or noted is None or noted[1] not in codes:
        return codes.get(item, item)
    return codes[noted[1]] + noted[2]


def _beside_the_sheet(words: Vocabulary, cells: Mapping[str, str], row: OrderRow, draft: LineDraft) -> dict[str, Any]:
    """What the form says otherwise than a sheet: the title, no skill at all, and what bed and board are worth."""
    given: dict[str, Any] = {}
    if "title" in cells or cells.get("occupation") in words.occupations.by_code:
        given["title"] = cells.get("title", "").strip()
    if "skills" in cells and not row.skills:
        given["skills"] = ()
    for name, has in (("board_value", draft.board), ("lodging_value", draft.lodging)):
        if has and name in cells:
            given[name] = _yuan(cells[name], name)
    return given


def _yuan(text: str, field: str) -> int:
    """An amount of whole yuan, in fen; 0 says worth nothing."""
    return 0 if text.strip() == "0" else read_count(text, field, most=MOST_WORTH) * 100
