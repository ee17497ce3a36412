"""Codes as words: states, kinds, roles, actions, criteria, rules … English here, Chinese in `translations`."""

from collections.abc import Mapping

from flask import Flask

from web.languages import translated


def N_(text: str) -> str:  # noqa: N802  gettext's own name for text that is translated later
    """Mark a text for the catalogue."""
    return text


ROLES = {
    "employer": N_("Employer"),
    "counsellor": N_("Counsellor"),
    "labourer": N_("Labourer"),
    "liaison": N_("Village liaison"),
    "township": N_("Township office"),
    "base": N_("Training base"),
    "school": N_("School"),
    "department": N_("Other department"),
    "broker": N_("Broker or association"),
    "assessor": N_("Assessor"),
    "county": N_("County office"),
    "finance": N_("Finance bureau"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
    "clock": N_("the clock"),
    "operator": N_("Operator at the server"),
}
STATES = {
    "draft": N_("Draft"),
    "submitted": N_("Waiting for review"),
    "returned": N_("Returned"),
    "approved": N_("Approved"),
    "open": N_("Recruiting"),
    "filled": N_("Filled"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
    "expired": N_("Expired"),
    "applied": N_("Applied"),
    "scored": N_("Scored"),
    "publicised": N_("On public notice"),
    "accredited": N_("Accredited"),
    "refused": N_("Refused"),
    "suspended": N_("Suspended"),
    "removed": N_("Removed"),
    "waiting": N_("Waiting for a decision"),
    "merged": N_("Merged"),
    "distinct": N_("Two people"),
    "planned": N_("Planned"),
    "declared": N_("Declared"),
    "running": N_("Running"),
    "finished": N_("Finished"),
    "accepted": N_("Accepted"),
    "invited": N_("Invited"),
    "agreed": N_("Agreed"),
    "waitlisted": N_("On the waiting list"),
    "enrolled": N_("Enrolled"),
    "training": N_("In training"),
    "certified": N_("Certified"),
    "declined": N_("Declined"),
    "lapsed": N_("Lapsed"),
    "withdrawn": N_("Withdrawn"),
    "dropped": N_("Dropped out"),
    "failed": N_("Did not work out"),
    "offered": N_("Offered"),
    "delivered": N_("Delivered, first month"),
    "confirmed": N_("Confirmed"),
    "ended": N_("Ended"),
    "superseded": N_("Placed elsewhere"),
    "searching": N_("Searching"),
    "retraining": N_("Back in class"),
    "escalated": N_("Needs a person"),
    "resolved": N_("Resolved"),
}
ACTIONS = {
    "file": N_("File the order"),
    "submit": N_("Submit"),
    "return": N_("Return"),
    "revise": N_("Revise"),
    "approve": N_("Approve"),
    "open": N_("Open for recruiting"),
    "fill": N_("Mark as filled"),
    "reopen": N_("Reopen"),
    "close": N_("Close"),
    "cancel": N_("Cancel"),
    "expire": N_("Let expire"),
    "score": N_("Score"),
    "publicise": N_("Put on public notice"),
    "accredit": N_("Accredit"),
    "refuse": N_("Refuse"),
    "suspend": N_("Suspend"),
    "restore": N_("Restore"),
    "remove": N_("Remove"),
    "declare": N_("Declare"),
    "start": N_("Start"),
    "finish": N_("Finish"),
    "accept": N_("Accept"),
    "agree": N_("Agree"),
    "decline": N_("Decline"),
    "lapse": N_("Let lapse"),
    "enrol": N_("Enrol"),
    "wait": N_("Put on the waiting list"),
    "attend": N_("Begin training"),
    "certify": N_("Certify"),
    "fail": N_("Record that it did not work out"),
    "drop": N_("Drop out"),
    "withdraw": N_("Withdraw"),
    "release": N_("Release"),
    "confirm": N_("Confirm"),
    "end": N_("End"),
    "offer": N_("Offer"),
}
DONE = {
    "file": N_("Filed"),
    "submit": N_("Submitted"),
    "return": N_("Returned"),
    "revise": N_("Taken up again"),
    "approve": N_("Approved"),
    "open": N_("Opened for recruiting"),
    "fill": N_("All places taken"),
    "reopen": N_("Reopened"),
    "close": N_("Closed"),
    "cancel": N_("Cancelled"),
    "expire": N_("Expired"),
    "amend": N_("Changed"),
    "plan": N_("Planned"),
    "declare": N_("Declared"),
    "start": N_("Started"),
    "finish": N_("Finished"),
    "accept": N_("Accepted"),
    "refuse": N_("Refused"),
    "link": N_("Post linked"),
    "unlink": N_("Post unlinked"),
    "apply": N_("Applied"),
    "invite": N_("Invited"),
    "agree": N_("Agreed"),
    "decline": N_("Declined"),
    "lapse": N_("Lapsed"),
    "enrol": N_("Enrolled"),
    "wait": N_("Put on the waiting list"),
    "attend": N_("Training begun"),
    "certify": N_("Certified"),
    "fail": N_("Did not work out"),
    "drop": N_("Dropped out"),
    "withdraw": N_("Withdrawn"),
    "release": N_("Released"),
    "score": N_("Scored by the experts"),
    "publicise": N_("Put on public notice"),
    "accredit": N_("Accredited"),
    "suspend": N_("Suspended"),
    "restore": N_("Restored"),
    "remove": N_("Removed"),
}
RIGHTS = {
    "orders.read": N_("read orders"),
    "orders.file": N_("file orders"),
    "orders.submit": N_("submit orders"),
    "orders.review": N_("review orders"),
    "orders.close": N_("close orders"),
    "orders.cancel": N_("cancel orders"),
    "labourers.read": N_("read the register"),
    "labourers.reveal": N_("see ID and phone numbers in full"),
    "labourers.act": N_("act for people who ask for it"),
    "labourers.import": N_("import registers"),
    "twins.decide": N_("decide on likely twins"),
    "employers.read": N_("read employers"),
    "employers.import": N_("import employers"),
    "employers.mark": N_("mark employers for wage arrears"),
    "bases.read": N_("read training bases"),
    "bases.import": N_("import training bases"),
    "bases.accredit": N_("accredit training bases"),
    "orders.import": N_("import orders"),
    "lists.make": N_("rank candidates"),
    "lists.read": N_("read candidate lists"),
    "lists.mark": N_("write notes on candidates, pass them or put them forward"),
    "plans.make": N_("plan all open seats"),
    "plans.read": N_("read plans"),
    "openings.read": N_("see which jobs fit a person"),
    "classes.read": N_("read classes"),
    "classes.declare": N_("plan and declare classes"),
    "classes.review": N_("review classes"),
    "classes.run": N_("start and finish classes"),
    "classes.cancel": N_("cancel classes"),
    "enrolments.read": N_("read class rosters"),
    "enrolments.apply": N_("apply for a class"),
    "enrolments.invite": N_("invite to a class"),
    "enrolments.answer": N_("answer invitations"),
    "enrolments.decide": N_("enrol people"),
    "enrolments.teach": N_("keep attendance and roster"),
    "enrolments.certify": N_("examine and certify"),
    "papers.record": N_("record papers"),
    "placements.read": N_("read placements"),
    "placements.offer": N_("offer jobs"),
    "placements.answer": N_("answer offers"),
    "placements.terms": N_("record the terms of a job"),
    "placements.sign": N_("sign for people delivered"),
    "placements.confirm": N_("stamp the roster"),
    "placements.call": N_("record follow-up calls"),
    "placements.cancel": N_("cancel a hire"),
    "placements.end": N_("end a placement"),
    "displacements.read": N_("read displacements"),
    "displacements.report": N_("report a lost job"),
    "displacements.close_plant": N_("displace everybody of a plant that closes"),
    "displacements.work": N_("work on displacements"),
    "complaints.read": N_("read complaints"),
    "watch.read": N_("read the watch list"),
    "measures.read": N_("read the measures of re-placement"),
    "messages.read": N_("read messages to labourers"),
    "messages.work": N_("take back, resend and print messages"),
    "moves.record": N_("record people who moved by themselves"),
    "own_pages.use": N_("use the labourer's own pages"),
    "jobs.read": N_("read failed jobs"),
    "users.manage": N_("manage accounts"),
    "permissions.read": N_("read the permission table"),
}
SCOPES = {"own": N_("own"), "division": N_("division"), "all": N_("all")}
ORDER_KINDS = {"training": N_("Training order"), "hiring": N_("Hiring order")}
SUB_KINDS = {
    "order_class": N_("Order class"),
    "title_class": N_("Title class"),
    "apprenticeship": N_("Apprenticeship"),
    "investment_led": N_("New investment"),
    "seasonal": N_("Seasonal work"),
    "abroad": N_("Work abroad"),
    "ordinary": N_("Ordinary hiring"),
}
SEX_LIMITS = {1: N_("men only"), 2: N_("women only")}
SEXES = {0: N_("Any"), 1: N_("Man"), 2: N_("Woman"), "male": N_("Man"), "female": N_("Woman")}
LEVELS = {
    0: N_("No level needed"),
    5: N_("Level 5 (junior)"),
    4: N_("Level 4 (intermediate)"),
    3: N_("Level 3 (senior)"),
    2: N_("Level 2 (technician)"),
    1: N_("Level 1 (senior technician)"),
}
SITUATIONS = {
    "at_home": N_("At home"),
    "away": N_("Away for work"),
    "in_training": N_("In training"),
    "placed": N_("Placed"),
    "moved_away": N_("Moved away"),
    "deceased": N_("Deceased"),
}
RANGES = {"anywhere": N_("Anywhere"), "near": N_("Near home"), "away": N_("Away from home")}
WAGE_UNITS = {
    "month": N_("a month"),
    "day": N_("a day"),
    "hour": N_("an hour"),
    "piece": N_("a piece"),
    "year": N_("a year"),
}
PAY_METHODS = {
    "month": N_("By the month"),
    "day": N_("By the day"),
    "hour": N_("By the hour"),
    "piece": N_("By the piece"),
    "year": N_("By the year"),
    "mixed": N_("By time and by the piece"),
}
PAYERS = {
    "employer": N_("The employer"),
    "public": N_("Public money"),
    "labourer": N_("The trainee"),
    "base": N_("The training base"),
    "shared": N_("Shared"),
}
CHANNELS = {
    "direct": N_("From the employer directly"),
    "office": N_("County office"),
    "township": N_("Township office"),
    "broker": N_("Broker"),
    "association": N_("Association"),
    "agency": N_("Agency"),
    "base_office": N_("Training base or its office"),
    "fair": N_("Job fair"),
    "online": N_("Online"),
}
BRINGS = {"premises": N_("Premises"), "equipment": N_("Equipment"), "teachers": N_("Teachers")}
MARITAL = {"single": N_("Single"), "married": N_("Married"), "divorced": N_("Divorced"), "widowed": N_("Widowed")}
CRITERIA = {
    "skill": N_("Skill"),
    "experience": N_("Experience"),
    "location": N_("Place"),
    "wish": N_("Wish"),
    "wage": N_("Wage"),
    "season": N_("Season"),
}
PROGRAMMES = {
    "skill": N_("Skill training"),
    "guidance": N_("Guidance"),
    "labour_preparation": N_("Labour preparation for school leavers"),
    "entrepreneurship": N_("Starting a business"),
    "in_service": N_("In-service upgrading"),
    "retraining": N_("Retraining of the unemployed"),
}
CLASS_KINDS = {
    "at_base": N_("At the base"),
    "travelling": N_("Travelling, in a village"),
    "at_destination": N_("Where the work is"),
    "doorstep": N_("At the doorstep, in the slack season"),
}
FEE_WAYS = {"free": N_("Free of charge"), "reduced": N_("Reduced"), "charged": N_("Charged")}
EXAM_PARTS = {"theory": N_("Theory"), "practice": N_("Practice")}
PAPER_KINDS = {
    "completion": N_("Completion certificate"),
    "level": N_("Level certificate"),
    "licence": N_("Licence"),
}
OWNERSHIPS = {"public": N_("Public"), "private": N_("Private"), "joint": N_("Run with an employer")}
IMPORT_KINDS = {
    "labourers": N_("Labourers"),
    "employers": N_("Employers"),
    "bases": N_("Training bases"),
    "orders": N_("Orders"),
}
CERTIFICATE_KINDS = {"licence": N_("Licence"), "level": N_("Level certificate"), "health": N_("Health certificate")}
REPLAY_REASONS = {"rules_changed": N_("This version ranks by other rules")}
ACTS_FOR = {
    "accept": N_("Said yes to an offer"),
    "decline": N_("Said no to an offer"),
    "agree": N_("Said yes to an invitation"),
    "stay_away": N_("Said no to a class"),
    "apply": N_("Applied for a class"),
    "correct": N_("Corrected what the person wants and can"),
}
ASKED_BY = {
    "person": N_("the person"),
    "family": N_("somebody of the family"),
    "neighbour": N_("somebody of the village"),
}
ASKED_WAYS = {
    "visit": N_("at a visit at home"),
    "phone": N_("by telephone"),
    "office": N_("at the office"),
    "message": N_("by a message or letter"),
}
SUBJECTS = {"order": N_("order"), "base": N_("training base")}

TABLES: dict[str, Mapping[str, str] | Mapping[int, str] | Mapping[str | int, str]] = {
    "role": ROLES,
    "state": STATES,
    "action": ACTIONS,
    "done": DONE,
    "right": RIGHTS,
    "scope": SCOPES,
    "kind": ORDER_KINDS,
    "sub_kind": SUB_KINDS,
    "sex": SEXES,
    "sex_limit": SEX_LIMITS,
    "level": LEVELS,
    "situation": SITUATIONS,
    "range": RANGES,
    "wage_unit": WAGE_UNITS,
    "pay_method": PAY_METHODS,
    "payer": PAYERS,
    "channel": CHANNELS,
    "brings": BRINGS,
    "marital": MARITAL,
    "criterion": CRITERIA,
    "programme": PROGRAMMES,
    "class_kind": CLASS_KINDS,
    "fee_way": FEE_WAYS,
    "exam_part": EXAM_PARTS,
    "paper_kind": PAPER_KINDS,
    "ownership": OWNERSHIPS,
    "import_kind": IMPORT_KINDS,
    "certificate_kind": CERTIFICATE_KINDS,
    "subject": SUBJECTS,
    "act_for": ACTS_FOR,
    "asked_by": ASKED_BY,
    "asked_way": ASKED_WAYS,
    "replay_reason": REPLAY_REASONS,
}


def label(table: str, code: object) -> str:
    """The word for a code in the language in force; a code without one stays as it is."""
    text = TABLES[table].get(code)  # type: ignore[call-overload]
    return translated(text) if text is not None else str(code)


def choices(table: str) -> list[tuple[object, str]]:
    """Codes and words of a table, for a form."""
    return [(code, label(table, code)) for code in TABLES[table]]


def use_words(app: Flask) -> None:
    app.jinja_env.globals.update(label=label, choices=choices)
