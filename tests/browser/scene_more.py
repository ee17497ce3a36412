"""What the scene needs so that every page of every role can be opened: accounts, a complaint, draft weights."""

from sqlalchemy import select

from models.employer import Employer
from models.labourer import Labourer
from models.placement import Placement
from services.contests import complain
from services.job_reviews import say_of_job
from services.lists import latest_list_id, show_list
from services.users import actor_by_login
from services.weights import draft_weights
from tests.browser.scene import Scene
from tests.office import SANDU
from tests.web.placed import FIRM

OTHER_ROLES = ("township", "school", "department", "broker", "finance")
LOGINS = (
    None, "county", "counsellor", "employer", "teacher", "liaison", "auditor", "administrator", "assessor", "labourer",
    "idle", "family", "settled", "newcomer", *OTHER_ROLES,
)  # fmt: skip
"""Whoever looks at pages, those first whose pages have the most on them."""

Place = tuple[str | None, str]


def more_pages(scene: Scene) -> list[Place]:
    """Put it into the scene; the addresses of what no link leads to, with who opens them."""
    office = scene.office
    for role in OTHER_ROLES:
        office.user(role, role, SANDU)
    _settled(scene)
    with office.database.writing() as session:
        person, county = actor_by_login(session, "labourer"), actor_by_login(session, "county")
        written = complain(session, "wages", "两个月没发工资", actor=person, at=office.at).public_id
        fields = {"points_skill": "31", "points_season": "7", "reason": "技能更要紧"}
        weights = draft_weights(session, SANDU, fields, actor=county, at=office.at).public_id
        firm = session.scalars(select(Employer.public_id).where(Employer.name == FIRM)).one()
    return [
        ("counsellor", _two_compared(scene)),
        ("settled", f"/me/offers/{scene.at_work}/review"),
        ("county", f"/complaints/{written}"),
        ("county", f"/weights/{weights}"),
        ("county", f"/weights/{weights}/edit"),
        ("county", f"/closings/{firm}"),
        ("administrator", f"/imports/{scene.sheet_loaded}/progress"),
    ]


def _settled(scene: Scene) -> None:
    """An account “settled” of somebody at work, who says how the job is."""
    office = scene.office
    account = office.user("settled", "labourer", SANDU).user_id
    with office.database.writing() as session:
        job = session.scalars(select(Placement).where(Placement.public_id == scene.at_work)).one()
        session.get_one(Labourer, job.labourer_id).account_id = account
        answers = {"wage": "yes", "hours": "partly", "again": "yes"}
        say_of_job(session, scene.at_work, answers, "赶货时要加班", shared=True, actor=office.actor, at=office.at)


def _two_compared(scene: Scene) -> str:
    office = scene.office
    with office.database.reading() as session:
        list_id = latest_list_id(session, scene.open_order, None, actor=office.actor)
        assert list_id is not None
        people = [each["labourer"] for each in show_list(session, list_id, actor=office.actor)["list"][:2]]
    return f"/orders/{scene.open_order}/candidates/compare?" + "&".join(f"pick={each}" for each in people)
