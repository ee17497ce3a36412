"""What the engine compared, with names instead of numbers: the values of rules and criteria as plain JSON."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.pool import NO_EXPIRY
from models.employer import Employer
from models.labourer import RANGES, SEX_NAMES, SITUATIONS
from models.order import KINDS
from services.divisions import gazetteer
from services.snapshot import EPOCH
from services.words import Choices, WordList, vocabulary

Values = dict[str, Any]
_KIND = {0: "hiring", 1: "training"}
assert set(_KIND.values()) == set(KINDS)
_RANGE = dict(enumerate(RANGES))


class Naming:
    """Turns ids, days and codes into names and ISO dates, by the key they stand under."""

    def __init__(self, session: Session) -> None:
        words, self.places = vocabulary(session), gazetteer(session)
        self.skills, self.occupations = words.skills, words.occupations
        self.certificates, self.industries = words.certificates, words.industries
        self._session = session
        self._employers: dict[int, str | None] = {}
        self.education = {rank: code for code, rank in words.education_rank.items()}
        self._by_key: dict[str, Callable[[Any], Any]] = {
            "skill": lambda number: _dense(self.skills, number),
            "by": lambda number: _dense(self.skills, number),
            "occupation": lambda number: _dense(self.occupations, number),
            "certificate": self.certificate,
            "industry": lambda number: _known(self.industries, number),
            "division": self.place,
            "home": self.place,
            "wanted": lambda codes: [self.place(code) for code in codes],
            "industries": lambda numbers: [_known(self.industries, number) for number in numbers],
            "state": SITUATIONS.__getitem__,
            "range": _RANGE.get,
            "sex": SEX_NAMES.get,
            "kind": _KIND.get,
            "employer": self.employer,
            "expires": lambda number: None if number == NO_EXPIRY else day(number),
            **dict.fromkeys(("day", "birth", "born_by", "available_from"), day),
        }

    def place(self, code: int) -> str | None:
        return self.places.full_name(code) or None

    def certificate(self, number: int) -> str | None:
        return _known(self.certificates, number)

    def employer(self, number: int) -> str | None:
        """Read when it is asked for: a page names few of thousands."""
        if number not in self._employers:
            self._employers[number] = self._session.scalar(select(Employer.name).where(Employer.id == number))
        return self._employers[number]

    def values(self, values: Values) -> Values:
        """A copy with names; keys without a rule keep their value."""
        return {key: self._value(key, value) for key, value in values.items()}

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [self.values(each) for each in value]
        return self._by_key[key](value) if key in self._by_key and value is not None else value

    def rule(self, name: str, values: Values) -> Values:
        """The values of a rule; two rules hold lists of certificates or ranks of education."""
        if name == "licence_held":
            lists = {key: [self.certificate(number) for number in values[key]] for key in ("required", "missing")}
            return {**self.values(values), **lists}
        if name == "education_enough":
            return {key: self.education.get(rank) for key, rank in values.items()}
        return self.values(values)


def day(number: int) -> str | None:
    """The ISO date of a day number; None for 0, which stands for unknown."""
    return (EPOCH + timedelta(days=number)).isoformat() if number else None


def _dense(words: WordList, number: int) -> str | None:
    return words.entries[number].name if number >= 0 else None


def _known(choices: Choices, number: int) -> str | None:
    entry = choices.by_id.get(number)
    return entry.name if entry else None
