"""What a cause or a refusal changes in the next search for a displaced person, written down where it was decided.

Each change is {what, from, to, why, at}, plain JSON beside the displacement, oldest first; `searched` takes person and
posts through them, and gives the same for the same changes whenever it is asked. The engine knows nothing of this: it
is told another wage floor, other wages, fewer posts.

| what | to | does |
| --- | --- | --- |
| wage_floor | fen a month | the person's least wage; the last one holds, so consent lowers it again |
| better_paid | fen a month | only posts worth so much, board and lodging counted, until the person consents to less |
| living_cost | true | wages less what living there costs, board and lodging at their worth there |
| barred | employer | written to the file for good: no list of that firm has the person again |
| skill | level | a skill of the failed post counts a level less, or not at all, until a class is passed |
| nearer_than | metres | only posts nearer to home than the one that was too far |
| near_home | true | only posts in the home county |
| not_employer, not_occupation | id | no posts of that firm, or that trade |
| board | true | board and lodging are wanted |
| back_on | day | free for work from that day |
| with_village | true | in a joint plan, on one line with neighbours where that costs the whole little |
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.columns import Array, Ints
from matching.lines import Lines
from matching.pool import Pool, Range
from models.displacement import Displacement
from models.employer import Employer
from models.labourer import BarredEmployer, Labourer, LabourerSkill
from models.order import LineSkill, OrderLine
from models.placement import Placement
from models.skill import Skill
from services.divisions import gazetteer
from services.job_worth import worth_of_job, worth_of_posts
from services.living_cost import worth_there
from services.people_rows import coordinates, dense_ids
from services.pool_views import Held, Posts
from services.wage_levels import ABOUT_THE_SAME
from services.words import vocabulary

Change = dict[str, Any]
# Causes after which this person is not sent to that employer again, and no list of its posts has them.
BARRING = ("quit_treatment", "unpaid_wages", "unsafe_work", "refused_at_roster")
EARTH = 6_371_000  # metres to its centre
WITH_VILLAGE = "with_village"
NOT_HELD = -1  # a skill that is near nothing
MORE_PAY = 10  # percent above an offer that was declined over pay
BETTER_PAY = round(100 * ABOUT_THE_SAME)  # percent above a job that was left over pay: less is about the same
YUAN = 100


def change(displacement: Displacement, what: str, before: Any, to: Any, *, why: str, at: datetime, **more: Any) -> None:
    """Write a change down, unless it changes nothing or, the wage floor apart, was made before."""
    known = ((each["what"], each["to"], each.get("subject")) for each in displacement.changes)
    if before != to and (what == "wage_floor" or (what, to, more.get("subject")) not in known):
        made = {"what": what, "from": before, "to": to, "why": why, "at": at.isoformat(), **more}
        displacement.changes = [*displacement.changes, made]


def floor_of(session: Session, displacement: Displacement) -> int:
    """The least wage the search goes by, fen a month: of the last change, else the person's own."""
    told = [each["to"] for each in displacement.changes if each["what"] == "wage_floor"]
    return int(told[-1]) if told else session.get_one(Labourer, displacement.labourer_id).wage_floor


def learn_from_cause(session: Session, displacement: Displacement, failed: Placement, *, at: datetime) -> None:
    """What the cause of a failed placement changes."""
    cause = displacement.cause
    if cause == "quit_pay":
        _ask_better_pay(session, displacement, failed, cause, at)
    elif cause == "quit_living_cost":
        change(displacement, "living_cost", False, True, why=cause, at=at)
    elif cause == "skill_not_enough":
        _lower_skills(session, displacement, failed, at)
    if cause in BARRING and failed.employer_id is not None:
        _bar(session, displacement, failed.employer_id, at)


def _ask_better_pay(
    session: Session, displacement: Displacement, job: Placement, why: str, at: datetime, *, floor: int = BETTER_PAY
) -> None:
    """Nothing that is worth as little as a job that was left, or declined, over its pay; the least wage becomes its
    worth and `floor` percent."""
    if worth := worth_of_job(session, job):
        _raise_floor(session, displacement, _above(worth, floor), why, at)
        change(displacement, "better_paid", None, _above(worth, BETTER_PAY), why=why, at=at)


def _above(worth: int, percent: int) -> int:
    """So much percent more in whole yuan, and a yuan at least; fen."""
    return max(-(-worth * (100 + percent) // (100 * YUAN)), worth // YUAN + 1) * YUAN


def _raise_floor(session: Session, displacement: Displacement, least: int, why: str, at: datetime) -> None:
    floor = floor_of(session, displacement)
    change(displacement, "wage_floor", floor, max(floor, least), why=why, at=at)


def _lower_skills(session: Session, displacement: Displacement, failed: Placement, at: datetime) -> None:
    """Of the skills that the post asked for, those the person has, each to the level below: 5 to none stated (0), and
    one without a level counts as not held (None)."""
    had = (LabourerSkill.labourer_id == displacement.labourer_id) & (LineSkill.line_id == (failed.line_id or 0))
    query = select(Skill.id, Skill.name, LabourerSkill.level).join(LabourerSkill, LabourerSkill.skill_id == Skill.id)
    for skill, name, level in session.execute(query.join(LineSkill, LineSkill.skill_id == Skill.id).where(had)):
        lower = (level + 1) % 6 if level else None
        change(displacement, "skill", level, lower, why=displacement.cause, at=at, subject=skill, name=name)


def _bar(session: Session, displacement: Displacement, employer_id: int, at: datetime) -> None:
    key = (displacement.labourer_id, employer_id)
    if session.get(BarredEmployer, key) is None:
        session.add(BarredEmployer(labourer_id=key[0], employer_id=key[1]))
    name = session.get_one(Employer, employer_id).name
    change(displacement, "barred", None, employer_id, why=displacement.cause, at=at, name=name)


def learn_from_refusal(session: Session, displacement: Displacement, offer: Placement, *, at: datetime) -> None:
    """What the reason for which an offer was declined changes; hours are the firm's, a kind of work is the trade's."""
    reason = offer.decline_reason or ""
    if reason == "pay":
        _ask_better_pay(session, displacement, offer, reason, at, floor=MORE_PAY)
    elif reason == "place":
        _stay_nearer(session, displacement, offer, at)
    elif reason == "family":
        change(displacement, "near_home", False, True, why=reason, at=at)
    elif reason == "board":
        change(displacement, "board", False, True, why=reason, at=at)
    elif reason == "hours" and offer.employer_id is not None:
        name = session.get_one(Employer, offer.employer_id).name
        change(displacement, "not_employer", None, offer.employer_id, why=reason, at=at, name=name)
    elif reason == "work" and offer.line_id is not None:
        trade = session.get_one(OrderLine, offer.line_id).occupation_id
        name = next(each.name for each in vocabulary(session).occupations.entries if each.id == trade)
        change(displacement, "not_occupation", None, trade, why=reason, at=at, name=name)


def _stay_nearer(session: Session, displacement: Displacement, offer: Placement, at: datetime) -> None:
    """Nearer than the place that was too far; in the home county where the distance is not known."""
    home, there = displacement.home_code, offer.division_code or 0
    lat, lng = coordinates(gazetteer(session), [home, there])
    if 0 in (lat[0], lat[1]):
        change(displacement, "near_home", False, True, why="place", at=at)
        return
    metres = metres_from(int(lat[0]), int(lng[0]), lat[1:], lng[1:])
    change(displacement, "nearer_than", None, int(metres[0]), why="place", at=at)


def metres_from(lat: int, lng: int, lats: Array, lngs: Array) -> Ints:
    """Whole metres from one point to others (millionths of a degree), on a plane that touches the Earth between."""
    north, east = np.radians((lats - lat) / 1e6), np.radians((lngs - lng) / 1e6)
    east *= np.cos(np.radians((lats + float(lat)) / 2e6))
    metres: Ints = np.rint(EARTH * np.hypot(north, east)).astype(np.int64)
    return metres


def searched(
    session: Session, changes: Sequence[Change], person: Pool, posts: Held[Lines, Posts], *, relearned: bool = False
) -> tuple[Pool, Held[Lines, Posts]]:
    """A pool of one and the open posts as the changes leave them; nothing is lowered any more for whoever has
    `relearned` in a class since."""
    agreed = max((at for at, each in enumerate(changes) if each["why"] == "consent"), default=-1)
    for at, each in enumerate(changes):
        if each["what"] == "better_paid" and at < agreed:
            continue
        if each["what"] in _PERSON:
            person = _PERSON[each["what"]](session, person, each)
        elif each["what"] in _POSTS:
            posts = _POSTS[each["what"]](session, person, posts, each)
        elif each["what"] == "skill" and not relearned:
            person = _lowered(session, person, each)
    return person, posts


def _floor(session: Session, person: Pool, each: Change) -> Pool:
    return replace(person, wage_floor=np.full(len(person), each["to"], np.int64))


def _board(session: Session, person: Pool, each: Change) -> Pool:
    wanted = np.ones(len(person), np.bool_)
    return replace(person, wants_board=wanted, wants_lodging=wanted)


def _near_home(session: Session, person: Pool, each: Change) -> Pool:
    return replace(person, range=np.full(len(person), Range.NEAR_HOME, np.int8))


def _lowered(session: Session, person: Pool, each: Change) -> Pool:
    skills = person.skills
    which = skills.skill == dense_ids(vocabulary(session).skills)([each["subject"]])[0]
    if each["to"] is None:
        return replace(person, skills=replace(skills, skill=np.where(which, NOT_HELD, skills.skill).astype(np.int32)))
    level, years = np.where(which, each["to"], skills.level), np.where(which, 0, skills.years_x10)
    return replace(person, skills=replace(skills, level=level.astype(np.int8), years_x10=years.astype(np.int16)))


def _net_of_living(session: Session, person: Pool, posts: Held[Lines, Posts], each: Change) -> Held[Lines, Posts]:
    home = int(person.home[0]) if len(person) else 0
    return Held(worth_there(posts.table, home), posts.keys)


def _nearer(session: Session, person: Pool, posts: Held[Lines, Posts], each: Change) -> Held[Lines, Posts]:
    if not len(person):
        return posts
    metres = metres_from(int(person.lat[0]), int(person.lng[0]), posts.table.lat, posts.table.lng)
    known = posts.table.lat != 0
    return posts.take(np.flatnonzero(known & (metres < each["to"])))


def _better_paid(session: Session, person: Pool, posts: Held[Lines, Posts], each: Change) -> Held[Lines, Posts]:
    return posts.take(np.flatnonzero(worth_of_posts(session, posts) >= each["to"]))


def _not_employer(session: Session, person: Pool, posts: Held[Lines, Posts], each: Change) -> Held[Lines, Posts]:
    return posts.take(np.flatnonzero(posts.table.employer != each["to"]))


def _not_occupation(session: Session, person: Pool, posts: Held[Lines, Posts], each: Change) -> Held[Lines, Posts]:
    trade = dense_ids(vocabulary(session).occupations)([each["to"]])[0]
    return posts.take(np.flatnonzero(posts.table.occupation != trade))


_PERSON = {"wage_floor": _floor, "board": _board, "near_home": _near_home}
_POSTS = {
    "living_cost": _net_of_living,
    "better_paid": _better_paid,
    "nearer_than": _nearer,
    "not_employer": _not_employer,
    "not_occupation": _not_occupation,
}
