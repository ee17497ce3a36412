"""An order as the values of its form."""

from typing import Any

from sqlalchemy.orm import Session

from services.words import vocabulary
from web.formats import work_place

ORDER_FIELDS = ("kind", "sub_kind", "channel", "training_paid_by", "employer_brings", "agency_licence")
_UNITS = {"month": "", "day": "元/天", "hour": "元/小时", "piece": "元/件", "year": "元/年"}


def order_values(order: Any) -> dict[str, str]:
    days = {field: _day(getattr(order, field)) for field in ("recruits_from", "deadline")}
    named = {"employer": order.employer.name, "county": str(order.county_code), "notes": order.remarks}
    return {field: getattr(order, field) for field in ORDER_FIELDS} | days | named


def line_values(session: Session, line: Any) -> dict[str, str]:
    words = vocabulary(session)
    code = next((code for code, rank in words.education_rank.items() if rank == line.education), None)
    return {
        "occupation": line.title or line.occupation.name,
        "seats": str(line.seats),
        "address": work_place(line),
        "education": words.educations.by_code[code].name if line.education and code else "",
        "skills": "、".join(each.skill.name for each in line.skills),
        "level": str(max((each.level for each in line.skills), default=0) or ""),
        "certificates": "、".join(each.certificate.name for each in line.certificates),
        "wage": _range(line.wage_min // 100, line.wage_max // 100) + (_UNITS[line.wage_unit] if line.wage_max else ""),
        "pay_method": line.pay_method,
        "board": _tick(line.board),
        "lodging": _tick(line.lodging),
        "hours": line.hours,
        "starts_on": _day(line.start_on),
        "duration": str(line.months or ""),
        "probation": str(line.probation_months or ""),
        "ages": _range(line.age_min, line.age_max),
        "age_reason": line.age_reason,
        "sex": {1: "male", 2: "female"}.get(line.sex, ""),
        "sex_reason": line.sex_reason,
    }


def _tick(value: bool) -> str:
    return "yes" if value else ""


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _range(least: int, most: int) -> str:
    return "-".join(str(each) for each in dict.fromkeys((least, most)) if each)
