"""State diagrams of the workflow tables, as Mermaid text that code hosts draw."""

from collections import defaultdict

from models.workflow import MACHINES, Machine


def state_diagram(subject: str) -> str:
    """The states of a subject with the actions between them; what the clock does by itself is marked with a star."""
    machine = MACHINES[subject]
    arrows = [f"    {start} --> {end}: {', '.join(actions)}" for (start, end), actions in _arrows(machine).items()]
    ends = [f"    {state} --> [*]" for state in machine.states if not machine.actions_from(state)]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {machine.initial}", *arrows, *ends, "```"])


def _arrows(machine: Machine) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (start, action), move in machine.moves.items():
        found[start, move.to].append(f"{action}*" if move.by_clock else action)
    return dict(found)
