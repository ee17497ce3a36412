"""Sentences of classes, enrolments, placements and displacements; `web/sentences.py` has the rest and the rules."""

from web.counted import counted
from web.words import N_

WORK = {
    "id_has_another_name": N_("This ID number is registered for %(name)s: check the number, and the name"),
    "name_differs": N_("The name was %(known)s before"),
    "situation_kept": N_(
        "The sheet says “%(said_situation)s”; by our own records this person is “%(situation)s”, which stays"
    ),
    "work_unknown": N_("The work history names “%(text)s”, which is no known occupation"),
    "skills_by_occupation": N_("No skill is named; those of the occupation are asked for: %(text)s"),
    "class_record_missing": N_("Before a class is declared, enter: %(field)s"),
    "class_saved_meanwhile": N_(
        "Somebody else saved this class meanwhile: look at it in another window; what you save now replaces it"
    ),
    "class_has_begun": N_("The class begins on %(starts_on)s, which is over: move the dates"),
    "class_not_begun": N_("The class begins on %(starts_on)s"),
    "base_not_accredited": N_("%(base)s is not accredited (%(state)s)"),
    "occupation_not_accredited": N_("%(base)s is not accredited for this occupation"),
    "base_is_full": counted(
        "The base has room for %(free)s more person on these days, not for %(places)s",
        "The base has room for %(free)s more people on these days, not for %(places)s",
        "free",
    ),
    "class_is_empty": N_("Nobody is enrolled yet"),
    "people_in_training": counted(
        "%(people)s person is still enrolled or in training: finish or drop that one first",
        "%(people)s people are still enrolled or in training: finish or drop each of them first",
        "people",
    ),
    "class_not_enrolling": N_("The class is “%(state)s” and enrols nobody"),
    "class_not_running": N_("The class is “%(state)s”, not running"),
    "class_not_cancelled": N_("The class is “%(state)s”, not cancelled"),
    "class_is_full": N_("Every place of the class is taken: put the person on the waiting list"),
    "places_are_free": counted(
        "%(free)s place is still free: enrol the person", "%(free)s places are still free: enrol the person", "free"
    ),
    "invitation_is_over": N_("The invitation ran until %(answer_by)s"),
    "invitation_is_open": N_("The invitation still runs until %(answer_by)s"),
    "no_lesson_attended": N_("No lesson attended has been recorded"),
    "examination_not_passed": N_("Not passed yet: %(parts)s; a checked licence from elsewhere would do as well"),
    "no_examination_failed": N_("No examination was failed"),
    "offer_is_over": N_("The offer ran until %(answer_by)s"),
    "offer_is_open": N_("The offer still runs until %(answer_by)s"),
    "person_is_gone": N_("This person is registered as: %(situation)s"),
    "person_not_gone": N_("This person is still here"),
    "has_a_job": N_("This person has accepted a job already"),
    "not_placed_elsewhere": N_("This person has accepted no other job"),
    "seat_is_taken": N_("Every place of this post is taken"),
    "terms_missing": N_("Enter first: %(missing)s"),
    "trial_not_over": counted(
        "Delivered on %(delivered_on)s: the roster is stamped after %(days)s day at the plant",
        "Delivered on %(delivered_on)s: the roster is stamped after %(days)s days at the plant",
        "days",
    ),
    "number_not_reached": N_("Call first, and record whom you reached: %(missing)s"),
    "evidence_missing": N_("Enter the contract number, or the papers of the business or team"),
    "offer_still_open": N_("An offer is still open"),
    "no_offer_accepted": N_("No offer has been accepted"),
}

# Classes, enrolments, examinations and papers.
WORK |= {
    "class_unknown": N_("There is no class %(id)s that you may see"),
    "skill_not_known": N_("%(field)s: “%(text)s” is not a known skill"),
    "certificate_not_known": N_("%(field)s: “%(text)s” is not a known certificate"),
    "database_not_empty": N_("The database has people, firms or orders already: a world fills an empty one"),
    "world_unfinished": N_(
        "The world “%(name)s”, begun on %(begun)s, is not all in: it is still being loaded, or its loading was cut"
        " short. If it was cut short, remove the home folder or that database and start again, or choose another with"
        " --home or --db"
    ),
    "class_not_editable": N_("A class in the state “%(state)s” cannot be changed"),
    "class_dates_reversed": N_("The class ends on %(ends_on)s, before it begins on %(starts_on)s"),
    "class_fee_unfit": N_("Enter a fee for a reduced or charged class, and none for a free one"),
    "word_unknown": N_("%(field)s: write one of %(words)s instead of “%(text)s”"),
    "line_not_found": N_("There is no post %(id)s that you may see"),
    "order_trains_nobody": N_("Classes train for approved or open training orders; this one is: %(kind)s, %(state)s"),
    "seats_linked": counted(
        "Other classes train for this post already: %(free)s place is left, not %(seats)s",
        "Other classes train for this post already: %(free)s places are left, not %(seats)s",
        "free",
    ),
    "seats_beyond_places": counted(
        "The class has %(places)s place; its posts would need %(seats)s",
        "The class has %(places)s places; its posts would need %(seats)s",
        "places",
    ),
    "enrolment_unknown": N_("There is nobody %(id)s in a class that you may see"),
    "enrolled_already": N_("This person is in this class already (%(state)s)"),
    "in_another_class": N_("This person is in another class now: %(title)s"),
    "departure_reason_missing": counted(
        "%(above)s person higher on the list has not been invited yet: say why not",
        "%(above)s people higher on the list have not been invited yet: say why not",
        "above",
    ),
    "not_on_list": N_("This person is not on the list: rank again with a longer one"),
    "list_outdated": N_("The post was changed after this list was made: rank again"),
    "class_not_for_post": N_("The class “%(title)s” does not train for the post of this list: link them first"),
    "attendance_day_unfit": N_("Attendance is recorded from %(starts_on)s, when the class begins, to today, %(today)s"),
    "not_in_class": N_("%(id)s is “%(state)s” and not in the class"),
    "not_to_be_examined": N_("Examined are people in training or finished; this person is: %(state)s"),
    "examiner_taught": N_("Whoever taught “%(title)s” or kept its attendance does not examine it: ask the assessor"),
    "result_unread": N_("“%(text)s” is no result: enter points from 0 to 100, or passed or failed"),
    "nobody_chosen": N_("Tick the people first"),
    "nobody_examined": N_("Enter at least one result"),
    "class_not_chosen": N_("Choose the class to invite them to"),
    "departure_reason_unknown": N_("Choose one of the reasons"),
    "day_in_future": N_("%(day)s lies in the future"),
    "paper_unknown": N_("There is no paper %(id)s that you may see"),
    "paper_expired": N_("The paper expired on %(expires_on)s"),
    "paper_checked_already": N_("Paper %(number)s has been checked already"),
    "paper_number_taken": N_("Number %(number)s of %(issuer)s stands on another paper already"),
    "licence_of_other_kind": N_("This class leads to another licence: %(certificate)s"),
}
