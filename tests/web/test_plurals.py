"""What is counted in English has a form for one: 1 row, 2 rows. Chinese has one form for both."""

import ast
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask, get_template_attribute

from services.errors import RuleRefusal
from tests.web.test_translations import WEB, texts
from web.errors import in_language, sentence
from web.fit_words import reasons
from web.formats import hours, span, years

NOUN = re.compile(r"%\((\w+)\)s ((?:[\w-]+ ){0,2}?)(people|women|men|children|[a-z-]+s)\b")
NO_NOUNS = set(
    "is was has this as its us less class pass begins costs covers ends holds lies meets needs stands".split()
)
NO_COUNT = set("a at by for in of on that the three to was with within without".split())
WORDS = set(
    "action employer field file id login name names number occupation office paper place role row state text".split()
)
"""Values that are words: no plural follows them, but a verb."""
LIMITS = {"least", "length", "minutes", "most", "needed", "tries"}
"""Values that are a limit of the program, or what goes beyond one: never 1."""
DECIMALS = {"mean", "points", "score"}
"""Values with decimals: 1.0 points."""
NEVER_ONE = (
    # said from a least number of people or cases on
    "%(count)s people work there",
    "Everybody below",
    "Groups of fewer than",
    "Jobs confirmed here pay",
    "Learnt from",
    "Source: confirmed jobs of",
    # always of 21.75 days and 8 hours
    "about %(amount)s a month, at ",
    # said only where there are more than are shown, or more than one
    "%(field)s held %(count)s numbers",
    "%(first)s to %(last)s of",
    "%(total)s people are called like this",
    "A square is",
    "All %(count)s answers",
    "All %(count)s people of this employer",
    "Planning: %(done)s of",
    # a limit of the program
    "Every write sends",
    "No header was found",
    "Only the first",
    "The first %(rows)s rows",
    "The table to take away",
    "Within %(days)s days",
    # a register of one person
    "%(people)s of the %(pool)s people",
)


def counting() -> Iterator[str]:
    """Texts with one form in which a plural follows a number."""
    for text, plural in texts().items():
        if not plural and any(_counts(*found) for found in NOUN.findall(text)):
            yield text


def _counts(value: str, between: str, noun: str) -> bool:
    words = value in WORDS | LIMITS | DECIMALS
    return not words and noun not in NO_NOUNS and not NO_COUNT & set(between.split())


def test_a_text_with_two_forms_is_never_asked_for_by_one_of_them() -> None:
    """The catalogue knows it by both alone, and only as they stand in the call: else it stays English in Chinese."""
    marked = {form for text, plural in texts().items() if plural for form in (text, plural)}
    single = {text for text, plural in texts().items() if not plural}
    wrong = []
    for file in sorted(WEB.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        calls = [node for node in nodes if isinstance(node, ast.Call) and _called(node) in ("ngettext", "counted")]
        forms = {id(form) for call in calls for form in call.args[:2]}
        wrong += [f"{file.name}: {node.value}" for node in nodes if isinstance(node, ast.Constant)
                  and node.value in marked - single and id(node) not in forms]  # fmt: skip
        wrong += [f"{file.name}: {ast.unparse(call)}" for call in calls
                  if _called(call) == "ngettext" and isinstance(call.func, ast.Name)
                  and not all(isinstance(form, ast.Constant) for form in call.args[:2])]  # fmt: skip
    assert wrong == []


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def test_whatever_is_counted_has_a_form_for_one() -> None:
    without = set(counting())
    assert {text for text in without if not text.startswith(NEVER_ONE)} == set()
    assert [known for known in NEVER_ONE if not any(text.startswith(known) for text in without)] == []


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (RuleRefusal("places_are_free", free=1), "1 place is still free: enrol the person"),
        (RuleRefusal("places_are_free", free=2), "2 places are still free: enrol the person"),
        (RuleRefusal("places_are_free"), "-- places are still free: enrol the person"),
        (
            RuleRefusal("seats_linked", free=1, seats=2),
            "Other classes train for this post already: 1 place is left, not 2",
        ),
    ],
)
def test_a_refusal_counts_in_the_form_for_its_number(refusal: RuleRefusal, said: str) -> None:
    with in_language("en"):
        assert sentence(refusal) == said


@pytest.mark.parametrize(("free", "said"), [(1, "还有1个名额，请直接录取"), (2, "还有2个名额，请直接录取")])
def test_chinese_counts_in_one_form(free: int, said: str) -> None:
    with in_language("zh"):
        assert sentence(RuleRefusal("places_are_free", free=free)) == said


def test_spans_of_time_are_said_in_the_form_for_their_number() -> None:
    with in_language("en"):
        assert [span(1), span(18)] == ["1 month", "18 months"]
        assert [years(10), years(15), years(20)] == ["1 year", "1.5 years", "2 years"]
        assert [hours("1"), hours("8"), hours("9:00-17:00")] == ["1 hour a day", "8 hours a day", "9:00-17:00"]
    with in_language("zh"):
        assert [span(1), years(15), hours("1")] == ["1个月", "1.5年", "每天1小时"]


@pytest.mark.parametrize(("months", "said"), [(1, "for 1 month"), (2, "for 2 months")])
def test_what_speaks_for_a_post_counts_months(months: int, said: str) -> None:
    worked = {"experience": [{"occupation": "缝纫工", "months": months}]}
    criterion = {"name": "experience", "required": {}, "actual": worked, "points": 1.0, "weight": 1.0}
    with in_language("en"):
        assert reasons([criterion])[0] == [f"You have worked as 缝纫工 {said}"]


def test_a_template_counts_by_the_number_behind_what_it_shows(app: Flask) -> None:
    lines = [SimpleNamespace(title=title, seats=seats) for title, seats in (("Cook", 1), ("Sewer", 1200))]
    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = get_template_attribute("_parts.html", "posts")(SimpleNamespace(lines=lines))
    assert said == "Cook, 1 person; Sewer, 1,200 people"
