"""Webhooks of the system that calls: where they go and what they were told. The county office adds and stops them."""

from functools import partial
from typing import Any

from services.api_webhooks import describe_delivery, describe_webhooks, find_webhook, list_deliveries, list_webhooks
from web.api.operations import Call, reads
from web.api.pages import page
from web.api.shapes.webhooks import DeliveryPage, DeliveryQuery, Webhooks
from web.words import N_


@reads("/webhooks", about=N_("Your webhooks, with how much waits, was sent and was given up"), answers=Webhooks)
def webhooks_list(call: Call) -> Any:
    return {"items": describe_webhooks(call.session, list_webhooks(call.session, [call.system_id]))}


@reads("/webhooks/<webhook>/deliveries", about=N_("What a webhook was told, and what came of it"), query=DeliveryQuery,
       answers=DeliveryPage)  # fmt: skip
def webhooks_deliveries(call: Call, webhook: str) -> Any:
    found = find_webhook(call.session, webhook, system_id=call.system_id)
    return page(call, "deliveries", partial(list_deliveries, call.session, found), describe_delivery)
