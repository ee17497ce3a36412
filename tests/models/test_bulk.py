"""Many rows at once are the rows that the ORM would have written."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from models.bulk import insert_rows
from models.db import Database
from models.labourer import Labourer
from tests.moments import NOW
from tests.office import SANDU

SHARED = {"home_code": SANDU, "registered_at": NOW, "refreshed_at": NOW, "waiting_since": NOW.date()}
LI = {"name": "李秀英", "id_number": "522732198503070210", "id_lookup": b"1" * 32, "birth": date(1985, 3, 7)}
WANG = {"name": "王建国", "id_lookup": b"2" * 32, "wants_board": True, "flags": [{"code": "birth_partial"}]}


def test_rows_get_what_they_say_then_what_they_share_then_the_models_defaults(database: Database) -> None:
    with database.writing() as session:
        insert_rows(session, Labourer, [LI, WANG], SHARED)
    with database.reading() as session:
        li, wang = session.scalars(select(Labourer).order_by(Labourer.id))
        assert (li.name, li.id_number, li.birth, li.registered_at) == ("李秀英", LI["id_number"], LI["birth"], NOW)
        assert (li.wants_board, li.flags, li.wage_unit, li.version) == (False, [], "month", 1)
        assert (wang.birth, wang.id_number, wang.wants_board, wang.flags) == (None, None, True, WANG["flags"])
        assert len({li.public_id, wang.public_id}) == len({li.tie, wang.tie}) == 2
        [sealed] = session.execute(text("select id_number from labourer where id_number is not null")).scalars()
        assert b"5227" not in bytes(sealed)


def test_the_database_refuses_rows_as_ever(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        insert_rows(session, Labourer, [LI, {**WANG, "id_lookup": LI["id_lookup"]}], SHARED)
    with pytest.raises(KeyError), database.writing() as session:
        insert_rows(session, Labourer, [{**LI, "shoe_size": 42}], SHARED)
    with database.reading() as session:
        assert list(session.scalars(select(Labourer))) == []
