"""What the scene needs so that every page of every role can be opened: accounts, a complaint, draft weights."""

from sqlalchemy import select

from models.employer import Employer
from services.contests import complain
from services.lists import latest_list_id, show_list
from services.users import actor_by_login
from services.weights import draft_weights
from tests.browser.scene import Scene
from tests.office import SANDU
from tests.web.placed import FIRM

OTHER_ROLES = ("township", "school", "department", "broker", "finance")
LOGINS = (
    None, "county", "counsellor", "employer", "teacher", "liaison", "auditor", "administrator", "assessor", "labourer",
    "idle", "family", "newcomer", *OTHER_ROLES,
)  # fmt: skip
"""Whoever looks at pages, those first whose pages have the most on them."""

Place = tuple[str | None, str]


def more_pages(scene: Scene) -> list[Place]:
    """Put it into the scene; the addresses of what no link leads to, with who opens them."""
    office = scene.office
    for role in OTHER_ROLES:
        office.user(role, role, SANDU)
    with office.database.writing() as session:
        person, county = actor_by_login(session, "labourer"), actor_by_login(session, "county")
        written = complain(session, "wages", "两个月没发工资", actor=person, at=office.at).public_id
        fields = {"points_skill": "31", "points_season": "7", "reason": "技能更要紧"}
        weights = draft_weights(session, SANDU, fields, actor=county, at=office.at).public_id
        firm = session.scalars(select(Employer.public_id).where(Employer.name == FIRM)).one()
    return [
        ("counsellor", _two_compared(scene)),
        ("county", f"/complaints/{written}"),
        ("county", f"/weights/{weights}"),
        ("county", f"/weights/{weights}/edit"),
        ("county", f"/closings/{firm}"),
        ("administrator", f"/imports/{scene.sheet_loaded}/progress"),
    ]


def _two_compared(scene: Scene) -> str:
    office = scene.office
    with office.database.reading() as session:
        list_id = latest_list_id(session, scene.open_order, None, actor=office.actor)
        assert list_id is not None
        people = [each["labourer"] for each in show_list(session, list_id, actor=office.actor)["list"][:2]]
    return f"/orders/{scene.open_order}/candidates/compare?" + "&".join(f"pick={each}" for each in people)
