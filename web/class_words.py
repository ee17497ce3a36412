"""Words for the states and steps of classes and of the people in them, where the general word would mislead."""

from web.words import ACTIONS, DONE, N_, STATES, TABLES

CLASS_STATES = STATES | {
    "declared": N_("Waiting for the county"),
    "approved": N_("Enrolling"),
    "running": N_("Running"),
    "finished": N_("Over, to be accepted"),
    "accepted": N_("Accepted by the county"),
}
CLASS_ACTIONS = ACTIONS | {
    "declare": N_("Declare to the county"),
    "approve": N_("Approve the class"),
    "return": N_("Return to the base"),
    "start": N_("Start the class"),
    "finish": N_("End the class"),
    "accept": N_("Accept the class"),
    "cancel": N_("Cancel the class"),
}
CLASS_DONE = DONE | {
    "plan": N_("Class planned"),
    "finish": N_("Class ended"),
    "accept": N_("Accepted by the county"),
}
ENROLMENT_STATES = STATES | {
    "applied": N_("Has applied"),
    "agreed": N_("Agreed, not enrolled"),
    "declined": N_("Not taking part"),
    "withdrawn": N_("Left before it began"),
    "failed": N_("Not certified"),
}
ENROLMENT_ACTIONS = ACTIONS | {
    "accept": N_("Take on"),
    "refuse": N_("Turn down"),
    "agree": N_("Says yes"),
    "decline": N_("Says no"),
    "finish": N_("Finish the class"),
    "withdraw": N_("Leaves before it begins"),
    "cancel": N_("Withdraw the invitation"),
    "drop": N_("Dropped out of class"),
    "fail": N_("Does not pass"),
}
ENROLMENT_DONE = DONE | {
    "apply": N_("Application came in"),
    "accept": N_("Application taken"),
    "refuse": N_("Application turned down"),
    "finish": N_("Class finished"),
    "withdraw": N_("Left before it began"),
    "fail": N_("Not certified"),
}

TABLES.update(
    class_state=CLASS_STATES,
    class_action=CLASS_ACTIONS,
    class_done=CLASS_DONE,
    enrolment_state=ENROLMENT_STATES,
    enrolment_action=ENROLMENT_ACTIONS,
    enrolment_done=ENROLMENT_DONE,
)
