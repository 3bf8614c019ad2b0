"""The field's clients where they handle money: importers bring services, packages, balances, invoices, terms, payment methods and
payments; portals show all of it and pay."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from harness.money import MoneyImporter, Portal
from harness.server import data, new_account

ADDRESS = {"line1": "615 N 6th St", "city": "Sheboygan", "state": "WI", "zip": "53081", "country": "US"}


def today():
    return datetime.now(UTC).date()


def next_first():
    """The next first day of a month: accounts bill on the 1st unless somebody says otherwise."""
    now = today()
    return date(now.year + now.month // 12, now.month % 12 + 1, 1)


@pytest.fixture(scope="module")
def provider(server):
    """Services as ServiceImporter sends them, by name, and a sandbox that takes payments."""
    with server.api() as api:
        data(api.patch("/system/payment_processor", json={"kind": "sandbox"}))
        data(api.patch("/system/application", json={"timezone": "UTC"}))
        tax = data(api.post("/financial/taxes", json={"name": "Sales", "type": "global", "application": "percentage", "rate": 5}))
        code = data(api.post("/financial/general_ledger_codes", json={"code": "4100", "description": "Internet"}))
    importer = MoneyImporter(server)

    def service(name, kind, application, amount, **more):
        always = {"active": True, "name": name, "type": kind, "application": application, "amount": amount, "data_service": False}
        return importer.send("POST", "system/services", {**always, "billing_frequency_in_months": 1, **more})["id"]

    speeds = {"data_service": True, "download_in_kilobits": 50000, "upload_in_kilobits": 10000, "technology_code": 50}
    services = {
        "internet": service("Internet 50", "recurring", "debit", 49.95, taxes=[str(tax["id"])], general_ledger_code_id=code["id"], **speeds),
        "router": service("Router", "recurring", "debit", 5, tax_exemption_amount=1.5, id=700),
        "instalment": service("Instalment", "expiring", "debit", 20, times_to_run=12),
        "visit": service("Visit", "one time", "debit", 80),
        "loyalty": service("Loyalty", "recurring", "credit", 2.5),
        "debit": service("Prior balance", "adjustment", "debit", 0),
        "credit": service("Prior credit", "adjustment", "credit", 0),
    }
    return services


@pytest.fixture
def account(api):
    return data(api.post("/accounts", json=new_account()), 201)["id"]


@pytest.fixture
def importer(server):
    return MoneyImporter(server)


def test_services_are_read_page_by_page_and_keep_what_was_sent(provider, importer):
    found = {row["id"]: row for row in importer.services()}
    assert set(provider.values()) <= set(found)
    internet = found[provider["internet"]]
    assert (internet["amount"], internet["data_service"]) == (49.95, True), internet
    assert (found[700]["name"], found[700]["tax_exemption_amount"]) == ("Router", 1.5)
    assert found[provider["instalment"]]["times_to_run"] == 12


def test_packages_and_services_arrive_on_accounts(provider, importer, account):
    body = {"name": "Home", "active": True, "services": [str(provider["internet"]), str(provider["router"])]}
    importer.send("POST", "system/packages", body)
    package = next(row["id"] for row in importer.get("system/packages") if row["name"] == "Home")
    importer.send("POST", f"accounts/{account}/packages", {"package_id": package, "prorate": False})
    more = {"price_override": 17.5, "price_override_reason": "Unknown", "quantity": 2}
    importer.send("POST", f"accounts/{account}/services", {"service_id": provider["instalment"], "prorate": False, **more})
    rows = importer.get(f"accounts/{account}/services")
    assert sorted(row["id"] for row in rows) == sorted([provider["internet"], provider["router"], provider["instalment"]])
    instalment = next(row for row in rows if row["id"] == provider["instalment"])
    assert (instalment["price_override"], instalment["quantity"]) == ("17.50", 2)
    assert importer.get(f"accounts/{account}/transactions/debits") == [], "prorate false charges nothing now"


def test_prior_balances_become_a_debit_or_a_discount(provider, importer, api, account):
    owed = data(api.post("/accounts", json=new_account("Grace Hopper")), 201)["id"]
    for which, balance in ((account, 25.5), (owed, -10), (account, 0)):
        importer.balance(which, balance, provider["debit"], provider["credit"])
    assert [row["amount"] for row in importer.get(f"accounts/{account}/transactions/debits")] == [25.5]
    assert [row["amount_remaining"] for row in importer.get(f"accounts/{owed}/transactions/discounts")] == [10]
    assert Portal(api, account).billing_details()["total_balance"] == 25.5
    assert Portal(api, owed).billing_details()["available_funds"] == 10


def test_invoices_with_debits(provider, importer, api, account):
    due = str(today() + timedelta(days=20))
    made = importer.invoice_with_debits(account, provider["debit"], ["12.93", "7", "0.07"], str(today() - timedelta(days=3)), due)
    assert (made["remaining_due"], made["due_date"], made["date"]) == ("20.00", due, str(today() - timedelta(days=3)))
    assert Portal(api, account).billing_details()["balance_due"] == 20


def test_billing_parameters_and_next_bill_dates(importer, api, account):
    """Only the filled columns of the file are sent; what is not sent stays."""
    path = f"accounts/{account}/billing_parameters"
    importer.send("PATCH", path, {"bill_day": 15, "due_days": 20, "grace_days": 5, "tax_exempt": True, "print_invoice": True})
    until = str(today() + timedelta(days=40))
    later = {"months_to_bill": 3, "separate_invoice_day_enabled": True, "invoice_day": 1, "auto_pay_days": 2, "bill_mode": "statement"}
    importer.send("PATCH", path, {**later, "grace_until": until})
    stored = importer.get(path)
    expected = {**later, "grace_until": until, "bill_day": 15, "due_days": 20, "grace_days": 5, "tax_exempt": True, "print_invoice": True}
    assert {name: stored[name] for name in expected} == expected
    bills = next_first().replace(day=15)
    importer.send("PATCH", f"accounts/{account}", {"next_bill_date": str(bills)})
    assert importer.get(f"accounts/{account}")["next_bill_date"] == str(bills)
    assert Portal(api, account).billing_details()["next_bill_date"] == str(bills)


def test_payment_methods_with_and_without_tokens(provider, importer, api, account):
    name = {"name_on_account": "Ada Lovelace"}
    token = {"token": "sandbox_token_approved_00ff00ff", "type": "credit card", "identifier": "1111", "expiration_year": "2039"}
    token |= {"expiration_month": "09", "auto": False, "card_type": "visa", **name, **ADDRESS}
    importer.send("POST", f"accounts/{account}/tokenized_payment_method", token)
    bank = {"token": "sandbox_token_bankapproved_00ff", "type": "echeck", "identifier": "6789", "auto": True, **name}
    importer.send("POST", f"accounts/{account}/tokenized_payment_method", bank)
    number = {"type": "bank account", "account_number": "000123456789", "routing_number": "110000000", "account_type": "checking"}
    importer.send("POST", f"accounts/{account}/payment_methods", {**number, "auto": False, **name})
    card = {"type": "credit card", "expiration_month": "09", "expiration_year": "2039", "account_number": 4111111111111111}
    importer.send("POST", f"accounts/{account}/payment_methods", {**card, "auto": True, "cvc": None, **name, **ADDRESS})
    methods = Portal(api, account).payment_methods()
    shown = [(row["type"], row["identifier"], row["auto"]) for row in methods]
    assert shown == [("credit card", "1111", False), ("echeck", "6789", False), ("echeck", "6789", False), ("credit card", "1111", True)]


def test_payments_ten_at_once_are_all_there_once(importer, api, account):
    yesterday = str(today() - timedelta(days=1))
    rows = [(account, 12.93, f"CHK{number}", None if number % 2 else yesterday) for number in range(40)]
    assert set(importer.payments(rows)) <= {200, 201}
    paid = Portal(api, account).payments()
    assert sorted(row["response_message"] for row in paid) == sorted(reference for _, _, reference, _ in rows)
    assert {(row["amount"], row["type"], row["success"], row["reversed"]) for row in paid} == {(12.93, "other", True, False)}
    assert Portal(api, account).billing_details()["available_funds"] == 517.2, "40 x 12.93"


@pytest.fixture
def portal(api, provider, account, importer):
    """A customer with an invoice over 30.00 and one over 12.50."""
    due = [str(today() + timedelta(days=days)) for days in (10, 20)]
    importer.invoice_with_debits(account, provider["debit"], ["30.00"], str(today()), due[0])
    importer.invoice_with_debits(account, provider["debit"], ["12.50"], str(today()), due[1])
    return Portal(api, account)


def test_the_billing_page_of_a_portal(portal, provider):
    data(portal.api.post(f"/accounts/{portal.account}/services", json={"service_id": provider["internet"], "prorate": False}))
    data(portal.api.post(f"/accounts/{portal.account}/services", json={"service_id": provider["credit"], "prorate": False, "amount": 4}))
    assert portal.get("")["company_id"] is None
    details = portal.billing_details()
    assert (details["balance_due"], details["available_funds"], details["next_recurring_charge_amount"]) == (42.5, 4, 52.45)
    assert [row["remaining_due"] for row in portal.invoices()] == ["12.50", "30.00"]
    assert [row["remaining_due"] for row in portal.invoices("invoices/outstanding")] == ["30.00", "12.50"]
    assert [row["amount"] for row in portal.lines("debits")] == [12.5, 30]
    assert [row["description"] for row in portal.lines("discounts")] == ["Prior credit"]
    assert portal.payments() == [] and portal.payment_methods() == []
    services = portal.get("services")
    assert [row["id"] for row in services] == [provider["internet"]]
    assert data(portal.api.get(f"/system/services/{services[0]['id']}"))["data_service"] is True
    policy = portal.get("usage_based_billing_policy_details")
    assert policy["has_policy"] is False and policy["allow_user_to_purchase_capacity"] is False
    assert len(portal.get("data_usage_histories")) >= 1, "portals read element 0"
    pdf = base64.b64decode(portal.get(f"invoices/{portal.invoices()[0]['id']}/pdf")["base64"])
    assert pdf.startswith(b"%PDF-")
    processors = data(portal.api.get(f"/accounts/credit_card_processors/{portal.account}/enabled", params={"page": 1}))
    assert all(processors[0][brand] is True for brand in ("visa", "mastercard", "amex", "discover"))


def form(amount, number="4242424242424242", tracker=None):
    """What the form of a portal sends for a card: all of it text."""
    card = {"number": number, "expiration_month": "09", "expiration_year": "2039", "amount": amount, "name_on_account": "Ada Lovelace"}
    return {**card, **ADDRESS, "cvc": "973", "payment_tracker_id": tracker, "email_payment_receipt": True}


def test_a_card_pays_once_and_a_declined_one_says_why(portal):
    paid = portal.send("POST", "transactions/one_time_credit_card_payment", form("30.00", tracker="65f1c0ffee"))
    assert paid["success"] is True and isinstance(paid["transaction_id"], str), paid
    again = portal.send("POST", "transactions/one_time_credit_card_payment", form("30.00", tracker="65f1c0ffee"))
    assert again["transaction_id"] == paid["transaction_id"]
    declined = portal.send("POST", "transactions/one_time_credit_card_payment", form("12.50", "4000000000000002"))
    assert declined["success"] is False and declined["message"] == "The card was declined."
    assert [(row["amount"], row["success"]) for row in portal.payments()] == [(12.5, False), (30, True)]
    assert [row["remaining_due"] for row in portal.invoices("invoices/outstanding")] == ["12.50"]
    assert portal.payment_methods() == [], "a card that pays once is not kept"


def test_a_token_of_the_card_form_pays(portal):
    body = {"customer_profile_id": "cus_1", "credit_card_type": "VISA", "name_on_card": "Ada Lovelace", "token": "sandbox_token_approved_0f"}
    body |= {"expiration_month": "09", "expiration_year": "2039", "masked_number": "0042", **ADDRESS, "amount": "42.50"}
    body |= {"payment_tracker_id": None, "email_payment_receipt": True}
    assert portal.send("POST", "transactions/one_time_tokenized_credit_card_payment", body)["success"] is True
    assert portal.billing_details()["balance_due"] == 0
    keep = {"payment_processor_customer_profile_id": "cus_1", "token": "sandbox_token_approved_0f", "type": "credit card", "identifier": "0042"}
    keep |= {"expiration_month": "09", "expiration_year": "2039", "auto": True, **ADDRESS, "name_on_account": "Ada Lovelace", "card_type": "VISA"}
    portal.send("POST", "tokenized_payment_method", keep)
    assert [(row["identifier"], row["auto"]) for row in portal.payment_methods()] == [("0042", True)]


def test_stored_methods_pay_toggle_and_go(portal):
    card = {"type": "credit card", "account_number": "4242424242424242", "expiration_month": "09", "expiration_year": "2039"}
    portal.send("POST", "payment_methods", {**card, "name_on_account": "Ada Lovelace", **ADDRESS, "cvc": "973", "auto": False})
    bank = {"type": "bank account", "account_number": "000123456789", "routing_number": "110000000", "name_on_account": "Ada Lovelace"}
    nowhere = dict.fromkeys(("line1", "city", "state", "zip", "country"))
    portal.send("POST", "payment_methods", {**bank, "account_type": "checking", "auto": True, **nowhere})
    first, second = portal.payment_methods()
    assert (first["auto"], second["auto"], second["type"]) == (False, True, "echeck")
    pay = {"payment_method_id": first["id"], "amount": "12.34", "auto_apply": True, "payment_tracker_id": "65f1", "email_payment_receipt": True}
    paid = portal.send("POST", "transactions/payments", pay)
    assert paid["success"] is True and isinstance(paid["transaction_id"], str)
    assert [row["remaining_due"] for row in portal.invoices("invoices/outstanding")] == ["17.66", "12.50"]
    portal.send("PATCH", f"payment_methods/{first['id']}/toggle_auto", {"auto": True})
    assert [row["auto"] for row in portal.payment_methods()] == [True, False], "one method pays by itself"
    assert portal.send("DELETE", f"payment_methods/{second['id']}")["success"] is True
    assert [row["id"] for row in portal.payment_methods()] == [first["id"]]


def test_a_sale_at_paypal_is_booked_once(portal):
    sale = {"amount": "42.50", "transaction_id": f"PAY-{portal.account}", "email_payment_receipt": True}
    for _ in range(2):
        portal.send("POST", "transactions/paypal_payments", sale)
    assert [(row["amount"], row["type"]) for row in portal.payments()] == [(42.5, "paypal")]
    assert portal.billing_details()["balance_due"] == 0
    assert portal.invoices("invoices/outstanding") == []


def test_a_mandate_of_gocardless_is_kept(portal):
    body = {"token": "MD000123", "name_on_account": "Ada Lovelace", "type": "echeck", "identifier": "89", "auto": True}
    portal.send("POST", "tokenized_payment_method", body)
    assert [(row["type"], row["identifier"]) for row in portal.payment_methods()] == [("echeck", "89")]


def test_the_journal_says_what_the_clients_did(server, api):
    """Everything above, as double entry: it balances every day, and the receivable is what all accounts owe."""
    range_ = {"start": str(today() - timedelta(days=5)), "end": str(today() + timedelta(days=1))}
    lines, page = [], 1
    while True:
        body = api.get("/financial/journal", params={**range_, "limit": 1000, "page": page}).json()
        lines += body["data"]
        if page >= body["paginator"]["total_pages"]:
            break
        page += 1
    assert len(lines) > 100
    days, receivable = {}, 0
    for line in lines:
        amount = round(float(line["debit"]) * 100) - round(float(line["credit"]) * 100)
        days[line["date"]] = days.get(line["date"], 0) + amount
        receivable += amount if line["general_ledger_code"] == "RECEIVABLE" else 0
    assert set(days.values()) == {0}, days
    accounts = api.get("/accounts", params={"limit": 1000}).json()["data"]
    assert receivable == sum(round(account["balance_total"] * 100) for account in accounts)
    summary = data(api.get("/financial/journal/summary", params=range_))
    assert sum(round(float(row["debit"]) * 100) for row in summary) == sum(round(float(row["credit"]) * 100) for row in summary)
    csv = api.get("/financial/journal", params={**range_, "format": "csv"})
    assert csv.text.count("\r\n") == len(lines) + 1
