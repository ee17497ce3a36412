"""Weights have versions: drafted from those in force, proposed, run in the shadow, switched on by a second person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from matching.score import rule_hash
from matching.weights import Weights
from models.db import nudge
from models.division import Division
from models.weights_version import WeightsShadow, WeightsVersion
from models.workflow import WEIGHTS
from services.access import Actor, bounds, require, scope_of, subtree
from services.audit import audit
from services.divisions import gazetteer
from services.errors import NotFound, Refusal, RuleRefusal, Several, tried
from services.guards.weights import latest_shadow, shadow_is_of_these_weights
from services.shadow_reports import describe_shadow
from services.steps import possible_steps, record, steps_as_json, take_step
from services.weights_in_force import forget_weights, version_in_force, weights_of
from services.weights_values import changed_numbers, read_weights, written

LONGEST_REASON = 500
TRIABLE = ("proposed", "shadowed")
"""States in which a version is run in the shadow."""


def visible_versions(actor: Actor) -> Select[WeightsVersion]:
    """The versions the actor may read, the newest first."""
    query = select(WeightsVersion).order_by(WeightsVersion.id.desc())
    query = query.options(joinedload(WeightsVersion.county), joinedload(WeightsVersion.drafted_by))
    match scope_of(actor, "weights.read"):
        case "all":
            return query
        case "division" if (division := bounds(actor, "weights.read")) is not None:
            low, high = subtree(division)
            return query.where(WeightsVersion.county_code >= low, WeightsVersion.county_code < high)
        case _:
            return query.where(WeightsVersion.id < 0)


def list_versions(session: Session, *, actor: Actor, limit: int = 200) -> list[WeightsVersion]:
    return list(session.scalars(visible_versions(actor).limit(limit)))


def find_version(session: Session, public_id: str, *, actor: Actor, right: str = "weights.read") -> WeightsVersion:
    """The version. Raises NotFound when there is none that the actor may see, NotAllowed without the right."""
    found = session.scalar(visible_versions(actor).where(WeightsVersion.public_id == public_id))
    if found is None:
        raise NotFound("weights_unknown", field="weights", id=public_id)
    require(actor, right, division=found.county_code)
    return found


def county_of_weights(session: Session, text: str = "", *, actor: Actor) -> int | None:
    """The county that `text` names, else the one the actor sits in; None for an office above the counties. Raises
    Refusal for what is no county."""
    code = gazetteer(session).find(text, field="county").code if text.strip() else actor.division_code
    county = code and code - code % 10**6
    if county and county // 10**6 % 100:
        return county
    if text.strip():
        raise Refusal("weights_of_county", field="county", text=text)
    return None


def values_in_force(session: Session, county: int, *, actor: Actor) -> tuple[str, dict[str, str]]:
    """The name of the weights in force in a county, and every field of them as a form shows it. Raises NotAllowed."""
    require(actor, "weights.read", division=county)
    weights = weights_of(session, county)
    return weights.version, written(weights)


def draft_texts(version: WeightsVersion) -> dict[str, str]:
    """Every field of the form that would make a version."""
    return {**written(Weights.from_dict(version.weights)), "reason": version.reason}


def draft_weights(
    session: Session, county: int | None, fields: Mapping[str, str], *, actor: Actor, at: datetime
) -> WeightsVersion:
    """A draft of a county from its weights in force, changed as `fields` say (see `weights_values`), with their
    `reason`. Raises Several with every refusal, NotAllowed."""
    if county is None:
        raise Refusal("weights_of_county", field="county", text="")
    based_on = weights_of(session, county)
    weights, reason = _read(fields, based_on, _next_name(session, county))
    require(actor, "weights.draft", division=county)
    version = WeightsVersion(
        county_code=county, name=weights.version, reason=reason, weights=weights.to_dict(),
        based_on=based_on.to_dict(), rule_hash=rule_hash(weights), drafted_at=at, drafted_by_id=actor.user_id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    record(session, version, "draft", actor=actor, at=at, note=reason, before="")
    return version


def _next_name(session: Session, county: int) -> str:
    """Those of this edition are 1; a county counts on. Whoever drafts at the same time waits here."""
    session.execute(select(Division.code).where(Division.code == county).with_for_update())
    drafted = session.scalar(select(func.count()).where(WeightsVersion.county_code == county)) or 0
    return str(drafted + 2)


def _read(fields: Mapping[str, str], based_on: Weights, name: str) -> tuple[Weights, str]:
    errors: list[Refusal] = []
    reason = tried(errors, lambda: _reason(fields.get("reason", "")))
    try:
        weights = read_weights(fields, based_on, name)
    except Several as several:
        raise Several([*several.refusals, *errors]) from None
    if not errors and not changed_numbers(based_on, weights):
        errors.append(Refusal("weights_unchanged", field="points_skill", name=based_on.version))
    if errors or reason is None:
        raise Several(errors)
    return weights, reason


def _reason(text: str) -> str:
    if not text.strip():
        raise Refusal("missing", field="weights_reason")
    if len(text.strip()) > LONGEST_REASON:
        raise Refusal("text_too_long", field="weights_reason", length=len(text.strip()), most=LONGEST_REASON)
    return text.strip()


def amend_weights(
    session: Session, public_id: str, fields: Mapping[str, str], *, actor: Actor, at: datetime
) -> WeightsVersion:
    """Change a draft. Raises NotFound, NotAllowed, Several, and RuleRefusal once it was proposed."""
    version = _held(session, public_id, actor)
    require(actor, "weights.draft", division=version.county_code)
    if version.state != WEIGHTS.initial:
        raise RuleRefusal("weights_not_editable", state=version.state)
    weights, version.reason = _read(fields, Weights.from_dict(version.based_on), version.name)
    version.weights, version.rule_hash = weights.to_dict(), rule_hash(weights)
    record(session, version, "amend", actor=actor, at=at, note=version.reason)
    return version


def _held(session: Session, public_id: str, actor: Actor) -> WeightsVersion:
    """The version, with all those of its county locked: one is switched on at a time."""
    county = find_version(session, public_id, actor=actor).county_code
    session.execute(select(WeightsVersion.id).where(WeightsVersion.county_code == county).with_for_update())
    found = session.scalars(visible_versions(actor).where(WeightsVersion.public_id == public_id))
    return found.one()


def advance_weights(
    session: Session, public_id: str, action: str, *, actor: Actor, at: datetime, note: str = ""
) -> WeightsVersion:
    """One step of a person: `propose`, `approve`, `refuse` or `withdraw`. Approving switches the version on and what
    was in force off. Raises NotFound, NotAllowed, RuleRefusal."""
    version = _held(session, public_id, actor)
    require(actor, "weights.draft", division=version.county_code)
    if action == "propose":
        version.proposed_by_id = actor.user_id
    before = weights_of(session, version.county_code)
    if action == "approve" and version.state == "shadowed":
        _switch_off(session, version, actor, at)
        version.approved_by_id, version.in_force_from = actor.user_id, at
    take_step(session, version, action, actor=actor, at=at, note=note)
    if version.state == "in_force":
        _tell_of_change(session, version, before, actor, at)
    forget_weights(session)
    return version


def _tell_of_change(session: Session, version: WeightsVersion, before: Weights, actor: Actor, at: datetime) -> None:
    """Which version took the place of which, and each number that differs."""
    names = f"{before.version} → {version.name}"
    audit(session, "weights.in_force", actor=actor, at=at, subject=version, detail=names)
    for number, old, new in changed_numbers(before, Weights.from_dict(version.weights)):
        detail = f"{number.name} {old} → {new}"
        audit(session, "rules.change", actor=actor, at=at, subject=version, detail=detail)


def _switch_off(session: Session, version: WeightsVersion, actor: Actor, at: datetime) -> None:
    """Make room for `version`, which must have been compared with what is switched off."""
    if version.proposed_by_id == actor.user_id:
        raise RuleRefusal("second_person_needed", field="action", action="approve")
    shadow_is_of_these_weights(session, version, at)
    if old := version_in_force(session, version.county_code):
        take_step(session, old, "replace", actor=actor, at=at, note=f"→ {version.name}")
        old.in_force_until = at


def ask_shadow(session: Session, public_id: str, *, actor: Actor, at: datetime) -> WeightsShadow:
    """Ask for a run of a proposed version on last season's lists; the run that waits already, if one does. Raises
    NotFound, NotAllowed, RuleRefusal."""
    version = _held(session, public_id, actor)
    require(actor, "weights.draft", division=version.county_code)
    if version.state not in TRIABLE:
        possible = tuple(possible_steps(version, actor))
        raise RuleRefusal("step_not_possible", field="action", state=version.state, action="shadow", possible=possible)
    if waiting := waiting_shadow(session, version):
        return waiting
    shadow = WeightsShadow(
        version_id=version.id, rule_hash=version.rule_hash, asked_at=at, asked_by_id=actor.user_id, next_try_at=at
    )
    session.add(shadow)
    session.flush()
    record(session, version, "ask_shadow", actor=actor, at=at)
    nudge(session, "run_shadow", shadow.id)
    return shadow


def waiting_shadow(session: Session, version: WeightsVersion) -> WeightsShadow | None:
    """The run of a version that has been asked for and is not finished."""
    waits = (WeightsShadow.version_id == version.id) & WeightsShadow.handled_at.is_(None)
    return session.scalar(select(WeightsShadow).where(waits))


def failed_shadow(session: Session, version: WeightsVersion) -> WeightsShadow | None:
    """The run of a version asked for last, if it gave up."""
    query = select(WeightsShadow).where(WeightsShadow.version_id == version.id)
    last = session.scalar(query.order_by(WeightsShadow.id.desc()).limit(1))
    return last if last is not None and last.handled_at and last.figures is None else None


def brief_version(version: WeightsVersion) -> dict[str, Any]:
    """A version as one row of a list in JSON."""
    return {
        "id": version.public_id,
        "county": version.county.name,
        "version": version.name,
        "state": version.state,
        "reason": version.reason,
        "drafted_at": version.drafted_at,
        "drafted_by": version.drafted_by.name if version.drafted_by else None,
        "in_force_from": version.in_force_from,
        "rule_hash": version.rule_hash,
    }


def describe_version(session: Session, version: WeightsVersion, *, actor: Actor) -> dict[str, Any]:
    """A version as the JSON of the command line: what it changes, what its run in the shadow showed, its history."""
    weights, based_on = Weights.from_dict(version.weights), Weights.from_dict(version.based_on)
    shadow = latest_shadow(session, version)
    return {
        **brief_version(version),
        "based_on": based_on.version,
        "changes": [
            {"name": number.name, "unit": number.unit, "old": old, "new": new}
            for number, old, new in changed_numbers(based_on, weights)
        ],
        "shadow": describe_shadow(session, shadow) if shadow else None,
        "shadow_waiting": waiting_shadow(session, version) is not None,
        "actions": list(possible_steps(version, actor)),
        "steps": steps_as_json(session, version),
    }
