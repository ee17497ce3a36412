"""Every service that Apprise knows, by its address: text messages, e-mail, a WeCom group, and a hundred more.

`{phone}` in the address becomes the person's number: `mailto://…?to={phone}@139.com`, `twilio://…/{phone}`. Apprise
takes no key against second copies and says no more than yes or no, so no delivery is known here.
"""

import logging
import warnings
from urllib.parse import quote

from services.gateways.seam import Letter, NotSent, Receipt

TITLE = "Sunmatch"
PHONE = "{phone}"
# Schemes of Apprise whose channel has a name of its own; whatever holds a number otherwise is a text message.
CHANNELS = {"wecombot": "wecom", "mailto": "email", "mailtos": "email"}


class Apprised:
    """One Apprise address, with `{phone}` where the person's number belongs."""

    name = "apprise"

    def __init__(self, address: str) -> None:
        self._address = address
        self.channel = CHANNELS.get(address.partition(":")[0], "sms" if PHONE in address else "service")

    def send(self, letter: Letter) -> Receipt:
        """Raises NotSent: `address_unknown` for good, `service_refused` when the service was away or said no."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its services import what Python will drop one day
            import apprise  # 0.3 s and 20 MB that only an installation that uses it pays

            logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its lines hold addresses, so people's numbers
            service = apprise.Apprise()
            if not service.add(self._address.replace(PHONE, quote(letter.to, safe=""))):
                raise NotSent("address_unknown", for_good=True)
            if not service.notify(body=letter.text, title=TITLE):
                raise NotSent("service_refused")
        return Receipt()
