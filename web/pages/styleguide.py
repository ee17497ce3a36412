"""Every component in one place with its states, by the very macros that the pages use, with invented content."""

from datetime import timedelta
from typing import Any, NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.errors import NotAllowed, Refusal
from services.figures import Figures
from web import weights_words  # noqa: F401  its tables of words
from web.errors import sentence
from web.formats import now
from web.paging import Paging
from web.routes import PUBLIC, page
from web.tiles import squares

GROUPS = (("2026-01", (96, 90, 84)), ("2026-02", (120, 118, 96)), ("2026-04", (64, 60, 58)))
GUANGDONG, ZHEJIANG, GUIZHOU = 440000000000, 330000000000, 520000000000


class _Step(NamedTuple):
    """A row of a history that never was."""

    action: str
    at: Any
    actor: Any = None
    note: str = ""


@page("/styleguide", action=PUBLIC)
def styleguide(session: Session) -> ResponseReturnValue:
    at, wrong = now(), Refusal("missing", field="name")
    return render_template(
        "styleguide.html",
        refusals=[wrong, Refusal("division_unknown", field="division", text="三独县", suggestions=["三都水族自治县"])],
        refused=sentence(NotAllowed("not_allowed", action="orders.review", role="employer")),
        history=[_Step("file", at - timedelta(days=2)), _Step("submit", at - timedelta(days=1))],
        ends=county_day(at) + timedelta(days=3),
        paging=Paging(2, total=420, more=True),
        groups=GROUPS,
        cities=[("广东省东莞市", (442,)), ("广东省深圳市", (162,)), ("浙江省宁波市", (40,))],
        figures=Figures(trained=3657, finished=2756, certified=2700, for_jobs=2756, placed=2602),
        squares=squares([(GUANGDONG, 604), (ZHEJIANG, 40), (GUIZHOU, 180)]),
        removed=[("licence_held", 98, 61), ("within_age_limit", 40, 12)],
    )
