"""An order as the values of its form: sent back untouched, they say the same."""

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from services.divisions import gazetteer
from services.intake.employers import known_firm
from services.order_form_posts import NO_SKILL, occupation_text, place_text, skill_text, word_of
from services.orders import LineDraft
from services.words import Vocabulary, vocabulary
from web.formats import comma, named, wage

ORDER_FIELDS = ("kind", "sub_kind", "channel", "training_paid_by", "employer_brings", "agency_licence")
_UNITS = {"month": "", "day": "元/天", "hour": "元/小时", "piece": "元/件", "year": "元/年"}


def order_values(session: Session, order: Any) -> dict[str, str]:
    """The fields of the whole order, which is loaded whole."""
    days = {field: _day(getattr(order, field)) for field in ("recruits_from", "deadline")}
    named = {"employer": _employer(session, order.employer), "county": str(order.county_code), "notes": order.remarks}
    return {field: getattr(order, field) for field in ORDER_FIELDS} | days | named


def line_values(session: Session, line: Any, order: Any) -> dict[str, str]:
    """The fields of one post of the order."""
    words = vocabulary(session)
    abroad = order.sub_kind == "abroad"
    code = next((code for code, rank in words.education_rank.items() if rank == line.education), None)
    certificates = (words.certificates.by_id[each.certificate_id] for each in line.certificates)
    return {
        "occupation": occupation_text(words, line.occupation_id),
        "title": line.title,
        "seats": str(line.seats),
        "address": place_text(session, line.division_code, line.address, order.county_code, abroad=abroad),
        "education": words.educations.by_code[code].name if line.education and code else "",
        **_skills(words, line),
        "certificates": "、".join(word_of(each) for each in certificates),
        "wage": _wage(line),
        "pay_method": line.pay_method,
        "board": _tick(line.board),
        "board_value": _yuan(line.board_value) if line.board else "",
        "lodging": _tick(line.lodging),
        "lodging_value": _yuan(line.lodging_value) if line.lodging else "",
        "hours": line.hours,
        "starts_on": _day(line.start_on),
        "duration": str(line.months or ""),
        "probation": str(line.probation_months or ""),
        "ages": _ages(line.age_min, line.age_max),
        "age_reason": line.age_reason,
        "sex": {1: "male", 2: "female"}.get(line.sex, ""),
        "sex_reason": line.sex_reason,
        "class_gives_certificate": _tick(line.class_gives_certificate),
    }


def read_values(session: Session, post: LineDraft) -> dict[str, str]:
    """How the words of a post that is still to be filed are understood, by the field they stand in."""
    words = vocabulary(session)
    occupation = words.occupations.entries[words.occupations.dense[post.occupation_id]]
    skills = [words.skills.entries[words.skills.dense[skill]] for skill, _, _ in post.skills]
    read = {
        "occupation": f"{named(occupation)} {occupation.code}",
        "skills": comma().join(named(each) for each in skills),
        "address": gazetteer(session).full_name(post.division_code),
        "certificates": comma().join(named(words.certificates.by_id[each]) for each in post.certificates),
    }
    return read | ({"wage": wage(post)} if post.wage_max else {})


def _employer(session: Session, employer: Any) -> str:
    """The name, or the public id where the name means another firm first."""
    found = known_firm(session, employer.name, None)
    return str(employer.name if found is not None and found.id == employer.id else employer.public_id)


def _skills(words: Vocabulary, line: Any) -> dict[str, str]:
    """One level for all skills goes to its own field, else each skill has its own beside it."""
    levels = {each.level for each in line.skills}
    shared = max(levels) if len(levels) == 1 else 0
    of_each = [(words.skills.dense[each.skill_id], 0 if shared else each.level) for each in line.skills]
    text = "、".join(skill_text(words.skills.entries[skill], level) for skill, level in of_each)
    none = NO_SKILL if words.skills_of(line.occupation_id) else ""
    return {"skills": text or none, "level": str(shared or "")}


def _wage(line: Any) -> str:
    amounts = (_yuan(each) for each in dict.fromkeys((line.wage_min, line.wage_max)) if each)
    return "-".join(amounts) + (_UNITS[line.wage_unit] if line.wage_max else "")


def _yuan(fen: int) -> str:
    """18.5 for 1850: exact, without needless zeros."""
    return f"{(Decimal(fen) / 100).normalize():f}"


def _ages(least: int, most: int) -> str:
    if least and most:
        return f"{least}-{most}"
    return f"{least}以上" if least else f"{most}以下" if most else ""


def _tick(value: bool) -> str:
    return "yes" if value else ""


def _day(value: Any) -> str:
    return value.isoformat() if value else ""
