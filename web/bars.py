"""Bars of points: a ranked list draws one for each criterion of each person, hundreds on a page."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from web.formats import pixels
from web.words import choices

Criterion = Mapping[str, Any]


def bar(points: float, weight: float, name: str) -> Markup:
    """Points as a bar in a track as long as the most there can be."""
    _, before, between = _frame(name, weight)
    return Markup(_drawn(before, points, between))  # noqa: S704  what is not ours in it is escaped


def point_cells() -> Callable[[Iterable[Criterion], bool], Markup]:
    """Draws the cells of a row, one a criterion: points and bar, nothing where they are hidden. For one page: it asks
    once for the name of each criterion."""
    names = dict(choices("criterion"))

    def cell(criterion: Criterion, hidden: bool) -> str:
        points = criterion["points"]
        name, before, between = _frame(names[criterion["name"]], criterion["weight"])
        shown = "" if hidden else f'<span class="point">{points:.1f}</span>{_drawn(before, points, between)}'
        return f'<td role="cell" class="points" data-label="{name}">{shown}</td>'

    def cells(criteria: Iterable[Criterion], hidden: bool) -> Markup:
        return Markup("\n".join([cell(each, hidden) for each in criteria]))  # noqa: S704  as above

    return cells


def _drawn(before: str, points: float, between: str) -> str:
    return f'{before}{points:.1f}{between}{pixels(points)}" height="10"/></svg>'


@lru_cache(maxsize=256)
def _frame(name: str, weight: float) -> tuple[str, str, str]:
    """The name of a criterion for HTML, and what all its bars draw before their points and between those and their
    length."""
    shown, size = escape(name), f'width="{pixels(weight)}" height="10"'
    track = f' / {weight:g}"><rect class="track" {size}/><rect class="fill" width="'
    return shown, f'<svg class="bar" {size} role="img" aria-label="{shown} ', track


def use_bars(app: Flask) -> None:
    app.jinja_env.globals.update(bar=bar, point_cells=point_cells)
