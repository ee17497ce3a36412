"""The pairs in docs/matching.md: computed from the dictionary that the database holds, and read from the document."""

import re
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import numpy as np
import pytest

from fixtures import load_reference as loading
from matching.pairs import Nearness
from models.db import Database
from models.reference_load import ReferenceLoad
from services.lists import replay
from services.orders import list_orders
from services.snapshot_store import pack_nearness, store_block
from services.words import Vocabulary, vocabulary
from tests.office import Office
from tests.placing import people, recruit

DOCUMENT = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (occupation|skill) \| (\S+) \| (\S+) \| (same|near|some|far) \| (\d\.\d{3}) \|$", re.MULTILINE)


class Pair(NamedTuple):
    """A row of the document's table."""

    kind: str
    one: str
    other: str
    judged: str
    printed: str


PAIRS = [Pair(*found) for found in ROW.findall(DOCUMENT)]


@pytest.fixture
def words(database: Database) -> tuple[Vocabulary, Nearness]:
    with database.reading() as session:
        held = vocabulary(session)
        return held, held.nearness(session)


def test_every_pair_is_as_near_as_the_document_says(words: tuple[Vocabulary, Nearness]) -> None:
    held, near = words
    lists = {"occupation": (held.occupations, near.occupations), "skill": (held.skills, near.skills)}
    assert len(PAIRS) > 60
    for pair in PAIRS:
        entries, table = lists[pair.kind]
        rows = {entry.name: row for row, entry in enumerate(entries.entries)}
        assert f"{table[rows[pair.one], rows[pair.other]] / 1_000_000:.3f}" == pair.printed, pair


def test_what_is_judged_nearer_is_nearer_on_the_whole() -> None:
    means = [
        mean(float(pair.printed) for pair in PAIRS if pair.judged == judged) for judged in "same near some far".split()
    ]
    assert all(a > b + 0.1 for a, b in pairwise(means))


def test_what_is_stored_is_what_is_computed_and_mostly_nothing(words: tuple[Vocabulary, Nearness]) -> None:
    held, near = words
    computed = held.compute_nearness()
    for table, anew, most in ((near.skills, computed.skills, 0.03), (near.occupations, computed.occupations, 0.02)):
        assert np.abs(table - anew).max() <= 1  # of the last millionth, whose rounding may hang on the processor
        assert (table == table.T).all()
        assert (table > 0).mean() < most


def test_other_formulas_are_another_edition_of_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    before = loading.edition()
    monkeypatch.setattr(loading, "NEARNESS_EDITION", loading.NEARNESS_EDITION + 1)
    assert loading.edition() != before


def test_a_list_replays_by_the_nearness_it_was_made_with(office: Office) -> None:
    people(office, 5)
    recruit(office, "永兴制衣厂")
    with office.database.reading() as session:
        order = list_orders(session, actor=office.actor)[0].public_id
        near = vocabulary(session).nearness(session)
    listed = office.rank(order)
    nothing = Nearness(np.zeros_like(near.skills), np.zeros_like(near.occupations))
    with office.database.writing() as session:
        block = store_block(session, pack_nearness(nothing))
        session.add(ReferenceLoad(digest="of another edition", loaded_at=office.at, nearness=block))
    later = Database(office.database.engine.url.render_as_string(hide_password=False))
    with later.reading() as session:
        assert not vocabulary(session).nearness(session).skills.any()
        assert replay(session, listed, actor=office.actor)["same"]
    later.dispose()
