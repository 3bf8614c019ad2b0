"""The field's CSV importer on the wire: its headers, its JSON, its order of requests, ten of them at once.

Rules: the importer is a PHP client. It sends Basic auth at once, a content type with a charset that does not exist, a literal
header `timeout: 30`, no Accept, and JSON with escaped slashes and escaped non-ASCII. It counts a row as imported for 200 or 201 only.
"""

import base64
import http.client
import json
import re
import threading
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

AGENT = "GuzzleHttp/6.5.5 curl/7.88.1 PHP/7.4.33"


def php_json(value):
    """json_encode() without flags."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode("ascii")


class Wire:
    """One kept-alive connection that sends exactly what the importer sends."""

    def __init__(self, url, username, password):
        self.host = urllib.parse.urlsplit(url).netloc
        self.credentials = base64.b64encode(f"{username}:{password}".encode()).decode("ascii")
        self.connection = None

    def request(self, method, path, body=None):
        """(status, bytes of the answer)."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=120)
        wire = self.connection
        wire.putrequest(method, f"/api/v1/{path}", skip_accept_encoding=True)
        wire.putheader("User-Agent", AGENT)
        wire.putheader("Content-Type", "application/json; charset=UTF8")
        wire.putheader("timeout", "30")
        wire.putheader("Authorization", f"Basic {self.credentials}")
        if body is not None:
            wire.putheader("Content-Length", str(len(body)))
        wire.endheaders(body)
        answer = wire.getresponse()
        return answer.status, answer.read()

    def get(self, path):
        """The decoded body of a GET that must be 200."""
        status, body = self.request("GET", path)
        assert status == 200, (path, status, body[:500])
        return json.loads(body)


def in_parallel(credentials, rows, send, at_once):
    """What `send(wire, row)` gives for each row, in their order, over `at_once` connections."""
    mine = threading.local()

    def one(row):
        if not hasattr(mine, "wire"):
            mine.wire = Wire(*credentials)
        return send(mine.wire, row)

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, rows))


class Importer:
    """What `Importer::importAccounts` does; `url` without a trailing slash."""

    def __init__(self, url, username, password):
        self.credentials = (url, username, password)
        self.wire = Wire(*self.credentials)
        self.subdivisions = {}
        self.counties = {}

    def check_credentials_and_version(self):
        for _ in range(2):
            version = self.wire.get("_data/version")["data"]["version"]
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), version
            assert tuple(int(part) for part in version.split(".")) >= (1, 0, 0)

    def load_places(self, rows):
        """The countries, then the subdivisions of each country, then the counties of each state, as AddressFormatter asks."""
        countries = self.wire.get("_data/countries")["data"]
        assert isinstance(countries, dict) and all(len(code) == 2 for code in countries)
        for country in sorted({row[13] for row in rows}):
            assert country in countries, country
            self.subdivisions[country] = self.wire.get(f"_data/subdivisions/{country}")["data"]
        for state in sorted({row[10].upper() for row in rows if row[13] == "US" and row[11]}):
            self.counties[state] = self.wire.get(f"_data/counties/{urllib.parse.quote(state)}")["data"]

    def place_problem(self, row):
        """Why the importer would refuse the row before it sends anything, or None."""
        state, county, country = row[10], row[11], row[13]
        known = self.subdivisions[country]
        names = {str(name).lower() for name in known.values()}
        if state.lower() not in names and state.upper() not in known and state not in known:
            return f"{state} is not a subdivision of {country}"
        if country == "US" and county not in self.counties[state.upper()]:
            return f"{county} is not a county of {state}"
        return None

    def send(self, rows, at_once=10):
        """POSTs every row, those with sub accounts last. Returns {id: (status, body)} of the last answer for each row."""
        problems = [(row[0], problem) for row in rows if (problem := self.place_problem(row))]
        assert not problems, problems[:20]
        answers = self.post_all([row for row in rows if not row[5]], at_once)
        answers.update(self.post_all([row for row in rows if row[5]], at_once))
        return answers

    def post_all(self, rows, at_once):
        """The answers by the number of the row, sent over `at_once` connections."""

        def post(wire, row):
            return row[0], wire.request("POST", "accounts", php_json(account_body(row)))

        return dict(in_parallel(self.credentials, rows, post, at_once))


def account_body(row):
    """The body that AccountImporter builds from one CSV row, in its order of fields."""
    body = {
        "id": int(row[0]),
        "name": row[1],
        "account_type_id": int(row[2]),
        "account_status_id": int(row[3]),
        "contact_name": row[16] or row[1],
        "line1": row[7],
        "line2": row[8],
        "city": row[9],
        "state": row[10].upper() if len(row[10]) == 2 else row[10],
        "county": row[11] or False,
        "zip": row[12],
        "country": row[13],
        "latitude": row[14],
        "longitude": row[15],
    }
    if row[4]:
        body["account_groups"] = row[4].split(",")
    if row[5]:
        body["sub_accounts"] = row[5].split(",")
    if row[6] > "2050":  # a date that is past is left out
        body["next_bill_date"] = row[6]
    if row[17]:
        body["role"] = row[17]
    if row[18]:
        body["email_address"] = row[18]
    body["email_message_categories"] = row[19].split(",") if row[19] else []
    phones = phone_numbers(row)
    if phones:
        body["phone_numbers"] = phones
    return body


def phone_numbers(row):
    """Digits only; the work number alone has an extension that is a string."""
    phones = {}
    for kind, column in (("work", 20), ("home", 22), ("mobile", 23), ("fax", 24)):
        number = re.sub(r"\D", "", row[column])
        if number:
            phones[kind] = {"number": number, "extension": row[21] if kind == "work" else None}
    return phones
