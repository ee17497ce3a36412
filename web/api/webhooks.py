"""Webhooks of the system that calls: added, listed, stopped, and what they were told."""

from functools import partial
from typing import Any

from flask import current_app

from services.api_webhooks import (
    add_webhook,
    describe_delivery,
    describe_webhooks,
    find_webhook,
    list_deliveries,
    list_webhooks,
    own_system,
    stop_webhook,
)
from web.api.operations import Call, reads, writes
from web.api.pages import page
from web.api.shapes.webhooks import DeliveryPage, DeliveryQuery, NothingMore, Webhook, Webhooks, WebhookToAdd
from web.words import N_

MANAGE = "webhooks.manage"


@reads("/webhooks", about=N_("Your webhooks, with how much waits, was sent and was given up"), answers=Webhooks)
def webhooks_list(call: Call) -> Any:
    return {"items": describe_webhooks(call.session, list_webhooks(call.session, [call.system_id]))}


@reads("/webhooks/<webhook>/deliveries", about=N_("What a webhook was told, and what came of it"), query=DeliveryQuery,
       answers=DeliveryPage)  # fmt: skip
def webhooks_deliveries(call: Call, webhook: str) -> Any:
    found = find_webhook(call.session, webhook, system_id=call.system_id)
    return page(call, "deliveries", partial(list_deliveries, call.session, found), describe_delivery)


@writes("/webhooks", MANAGE, about=N_("Be told of steps at an address of yours, signed with a secret of yours"),
        body=WebhookToAdd, answers=Webhook, status=201)  # fmt: skip
def webhooks_add(call: Call) -> Any:
    asked, settings = call.body, current_app.config["SETTINGS"]
    made = add_webhook(
        call.session, own_system(call.session, call.system_id), asked.url, asked.kinds, settings=settings,
        secret=asked.secret, actor=call.actor, at=call.at,
    )  # fmt: skip
    return describe_webhooks(call.session, [made])[0]


@writes("/webhooks/<webhook>/stop", MANAGE, about=N_("Be told nothing more there; what waits is given up"),
        body=NothingMore, answers=Webhook)  # fmt: skip
def webhooks_stop(call: Call, webhook: str) -> Any:
    found = find_webhook(call.session, webhook, system_id=call.system_id)
    stop_webhook(call.session, found, actor=call.actor, at=call.at)
    return describe_webhooks(call.session, [found])[0]
