"""Sums for monitoring in Prometheus' text format: no person, no employer, no base, no cause of fewer than five."""

from collections.abc import Iterable, Mapping
from hmac import compare_digest
from ipaddress import ip_address

from flask import Response, abort, current_app, request
from sqlalchemy.orm import Session

from services.measures import FEWEST, WITHIN, Measure, overall_measures
from services.metrics import Gauges, gauges
from services.settings import Settings
from web.formats import now
from web.routes import PUBLIC, page

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")
Sample = tuple[dict[str, str], float]
Family = tuple[str, str, list[Sample]]


@page("/metrics", action=PUBLIC)
def metrics(session: Session) -> Response:
    """Answers whoever has the token of the settings; without one, this machine alone, and no proxy on it."""
    if not _may_read():
        abort(404)
    at = now()
    causes = overall_measures(session, "cause", at=at)
    everybody = overall_measures(session, at=at).get("all", Measure(within=dict.fromkeys(WITHIN, (0, 0))))
    parts = (*_of_now(gauges(session, at=at)), *_of_a_year(everybody, causes))
    return Response("".join(_lines(*each) for each in parts), mimetype="text/plain; version=0.0.4")


def _of_now(found: Gauges) -> list[Family]:
    states: list[Sample] = [({"half": half, "state": state}, number) for half in found.states
              for state, number in found.states[half].items()]  # fmt: skip
    return [
        ("sunmatch_halves", "Displacements and vacancies in each state", states),
        ("sunmatch_halves_due", "Rows due for a worker now", _by_half(found.due)),
        ("sunmatch_halves_due_oldest_seconds", "For how long the oldest has been due", _by_half(found.oldest)),
        ("sunmatch_work_late", "Items of the work queue past their limit", [({}, found.late)]),
        ("sunmatch_displaced_silent", "Displaced people nobody has spoken to for too long", [({}, found.silent)]),
    ]


def _by_half(numbers: Mapping[str, float]) -> list[Sample]:
    return [({"half": half}, number) for half, number in numbers.items()]


def _of_a_year(everybody: Measure, causes: Mapping[str, Measure]) -> list[Family]:
    told = {cause: each for cause, each in causes.items() if each.failed >= FEWEST}
    shares = [({"days": str(days)}, everybody.share(days)) for days in WITHIN]
    return [
        ("sunmatch_failures_year", "Failures of the last 365 days by cause, of five people or more",
         [({"cause": cause}, each.failed) for cause, each in told.items()]),
        ("sunmatch_replaced_year", "Of these, placed again",
         [({"cause": cause}, each.placed) for cause, each in told.items() if each.placed >= FEWEST]),
        ("sunmatch_replacement_hours_median", "Hours from failure to the accepted next job, last 365 days",
         _known([({}, everybody.hours)])),
        ("sunmatch_replaced_share", "Share placed again within so many days, last 365 days", _known(shares)),
        ("sunmatch_failed_again_share", "Share of next jobs that failed too", _known([({}, everybody.share_again)])),
    ]  # fmt: skip


def _known(samples: Iterable[tuple[dict[str, str], float | None]]) -> list[Sample]:
    return [(labels, value) for labels, value in samples if value is not None]


def _lines(name: str, about: str, samples: Iterable[Sample]) -> str:
    """A family of gauges; the labels are our own codes, which need no escape."""
    text = f"# HELP {name} {about}\n# TYPE {name} gauge\n"
    for labels, value in samples:
        inside = ",".join(f'{key}="{code}"' for key, code in labels.items())
        text += f"{name}{{{inside}}} {value:.10g}\n" if inside else f"{name} {value:.10g}\n"
    return text


def _may_read() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.metrics_token:
        sent = request.headers.get("Authorization", "").encode()
        return compare_digest(sent, f"Bearer {settings.metrics_token}".encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    return request.remote_addr is not None and ip_address(request.remote_addr.partition("%")[0]).is_loopback
