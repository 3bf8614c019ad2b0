"""The field's importers and portals where they handle money, on the wire: what they send, in their types, and how they read answers."""

import json
import re

from .importer import Wire, in_parallel, php_json

PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def assert_number(value, where):
    """bcadd, bcsub and number_format take numbers and plain decimal strings, and nothing with an exponent."""
    assert isinstance(value, (int, float, str)) and not isinstance(value, bool), where
    assert PLAIN_NUMBER.fullmatch(json.dumps(value).strip('"')), where


class MoneyImporter:
    """The importers of money; a row counts as imported for 200 and 201 only."""

    def __init__(self, server):
        self.credentials = (server.url, "admin", server.password)
        self.wire = Wire(*self.credentials)

    def get(self, path):
        return self.wire.get(path)["data"]

    def send(self, method, path, body):
        """The `data` of an answer that the importer counts."""
        status, answer = self.wire.request(method, path, php_json(body))
        assert status in (200, 201), (method, path, body, status, answer[:500])
        return json.loads(answer)["data"]

    def services(self):
        """Every page of the services, as AccountService and AccountDid ask: it ends when current_page is total_pages."""
        page, rows = 1, []
        while True:
            body = self.wire.get(f"system/services?page={page}")
            rows += body["data"]
            if body["paginator"]["current_page"] == body["paginator"]["total_pages"]:
                return rows
            page += 1

    def assert_adjustment(self, service, application):
        found = self.get(f"system/services/{service}")
        assert found["type"] == "adjustment" and found["application"] == application, found

    def balance(self, account, prior_balance, debit, credit):
        """Balance importer: the sign picks the service, 0 is skipped."""
        self.assert_adjustment(debit, "debit")
        self.assert_adjustment(credit, "credit")
        if prior_balance:
            service = debit if prior_balance > 0 else credit
            body = {"service_id": str(service), "prorate": False, "amount": abs(prior_balance)}
            self.send("POST", f"accounts/{account}/services", body)

    def invoice_with_debits(self, account, service, amounts, date, due_date):
        """InvoiceWithDebits importer: only the first debit of the list is looked at after each charge."""
        self.assert_adjustment(service, "debit")
        ids = []
        for amount in amounts:
            self.send("POST", f"accounts/{account}/services", {"account_id": str(account), "service_id": str(service), "amount": amount})
            newest = self.get(f"accounts/{account}/transactions/debits")[0]
            assert newest["amount"] == float(amount) and newest["service_id"] == service, newest
            ids.append(newest["id"])
        body = {"account_id": str(account), "debits": ids, "due_date": due_date, "date": date}
        return self.send("POST", f"accounts/{account}/invoices", body)

    def payments(self, rows, at_once=10):
        """The payment importer: [(account, amount, reference, date or None)], ten at once; gives the statuses."""

        def post(wire, row):
            account, amount, reference, date = row
            body = {"payment_method": "other", "reference": reference, "amount": amount, "date": date}
            return wire.request("POST", f"accounts/{account}/transactions/payments", php_json(body))[0]

        return in_parallel(self.credentials, rows, post, at_once)


class Portal:
    """The customer portal's framework on one account: `?page=1` on every GET, texts for all amounts of a form."""

    def __init__(self, api, account):
        self.api, self.account = api, account
        self.headers = {"Content-Type": "application/json; charset=utf-8", "timeout": "30"}

    def get(self, path):
        answer = self.api.get(f"/accounts/{self.account}/{path}".rstrip("/"), params={"page": 1})
        assert answer.is_success, (path, answer.status_code, answer.text)
        return answer.json()["data"]

    def send(self, method, path, body=None):
        content = None if body is None else json.dumps(body).encode()
        answer = self.api.request(method, f"/accounts/{self.account}/{path}", content=content, headers=self.headers)
        assert answer.is_success, (path, answer.status_code, answer.text)
        assert "data" in answer.json(), "the framework returns null for a body without data"
        return answer.json()["data"]

    def billing_details(self):
        found = self.get("billing_details")
        for name in ("balance_due", "total_balance", "balance_total", "next_recurring_charge_amount", "available_funds"):
            assert_number(found[name], (name, found))
        assert "next_bill_date" in found
        return found

    def invoices(self, which="invoices"):
        rows = self.get(which)
        assert isinstance(rows, list)
        for row in rows:
            assert isinstance(row["id"], int) and re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]) and row["due_date"] >= row["date"]
            assert isinstance(row["remaining_due"], str) and isinstance(row["child_remaining_due"], str), row
            assert_number(row["remaining_due"], row)
            assert isinstance(row["void"], bool)
        return rows

    def lines(self, kind):
        """Debits or discounts."""
        rows = self.get(f"transactions/{kind}")
        for row in rows:
            assert_number(row["amount"], row)
            assert row["date"] and isinstance(row["description"], str) and row["description"], row
            for tax in row["taxes"]:
                assert isinstance(tax["description"], str)
                assert_number(tax["amount"], row)
        return rows

    def payments(self):
        rows = self.get("transactions/payments")
        for row in rows:
            assert_number(row["amount"], row)
            assert row["success"] in (True, False) and isinstance(row["success"], bool) and isinstance(row["reversed"], bool), row
            assert row["date"] and row["type"]
        return rows

    def payment_methods(self):
        rows = self.get("payment_methods")
        for row in rows:
            assert row["type"] in ("credit card", "echeck", "ach"), row
            assert isinstance(row["auto"], bool) and isinstance(row["id"], int) and isinstance(row["identifier"], str)
            if row["type"] == "credit card":
                assert 2000 < int(row["expiration_year"]) < 10000 and 1 <= int(row["expiration_month"]) <= 12
        return rows
