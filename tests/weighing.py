"""A county whose weights are changed, in one line each step."""

from collections.abc import Mapping
from typing import Any

from matching.weights import Weights
from services.access import Actor
from services.shadow import run_shadow
from services.weights import advance_weights, ask_shadow, describe_version, draft_weights, find_version
from services.weights_in_force import weights_of
from tests.office import SANDU, Office, id_number

HUISHUI = 522731000000
CHANGE = {"points_skill": "10", "points_location": "45", "reason": "上一季去得了的人排得太后"}
"""Place counts for far more, skill for far less."""
TERMS = ("2027-03-01", "12个月", "招工")


def county(office: Office, people: int = 12) -> str:
    """Half can sew and live anywhere, half cannot and want to go there; one post of four places, ranked; its order."""
    rows = [_sewer(k) if k % 2 else _goer(k) for k in range(people)]
    office.people(*rows)
    order = office.orders(("永兴制衣厂", "缝纫工", "4", "缝纫", "深圳市龙岗区", "4000-6000", "是", *TERMS))[0]
    office.approve(order)
    office.rank(order, top=8)
    return order


def _sewer(k: int) -> tuple[str, ...]:
    return (*_who(k), "三都水族自治县大河镇", "初中", "缝纫", "缝纫工", "", "3500", "")


def _goer(k: int) -> tuple[str, ...]:
    return (*_who(k), "三都水族自治县普安镇", "初中", "", "", "深圳市龙岗区", "3500", "")


def _who(k: int) -> tuple[str, ...]:
    return f"王{'甲乙丙丁戊己庚辛壬癸子丑'[k]}", id_number(birth=f"19{70 + k}0412", sequence=f"{k:02}{k % 2 + 1}"), ""


def do(office: Office, service: Any, *subjects: Any, by: Actor | None = None, **said: Any) -> str:
    with office.database.writing() as session:
        return str(service(session, *subjects, actor=by or office.actor, at=office.at, **said).public_id)


def draft(office: Office, fields: Mapping[str, str] = CHANGE, by: Actor | None = None) -> str:
    return do(office, draft_weights, SANDU, fields, by=by)


def proposed(office: Office, fields: Mapping[str, str] = CHANGE) -> str:
    version = draft(office, fields)
    do(office, advance_weights, version, "propose")
    return version


def shadow(office: Office, version: str, by: Actor | None = None) -> int:
    with office.database.writing() as session:
        shadow_id = ask_shadow(session, version, actor=by or office.actor, at=office.at).id
    run_shadow(office.database, shadow_id, now=lambda: office.at)
    return shadow_id


def told(office: Office, version: str) -> dict[str, Any]:
    with office.database.reading() as session:
        return describe_version(session, find_version(session, version, actor=office.actor), actor=office.actor)


def in_force(office: Office, code: int = SANDU) -> Weights:
    with office.database.reading() as session:
        return weights_of(session, code)


def switched_on(office: Office, fields: Mapping[str, str] = CHANGE) -> str:
    """A version on its whole way: proposed by the operator, approved by somebody else."""
    version = proposed(office, fields)
    shadow(office, version)
    second = office.user(f"second{version[:4].lower()}", "county", SANDU)
    do(office, advance_weights, version, "approve", by=second)
    return version
