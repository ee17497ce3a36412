"""What anyone may see: the five disclosures, the figures with where people went, the seals, and the language switch."""

from datetime import date
from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.disclosures import open_classes, open_posts, promised, recruiting_now, roster
from services.divisions import division_names
from services.errors import NotFound
from services.seals import find_day, sealed_days
from services.small_counts import FEWEST
from web.addresses import safe_next
from web.formats import now
from web.languages import LANGUAGES
from web.paging import Paging
from web.published import published, readable
from web.routes import NOTHING, PUBLIC, page
from web.tables.public import fee, places_left, roster_state
from web.tiles import squares

FOR_A_MINUTE = "private, max-age=60"
"""How long a browser may show a public page again; no cache between may, for each holds a form of its reader's own."""
CITIES = 10
"""So many cities stand on the front."""


def _public(template: str, **values: Any) -> Response:
    answer = make_response(render_template(f"public/{template}.html", **values))
    if g.get("actor") is None:
        answer.headers["Cache-Control"] = FOR_A_MINUTE
        answer.vary.update(("Cookie", "Accept-Language"))
    return answer


@page("/", action=PUBLIC)
def front(opened: Session) -> ResponseReturnValue:
    day = published(opened)
    places = readable(day, "by_province") if day else []
    return _public(
        "front",
        recruiting=recruiting_now(opened),
        day=day,
        near=readable(day, "by_nearness") if day else [],
        provinces=places,
        squares=squares([(each.code, each.counts[0]) for each in places if each.code]),
        cities=readable(day, "by_city")[:CITIES] if day else [],
        fewest=FEWEST,
    )


@page("/disclosures/figures", action=PUBLIC)
def public_figures(opened: Session) -> ResponseReturnValue:
    day = published(opened)
    names = ("by_month", "by_occupation", "by_city")
    return _public("figures", day=day, fewest=FEWEST, **{name: readable(day, name) if day else [] for name in names})


@page("/disclosures/posts", action=PUBLIC)
def public_posts(opened: Session) -> ResponseReturnValue:
    paging = Paging.of_request()
    posts = paging.cut(open_posts(opened, limit=paging.size + 1, offset=paging.offset))
    classes = open_classes(opened, at=now()) if paging.number == 1 else []
    return _public("posts", posts=posts, classes=classes, places_left=places_left, paging=paging)


@page("/disclosures/fees", action=PUBLIC)
def public_fees(opened: Session) -> ResponseReturnValue:
    paging = Paging.of_request()
    classes = paging.cut(open_classes(opened, at=now(), limit=paging.size + 1, offset=paging.offset))
    return _public("fees", classes=classes, fee=fee, paging=paging)


@page("/disclosures/subsidies", action=PUBLIC)
def public_subsidies(opened: Session) -> ResponseReturnValue:
    return _public("subsidies")


@page("/disclosures/promise", action=PUBLIC)
def public_promise(opened: Session) -> ResponseReturnValue:
    usual, *counties = promised(opened)
    names = division_names(opened, [each.county_code for each in counties])
    return _public("promise", usual=usual, counties=counties, names=names)


@page("/disclosures/roster", action=PUBLIC)
def public_roster(opened: Session) -> ResponseReturnValue:
    paging = Paging.of_request()
    people, total = roster(opened, limit=paging.size, offset=paging.offset)
    return _public("roster", people=people, total=total, paging=paging.of(total), state=roster_state)


@page("/disclosures/seals", action=PUBLIC)
def public_seals(opened: Session) -> ResponseReturnValue:
    return _public("seals", days=sealed_days(opened))


@page("/disclosures/day.json", action=PUBLIC)
def public_day(opened: Session) -> ResponseReturnValue:
    """A day exactly as it was sealed, the latest when the address names none. Raises NotFound."""
    asked, latest = request.args.get("day", ""), sealed_days(opened, limit=1)
    if not asked and not latest:
        return redirect(url_for("public_seals"))
    found = find_day(opened, _day(asked)) if asked else latest[0]
    if found is None:
        raise NotFound("day_unknown", field="day", day=asked)
    answer = Response(found.text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=sunmatch-{found.day.isoformat()}.json"
    answer.headers["Cache-Control"] = FOR_A_MINUTE
    return answer


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound("day_unknown", field="day", day=text[:20]) from None


@page("/language/<any(zh, en):code>", action=PUBLIC, methods=["POST"], opens=NOTHING)
def switch_language(code: str) -> ResponseReturnValue:
    session["language"] = code if code in LANGUAGES else "zh"
    return redirect(safe_next(url_for("front")), 303)
