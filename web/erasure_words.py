"""The tables that speak of people, in words, and what becomes of each when somebody is erased."""

from web.field_names import FIELDS
from web.sentences import SENTENCES
from web.words import N_, TABLES

ABOUT = {
    "acted_for": N_("What offices did for them"),
    "barred_employer": N_("Employers ruled out"),
    "consent": N_("Consent: purpose and date"),
    "displacement": N_("Jobs that were lost"),
    "experience": N_("Work history"),
    "file_reading": N_("Who read the file"),
    "file_request": N_("Requests to change the file"),
    "industry_wish": N_("Wishes: industries"),
    "labourer_category": N_("Categories"),
    "labourer_certificate": N_("Certificates in the file"),
    "labourer_skill": N_("Skills"),
    "occupation_wish": N_("Wishes: occupations"),
    "own_move": N_("Moves on their own"),
    "phone_code": N_("Codes sent by telephone"),
    "place_wish": N_("Wishes: places"),
    "twin": N_("Likely twins"),
    "list_mark": N_("Notes beside lists"),
    "merge": N_("Merged entries"),
    "enrolment": N_("Places in classes"),
    "plan_proposal": N_("Proposals of plans"),
    "ranked_entry": N_("Places on lists"),
    "paper": N_("Certificates issued"),
    "placement": N_("Placements"),
    "complaint": N_("Complaints"),
    "message": N_("Messages"),
    "follow_up": N_("Calls"),
    "job_review": N_("What was said of a job"),
    "step": N_("Steps of jobs and classes"),
}
FATES = {
    "gone": N_("deleted"),
    "nobodys": N_("stays and is nobody's"),
    "kept": N_("stays for the counts, without words"),
    "proof": N_("stays as proof, without a name"),
}
TABLES.update(erased_table=ABOUT, erased_fate=FATES)
FIELDS.update(reference=N_("Reference"))
SENTENCES.update(erasure_unknown=N_("Nobody was erased under the reference %(id)s"))
