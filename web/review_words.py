"""Words of what people say of a job they had: the questions, the answers, and how they are told to the next ones."""

from typing import Any

from flask import request

from services.job_reviews import QUESTIONS
from services.said_before import Said
from web.field_names import FIELDS
from web.sentences import SENTENCES
from web.words import N_, RIGHTS, TABLES, label

ASKED = {
    "wage": N_("Was the wage paid as promised?"),
    "lodging": N_("Was the dormitory as promised?"),
    "hours": N_("Were the hours as promised?"),
    "again": N_("Would you go there again?"),
}
TOLD = {
    "wage": N_("Wage as promised"),
    "lodging": N_("Dormitory as promised"),
    "hours": N_("Hours as promised"),
    "again": N_("Would go there again"),
}
ANSWERS = {"yes": N_("Yes"), "partly": N_("Partly"), "no": N_("No")}
AGAIN = {**ANSWERS, "partly": N_("Perhaps")}
WORDS = {
    "none": N_("no words"),
    "waiting": N_("waits to be read by the office"),
    "shown": N_("others may read it"),
    "kept": N_("for the office alone"),
}
TABLES.update(review_asked=ASKED, review_told=TOLD, review_answer=ANSWERS, review_again=AGAIN, review_words=WORDS)
RIGHTS.update(
    {
        "reviews.read": N_("read what people say of jobs, and who said it"),
        "reviews.write": N_("write down what people say of jobs"),
        "reviews.decide": N_("let words about jobs through"),
    }
)
FIELDS.update(again=N_("Would go there again"), words=N_("In their own words"), review=N_("Words"))
SENTENCES.update(
    too_early_to_say=N_("The first month is not over yet: then it can be said how the job is"),
    nothing_said=N_("Answer at least one question, or write something"),
    answer_unknown=N_("%(field)s: choose one of the answers"),
    review_unknown=N_("There is nothing of this kind that you may decide on"),
    words_changed=N_("These words were changed or decided on meanwhile: look at the list again"),
)


def answer_table(question: str) -> str:
    """Which words the answers to a question have."""
    return "review_again" if question == "again" else "review_answer"


def sent_answers() -> dict[str, str]:
    """What a form answers to each question."""
    return {question: request.form.get(question, "") for question in QUESTIONS}


def counted(said: Said) -> list[tuple[str, list[tuple[str, int]]]]:
    """Each question that enough people answered, with how many gave each answer."""
    return [(label("review_told", question), _named(question, counts)) for question, counts in said.answers.items()]


def _named(question: str, counts: tuple[int, ...]) -> list[tuple[str, int]]:
    names = (label(answer_table(question), each) for each in ANSWERS)
    return list(zip(names, counts, strict=True))


def review_form() -> dict[str, Any]:
    """What the templates with questions and answers need."""
    return {"questions": QUESTIONS, "answer_table": answer_table}
