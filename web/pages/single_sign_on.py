"""The county's single sign-on: away to the provider, and back with who somebody is."""

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.oidc import Begun, account_of, begin_sign_on, claims_of, is_offered, proves_second_factor
from services.second_factor import waits_for
from web.addresses import is_ours
from web.pages.sign_in import after_password, sign_in_form, wanted_next
from web.routes import ITS_OWN, PUBLIC, database, page
from web.sentences import SENTENCES
from web.signed_in import LOG, enter, is_required, settings
from web.words import N_

KEPT = "single_sign_on"
SENTENCES.update(
    single_sign_on_none=N_("No single sign-on is set up here: use your password"),
    single_sign_on_away=N_("The county's sign-in does not answer now. Try again later, or use your password"),
    single_sign_on_broken_off=N_("Signing in was broken off. Begin again"),
    single_sign_on_failed=N_("The county's sign-in could not be checked. Begin again, or use your password"),
    single_sign_on_unknown=N_("No account here belongs to you yet. Ask whoever makes accounts in your office"),
)


def _shown_again(opened: Session, refusals: tuple[Refusal, ...] = ()) -> str:
    return sign_in_form(opened, refusals)


@page("/login/single-sign-on", action=PUBLIC, opens=ITS_OWN, again=_shown_again)
def single_sign_on() -> ResponseReturnValue:
    """Off to the provider; the cookie of this browser alone can bring the answer back. A page of somebody else's that
    leads here signs nobody in: the button is pressed on ours."""
    if not is_offered(settings()):
        raise Refusal("single_sign_on_none")
    if request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site"):
        return redirect(url_for("sign_in_form", next=wanted_next() or None), 303)
    begun = begin_sign_on(settings(), _back())
    session[KEPT] = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "next": wanted_next()}
    return redirect(begun.address, 303)


@page("/login/single-sign-on/back", action=PUBLIC, opens=ITS_OWN, again=_shown_again)
def single_sign_on_back() -> ResponseReturnValue:
    """Signed in as the account that the claim finds; our own second step follows unless the provider's counts."""
    kept = session.pop(KEPT, None)
    if not is_offered(settings()) or kept is None:
        raise Refusal("single_sign_on_broken_off")
    begun = Begun("", kept["state"], kept["nonce"], kept["verifier"])
    claims = claims_of(settings(), _back(), request.args, begun)
    with database().writing() as opened:
        user = account_of(opened, settings(), claims)
        proved = proves_second_factor(settings(), claims)
        waits = None if proved else waits_for(opened, user.id, user.role, required=is_required())
        enter(opened, user.id, waits)
        LOG.info("single sign-on, account %s%s", user.id, f", waits for {waits}" if waits else "")
    wanted = kept["next"] if is_ours(kept["next"]) else ""
    return redirect(after_password(waits, wanted), 303)


def _back() -> str:
    return url_for("single_sign_on_back", _external=True)
