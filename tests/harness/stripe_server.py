"""localstripe on a port of this machine, for tests: `stripe_server.py PORT`.

Three things are added to what localstripe does, because Stripe does them and Fairlead depends on them: an `Idempotency-Key` gets the
first answer again and refuses other parameters, a PaymentIntent keeps its description, and a refund cannot exceed its charge.
Two things are taken away: listening on other interfaces, and the file in which localstripe keeps card numbers between runs.
"""

import json
import sys

from aiohttp import web
from localstripe import resources
from localstripe.errors import UserError
from localstripe.server import app

ANSWERS = {}


@web.middleware
async def idempotency(request, handler):
    """Stripe's rule: the status and body of the first request are kept, whether it succeeded or failed."""
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return await handler(request)
    parameters = (request.path, await request.read())
    if key in ANSWERS:
        first, status, body = ANSWERS[key]
        if first != parameters:
            error = {"type": "idempotency_error", "message": "Keys for idempotent requests need the same parameters."}
            return web.json_response({"error": error}, status=400)
        return web.json_response(body, status=status, headers={"Idempotent-Replayed": "true"})
    answer = await handler(request)
    ANSWERS[key] = (parameters, answer.status, json.loads(answer.body))
    return answer


create_intent = resources.PaymentIntent._api_create.__func__
create_refund = resources.Refund._api_create.__func__


def create_intent_with_description(cls, description=None, **data):
    intent = create_intent(cls, **data)
    intent.description = description
    return intent


def create_refund_within_charge(cls, payment_intent=None, amount=None, **data):
    if payment_intent is not None and amount is not None:
        charge = resources.PaymentIntent._api_retrieve(payment_intent).latest_charge
        if charge is not None and int(amount) > charge.amount - charge.amount_refunded:
            raise UserError(400, "The refund is greater than what is left of the charge.")
    return create_refund(cls, payment_intent=payment_intent, amount=amount, **data)


def main():
    resources.PaymentIntent._api_create = classmethod(create_intent_with_description)
    resources.Refund._api_create = classmethod(create_refund_within_charge)
    resources.Store.dump_to_disk = lambda store: None
    # Outermost, so that it sees errors as the answers that they become.
    app.middlewares.insert(0, idempotency)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)


if __name__ == "__main__":
    main()
