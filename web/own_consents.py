"""What people agree to, purpose by purpose: a new word here is a new `TEXT_VERSION` in `services/consents.py`."""

from web.words import N_

CONSENT_TEXTS = {
    "store": N_(
        "The employment office of my county keeps what is in my file: name, ID number, home, phone, what I can do and "
        "what I want. It uses it to find work and classes for me and to pay what I am due. I can read my file, see "
        "who has read it, and have it erased."
    ),
    "share": N_(
        "The office may put me on lists for jobs that fit me, and employers learn who I am when I am offered one. "
        "I can take this back at any time: from then on I am on no new list."
    ),
}
CONSENT_NAMES = {
    "store": N_("The office keeps my file"),
    "share": N_("Employers may be told about me"),
}
