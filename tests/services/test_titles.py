"""Titles of another list are matched with what is installed, and everything works with nothing installed."""

import numpy as np
import pytest

import services.dictionary
import services.titles
from matching.meaning import unit
from models.db import Database
from services.dictionary import dictionary_texts
from services.titles import TitleList, link_titles
from services.words import vocabulary

LIST = ["Accountant", "会计", "焊工", "Accountant", "  "]
MEANINGS = {"Bookkeeper": 0, "Accountant": 0, "会计": 0, "记账员": 0, "焊工": 1}


def encode(texts):
    return unit(np.array([np.eye(2)[MEANINGS.get(text, 1)] + 0.01 * len(text) for text in texts], np.float32))


def test_by_meaning_where_an_encoder_is_installed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.titles, "installed", lambda: {"ours": encode})
    told: list[tuple[int, int]] = []
    with database.reading() as session:
        titles = TitleList(LIST[:4], vocabulary(session).occupations, lambda *each: told.append(each))
        [english, chinese] = titles.match(["Bookkeeper", "会计"], 3)
    assert told[0] == (0, 3)
    assert [each["title"] for each in english][2:] == ["焊工"]
    assert chinese[0] == {"title": "会计", "score": 1.0}
    assert all(1 > each["score"] >= 0 for each in chinese[1:])


def test_by_letters_where_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.titles, "installed", dict)
    [found] = TitleList(LIST).match(["Senior Accountant"], 2)
    assert found[0]["title"] == "Accountant"
    assert TitleList([]).match(["x"], 2) == [[]]


def test_an_occupation_is_found_without_the_dictionary(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    dictionary_texts.cache_clear()
    monkeypatch.setattr(services.dictionary, "find_spec", lambda _: None)
    with database.reading() as session:
        words = vocabulary(session).occupations
        monkeypatch.delitem(words.__dict__, "linker", raising=False)
        [[first, *_]] = link_titles(session, "occupation", ["招电焊工（二保焊）包吃住月薪六千"], 3)
        monkeypatch.delitem(words.__dict__, "linker", raising=False)
    dictionary_texts.cache_clear()
    assert first["name"] == "焊工"


def test_an_advertisement_names_its_occupation_and_its_skills(database: Database) -> None:
    title = "招电焊工（二保焊）包吃住月薪六千"
    with database.reading() as session:
        [occupations] = link_titles(session, "occupation", [title], 3)
        [skills] = link_titles(session, "skill", [title], 3)
    assert occupations[0]["name"] == "焊工"
    assert {"焊接", "二氧化碳气体保护焊"} <= {each["name"] for each in skills}


def test_a_call_before_a_name_of_several_occupations_changes_none_of_it(database: Database) -> None:
    with database.reading() as session:
        [[bare], [called]] = link_titles(session, "occupation", ["农场场长", "急招农场场长"], 1)
    assert bare == called
