"""Words for versions of the weights: their states and steps, the numbers in them and their units, groups of people."""

from flask_babel import gettext

from web.field_names import FIELDS
from web.placement_words import JOBS
from web.words import ACTIONS, CRITERIA, DONE, N_, RIGHTS, STATES, TABLES, label

STATES.update(
    {
        "proposed": N_("Proposed"),
        "shadowed": N_("Tried in the shadow"),
        "in_force": N_("In force"),
        "replaced": N_("Replaced"),
    }
)
RIGHTS.update(
    {
        "weights.read": N_("read the weights"),
        "weights.draft": N_("draft and propose weights"),
        "weights.approve": N_("switch weights on"),
    }
)
ACTIONS.update({"propose": N_("Propose"), "shadow": N_("Run in the shadow"), "replace": N_("Replace")})
DONE.update(
    {
        "draft": N_("Drafted"),
        "propose": N_("Proposed"),
        "ask_shadow": N_("Run in the shadow asked for"),
        "shadow": N_("Tried in the shadow"),
        "replace": N_("Replaced"),
    }
)
WEIGHTS_ACTIONS = ACTIONS | {"approve": N_("Switch on"), "propose": N_("Propose this version")}
WEIGHTS_DONE = DONE | {"approve": N_("Switched on")}
NUMBERS = {
    **{f"points_{name}": words for name, words in CRITERIA.items()},
    "level_short": N_("A skill 0, 1 … 5 levels too low"),
    "unproven": N_("A level shown by practice, without paper"),
    "years_as_level": N_("Years of practice that stand for level 5, 4 …"),
    "wish_as_skill": N_("Wishing for the occupation, where no skill is asked"),
    "taught": N_("Given to everyone where the class teaches it"),
    "experience_full": N_("Months after which experience counts in full"),
    "experience_near": N_("Least nearness of another occupation"),
    "half_distance": N_("Distance at which nearness to home has halved"),
    "lived_steps": N_("Living in the same township, county, city, province"),
    "wanted_steps": N_("Wanting a place in the same township, county, city, province"),
    "place_anywhere": N_("Open to anywhere, work away from home"),
    "place_away": N_("Wants to go away and names no place"),
    "place_abroad": N_("Agreed to go abroad"),
    "lived_when_away": N_("Nearness to home, for one who wants to go away"),
    "wish_ranks": N_("First, second, third … wish"),
    "wish_industry": N_("Only the industry is wished for"),
    "wish_unstated": N_("No wish stated"),
    "wage_range_share": N_("Where the offer lies between least and highest wage"),
    "wage_zero_ratio": N_("Offer against the floor that counts nothing"),
    "wage_at_floor": N_("An offer exactly at the floor"),
    "wage_full_ratio": N_("Offer against the floor that counts in full"),
    "wage_no_floor": N_("No wage floor stated"),
    "wage_unknown": N_("The post states no wage"),
    "board_missing": N_("Taken off when board is wanted and not given"),
    "lodging_missing": N_("Taken off when lodging is wanted and not given"),
    "month_cost": N_("Taken off for each month of work needed at home"),
    "age_floor": N_("Least age on the first day"),
    "late_days": N_("Days by which somebody may come late"),
}
UNITS = {
    "points": N_("points"),
    "age": N_("years old"),
    "days": N_("days"),
    "months": N_("months"),
    "years": N_("years"),
    "km": N_("kilometres"),
}
NUMBER_GROUPS = {**CRITERIA, "points": N_("Points of the criteria"), "rules": N_("Hard rules")}
GROUP_KINDS = {
    "sex": N_("Sex"),
    "age": N_("Age"),
    "category": N_("Category"),
    "township": N_("Township"),
}
AGES = {16: N_("16 to 24"), 25: N_("25 to 34"), 35: N_("35 to 44"), 45: N_("45 to 54"), 55: N_("55 and older")}

JOBS.update({"run_shadow": N_("Run weights in the shadow")})
FIELDS.update(NUMBERS)
FIELDS.update({"weights_reason": N_("Reason for the change"), "weights": N_("Weights")})
TABLES.update(
    weights_state=STATES,
    weights_action=WEIGHTS_ACTIONS,
    weights_done=WEIGHTS_DONE,
    number_group=NUMBER_GROUPS,
    group_kind=GROUP_KINDS,
    number=NUMBERS,
    age_band=AGES,
)


def unit(code: str) -> str:
    """The unit of a number as it stands behind it."""
    return "%" if code == "percent" else gettext(UNITS[code])


def group_name(group: dict[str, object]) -> str:
    """What a group of a report is called."""
    if not group["code"]:
        if group["kind"] == "category":
            return gettext("None of them")
        return gettext("Not stated")
    if group["kind"] in ("sex", "age"):
        return label("sex" if group["kind"] == "sex" else "age_band", group["code"])
    return str(group["name"])
