"""Figures of training and placement for offices, live from what was entered, and a sketch of where people are."""

from flask import g, render_template
from sqlalchemy.orm import Session

from services.destinations import by_city, by_nearness, by_province, goings, place_name, points
from services.figures import RIGHT, Figures, office_counts
from services.figures import figures as counted
from web.figure_rows import counted_by, figure_rows
from web.figure_words import COUNTED_BY
from web.formats import now
from web.routes import page
from web.words import label

MOST = 100
"""Rows on the page; the sheet has all."""


@page("/figures", action=RIGHT)
def figures(session: Session) -> str:
    by = counted_by()
    shown = _destinations(session) if by == "destination" else {"rows": figure_rows(session, by, actor=g.actor)}
    registered, moved = office_counts(session, actor=g.actor)
    return render_template(
        "figures/table.html",
        by=by,
        choices=list(COUNTED_BY),
        whole=counted(session, actor=g.actor).get(0, Figures()),
        registered=registered,
        moved=moved,
        most=MOST,
        at=now(),
        **shown,
    )


def _destinations(session: Session) -> dict[str, object]:
    found = goings(session, actor=g.actor)
    provinces, cities = by_province(found), by_city(found)
    name = place_name(session)
    return {
        "near": [(label("near", each), [people]) for each, people in by_nearness(found).items()],
        "provinces": [(name(code), [people]) for code, people in provinces.most_common()],
        "cities": [(name(code), [people]) for code, people in cities.most_common()],
    }


@page("/figures/map", action=RIGHT)
def figures_map(session: Session) -> str:
    """Counties as points on a plain grid of degrees: no outlines and no borders."""
    found = goings(session, actor=g.actor)
    placed = [each for each in points(session, found) if each.lat]
    return render_template("figures/map.html", points=placed, people=sum(each.people for each in found), at=now())
