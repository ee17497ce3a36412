"""What a county decides for itself about offers, invitations and messages; the defaults where it decided nothing."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.county_rules import CountyRules
from models.division import Division
from models.placement import MOST_OFFERS
from services.access import Actor, require
from services.audit import audit
from services.errors import Refusal, Several, tried

RIGHT = "rules.set"
BOUNDS = {
    "open_offers": (1, MOST_OFFERS), "offer_days": (1, 60), "invitation_days": (1, 60), "trial_days": (0, 180),
    "hold_minutes": (0, 1440), "retry_hours": (1, 720), "quiet_from": (0, 23), "quiet_until": (0, 23),
    "reminder_days": (0, 30), "look_hours": (1, 240), "silence_days": (1, 90),
}  # fmt: skip
"""The least and the most of each whole number."""
CHOICES = {"redeploys_by_itself": {"yes": True, "no": False}}
NAMES = (*CHOICES, *BOUNDS)
KNOWN = "county_rules"  # those a session was told already, in its `info`


def rules_of(session: Session, code: int) -> CountyRules:
    """The rules of the county that the division `code` lies in; a county without a row has the defaults. Asked of the
    database once a session."""
    county, known = code - code % 10**6, session.info.setdefault(KNOWN, {})
    written: CountyRules | None = session.identity_map.get(identity_key(CountyRules, county))
    if written is not None or county not in known:
        known[county] = written or session.get(CountyRules, county) or _defaults(county)
    found: CountyRules = known[county]
    return found


def _defaults(county: int) -> CountyRules:
    columns = inspect(CountyRules).columns
    stated = {column.key: column.default for column in columns}
    values = {name: default.arg for name, default in stated.items() if isinstance(default, ScalarElementColumnDefault)}
    return CountyRules(county_code=county, **values)


def written_rules(rules: CountyRules) -> dict[str, str]:
    """Every rule as a form shows it."""
    yes_or_no = {name: "yes" if getattr(rules, name) else "no" for name in CHOICES}
    return {**yes_or_no, **{name: str(getattr(rules, name)) for name in BOUNDS}}


def change_rules(
    session: Session, county: int | None, fields: Mapping[str, str], *, actor: Actor, at: datetime
) -> list[tuple[str, str, str]]:
    """Write down what a county decides, each rule that `fields` name; those that changed, as they were and as they are.
    Raises NotAllowed, Refusal without a county, Several with every field to mend."""
    if county is None:
        raise Refusal("rules_of_county", field="county")
    require(actor, RIGHT, division=county)
    wanted = _read(fields)
    session.execute(select(Division.code).where(Division.code == county).with_for_update())
    written = session.get(CountyRules, county)
    rules = written or _defaults(county)
    before = written_rules(rules)
    for name, value in wanted.items():
        setattr(rules, name, value)
    after = written_rules(rules)
    changed = [(name, before[name], after[name]) for name in NAMES if before[name] != after[name]]
    if changed and written is None:
        session.add(rules)
    for name, old, new in changed:
        audit(session, "rules.change", actor=actor, at=at, subject=rules, detail=f"{name} {old} → {new}")
    session.info.pop(KNOWN, None)
    return changed


def _read(fields: Mapping[str, str]) -> dict[str, int | bool]:
    errors: list[Refusal] = []
    read = {name: tried(errors, partial(_value, name, fields[name])) for name in NAMES if name in fields}
    if errors:
        raise Several(errors)
    return {name: value for name, value in read.items() if value is not None}


def _value(name: str, text: str) -> int | bool:
    if name in CHOICES:
        if text not in CHOICES[name]:
            raise Refusal("not_in_list", field=name, text=text[:20])
        return CHOICES[name][text]
    (least, most), digits = BOUNDS[name], text.strip()
    if not digits:
        raise Refusal("missing", field=name)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6 and least <= int(digits) <= most):
        raise Refusal("count_out_of_range", field=name, text=text[:20], least=least, most=most)
    return int(digits)
