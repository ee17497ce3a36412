"""The audit log in words: what was done, and to what."""

from flask_babel import gettext, ngettext

from services.audit import ACTIONS, AuditEntry
from web.field_names import FIELDS, field_name
from web.formats import count
from web.placement_words import JOBS
from web.sentences import SENTENCES
from web.tables.table import TABLES as TO_TAKE_AWAY
from web.words import N_, RIGHTS, TABLES

DONE = {
    "sign_in.begin": N_("signed in"),
    "sign_in.complete": N_("proved the second step"),
    "sign_in.refuse": N_("sign-in refused: wrong password"),
    "sign_in.end": N_("ended the sign-in"),
    "sign_in.end_others": N_("signed out elsewhere"),
    "sign_in.end_all": N_("signed everybody out"),
    "password.change": N_("changed the password"),
    "password.code": N_("made a code for a new password"),
    "password.code_used": N_("set a password with a code"),
    "password.code_refused": N_("code for a password refused"),
    "password.reset": N_("set a new password at the server"),
    "factor.set_up": N_("set the second step up"),
    "factor.refuse": N_("code of the second step refused"),
    "factor.recovery_codes": N_("made new recovery codes"),
    "factor.remove": N_("turned the second step off"),
    "factor.take_away": N_("took the second step away"),
    "account.add": N_("made the account"),
    "account.disable": N_("disabled the account"),
    "account.enable": N_("enabled the account"),
    "account.sign_out": N_("signed the account out everywhere"),
    "account.phone": N_("changed the telephone of the account"),
    "account.single_sign_on": N_("tied the account to the county's sign-in"),
    "account.hand_over": N_("handed the work of the account over"),
    "person.reveal": N_("saw ID and phone numbers in full"),
    "person.copy": N_("took a copy of a person's file"),
    "person.erase": N_("erased a person"),
    "consent.give": N_("recorded consent"),
    "consent.withdraw": N_("withdrew consent"),
    "ranking.contest": N_("contested a ranking"),
    "ranking.answer": N_("answered a contested ranking"),
    "export.make": N_("took a table out as a file"),
    "rules.change": N_("changed the county's rules"),
    "weights.in_force": N_("switched weights on"),
    "settings.change": N_("a setting of the server was changed"),
    "keys.rotate": N_("changed the keys"),
    "keys.retire": N_("retired keys"),
    "twins.merge": N_("made two entries one person"),
    "twins.part": N_("kept two entries apart"),
    "system.add": N_("made a system of the API"),
    "system.token": N_("made a token of the API"),
    "system.revoke": N_("ended tokens of the API"),
    "webhook.add": N_("added a webhook"),
    "webhook.stop": N_("stopped a webhook"),
}
GROUPS = {
    "sign_in": N_("Signing in"),
    "password": N_("Passwords"),
    "factor": N_("Second step of signing in"),
    "account": N_("Accounts"),
    "person": N_("People's files"),
    "consent": N_("Consent"),
    "ranking": N_("Contested rankings"),
    "export": N_("Files taken out"),
    "rules": N_("Rules of the county"),
    "weights": N_("Weights"),
    "settings": N_("Settings of the server"),
    "keys": N_("Keys"),
    "twins": N_("Likely twins"),
    "system": N_("Systems of the API"),
    "webhook": N_("Webhooks"),
}
SUBJECTS = {
    "labourer": N_("a person"),
    "weights_version": N_("a version of the weights"),
    "api_system": N_("a system"),
    "webhook": N_("a webhook"),
    "sign_in": N_("a sign-in"),
    "complaint": N_("a complaint"),
    "county_rules": N_("the rules of the county"),
    "order_": N_("an order"),
    "import_file": N_("a sheet"),
}
EXPORTS = {"contract": N_("Contract"), "rejects": N_("Rows sent back"), "letters": N_("Letters to print")}
"""What is taken out and is no table of `web/tables`."""
assert DONE.keys() == set(ACTIONS)

TABLES.update(audit_done=DONE, audit_group=GROUPS, audit_subject=SUBJECTS)
RIGHTS.update(
    {
        "audit.read": N_("read the audit log"),
        "keys.manage": N_("change the keys"),
        "webhooks.manage": N_("be told of steps by webhooks"),
    }
)
FIELDS.update({"phone_password": N_("Password now"), "single_sign_on": N_("Single sign-on")})
SENTENCES.update(
    single_sign_on_taken=N_("Another account belongs to this name of the single sign-on"),
    keys_too_young=N_("The keys were changed just now: wait %(minutes)s minutes, until nobody writes with older ones"),
)
JOBS.update({"send_account_notices": N_("Send news to owners of accounts"), "seal_audit": N_("Seal the audit log")})


def told(entry: AuditEntry) -> str:
    """The detail of an entry in words, where it says what was taken out or what a rule was and is."""
    if entry.action == "export.make":
        return _taken_out(entry.detail)
    if entry.action in ("rules.change", "settings.change"):
        name, _, change = entry.detail.partition(" ")
        return gettext("%(name)s: %(change)s", name=field_name(name), change=change)
    if entry.action == "sign_in.end_all":
        ended, _, division = entry.detail.partition(" ")
        said = ngettext("%(count)s sign-in", "%(count)s sign-ins", int(ended), count=count(int(ended)))
        return gettext(", ").join(filter(None, [said, division]))
    if entry.action.startswith("twins."):
        return gettext("the other entry: %(id)s", id=entry.detail)
    return ""


def _taken_out(detail: str) -> str:
    """Entries of earlier editions have the name of the table alone."""
    name, form, rows, *filters = f"{detail}  ".split(" ")
    title = EXPORTS.get(name) or (TO_TAKE_AWAY[name].title if name in TO_TAKE_AWAY else "")
    said = [gettext(title) if title else name, form]
    if rows.isdigit():
        said.append(ngettext("%(count)s row", "%(count)s rows", int(rows), count=count(int(rows))))
    return gettext(", ").join(filter(None, [*said, *filters]))
