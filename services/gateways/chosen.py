"""The gateway that the settings choose."""

from sqlalchemy.orm import Session

from services.gateways.apprised import Apprised
from services.gateways.seam import Gateway
from services.gateways.sms import HttpSms
from services.gateways.trial import Trial
from services.settings import Settings
from services.worlds import is_synthetic

APPRISE = "apprise:"


def gateway_of(session: Session, settings: Settings) -> Gateway:
    """The one that `SUNMATCH_GATEWAY_URL` names. Without it, and whatever it says where people are made up (their
    numbers may be somebody's), the test gateway, which sends nothing."""
    url = settings.gateway_url
    if not url or is_synthetic(session):
        return Trial()
    if url.startswith(APPRISE):
        return Apprised(url.removeprefix(APPRISE))
    return HttpSms(url, settings.gateway_key)
