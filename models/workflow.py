"""The workflow tables: what may happen to a subject in which state, by whose right, under which guards.

`services/steps.py` is their one reader that writes a state; `docs/workflow.md` is printed from them.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Move:
    """One action from one state. `right` is an action of the permission table; `guards` are names of functions in
    `services/guards.py`; `needs_note` asks for a reason in words; `by_clock` marks what the sweep does by itself."""

    to: str
    right: str
    guards: tuple[str, ...] = ()
    needs_note: bool = False
    by_clock: bool = False


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

MACHINES = {machine.subject: machine for machine in (ORDER, BASE)}
