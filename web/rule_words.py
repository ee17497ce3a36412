"""Words for the hard rules, for who may mend what they refuse, and for what an employer asks for."""

from web.words import N_, TABLES

RULES = {
    "alive_and_here": N_("Lives in the county still"),
    "not_placed": N_("Not placed already"),
    "consent_given": N_("Agreed that employers may see the file"),
    "of_working_age": N_("Old enough by law (16)"),
    "within_age_limit": N_("Within the age limit of the order"),
    "lawful_sex_limit": N_("Of the sex the order asks for"),
    "education_enough": N_("Enough schooling"),
    "abroad_agreed": N_("Agreed to go abroad"),
    "free_to_start": N_("Free when the work starts"),
    "near_home_only": N_("Would leave the home county"),
    "employer_not_barred": N_("Neither side has ruled out the other"),
    "licence_held": N_("Holds the licence the work needs"),
}
WHO_MAY_MEND = {
    "alive_and_here": N_("the village liaison, by correcting the register"),
    "not_placed": N_("nobody: the person has a job"),
    "consent_given": N_("the person, by agreeing"),
    "of_working_age": N_("nobody: the law sets it"),
    "within_age_limit": N_("the employer, by widening the limit"),
    "lawful_sex_limit": N_("the employer, by dropping the limit"),
    "education_enough": N_("the employer, by asking for less schooling"),
    "abroad_agreed": N_("the person, by agreeing"),
    "free_to_start": N_("the employer, by starting later"),
    "near_home_only": N_("the person, by widening the wish"),
    "employer_not_barred": N_("whoever ruled the other out"),
    "licence_held": N_("a class that gives the licence"),
}
REQUIREMENTS = {
    "within_age_limit": N_("The age limit"),
    "lawful_sex_limit": N_("The sex limit"),
    "education_enough": N_("The schooling asked for"),
    "free_to_start": N_("The first day of work"),
    "licence_held": N_("The licence"),
}

TABLES.update({"rule": RULES, "who_may_mend": WHO_MAY_MEND, "requirement": REQUIREMENTS})
