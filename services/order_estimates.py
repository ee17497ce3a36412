"""How many people would fit a post that is still being written, and what each of its conditions costs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from matching.lines import Kind, Licences, Lines, Required
from matching.rank import rank_parts
from services.access import Actor, require
from services.calendar import county_day
from services.divisions import gazetteer
from services.errors import Refusal, Several
from services.line_rows import months_worked
from services.order_form_posts import Heads, read_post
from services.orders import LineDraft
from services.people_rows import coordinates, dense_ids, schooling_of
from services.pools import open_pool
from services.requirements import OF_THE_POST, Outcome, refused_by
from services.snapshot import days
from services.weights_in_force import weights_of
from services.words import vocabulary

_AS_WRITTEN = (
    "abroad", "board", "lodging", "board_value", "lodging_value", "age_min", "age_max", "sex", "seats",
    "class_gives_certificate",
)  # fmt: skip
_FORM_NAMES = {"start_on": "starts_on", "months": "duration", "probation_months": "probation", "division": "address"}
_REASONS = {"age_reason": "待补", "sex_reason": "待补"}  # a limit counts before its reason is written


def readable_post(session: Session, line: Mapping[str, str], heads: Heads) -> LineDraft | None:
    """A post as far as it can be read: fields that are empty or faulty say nothing. None without its occupation or
    the county."""
    cells = {name: text for name, text in line.items() if text.strip()}
    needed = {"seats": "1", "address": str(heads.county), **_REASONS}
    while "occupation" in cells and heads.county is not None:
        try:
            return read_post(session, needed | cells, heads, 1)
        except (Refusal, Several) as refusal:
            wrong = _fields(refusal)
            if not wrong & cells.keys():
                return None
            cells = {name: text for name, text in cells.items() if name not in wrong}
    return None


def _fields(refusal: Refusal | Several) -> set[str]:
    refusals = refusal.refusals if isinstance(refusal, Several) else [refusal]
    return {_FORM_NAMES.get(each.field or "", each.field or "") for each in refusals}


def estimate(
    session: Session, post: LineDraft, *, county: int, kind: str, employer_id: int | None, actor: Actor, at: datetime
) -> Outcome:
    """How many of those registered in a county fit a post that has no row yet, counted by the rules of `rank`. Counts
    everybody: never call it while a writing transaction is open. Raises NotAllowed."""
    require(actor, "orders.file", division=county, own=employer_id == actor.employer_id)
    lines, today = unsaved_line(session, post, kind=kind, employer_id=employer_id), county_day(at)
    nearness, weights = vocabulary(session).nearness(session), weights_of(session, county)
    found = rank_parts(open_pool(session, county).parts, lines, nearness, weights, 0, days(today), 1)
    by_rule = found.rejections.by_rule()
    costs = refused_by({rule: by_rule[rule] for rule in OF_THE_POST})
    return Outcome(today, found.considered, found.eligible, costs)


def unsaved_line(session: Session, post: LineDraft, *, kind: str, employer_id: int | None) -> Lines:
    """The columns that `load_posts` would read of the post, were it in the database, for what the rules ask."""
    words, types = vocabulary(session), Lines.flat_types()
    lat, lng = coordinates(gazetteer(session), [post.division_code])
    plain: dict[str, Any] = {name: getattr(post, name) for name in _AS_WRITTEN} | {
        "tie": 0, "employer": employer_id or -1, "industry": -1, "division": post.division_code,
        "kind": Kind.TRAINING if kind == "training" else Kind.HIRING,
        "wage_min": post.wage_month_min, "wage_max": post.wage_month_max, "start": days(post.start_on),
    }  # fmt: skip
    return Lines(
        **{name: np.array([value], types[name]) for name, value in plain.items()},
        occupation=dense_ids(words.occupations)([post.occupation_id]),
        lat=lat,
        lng=lng,
        months=months_worked([post.start_on], [post.months]),
        education_min=schooling_of([post.education]),
        skills=_required(words, post),
        certificates=Licences(_one_row(post.certificates), np.array(post.certificates, np.int32)),
    )


def _required(words: Any, post: LineDraft) -> Required:
    ids, levels, weights = zip(*post.skills, strict=True) if post.skills else ((), (), ())
    skills = dense_ids(words.skills)(ids)
    return Required(_one_row(ids), skills, np.array(levels, np.int8), np.array(weights, np.int8))


def _one_row(values: Any) -> Any:
    return np.array([0, len(values)], np.int64)
