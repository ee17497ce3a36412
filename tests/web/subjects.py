"""Whatever a route can be about, with whom it belongs to, and an account of every role in three places."""

from dataclasses import dataclass

from sqlalchemy import func, select

from models.labourer import Labourer
from models.message import Message
from models.order import Order
from models.training_base import TrainingBase
from models.twin import Twin
from models.user import ROLES, User
from services.access import Actor, allowed, scope_of
from services.file_requests import RIGHT as FILE_REQUESTS
from services.orders import advance_order, submit_order
from services.users import RIGHT, actor_by_login, add_user
from services.weights import draft_weights
from tests.office import SANDU, Office, id_number
from tests.web.class_subjects import a_class_of_each, everybody_in
from tests.web.job_subjects import job_things
from tests.web.own_subjects import OWNED, asked_changes, own_things, written_complaints
from web.routes import Route

DAHE, HUISHUI = 522732106000, 522731000000  # a town of the county, and the county next to it
PLACES = {"county": SANDU, "town": DAHE, "other": HUISHUI}
REGISTER = ("姓名", "身份证号", "联系电话", "家庭住址")
PEOPLE = (
    ("李秀英", id_number(), "18612341402", "三都水族自治县普安镇"),
    ("王建国", id_number(birth="19860412", sequence="033"), "13985550001", "三都水族自治县大河镇"),
    ("李秀英", id_number(sequence="777"), "18612341402", "三都水族自治县普安镇"),
)
SCHOOLS = ("三都县职业中学", "三都县阳光技校")
FIRMS = ("深圳市爱德康珠宝首饰有限公司", "东莞市德兴电子有限公司")
POSTS = {"draft": "缝纫工", "submitted": "首饰工", "open": "包装工"}  # by the state their order is brought to
TERMS = ("96", "缝纫", "深圳市龙岗区", "4000-6000", "是", "2027-03-01", "12个月", "招工")
STATE_OF = {"order_approve": "submitted", "order_return": "submitted", "order_cancel": "submitted",
            "order_close": "open", "candidates": "open", "candidates_rank": "open",
            "candidates_invite": "open", "candidates_offer": "open", "candidates_invite_check": "open",
            "candidates_offer_check": "open", "roster_deliver": "open",
            **dict.fromkeys((f"candidates_{each}" for each in ("undo", "note", "pass", "unmark", "add", "put_forward",
                                                               "look", "compare", "compared")), "open"),
            "candidate": "open",
            "roster_confirm": "open", "roster_report": "open", "roster_leave": "open", **OWNED}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A thing with a file of its own: `reads` is the right to see it at all; `of`, and `also` for those of several,
    say what `own` means for it."""

    kind: str
    public_id: str
    reads: str
    division: int | None
    of: tuple[str, int | None]
    state: str = ""
    also: tuple[tuple[str, int | None], ...] = ()

    def open_to(self, actor: Actor, action: str) -> bool:
        """Whether the permission table lets the actor do `action` on this."""
        owners = (self.of, *self.also)
        own = any(owner is not None and getattr(actor, attribute) == owner for attribute, owner in owners)
        if self.kind == "imports":  # an upload is its uploader's alone, wherever both sit
            return scope_of(actor, action) == "all" or (scope_of(actor, action) is not None and own)
        return all(allowed(actor, each, division=self.division, own=own) for each in (self.reads, action))


@dataclass(frozen=True)
class World:
    actors: dict[tuple[str, str], Actor]
    subjects: tuple[Subject, ...]

    def of_route(self, route: Route, actor: Actor) -> list[Subject | None]:
        """The subjects to try a route on; one nothing where the route is about none. Of uploads, which are many, the
        actor's and the first, which is the operator's."""
        if "<public_id>" not in route.rule:
            return [None]
        kind, state = route.rule.split("/")[1], STATE_OF.get(route.endpoint, "draft")
        found = [each for each in self.subjects if each.kind == kind and each.state in ("", state)]
        return [each for each in found if kind != "imports" or each is found[0] or each.of[1] == actor.user_id]


def build_world(office: Office) -> World:
    """Two employers with an order in each state, three people of whom two may be one, and an upload of each actor."""
    office.load("labourers", office.sheet("people.csv", REGISTER, PEOPLE))
    orders = [_order(office, firm, state) for firm in FIRMS for state in POSTS]
    employers = list(dict.fromkeys(order.employer_id for order in orders))
    bases = _bases(office)
    actors = {(role, place): _account(office, role, place, employers, bases) for role in ROLES for place in PLACES}
    uploads = [_upload(office, actor) for actor in (office.actor, *actors.values())]
    people = _people(office, actors)
    schools = [Subject("bases", each.public_id, "bases.read", each.county_code, ("base_id", each.id)) for each in bases]
    own = [*_own(office), *_taught(office, bases), *_jobs(office, bases)]
    return World(
        actors,
        (
            *own,
            *map(_order_subject, orders),
            *people,
            *schools,
            *_twins(office),
            *filter(None, uploads),
            *_weights(office),
            *_messages(office),
            *_written(office),
            *_asked(office),
            *_accounts(office),
        ),
    )


def _order(office: Office, firm: str, state: str) -> Order:
    public_id = office.orders((firm, POSTS[state], *TERMS), name=f"{state}.csv")[-1]
    if state == "submitted":
        with office.database.writing() as session:
            submit_order(session, public_id, actor=office.actor, at=office.at)
    if state == "open":
        office.approve(public_id)
        with office.database.writing() as session:
            advance_order(session, office.order(public_id).id, at=office.at)
        office.rank(public_id)
    order = office.order(public_id)
    assert order.state == state
    return order


def _order_subject(order: Order) -> Subject:
    owner = ("employer_id", order.employer_id)
    return Subject("orders", order.public_id, "orders.read", order.county_code, owner, order.state)


def _bases(office: Office) -> list[TrainingBase]:
    rows = [(each, "三都水族自治县三合街道", "缝纫工", "100") for each in SCHOOLS]
    office.load("bases", office.sheet("bases.csv", ("基地名称", "地址", "培训工种", "容量"), rows))
    with office.database.reading() as session:
        return list(session.scalars(select(TrainingBase).order_by(TrainingBase.id)))


def _account(office: Office, role: str, place: str, employers: list[int], bases: list[TrainingBase]) -> Actor:
    employer = employers[place == "other"] if role == "employer" else None
    base = bases[place == "other"].id if role == "base" else None
    login = f"{role}-{place}"
    with office.database.writing() as session:
        add_user(
            session, login, name=login, role=role, password=None, actor=office.actor, at=office.at,
            division_code=PLACES[place], employer_id=employer, base_id=base,
        )  # fmt: skip
    with office.database.reading() as session:
        return actor_by_login(session, login)


def _upload(office: Office, actor: Actor) -> Subject | None:
    """A loaded sheet whose one row came back, of an actor who may bring sheets in."""
    if not allowed(actor, "labourers.import", division=actor.division_code or SANDU):
        return None
    sheet = office.sheet(f"{actor.login}.csv", REGISTER, [("吴国富", "52272219880101021", "13912345678", "大河镇")])
    file = office.load("labourers", sheet, division=actor.division_code or SANDU, actor=actor)
    return Subject("imports", file.public_id, "labourers.import", file.division_code, ("user_id", actor.user_id))


def _people(office: Office, actors: dict[tuple[str, str], Actor]) -> list[Subject]:
    """The first two people; each has an account of the role labourer."""
    with office.database.writing() as session:
        people = session.scalars(select(Labourer).order_by(Labourer.id).limit(2)).all()
        for place, person in zip(("county", "town"), people, strict=True):
            person.account_id = actors["labourer", place].user_id
    with office.database.reading() as session:
        actors.update({key: actor_by_login(session, actor.login) for key, actor in actors.items()})
        people = session.scalars(select(Labourer).order_by(Labourer.id).limit(2)).all()
        return [
            Subject("labourers", each.public_id, "labourers.read", each.home_code, ("labourer_id", each.id))
            for each in people
        ]


def _written(office: Office) -> list[Subject]:
    """A complaint that somebody wrote: for the office there, and nobody's own."""
    return [
        Subject("complaints", public_id, "complaints.read", home, ("base_id", None))
        for public_id, home in written_complaints(office)
    ]


def _asked(office: Office) -> list[Subject]:
    """What people asked to have changed of who they are: for the office there, and nobody's own."""
    return [
        Subject("file-requests", public_id, FILE_REQUESTS, home, ("base_id", None))
        for public_id, home in asked_changes(office)
    ]


def _own(office: Office) -> list[Subject]:
    return [
        Subject("me", public_id, reads, home, ("labourer_id", person), kind)
        for kind, public_id, reads, home, person in own_things(office)
    ]


def _taught(office: Office, bases: list[TrainingBase]) -> list[Subject]:
    classes = a_class_of_each(office, bases)
    return [
        *(Subject("classes", each.public_id, "classes.read", each.county_code, ("base_id", each.base_id))
          for each in classes),
        *(Subject("enrolments", each.public_id, "enrolments.read", each.home_code, ("base_id", each.base_id))
          for each in everybody_in(office, classes)),
    ]  # fmt: skip


def _jobs(office: Office, bases: list[TrainingBase]) -> list[Subject]:
    return [
        Subject(each.kind, each.public_id, each.reads, each.division, each.owners[0], also=each.owners[1:])
        for each in job_things(office, REGISTER, bases)
    ]


def _twins(office: Office) -> list[Subject]:
    with office.database.reading() as session:
        pairs = session.execute(select(Twin.public_id, Labourer.home_code).join(Labourer, Labourer.id == Twin.first_id))
        found = [Subject("twins", pair, "twins.decide", home, ("user_id", None)) for pair, home in pairs]
    assert len(found) == 1
    return found


def _messages(office: Office) -> list[Subject]:
    """The first message to each of a few people."""
    first = select(func.min(Message.id)).group_by(Message.labourer_id).limit(3)
    query = select(Message.public_id, Labourer.home_code).join(Labourer, Labourer.id == Message.labourer_id)
    with office.database.reading() as session:
        found = session.execute(query.where(Message.id.in_(first)))
        return [Subject("messages", each, "messages.read", home, ("user_id", None)) for each, home in found]


def _accounts(office: Office) -> list[Subject]:
    """The accounts of the schools, which nothing else is done with."""
    with office.database.reading() as session:
        found = session.scalars(select(User).where(User.role == "school"))
        return [Subject("accounts", each.public_id, RIGHT, each.division_code, ("user_id", None)) for each in found]


def _weights(office: Office) -> list[Subject]:
    """A draft in each of two counties."""
    fields = {"points_skill": "31", "points_season": "7", "reason": "技能更要紧"}
    with office.database.writing() as session:
        found = [
            draft_weights(session, county, fields, actor=office.actor, at=office.at) for county in (SANDU, HUISHUI)
        ]
        return [
            Subject("weights", each.public_id, "weights.read", each.county_code, ("user_id", None)) for each in found
        ]
