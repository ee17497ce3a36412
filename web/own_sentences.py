"""Sentences of refusals about signing in by telephone, one's own file, requests and complaints."""

from web.words import N_, TABLES

OWN_FILES = {
    "phone_not_mobile": N_("Type a mobile number: only to those a code can be sent"),
    "too_many_codes": N_("Many codes went to this number already. The next one can be sent after %(until)s"),
    "phone_code_wrong": N_("The code is not right. Look at the message again: 6 digits"),
    "phone_code_over": N_("This code is used up or too old. Have another one sent"),
    "phone_not_proved": N_("Prove first with a code that the phone is in your hands"),
    "own_account_disabled": N_("This account was closed. Ask your township"),
    "consent_needed": N_("Without your consent the office may keep no file: tick “I agree”"),
    "registered_already": N_(
        "This ID number is registered already. Show your ID card to your village liaison or township: they enter this "
        "phone number, and then you can sign in"
    ),
    "own_registration": N_("Registered by themselves, by phone: look at the ID card when you meet"),
    "birth_by_id_number": N_("The birth date follows from the ID number: ask for another ID number instead"),
    "id_differs_from_card": N_("The number typed from the card is not the one that was asked for"),
    "id_number_taken": N_("Somebody else is registered with this ID number: look under likely twins"),
    "request_unknown": N_("There is no request %(id)s that you may decide"),
    "request_decided": N_("This request has been decided already"),
    "erase_instead": N_("The office may keep no file without this consent: have your file erased instead"),
    "erase_not_confirmed": N_("Type your name exactly as it stands on the page"),
    "not_erased": N_("This person was not erased"),
    "among_the_first": N_("You are among the first %(first)s already"),
    "contested_already": N_("Somebody is looking at this already; the answer stands under Help"),
    "complaint_kind_missing": N_("Choose what it is about"),
    "too_many_complaints": N_("%(most)s complaints wait for their answer already. Call 12333 if it is urgent"),
    "complaint_unknown": N_("There is no complaint %(id)s that you may read"),
    "complaint_answered": N_("This complaint was answered already"),
}
REQUEST_STATES = {
    "waiting": N_("Waits for the office"),
    "confirmed": N_("Confirmed and changed"),
    "refused": N_("Not changed"),
}
TABLES.update(file_request_state=REQUEST_STATES)
