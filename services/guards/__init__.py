"""Guards of the workflow tables: each looks at one subject and raises a RuleRefusal that says what is missing.

`GUARDS` has them by name, as the tables name them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.guards import classes, displacements, enrolments, orders, placements, weights

Guard = Callable[[Session, Any, datetime], None]

GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        orders.employer_pays_wages,
        orders.order_is_complete,
        orders.deadline_is_ahead,
        orders.deadline_has_passed,
        orders.recruiting_has_begun,
        orders.every_seat_is_taken,
        orders.a_seat_is_free,
        classes.class_is_complete,
        classes.base_may_teach,
        classes.class_may_begin,
        classes.someone_is_enrolled,
        classes.nobody_is_in_training,
        enrolments.class_is_cancelled,
        enrolments.class_takes_people,
        enrolments.class_is_running,
        enrolments.no_place_is_free,
        enrolments.invitation_is_open,
        enrolments.invitation_is_over,
        enrolments.lessons_were_attended,
        enrolments.a_paper_was_earned,
        enrolments.an_examination_was_failed,
        placements.offer_is_open,
        placements.offer_is_over,
        placements.person_is_alive,
        placements.placed_elsewhere,
        placements.terms_are_recorded,
        placements.month_is_over,
        placements.both_were_reached,
        placements.evidence_is_recorded,
        displacements.person_is_gone,
        displacements.no_offer_is_open,
        displacements.no_job_is_held,
        displacements.an_offer_was_accepted,
        displacements.order_is_over,
        weights.weights_are_lawful,
        weights.shadow_is_whole,
        weights.shadow_is_of_these_weights,
    )
}
