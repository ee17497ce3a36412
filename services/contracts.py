"""The contract of an order as a Word document, filled from what the order says."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.division import Division
from models.order import Order, OrderLine
from models.training_base import TrainingBase
from models.training_class import ClassLine, TrainingClass
from services.access import Actor
from services.capital_amounts import in_capitals
from services.contract_texts import (
    BLANK,
    BRINGS,
    KINDS,
    METHODS,
    NOT_IN_FORCE,
    PAYERS,
    SEXES,
    SUB_KINDS,
    TITLES,
    UNITS,
    contract_template,
)
from services.county_rules import rules_of
from services.divisions import gazetteer
from services.orders import find_order
from services.words import vocabulary

_template = cache(contract_template)


@dataclass(frozen=True)
class Contract:
    """A Word document and the name its file may have."""

    file_name: str
    content: bytes


def contract_of(session: Session, order_id: str, *, actor: Actor, template: bytes | None = None) -> Contract:
    """The contract of an order, in our words or those of another `template`. Raises NotFound."""
    order = find_order(session, order_id, actor=actor)
    document = DocxTemplate(BytesIO(template or _template()))
    document.render(contract_values(session, order), jinja_env=SandboxedEnvironment(autoescape=True))
    file = BytesIO()
    document.save(file)
    return Contract(f"contract-{order.public_id}.docx", file.getvalue())


def contract_values(session: Session, order: Order) -> dict[str, Any]:
    """What the marks of a template stand for; `order` is loaded whole."""
    firm, warning, bases = order.employer, NOT_IN_FORCE.get(order.state), _bases(session, order)
    with_base = order.kind == "training" or bool(bases)
    return {
        "title": TITLES[order.kind],
        "with_base": with_base,
        "office": "丙方" if with_base else "乙方",
        "all": "三方" if with_base else "双方",
        "copies": "三" if with_base else "两",
        "number": order.public_id,
        "warning": f"（{warning}，签字无效）" if warning else "",
        "employer": firm.name,
        "credit_code": firm.credit_code or BLANK,
        "employer_address": _site(session, firm.division, firm.address),
        "office_phone": firm.office_phone or firm.phone or BLANK,
        "bases": "、".join(bases) or BLANK,
        "county": gazetteer(session).full_name(order.county_code),
        "kind": KINDS[order.kind],
        "sub_kind": SUB_KINDS[order.sub_kind],
        "training": order.kind == "training",
        "seats": sum(line.seats for line in order.lines),
        "deadline": _day(order.deadline),
        "payer": PAYERS.get(order.training_paid_by, order.training_paid_by),
        "brings": _brings(order.employer_brings),
        "trial_days": rules_of(session, order.county_code).trial_days,
        "remarks": order.remarks or "无",
        "lines": [_line(session, line) for line in order.lines],
    }


def _bases(session: Session, order: Order) -> list[str]:
    """The bases whose classes train for the order."""
    taught = ClassLine.line_id.in_([line.id for line in order.lines]) & (TrainingClass.state != "cancelled")
    query = select(TrainingBase.name).join(TrainingClass, TrainingClass.base_id == TrainingBase.id)
    return list(session.scalars(query.join(ClassLine).where(taught).distinct().order_by(TrainingBase.name)))


def _site(session: Session, division: Division, address: str) -> str:
    """A place in full, with what the address says below the division."""
    return gazetteer(session).full_name(division.code) + gazetteer(session).below(division.code, address)


def _brings(codes: str) -> str:
    return "、".join(BRINGS.get(code, code) for code in codes.replace(",", "、").split("、") if code) or "无"


def _line(session: Session, line: OrderLine) -> dict[str, Any]:
    return {
        "number": line.position,
        "title": line.title or line.occupation.name,
        "occupation": line.occupation.name,
        "seats": line.seats,
        "place": _site(session, line.division, line.address),
        "start": _day(line.start_on),
        "months": f"{line.months}个月" if line.months else "不限",
        "probation": f"{line.probation_months}个月" if line.probation_months else "无",
        "wage": _wage(line),
        "living": f"{_given('伙食', line.board, line.board_value)}，{_given('住宿', line.lodging, line.lodging_value)}",
        "hours": f"每日{line.hours}小时" if line.hours.replace(".", "", 1).isdigit() else line.hours or BLANK,
        "requirements": "；".join(_requirements(session, line)) or "无",
    }


def _wage(line: OrderLine) -> str:
    """每月4,000元至6,000元（人民币肆仟元整至人民币陆仟元整），按月支付."""
    amounts = [amount for amount in dict.fromkeys((line.wage_min, line.wage_max)) if amount]
    if not amounts:
        return BLANK
    figures = "至".join(f"{_figure(amount)}元" for amount in amounts)
    capitals = "至".join(map(in_capitals, amounts))
    paid = f"，{METHODS[line.pay_method]}支付" if line.pay_method in METHODS else ""
    return f"{UNITS[line.wage_unit]}{figures}（{capitals}）{paid}"


def _figure(fen: int) -> str:
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"


def _given(what: str, given: bool, value: int) -> str:
    worth = f"（折合每月{_figure(value)}元，{in_capitals(value)}）" if given and value else ""
    return f"{'提供' if given else '不提供'}{what}{worth}"


def _requirements(session: Session, line: OrderLine) -> list[str]:
    skills = "、".join(each.skill.name for each in line.skills)
    papers = "、".join(each.certificate.name for each in line.certificates)
    ages = f"{line.age_min or '--'}至{line.age_max or '--'}周岁，理由：{line.age_reason}"
    said = (
        (skills, f"技能：{skills}"),
        (papers, f"证书：{papers}"),
        (line.education, f"学历：{_schooling(session, line.education)}"),
        (line.age_min or line.age_max, f"年龄：{ages}"),
        (line.sex, f"性别：{SEXES.get(line.sex, '')}，理由：{line.sex_reason}"),
    )
    return [text for limit, text in said if limit]


def _schooling(session: Session, rank: int) -> str:
    words = vocabulary(session)
    code = next((code for code, each in words.education_rank.items() if each == rank), None)
    return words.educations.by_code[code].name if code else ""


def _day(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else BLANK
