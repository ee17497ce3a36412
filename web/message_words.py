"""Messages in words: what one says, in the words that are sent but the language of the page; and what became of it."""

from flask_babel import gettext

from services.message_texts import sentence_of
from services.messages import Told
from web.field_names import FIELDS
from web.languages import language
from web.placement_words import JOBS
from web.sentences import SENTENCES
from web.words import N_, TABLES

STATES = {
    "failed": N_("Not sent"),
    "to_print": N_("To print"),
    "held": N_("Held back"),
    "waiting": N_("Waits for its hour"),
    "going": N_("Going out"),
    "sent": N_("Sent"),
    "not_needed": N_("Not needed any more"),
    "taken_back": N_("Recalled"),
}
CHANNELS = {
    "sms": N_("Text message"),
    "wecom": N_("WeCom"),
    "email": N_("E-mail"),
    "service": N_("Message service"),
    "letter": N_("Letter"),
}
# Why a message was not sent; the codes of gateways and of `services/sending.py`.
ERRORS = {
    "not_reachable": N_("The gateway could not be reached"),
    "service_refused": N_("The message service did not take it"),
    "address_unknown": N_("The address of the message service is wrong: mend the setting"),
    "person_is_gone": N_("The person has died: nobody is written to"),
    "answered_before": N_("Answered before it could ask"),
    "sender_died": N_("Sending broke off every time"),
    "written_before_sending": N_("Written before messages were sent at all"),
}
GATEWAY_SAID = N_("The gateway refused it (%(code)s)")
BROKE_OFF = N_("Sending broke off (%(code)s)")

JOBS.update({"send_messages": N_("Send messages")})
SENTENCES.update(
    message_unknown=N_("There is no message %(id)s that you may see"),
    message_is_out=N_("This message has gone out, or was taken back before: it cannot be undone any more"),
    message_not_failed=N_("This message is on its way, or was dealt with before"),
)
FIELDS.update({"message": N_("Message")})
TABLES.update(message_state=STATES, message_channel=CHANNELS)


def said(told: Told) -> str:
    """The sentence of a message; one of an unknown code sends to the office."""
    return sentence_of(told, language())


def trouble(code: str | None) -> str:
    """Why a message was not sent at its last try, from the code its row keeps; empty when nothing went wrong."""
    if not code:
        return ""
    if code in ERRORS:
        return str(gettext(ERRORS[code]))
    kind = GATEWAY_SAID if code.startswith("http_") else BROKE_OFF
    said_so: str = gettext(kind, code=code.removeprefix("http_"))
    return said_so
