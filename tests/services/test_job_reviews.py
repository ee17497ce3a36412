"""What people say of a job: who may write it down, what others are told of it, and from how many on."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.job_review import JobReview
from models.labourer import Labourer
from models.placement import Placement
from services.access import Actor
from services.calendar import county_day
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal
from services.job_reviews import count_words, decide_on_words, say_of_job, words_to_read
from services.said_before import Said, said_of
from tests.office import SANDU, Office
from tests.placing import hire, people, recruit

GOOD = {"wage": "yes", "hours": "yes", "again": "yes"}


@pytest.fixture
def jobs(office: Office) -> list[str]:
    """Three people who began with one firm forty days ago; public ids of the placements."""
    line = recruit(office, "三都服装厂", seats=3)
    made = [hire(office, each, line) for each in people(office, 3)]
    began = county_day(office.at) - timedelta(days=40)
    with office.database.writing() as session:
        session.execute(update(Placement).values(delivered_on=began, state="delivered"))
    return made


def say(office: Office, job: str, text: str = "", *, actor: Actor | None = None, **answers: str) -> None:
    with office.database.writing() as session:
        say_of_job(session, job, answers, text, shared=True, actor=actor or office.actor, at=office.at)


def decide(office: Office, *, show: bool, version: int | None = None, actor: Actor | None = None) -> None:
    with office.database.writing() as session:
        review = session.scalars(select(JobReview).where(JobReview.words == "waiting")).first()
        assert review is not None
        seen = review.version if version is None else version
        decide_on_words(session, review.public_id, seen, show=show, actor=actor or office.actor, at=office.at)


def employer_of(office: Office) -> int | None:
    with office.database.reading() as session:
        return session.scalars(select(Placement.employer_id)).first()


def said(office: Office) -> Said | None:
    with office.database.reading() as session:
        return said_of(session, [employer_of(office)]).get(employer_of(office) or 0)


def counted(office: Office, actor: Actor | None = None) -> int:
    """How many words wait for the actor."""
    with office.database.reading() as session:
        found = words_to_read(session, actor=actor or office.actor)
        assert len(found) == count_words(session, actor=actor or office.actor)
        return len(found)


def test_from_three_people_on_it_is_told_and_words_once_let_through(office: Office, jobs: Sequence[str]) -> None:
    assert said(office) is None
    say(office, jobs[0], "食堂不错", **GOOD)
    say(office, jobs[1], wage="no", again="no")
    decide(office, show=True)
    assert said(office) == Said(2)
    say(office, jobs[2], "常加班", wage="partly", hours="no", again="yes")
    now = said(office)
    assert now == Said(3, {"wage": (1, 1, 1), "again": (2, 0, 1)}, ("食堂不错",))
    assert now.is_told  # two of three spoke of the hours, nobody of the dormitory
    decide(office, show=False)
    assert (said(office), counted(office)) == (now, 0)


def test_what_is_said_again_counts_once_and_its_words_wait_anew(office: Office, jobs: Sequence[str]) -> None:
    say(office, jobs[0], "食堂不错", **GOOD)
    with pytest.raises(RuleRefusal, match="words_changed"):
        decide(office, show=True, version=0)
    decide(office, show=True)
    say(office, jobs[0], "食堂不错", again="no")
    assert counted(office) == 0  # word for word what was let through
    say(office, jobs[0], "其实食堂不行", again="no")
    assert (counted(office), said(office)) == (1, Said(1))


def test_nobody_says_anything_in_the_first_month_or_nothing_at_all(office: Office, jobs: Sequence[str]) -> None:
    with pytest.raises(Refusal, match="nothing_said"):
        say(office, jobs[0], " ")
    with pytest.raises(Refusal, match="answer_unknown"):
        say(office, jobs[0], again="perhaps")
    with office.database.writing() as session:
        session.execute(update(Placement).values(delivered_on=county_day(office.at) - timedelta(days=20)))
    with pytest.raises(RuleRefusal, match="too_early_to_say"):
        say(office, jobs[0], **GOOD)


def test_the_firm_and_another_person_have_no_part_in_it(office: Office, jobs: Sequence[str]) -> None:
    firm = office.user("firm", "employer", SANDU, employer_of(office))
    with office.database.reading() as session:
        one, two = session.scalars(select(Labourer.id).order_by(Labourer.id).limit(2)).all()
    me, other = Actor("labourer", labourer_id=one), Actor("labourer", labourer_id=two)
    say(office, jobs[0], "食堂不错", actor=me, **GOOD)
    with pytest.raises(NotFound):
        say(office, jobs[0], actor=other, **GOOD)
    with pytest.raises(NotAllowed):
        say(office, jobs[0], actor=firm, **GOOD)
    with pytest.raises(NotAllowed):
        decide(office, show=True, actor=firm)
    assert counted(office, office.user("far", "county", 522731000000)) == 0
