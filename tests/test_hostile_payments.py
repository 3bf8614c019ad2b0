"""Bad input and bad luck where money is: clear errors, nothing half written, nobody charged twice, and no card number anywhere."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from harness.nonsense import NONSENSE, Nonsense
from harness.server import assert_error, data, new_account, serving
from test_concurrency import together

ADDRESS = {"line1": "615 N 6th St", "city": "Sheboygan", "state": "WI", "zip": "53081", "country": "US"}
APPROVED, DECLINED, LOST_AFTER, UNREADABLE = "4242424242424242", "4000000000000002", "4000000000005001", "4000000000007007"

BAD_AMOUNTS = [
    -1, "-0.01", 0, "0.00", "12.345", 1e300, "9" * 40, int("9" * 40), float("1e17"), "NaN", "Infinity", "-Infinity", "0x10", "1,000.00",
    "12 34", "--1", "١٢", "", None, [], {}, [1], {"amount": 1}, "12.34.56", "$5", "99999999999999.99",
]  # fmt: skip
BAD_DATES = [
    "1969-12-31", "2200-01-01", "9999-12-31", "10000-01-01", "0000-00-00", "-0001-01-01", "2026-02-30", "2025-02-29", "02/03/2026", "soon",
    "2026-13-01", 20260101, True, {}, "9" * 40,
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def talkative(request, tmp_path_factory):
    """A server that logs all it can: what is in no such log is in none."""
    folder = tmp_path_factory.mktemp(f"talkative-{request.param}")
    with serving(request.param, folder, args=["--log", "trace"]) as running:
        with running.api() as api:
            data(api.patch("/system/payment_processor", json={"kind": "sandbox"}))
        yield running


@pytest.fixture
def api(talkative):
    with talkative.api() as client:
        yield client


class Customer:
    """An account with a charge of 10.00."""

    def __init__(self, api):
        self.api = api
        self.id = data(api.post("/accounts", json=new_account()), 201)["id"]
        self.at = f"/accounts/{self.id}"
        name = {"active": True, "name": f"Adjustment {self.id}", "type": "adjustment", "application": "debit", "amount": 0}
        self.service = data(api.post("/system/services", json={**name, "billing_frequency_in_months": 1}))["id"]
        data(api.post(f"{self.at}/services", json={"service_id": self.service, "amount": "10.00"}))
        self.debit = self.rows("transactions/debits")[0]["id"]

    def rows(self, path):
        return data(self.api.get(f"{self.at}/{path}"))

    def books(self):
        """Everything that moves when money does."""
        kinds = ("transactions/debits", "transactions/discounts", "transactions/payments", "transactions/deposits", "invoices", "services")
        return {kind: self.rows(kind) for kind in kinds} | {"details": self.rows("billing_details")}


@pytest.fixture
def customer(api):
    return Customer(api)


def card(number=APPROVED, amount="10.00", **more):
    body = {"number": number, "expiration_month": "09", "expiration_year": "2039", "amount": amount, "name_on_account": "Ada Lovelace"}
    return {**body, **ADDRESS, "cvc": "973", **more}


def post(api, path, body):
    """As a hostile client does it: JSON that no client library would refuse to write."""
    return api.post(path, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def stored_card(customer, number=APPROVED):
    body = card(number)
    body |= {"type": "credit card", "account_number": body.pop("number"), "auto": False}
    return data(customer.api.post(f"{customer.at}/payment_methods", json=body), 201)["id"]


def test_amounts_that_are_none_are_refused_and_nothing_is_written(customer):
    method = stored_card(customer)
    token = {key: value for key, value in card().items() if key not in ("number", "cvc", "name_on_account")}
    token |= {"token": "sandbox_token_approved_0f", "masked_number": "0042", "name_on_card": "Ada Lovelace"}
    calls = [
        ("transactions/payments", {"payment_method": "cash"}),
        ("transactions/payments", {"payment_method_id": method}),
        ("transactions/paypal_payments", {"transaction_id": f"PAY-{customer.id}"}),
        ("transactions/one_time_credit_card_payment", card()),
        ("transactions/one_time_tokenized_credit_card_payment", token),
        ("services", {"service_id": customer.service}),
    ]
    before = customer.books()
    for path, body in calls:
        for amount in BAD_AMOUNTS:
            if path == "services" and amount in (0, "0.00"):
                continue  # an adjustment of nothing is one
            answer = post(customer.api, f"{customer.at}/{path}", {**body, "amount": amount})
            assert_error(answer, 422)
            assert set(answer.json()["error"]["message"]) == {"amount"}, (path, amount, answer.text)
    assert customer.books() == before


def test_prices_that_are_none_are_refused(customer):
    body = {"active": True, "name": "Absurd", "type": "recurring", "application": "debit", "billing_frequency_in_months": 1}
    for amount in BAD_AMOUNTS:
        if amount in (0, "0.00"):
            continue  # a free service is one
        answer = post(customer.api, "/system/services", {**body, "amount": amount})
        assert_error(answer, 422)
        assert "amount" in answer.json()["error"]["message"], (amount, answer.text)
        if amount in ("", None, [], {}):
            continue  # not given: the service's own price
        answer = post(customer.api, f"{customer.at}/services", {"service_id": customer.service, "amount": 1, "price_override": amount})
        assert_error(answer, 422)


def test_dates_outside_of_1970_to_2199_are_refused(customer):
    """Each with a message on its field, and nothing is written."""
    before = customer.books()
    parameters = data(customer.api.get(f"{customer.at}/billing_parameters"))
    invoice = {"debits": [customer.debit]}
    calls = [
        ("POST", "transactions/payments", "date", {"payment_method": "cash", "amount": 1}),
        ("POST", "invoices", "date", {**invoice, "due_date": "2199-12-31"}),
        ("POST", "invoices", "due_date", invoice),
        ("PATCH", "billing_parameters", "grace_until", {}),
        ("PATCH", "", "next_bill_date", {}),
        ("POST", "services", "next_bill_date", {"service_id": customer.service, "amount": 1}),
    ]
    for method, path, field, body in calls:
        for date in BAD_DATES:
            if date == {} and field != "due_date" and method != "POST":
                continue
            answer = customer.api.request(method, f"{customer.at}/{path}".rstrip("/"), json={**body, field: date})
            assert_error(answer, 422)
            assert field in answer.json()["error"]["message"], (path, field, date, answer.text)
    assert customer.books() == before
    assert data(customer.api.get(f"{customer.at}/billing_parameters")) == parameters


def test_another_accounts_debit_is_on_no_invoice_of_this_one(customer):
    other = Customer(customer.api)
    before = customer.books(), other.books()
    for debits in ([other.debit], [customer.debit, other.debit], [999_999_999], [customer.debit] * 2, ["9" * 40], [-1], [0]):
        answer = customer.api.post(f"{customer.at}/invoices", json={"debits": debits})
        assert_error(answer, 422)
        assert any(key.split(".")[0] == "debits" for key in answer.json()["error"]["message"]), answer.text
    assert (customer.books(), other.books()) == before
    theirs = data(other.api.post(f"{other.at}/invoices", json={"debits": [other.debit]}))["id"]
    paid = data(customer.api.post(f"{customer.at}/transactions/payments", json={"payment_method": "cash", "amount": 5}))["id"]
    deposit = next(row["id"] for row in customer.rows("transactions/deposits") if row["payment_id"] == paid)
    for path in (f"invoices/{theirs}/apply_deposit/{deposit}", f"invoices/{theirs}/void", f"invoices/{theirs}/freeze"):
        assert_error(customer.api.post(f"{customer.at}/{path}", json={}), 404)
    assert_error(other.api.post(f"{other.at}/transactions/payments/{paid}/reverse", json={}), 404)
    assert_error(other.api.post(f"{other.at}/invoices/{theirs}/apply_deposit/{deposit}", json={}), 404)


def test_the_same_payment_sent_sixteen_times_at_once_is_charged_once(talkative, customer):
    method = stored_card(customer)
    calls = [
        ("one_time_credit_card_payment", card(payment_tracker_id="form-1"), {}),
        ("payments", {"payment_method_id": method, "amount": "3.00", "payment_tracker_id": "form-2"}, {}),
        ("payments", {"payment_method": "check", "amount": "4.00", "payment_tracker_id": "form-3"}, {}),
        ("payments", {"payment_method_id": method, "amount": "5.00"}, {"Idempotency-Key": f"once-{customer.id}"}),
        ("paypal_payments", {"amount": "6.00", "transaction_id": f"SALE-{customer.id}"}, {}),
    ]
    for path, body, headers in calls:
        answers = [None] * 16

        def work(number, path=path, body=body, headers=headers, answers=answers):
            with talkative.api() as mine:
                answers[number] = mine.post(f"{customer.at}/transactions/{path}", json=body, headers=headers)

        together(16, work)
        statuses = {answer.status_code for answer in answers}
        assert 201 in statuses and statuses <= {201, 409}, (path, statuses)
        assert len({answer.json()["data"]["id"] for answer in answers if answer.status_code == 201}) == 1
    assert sorted(row["amount"] for row in customer.rows("transactions/payments")) == [3, 4, 5, 6, 10]
    assert customer.rows("billing_details")["available_funds"] == 28


def test_a_charge_whose_answer_is_lost_is_pending_and_not_repeated(customer):
    """The job that asks the processor later is shown with a moved clock in the tests of the billing crate."""
    body = card(LOST_AFTER, payment_tracker_id="form-9")
    first = data(customer.api.post(f"{customer.at}/transactions/one_time_credit_card_payment", json=body), 201)
    assert first["success"] is False and "pending" in first["message"]
    assert data(customer.api.post(f"{customer.at}/transactions/one_time_credit_card_payment", json=body), 201) == first
    unreadable = data(customer.api.post(f"{customer.at}/transactions/one_time_credit_card_payment", json=card(UNREADABLE)), 201)
    assert unreadable["success"] is False and "pending" in unreadable["message"]
    assert len(customer.rows("transactions/payments")) == 2
    assert customer.rows("transactions/deposits") == []


def test_a_processor_that_answers_nonsense_takes_no_money_and_breaks_nothing(talkative, customer):
    method = stored_card(customer)
    nonsense = Nonsense()
    try:
        stripe = {"kind": "stripe", "secret_key": "sk_test_nonsense0", "base_url": nonsense.url}
        data(customer.api.patch("/system/payment_processor", json=stripe))
        for _ in NONSENSE:
            answer = customer.api.post(f"{customer.at}/transactions/one_time_credit_card_payment", json=card())
            assert_error(answer, 422)
            assert APPROVED not in answer.text and "4242 4242" not in answer.text, answer.text
        token = {key: value for key, value in card().items() if key not in ("number", "cvc", "name_on_account")}
        token |= {"token": "tok_1", "masked_number": "4242", "name_on_card": "Ada Lovelace", "customer_profile_id": "cus_1"}
        for _ in NONSENSE:
            answer = customer.api.post(f"{customer.at}/transactions/one_time_tokenized_credit_card_payment", json=token)
            assert data(answer, 201)["success"] is False, answer.text
            assert APPROVED not in answer.text and "4242 4242" not in answer.text, answer.text
        answer = customer.api.post(f"{customer.at}/transactions/payments", json={"payment_method_id": method, "amount": 1})
        assert_error(answer, 422)  # the card is another processor's
        assert len(nonsense.seen) >= 2 * len(NONSENSE), nonsense.seen
    finally:
        data(customer.api.patch("/system/payment_processor", json={"kind": "sandbox"}))
        nonsense.close()
    assert customer.rows("transactions/deposits") == []
    assert all(not row["success"] for row in customer.rows("transactions/payments"))


def hostile_bodies():
    """Card numbers where they belong, where they do not, and spelled in ways that a mask could miss."""
    for number in (APPROVED, DECLINED, LOST_AFTER, UNREADABLE, "4242424242424241", "4242-4242-4242-4242", "4242 4242 4242 4242", 4242424242424242):
        yield card(number)
    yield card(name_on_account=APPROVED)
    yield card(payment_tracker_id=APPROVED)
    yield card(expiration_month=APPROVED)
    yield card(amount=APPROVED)
    yield card(cvc=APPROVED)
    yield card(zip=APPROVED)
    yield card(number=[APPROVED])
    yield card(number={"number": APPROVED})
    yield {APPROVED: APPROVED}


SPELLED = re.compile(r"4242[ -]?4242[ -]?4242[ -]?424[12]|4000[ -]?0000[ -]?0000[ -]?(0002|5001|7007)|000123456789")


def test_no_card_number_is_in_the_log_or_in_an_error(talkative, customer):
    """A name or a tracker id may be anything, so those answers may repeat it; no log does, and no error does."""
    for body in hostile_bodies():
        for path in ("transactions/one_time_credit_card_payment", "payment_methods"):
            sent = {**body, "type": "credit card", "account_number": body.get("number", ""), "auto": False}
            answer = post(customer.api, f"{customer.at}/{path}", sent)
            assert answer.status_code in (201, 422), answer.text
            if answer.status_code == 422:
                assert_error(answer)
                assert not SPELLED.search(answer.text), answer.text
    bank = {"type": "bank account", "account_number": "000123456789", "routing_number": "110000001", "account_type": "checking"}
    answer = customer.api.post(f"{customer.at}/payment_methods", json={**bank, "name_on_account": "Ada Lovelace", "auto": False})
    assert_error(answer, 422)
    assert not SPELLED.search(answer.text)
    for path in (f"{customer.at}/transactions/payments/{APPROVED}", f"{customer.at}/payment_methods?search={APPROVED}"):
        customer.api.get(path)
    customer.api.post(f"{customer.at}/payment_methods", content=f'{{"account_number": "{APPROVED}", '.encode())
    lines = talkative.log_path.read_text(errors="replace").splitlines()
    assert len(lines) > 100, "a log without lines shows nothing"
    found = [line[:300] for line in lines if SPELLED.search(line)]
    assert not found, found[:5]


def test_the_books_are_sound_after_all_of_it(talkative, api):
    now = datetime.now(UTC).date()
    range_ = {"start": str(now - timedelta(days=2)), "end": str(now + timedelta(days=1))}
    sums = data(api.get("/financial/journal/summary", params=range_))
    cents = {row["general_ledger_code"]: round(float(row["debit"]) * 100) - round(float(row["credit"]) * 100) for row in sums}
    assert sum(cents.values()) == 0, cents
    accounts = api.get("/accounts", params={"limit": 1000}).json()["data"]
    assert cents["RECEIVABLE"] == sum(round(account["balance_total"] * 100) for account in accounts)
    talkative.database.assert_sound()
