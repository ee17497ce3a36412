"""A family shares an account: whoever knows its password still proves who they are, and cannot try for ever."""

import pytest
from sqlalchemy import select

from models.labourer import Labourer
from models.user import User
from services.errors import RuleRefusal
from services.families import choose_member
from services.users import add_user, check_sign_in, record_sign_in
from tests.office import SANDU, Office
from tests.placing import people


def test_the_right_password_gives_no_new_tries_at_the_second_fact(office: Office) -> None:
    people(office, 2)
    with office.database.writing() as session:
        family = session.scalars(select(Labourer)).all()
        add_user(
            session, "li", name="李家", role="labourer", password="long enough", division_code=SANDU,
            labourers=family, actor=office.actor, at=office.at,
        )  # fmt: skip
        second = family[1].public_id
    for _ in range(5):
        with office.database.writing() as session:
            attempt = check_sign_in(session, "li", "long enough", at=office.at)
            assert record_sign_in(session, attempt, at=office.at) is not None
            account = session.scalars(select(User.id).where(User.login == "li")).one()
            assert choose_member(session, account, second, "0000", at=office.at) is None
    with pytest.raises(RuleRefusal) as refused, office.database.reading() as session:
        check_sign_in(session, "li", "long enough", at=office.at)
    assert refused.value.code == "account_locked"
