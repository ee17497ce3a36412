"""From words to reference data: what people write for skills, occupations, certificates, industries, categories."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.english import EnglishName, EnglishNames, is_english, words_of
from matching.link import SURE, Linker, nearest_word
from matching.nearness import EDITION, Known, nearness_of
from matching.pairs import Nearness
from matching.ranked import RankedLinker
from matching.text import fold, normalise
from models.category import Category, Education
from models.certificate import Certificate
from models.occupation import Industry, Occupation, OccupationName
from models.reference_load import ReferenceLoad
from models.skill import Skill, SkillName
from services.editions import ByEdition
from services.errors import Refusal
from services.linking import occupation_linker
from services.pinyin import quick_spellings
from services.snapshot_store import read_nearness

IntArray = NDArray[np.int32]
AnyLinker = Linker | RankedLinker

LEAVES = 4  # the level of an occupation proper in the dictionary's tree
LIKELY, AHEAD = 0.70, 0.05  # kept with a remark: a score that is right four times in five, and alone
ALIKE = {Linker: 0.40, RankedLinker: 0.25}  # the least score suggested; below it, only what has the text in its name
ENGLISH = "english"  # the register of names in English
NEARNESS_EDITION = EDITION
REMEMBERED = 20_000  # texts whose meaning is kept; bounds memory in long imports


@dataclass(frozen=True)
class Entry:
    """One thing of a word list: its database id, its code and its Chinese and English names."""

    id: int
    code: str
    name: str
    name_en: str = ""
    pinyin: str = ""
    initials: str = ""


@dataclass(frozen=True)
class Found:
    """The entry a text means, or None; `sure` when no person need look; `matches` are the nearest entries with scores
    in 0..1; `english` are the English names that a text in English is like."""

    entry: Entry | None
    matches: tuple[tuple[Entry, float], ...]
    sure: bool = True
    english: tuple[str, ...] = ()

    @property
    def suggestions(self) -> list[str]:
        return list(self.english[:3]) or [entry.name for entry, _ in self.matches[:3]]


class WordList:
    """Entries in dense order (0 … n-1, as the engine numbers them) with every name they go by."""

    def __init__(
        self,
        entries: Sequence[Entry],
        names: Iterable[tuple[str, int]],
        make_linker: Callable[[Sequence[str], IntArray], AnyLinker] = Linker,
        english: Iterable[tuple[str, int]] = (),
    ) -> None:
        """`make_linker(names, owners)` is called when the first text has to be linked; names in English are looked
        up by themselves."""
        self.entries = tuple(entries)
        self.dense = {entry.id: index for index, entry in enumerate(entries)}
        self.by_code = {entry.code: entry for entry in entries}
        self.names: list[list[str]] = [[entry.name] for entry in entries]
        known = [(name, self.dense[entry_id]) for name, entry_id in names if entry_id in self.dense]
        for name, index in known:
            self.names[index].append(name)
        # Names as written, folded: an entry's own name first; of a word's meanings the likeliest, listed first.
        self._exact: dict[str, Entry] = {}
        for entry in entries:
            for name in (entry.code, entry.name):
                self._exact.setdefault(fold(name), entry)
        for name, index in known:
            self._exact.setdefault(fold(name), self.entries[index])
        self._make_linker = make_linker
        own = [(entry.name_en, entry.id) for entry in entries if entry.name_en]
        self._english = EnglishNames((name, self.dense[entry_id]) for name, entry_id in [*own, *english])
        self._found: dict[str, Found] = {}

    @cached_property
    def linker(self) -> AnyLinker:
        flat = [(name, index) for index, names in enumerate(self.names) for name in names]
        return self._make_linker([name for name, _ in flat], np.array([index for _, index in flat], np.int32))

    def link(self, text: str, count: int = 10) -> Found:
        """The entry that `text` means when that is sure, with the `count` nearest; remembered for repeated texts."""
        if not fold(text):
            return Found(None, ())
        if count <= 1 and (entry := self._exactly(text)):
            return Found(entry, ((entry, 1.0),))
        found = self._found.get(text)
        if found is None or len(found.matches) < count:
            found = self.link_all([text], max(count, 3))[0]
            if len(self._found) < REMEMBERED:
                self._found[text] = found
        return found

    def link_all(self, texts: Sequence[str], count: int = 10) -> list[Found]:
        """`link` for many texts in one pass."""
        targets, scores = self.linker.match(texts, count)
        return [self._one(text, row, points) for text, row, points in zip(texts, targets, scores, strict=True)]

    def _one(self, text: str, row: NDArray[np.int32], points: NDArray[np.float32]) -> Found:
        pairs = zip(row.tolist(), points.tolist(), strict=True)
        matches = tuple((self.entries[target], round(score, 6)) for target, score in pairs if target >= 0)
        exact = self._exactly(text)
        if exact is not None:
            return Found(exact, ((exact, 1.0), *(match for match in matches if match[0] is not exact)))
        best, second = (matches[0][1] if matches else 0.0), (matches[1][1] if len(matches) > 1 else 0.0)
        sure = best >= SURE
        likely = best >= LIKELY and best - second >= AHEAD
        if is_english(text) and not (sure or likely):
            return self._like_english(text, len(row))
        return Found(matches[0][0] if sure or likely else None, matches, sure)

    def _like_english(self, text: str, count: int) -> Found:
        named = self._english.found(text, count)
        names = tuple(dict.fromkeys(self._own_english(each) for each in named))
        return Found(None, tuple((self.entries[each.target], each.score) for each in named), english=names)

    def _exactly(self, text: str) -> Entry | None:
        """The entry of that name, as it stands or once offers and calls are taken away (急招焊工); in English, in any
        number and spelling of its words."""
        found = self._exact.get(fold(text)) or self._exact.get(normalise(text))
        if found is None and (target := self._english.meant(text)) is not None and is_english(text):
            return self.entries[target]
        return found

    def suggest(self, text: str, count: int = 8) -> list[tuple[Entry, float]]:
        """Entries to offer while typing: by pinyin or initials of any name they go by first, then by meaning; what is
        not alike is not offered."""
        typed = fold(text)
        if typed.isascii() and typed.isalpha() and (begun := self._begun_with(typed)):
            return [(entry, 1.0) for entry in begun[:count]]
        floor, near = ALIKE[type(self.linker)], self.link(text, count).matches[:count]
        return [(entry, score) for entry, score in near if score >= floor or typed in entry.name]

    def suggest_english(self, text: str, count: int = 8) -> list[tuple[Entry, str]]:
        """Entries to offer while English is typed, each by a name in English that means it alone."""
        named = self._english.found(text, count)
        return [(self.entries[each.target], self._own_english(each)) for each in named]

    def _own_english(self, each: EnglishName) -> str:
        """The name found, or the entry's own where others go by that name, too."""
        return each.name if self._english.meant(each.name) == each.target else self.entries[each.target].name_en

    def is_named_in_english(self, text: str) -> bool:
        """Whether a text means an entry by a name in English alone."""
        return self._english.meant(text) is not None and fold(text) not in self._exact

    @cached_property
    def _spelt(self) -> list[tuple[str, int, int]]:
        """Every spelling with the entry and which of its names it is (0: its own), in alphabetical order."""
        own = ((way, index, 0) for index, entry in enumerate(self.entries) for way in (entry.pinyin, entry.initials))
        others = (
            (way, index, place)
            for index, names in enumerate(self.names)
            for place, name in enumerate(names[1:], 1)
            for ways in quick_spellings(name)
            for way in ways
        )
        return sorted({*own, *others})

    def _begun_with(self, typed: str) -> list[Entry]:
        """Entries with a name whose spelling begins so: whole ones before longer ones, own names before others, of a
        word's meanings the likeliest first, then the shortest."""
        begin, end = (bisect_left(self._spelt, (typed + last,)) for last in ("", "\uffff"))
        best: dict[int, tuple[bool, bool, bool, int]] = {}
        for way, index, place in self._spelt[begin:end]:
            name = self.names[index][place]
            rank = way != typed, place > 0, self._exact[fold(name)] is not self.entries[index], len(name)
            best[index] = min(rank, best.get(index, rank))
        return [self.entries[index] for index in sorted(best, key=lambda index: (best[index], index))]


_TAKEN_BACK = re.compile(
    r"[无没未非不欠缺]|准备|打算|想|拟|计划|待|在考|正考|考证中|在学|学习|过期|到期|失效|作废|吊销|注销|丢|遗失"
    r"|\b(no|not|none|without|expired)\b"
)


class Choices:
    """A short closed list where every name is known: education, categories, industries, certificates."""

    def __init__(self, entries: Sequence[Entry], also: Iterable[str], *, strict: bool = False) -> None:
        self.entries = tuple(entries)
        self._strict = strict
        self.by_code = {entry.code: entry for entry in entries}
        self.by_id = {entry.id: entry for entry in entries}
        self._by_name: dict[str, Entry] = {}
        for entry, others in zip(entries, also, strict=True):
            for name in (entry.code, entry.name, entry.name_en, *others.split("|")):
                if name:
                    self._by_name.setdefault(fold(name), entry)

    def get(self, text: str) -> Entry | None:
        """The entry of that name or code; else the one whose longest name stands in the text. Of a strict list only
        when the rest takes nothing back: 无焊工证, 焊工证已过期 and 想考焊工证 are no certificate."""
        key = fold(text)
        if key in self._by_name:
            return self._by_name[key]
        inside = [name for name in self._by_name if len(name) >= 2 and name in key]
        name = max(inside, key=len, default=None)
        if name is None or (self._strict and _TAKEN_BACK.search(key.replace(name, " ", 1))):
            return None
        return self._by_name[name]

    def find(self, text: str, *, field: str, code: str) -> Entry:
        """The entry, or a Refusal `code` with the nearest name."""
        entry = self.get(text)
        if entry is None:
            near = nearest_word(text, list(self._by_name), cutoff=0.4)
            raise Refusal(code, field=field, text=text, suggestions=[self._by_name[near].name] if near else [])
        return entry


class Vocabulary:
    """All word lists of one database."""

    def __init__(self, session: Session) -> None:
        self._of_trade = _skills_of_occupations(session)
        trades = _english_trades(session)
        self.skills, self._parents, self._occupations_of_skills = _skills(session, trades, self._of_trade)
        self.occupations = _occupations(session, trades)
        self.certificates = _certificates(session)
        self.industries = _industries(session)
        self.categories = _categories(session)
        self.educations = _educations(session)
        ranks = session.execute(select(Education.code, Education.rank))
        self.education_rank: dict[str, int] = {row.code: row.rank for row in ranks}

        self._nearness = session.scalar(select(ReferenceLoad.nearness).order_by(ReferenceLoad.id.desc()).limit(1))
        self._tables: Nearness | None = None

    def skills_of(self, occupation_id: int) -> list[int]:
        """Ids of the skills to ask for where an order names only the occupation."""
        return self._of_trade.get(occupation_id, [])

    def nearness(self, session: Session) -> Nearness:
        """Near skills and near occupations in dense order: stored with the reference data, else computed."""
        if self._tables is None:
            stored = self._nearness
            self._tables = self.compute_nearness() if stored is None else read_nearness(session, stored)
        return self._tables

    def compute_nearness(self) -> Nearness:
        """Both tables from the trees, names and ties of skills to occupations (about a second)."""
        skills, trades = self.skills.dense, self.occupations.dense
        parents = np.array([skills.get(parent or -1, -1) for parent in self._parents], np.int32)
        occupations = np.array([trades.get(trade or -1, -1) for trade in self._occupations_of_skills], np.int32)
        codes = [entry.code for entry in self.occupations.entries]
        return nearness_of(Known(parents, self.skills.names, occupations, codes, self.occupations.names))


def _english_trades(session: Session) -> list[tuple[str, int]]:
    """Occupations by their English names, and by those of the skills tied to them that are no other's name."""
    query = select(OccupationName.name, OccupationName.occupation_id).where(OccupationName.register == ENGLISH)
    own = [(name, trade) for name, trade in session.execute(query.order_by(OccupationName.id))]
    taken = {words_of(name) for name, _ in own}
    tied = select(Skill.name_en, Skill.occupation_id).join(Occupation, Occupation.id == Skill.occupation_id)
    rows = session.execute(tied.where(Occupation.level == LEAVES).order_by(Skill.code))
    return own + [(name, trade) for name, trade in rows if trade is not None and words_of(name) not in taken]


def _skills(
    session: Session, trades: list[tuple[str, int]], of_trade: dict[int, list[int]]
) -> tuple[WordList, list[int | None], list[int | None]]:
    """Skills by their own names, and in English by the trades that they are the skill of."""
    rows = list(session.scalars(select(Skill).order_by(Skill.code)))
    entries = [Entry(row.id, row.code, row.name, row.name_en, row.pinyin, row.initials) for row in rows]
    names = session.execute(select(SkillName.name, SkillName.skill_id).order_by(SkillName.id))
    taken = {words_of(row.name_en) for row in rows}
    others = ((name, of_trade.get(trade)) for name, trade in trades if words_of(name) not in taken)
    english = [(name, skills[0]) for name, skills in others if skills]
    words = WordList(entries, [(name, skill_id) for name, skill_id in names], english=english)
    return words, [row.parent_id for row in rows], [row.occupation_id for row in rows]


def _skills_of_occupations(session: Session) -> dict[int, list[int]]:
    """The skill to ask for in each occupation: the one tied to it, else the family that most of those tied are of; of
    several such families the one whose own occupation stands nearest in the classification."""
    query = select(Skill.id, Skill.parent_id, Skill.kind, Occupation.id, Occupation.code)
    rows = session.execute(query.join(Occupation, Occupation.id == Skill.occupation_id).order_by(Skill.code)).all()
    codes = {skill_id: code for skill_id, *_, code in rows}
    tied: dict[int, list[tuple[int, int | None]]] = {}
    for skill_id, family, kind, occupation_id, _ in rows:
        if kind == "skill":
            tied.setdefault(occupation_id, []).append((skill_id, family))
    return {occupation: [_main_of(skills, codes)] for occupation, skills in tied.items()}


def _main_of(skills: list[tuple[int, int | None]], codes: Mapping[int, str]) -> int:
    """Of skills of one occupation; `codes` are those of the occupations of all skills."""
    code, families = codes[skills[0][0]], Counter(family for _, family in skills if family is not None)
    if len(skills) == 1 or not families:
        return skills[0][0]
    return max(families, key=lambda family: (families[family], _classes_shared(code, codes.get(family, ""))))


def _classes_shared(one: str, other: str) -> int:
    """How many classes two codes of occupations share; the large one holds unlike trades and does not count."""
    return sum(one[:end] == other[:end] for end in (len("6-06"), len("6-06-03"), len("6-06-03-01")))


def _occupations(session: Session, trades: list[tuple[str, int]]) -> WordList:
    rows = session.scalars(select(Occupation).where(Occupation.level == LEAVES).order_by(Occupation.code))
    shown = {trade: name[:1].upper() + name[1:] for name, trade in reversed(trades)}
    entries = [Entry(row.id, row.code, row.name, shown.get(row.id, ""), row.pinyin, row.initials) for row in rows]
    query = select(OccupationName.name, OccupationName.occupation_id).where(OccupationName.register != ENGLISH)
    names = [(name, trade) for name, trade in session.execute(query.order_by(OccupationName.id))]
    return WordList(entries, names, partial(occupation_linker, [entry.code for entry in entries]), trades)


def _certificates(session: Session) -> Choices:
    rows = list(session.scalars(select(Certificate).order_by(Certificate.id)))
    entries = [Entry(row.id, row.code, row.name, row.name_en) for row in rows]
    return Choices(entries, [row.also for row in rows], strict=True)


def _industries(session: Session) -> Choices:
    rows = list(session.scalars(select(Industry).order_by(Industry.id)))
    return Choices([Entry(row.id, row.code, row.name, row.name_en) for row in rows], [row.also for row in rows])


def _categories(session: Session) -> Choices:
    rows = list(session.scalars(select(Category).order_by(Category.id)))
    return Choices([Entry(row.id, row.code, row.name, row.name_en) for row in rows], [row.also for row in rows])


def _educations(session: Session) -> Choices:
    rows = list(session.scalars(select(Education).order_by(Education.rank)))
    return Choices([Entry(row.id, row.code, row.name, row.name_en) for row in rows], [row.also for row in rows])


vocabulary = ByEdition(Vocabulary)
