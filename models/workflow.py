"""The workflow tables: what may happen to a subject in which state, by whose right, under which guards.

`services/steps.py` is their one reader that writes a state; `docs/workflow.md` is printed from them.
"""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Move:
    """One action from one state. `right` is an action of the permission table; `guards` are names of functions in
    `services/guards/`, `effects` of functions in `services/effects.py` that change with the state what must change
    with it (a seat, a place, what the person is doing); `needs_note` asks for a reason in words; `by_clock` marks what
    the sweep does by itself; `not_by` names the column with the person who may not take this step: two people sign."""

    to: str
    right: str
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = field(default=(), kw_only=True)
    needs_note: bool = False
    by_clock: bool = False
    not_by: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Machine:
    subject: str
    states: tuple[str, ...]
    moves: dict[tuple[str, str], Move] = field(hash=False)

    @property
    def initial(self) -> str:
        return self.states[0]

    def actions_from(self, state: str) -> dict[str, Move]:
        return {action: move for (start, action), move in self.moves.items() if start == state}


ORDER = Machine(
    subject="order",
    states=("draft", "submitted", "returned", "approved", "open", "filled", "closed", "cancelled", "expired"),
    moves={
        ("draft", "submit"): Move("submitted", "orders.submit", ("order_is_complete", "employer_pays_wages")),
        ("submitted", "return"): Move("returned", "orders.review", needs_note=True),
        ("returned", "revise"): Move("draft", "orders.submit"),
        ("submitted", "approve"): Move(
            "approved", "orders.review", ("order_is_complete", "employer_pays_wages", "deadline_is_ahead")
        ),
        ("approved", "open"): Move(
            "open", "orders.review", ("recruiting_has_begun", "employer_pays_wages"), by_clock=True
        ),
        ("open", "fill"): Move("filled", "orders.review", ("every_seat_is_taken",), by_clock=True),
        ("filled", "reopen"): Move("open", "orders.review", ("a_seat_is_free", "employer_pays_wages"), by_clock=True),
        ("open", "close"): Move("closed", "orders.close", needs_note=True),
        ("filled", "close"): Move("closed", "orders.close"),
        ("draft", "cancel"): Move("cancelled", "orders.cancel", needs_note=True),
        ("submitted", "cancel"): Move("cancelled", "orders.cancel", needs_note=True),
        ("returned", "cancel"): Move("cancelled", "orders.cancel", needs_note=True),
        ("approved", "cancel"): Move("cancelled", "orders.cancel", needs_note=True),
        ("open", "cancel"): Move("cancelled", "orders.cancel", needs_note=True),
        ("draft", "expire"): Move("expired", "orders.review", ("deadline_has_passed",), by_clock=True),
        ("submitted", "expire"): Move("expired", "orders.review", ("deadline_has_passed",), by_clock=True),
        ("returned", "expire"): Move("expired", "orders.review", ("deadline_has_passed",), by_clock=True),
        ("approved", "expire"): Move("expired", "orders.review", ("deadline_has_passed",), by_clock=True),
        ("open", "expire"): Move("expired", "orders.review", ("deadline_has_passed",), by_clock=True),
    },
)

BASE = Machine(
    subject="base",
    states=("applied", "scored", "publicised", "accredited", "refused", "suspended", "removed"),
    moves={
        ("applied", "score"): Move("scored", "bases.accredit"),
        ("scored", "publicise"): Move("publicised", "bases.accredit"),
        ("publicised", "accredit"): Move("accredited", "bases.accredit"),
        ("applied", "refuse"): Move("refused", "bases.accredit", needs_note=True),
        ("scored", "refuse"): Move("refused", "bases.accredit", needs_note=True),
        ("publicised", "refuse"): Move("refused", "bases.accredit", needs_note=True),
        ("accredited", "suspend"): Move("suspended", "bases.accredit", needs_note=True),
        ("suspended", "restore"): Move("accredited", "bases.accredit", needs_note=True),
        ("accredited", "remove"): Move("removed", "bases.accredit", needs_note=True),
        ("suspended", "remove"): Move("removed", "bases.accredit", needs_note=True),
    },
)

CLASS = Machine(
    subject="class",
    states=("planned", "declared", "approved", "running", "finished", "accepted", "cancelled"),
    moves={
        ("planned", "declare"): Move("declared", "classes.declare", ("class_is_complete", "base_may_teach")),
        ("declared", "return"): Move("planned", "classes.review", needs_note=True),
        ("declared", "approve"): Move("approved", "classes.review", ("class_is_complete", "base_may_teach")),
        ("approved", "start"): Move("running", "classes.run", ("class_may_begin", "someone_is_enrolled")),
        ("running", "finish"): Move("finished", "classes.run", ("nobody_is_in_training",)),
        ("finished", "accept"): Move("accepted", "classes.review"),
        ("planned", "cancel"): Move("cancelled", "classes.cancel", needs_note=True),
        ("declared", "cancel"): Move("cancelled", "classes.cancel", needs_note=True),
        ("approved", "cancel"): Move("cancelled", "classes.cancel", needs_note=True),
    },
)

_ENDED_ENROLMENTS = ("declined", "lapsed", "withdrawn", "dropped", "failed")
_LEAVE = Move("withdrawn", "enrolments.answer", needs_note=True)
_RELEASE = Move("withdrawn", "classes.cancel", ("class_is_cancelled",), by_clock=True)
_ENROL = Move("enrolled", "enrolments.decide", ("class_takes_people",), effects=("take_place",))
_GIVE_UP = ("free_place", "person_leaves_class")

ENROLMENT = Machine(
    subject="enrolment",
    states=(
        *("applied", "invited", "agreed", "waitlisted", "enrolled", "training", "finished", "certified"),
        *_ENDED_ENROLMENTS,
    ),
    moves={
        ("applied", "accept"): Move("agreed", "enrolments.decide"),
        ("applied", "refuse"): Move("declined", "enrolments.decide", needs_note=True),
        ("invited", "agree"): Move("agreed", "enrolments.answer", ("invitation_is_open",)),
        ("invited", "decline"): Move("declined", "enrolments.answer", needs_note=True),
        ("invited", "cancel"): Move("withdrawn", "enrolments.invite", needs_note=True),
        ("invited", "lapse"): Move("lapsed", "enrolments.decide", ("invitation_is_over",), by_clock=True),
        ("agreed", "enrol"): _ENROL,
        ("agreed", "wait"): Move("waitlisted", "enrolments.decide", ("class_takes_people", "no_place_is_free")),
        ("waitlisted", "enrol"): replace(_ENROL, by_clock=True),
        ("enrolled", "attend"): Move(
            "training", "enrolments.teach", ("class_is_running",), effects=("person_enters_class",)
        ),
        ("training", "finish"): Move(
            "finished", "enrolments.teach", ("lessons_were_attended",), effects=("person_leaves_class",)
        ),
        ("finished", "certify"): Move("certified", "enrolments.certify", ("a_paper_was_earned",)),
        ("finished", "fail"): Move("failed", "enrolments.certify", ("an_examination_was_failed",)),
        ("training", "fail"): Move("failed", "enrolments.teach", effects=_GIVE_UP, needs_note=True),
        ("enrolled", "drop"): Move("dropped", "enrolments.teach", effects=_GIVE_UP, needs_note=True),
        ("training", "drop"): Move("dropped", "enrolments.teach", effects=_GIVE_UP, needs_note=True),
        **{(state, "withdraw"): _LEAVE for state in ("applied", "agreed", "waitlisted")},
        ("enrolled", "withdraw"): replace(_LEAVE, effects=("free_place",)),
        **{(state, "release"): _RELEASE for state in ("applied", "invited", "agreed", "waitlisted")},
        ("enrolled", "release"): replace(_RELEASE, effects=("free_place",)),
    },
)

# A failed placement leaves its seat to a vacancy, which `displace` opens in the same transaction.
_FAIL = Move("failed", "displacements.report", effects=("person_is_free",))

PLACEMENT = Machine(
    subject="placement",
    states=(
        *("offered", "accepted", "delivered", "confirmed", "ended"),
        *("declined", "lapsed", "superseded", "cancelled", "failed"),
    ),
    moves={
        ("offered", "accept"): Move(
            "accepted", "placements.answer", ("offer_is_open", "person_is_alive"), effects=("person_is_placed",)
        ),
        ("offered", "decline"): Move("declined", "placements.answer", effects=("free_seat",), needs_note=True),
        ("offered", "lapse"): Move(
            "lapsed", "placements.offer", ("offer_is_over",), effects=("free_seat",), by_clock=True
        ),
        ("offered", "supersede"): Move(
            "superseded", "placements.offer", ("placed_elsewhere",), effects=("free_seat",), by_clock=True
        ),
        ("offered", "cancel"): Move("cancelled", "placements.offer", effects=("free_seat",), needs_note=True),
        ("accepted", "cancel"): Move(
            "cancelled", "placements.cancel", effects=("free_seat", "person_is_free"), needs_note=True
        ),
        ("accepted", "deliver"): Move("delivered", "placements.sign", ("terms_are_recorded",)),
        ("delivered", "confirm"): Move(
            "confirmed", "placements.confirm", ("month_is_over", "both_were_reached", "evidence_is_recorded")
        ),
        **{(state, "fail"): _FAIL for state in ("accepted", "delivered", "confirmed")},
        ("confirmed", "end"): Move("ended", "placements.end", effects=("person_is_free",), needs_note=True),
    },
)
# A placement in one of these states holds its seat and its person.
HOLDING = ("offered", "accepted", "delivered", "confirmed")
TAKEN = ("accepted", "delivered", "confirmed")

_UNRESOLVED = ("open", "searching", "offered", "waiting", "retraining", "escalated")
_WITHDRAW = Move("withdrawn", "displacements.work", needs_note=True)

DISPLACEMENT = Machine(
    subject="displacement",
    states=("open", "searching", "offered", "waiting", "retraining", "escalated", "resolved", "withdrawn"),
    moves={
        ("open", "search"): Move("searching", "displacements.work", by_clock=True),
        **{
            (state, "end"): Move("withdrawn", "displacements.work", ("person_is_gone",), by_clock=True)
            for state in ("open", "searching", "waiting", "retraining")
        },
        ("open", "retrain"): Move("retraining", "displacements.work", by_clock=True),
        ("open", "escalate"): Move("escalated", "displacements.work", by_clock=True),
        ("searching", "offer"): Move("offered", "displacements.work", by_clock=True),
        ("searching", "wait"): Move("waiting", "displacements.work", by_clock=True),
        ("searching", "escalate"): Move("escalated", "displacements.work", needs_note=True),
        ("waiting", "search"): Move("searching", "displacements.work", by_clock=True),
        ("waiting", "escalate"): Move("escalated", "displacements.work", needs_note=True),
        ("offered", "search"): Move("searching", "displacements.work", ("no_offer_is_open",), by_clock=True),
        **{
            (state, "resolve"): Move("resolved", "displacements.work", ("an_offer_was_accepted",), by_clock=True)
            for state in _UNRESOLVED
        },
        ("resolved", "reopen"): Move("searching", "displacements.work", ("no_job_is_held",), by_clock=True),
        ("retraining", "search"): Move("searching", "displacements.work", by_clock=True),
        ("escalated", "resume"): Move("searching", "displacements.work", needs_note=True),
        ("escalated", "retrain"): Move("retraining", "displacements.work", needs_note=True),
        **{(state, "withdraw"): _WITHDRAW for state in _UNRESOLVED},
    },
)

# A vacancy that nobody fills any more gives its seat back to the line.
_CLOSE = Move("closed", "placements.cancel", effects=("free_vacant_seat",), needs_note=True)
_RELEASE_SEAT = Move("closed", "placements.cancel", ("order_is_over",), effects=("free_vacant_seat",), by_clock=True)

VACANCY = Machine(
    subject="vacancy",
    states=("open", "searching", "offered", "filled", "closed"),
    moves={
        ("open", "search"): Move("searching", "displacements.work", by_clock=True),
        ("searching", "offer"): Move("offered", "displacements.work", by_clock=True),
        ("offered", "search"): Move("searching", "displacements.work", ("no_offer_is_open",), by_clock=True),
        ("offered", "fill"): Move("filled", "displacements.work", ("an_offer_was_accepted",), by_clock=True),
        ("filled", "reopen"): Move("searching", "displacements.work", ("no_job_is_held",), by_clock=True),
        **{(state, "close"): _CLOSE for state in ("open", "searching")},
        **{(state, "release"): _RELEASE_SEAT for state in ("open", "searching")},
    },
)

_DROP_WEIGHTS = Move("withdrawn", "weights.draft", needs_note=True)

WEIGHTS = Machine(
    subject="weights",
    states=("draft", "proposed", "shadowed", "in_force", "refused", "withdrawn", "replaced"),
    moves={
        ("draft", "propose"): Move("proposed", "weights.draft", ("weights_are_lawful",)),
        **{
            (state, "shadow"): Move("shadowed", "weights.draft", ("shadow_is_whole",), by_clock=True)
            for state in ("proposed", "shadowed")
        },
        ("shadowed", "approve"): Move(
            "in_force", "weights.approve", ("weights_are_lawful", "shadow_is_of_these_weights"), not_by="proposed_by_id"
        ),
        **{
            (state, "refuse"): Move("refused", "weights.approve", needs_note=True, not_by="proposed_by_id")
            for state in ("proposed", "shadowed")
        },
        **{(state, "withdraw"): _DROP_WEIGHTS for state in ("draft", "proposed", "shadowed")},
        ("in_force", "replace"): Move("replaced", "weights.approve", by_clock=True),
    },
)

MACHINES = {
    machine.subject: machine for machine in (ORDER, BASE, CLASS, ENROLMENT, PLACEMENT, DISPLACEMENT, VACANCY, WEIGHTS)
}
