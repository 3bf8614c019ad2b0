"""Real input at real size: the field's importer brings its customers, and every one of them is there, once, and is found."""

import csv
import io
import json
import os
import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from harness import customers
from harness.importer import Importer, account_body, php_json
from harness.server import all_pages, data

COUNT = int(os.environ.get("FAIRLEAD_SYSTEM_CUSTOMERS", "10000"))
SEED = 20_240_607


@pytest.fixture(scope="module")
def imported(server, tmp_path_factory):
    """The rows of the CSV after the importer has sent them all."""
    with server.api() as api:
        groups = [data(api.post("/system/account_groups", json={"name": f"Tower {letter}"}), 201)["id"] for letter in "ABC"]
    path = tmp_path_factory.mktemp("csv") / "accounts.csv"
    customers.write_csv(path, COUNT, SEED, groups)
    rows = customers.read_csv(path)
    assert len(rows) == COUNT and {len(row) for row in rows} == {customers.COLUMNS}
    importer = Importer(server.url, "admin", server.password)
    importer.check_credentials_and_version()
    importer.load_places(rows)
    started = time.monotonic()
    answers = importer.send(rows)
    took = time.monotonic() - started
    print(f"\n{server.database.name}: {COUNT} customers in {took:.1f} s, {COUNT / took:.0f} a second")
    refused = {number: answer for number, answer in answers.items() if answer[0] not in (200, 201)}
    assert not refused, f"{len(refused)} refused, such as {list(refused.items())[:5]}"
    assert len(answers) == COUNT
    return rows


def test_every_customer_arrives_once(imported, api):
    listed = all_pages(api, "/accounts")
    assert sorted(row["id"] for row in listed) == list(range(1, COUNT + 1))
    names = {row["id"]: row["name"] for row in listed}
    wrong = {row[0]: (row[1], names[int(row[0])]) for row in imported if names[int(row[0])] != row[1]}
    assert not wrong, list(wrong.items())[:5]


def test_lists_page_as_the_importer_reads_them(imported, api):
    first = api.get("/accounts").json()
    assert len(first["data"]) == min(100, COUNT)
    pages = -(-COUNT // 100)
    assert first["paginator"] == {"total_count": COUNT, "total_pages": pages, "current_page": 1, "limit": 100}
    beyond = api.get("/accounts", params={"limit": 100, "page": pages + 1})
    assert beyond.status_code == 200
    assert beyond.json()["data"] == []
    assert beyond.json()["paginator"]["total_pages"] == pages
    assert beyond.json()["paginator"]["current_page"] == pages + 1


def sample(rows, count):
    """Every kind of awkward name, and some ordinary rows."""
    awkward = [row for row in rows if int(row[0]) % 25 == 0][: len(customers.AWKWARD)]
    return awkward + random.Random(SEED).sample(rows, min(count, len(rows)))


def test_accounts_keep_what_was_sent(imported, api):
    for row in sample(imported, 60):
        sent = account_body(row)
        account = data(api.get(f"/accounts/{row[0]}"), 200)
        assert account["name"] == sent["name"]
        assert account["account_type_id"] == sent["account_type_id"]
        assert account["account_status_id"] == sent["account_status_id"]
        assert sorted(account["account_groups"]) == sorted(int(group) for group in sent.get("account_groups", []))
        assert account["sub_accounts"] == [int(child) for child in sent.get("sub_accounts", [])]


def test_sub_accounts_are_linked(imported, api):
    parents = [row for row in imported if row[5]]
    assert parents
    for row in parents[:20]:
        assert data(api.get(f"/accounts/{row[0]}"), 200)["sub_accounts"] == [int(row[5])]


def test_addresses_keep_what_was_sent(imported, api):
    for row in sample(imported, 60):
        sent = account_body(row)
        addresses = data(api.get(f"/accounts/{row[0]}/addresses"), 200)
        assert len(addresses) == 1
        address = addresses[0]
        for field in ("line1", "city", "state", "zip", "country"):
            assert address[field] == sent[field], (row[0], field)
        assert (address["line2"] or "") == sent["line2"]
        assert (address["county"] or False) == sent["county"]
        assert address["latitude"] == pytest.approx(float(sent["latitude"]), abs=1e-6)
        assert address["longitude"] == pytest.approx(float(sent["longitude"]), abs=1e-6)


def test_contacts_keep_what_was_sent(imported, api):
    for row in sample(imported, 60):
        sent = account_body(row)
        contacts = data(api.get(f"/accounts/{row[0]}/contacts"), 200)
        assert len(contacts) == 1
        contact = contacts[0]
        assert contact["name"] == sent["contact_name"]
        assert contact["primary"] is True
        assert (contact["role"] or "") == sent.get("role", "")
        assert (contact["email_address"] or "") == sent.get("email_address", "")
        assert sorted(contact["email_message_categories"]) == sorted(int(one) for one in sent["email_message_categories"])
        for kind, phone in sent.get("phone_numbers", {}).items():
            assert contact["phone_numbers"][kind]["number"] == phone["number"], (row[0], kind)


def test_customers_are_found(imported, api):
    names = [row[1] for row in imported]
    unique = [row for row in sample(imported, 40) if names.count(row[1]) == 1]
    assert len(unique) > 30 or COUNT < 1000
    for row in unique:
        for path, params in (("/search", {"q": row[1]}), ("/accounts", {"search": row[1]})):
            found = data(api.get(path, params=params), 200)
            ids = {hit.get("account_id") or hit["id"] for hit in found}
            assert int(row[0]) in ids, f"{path} does not find {ascii(row[1])}: {found[:3]}"


def test_customers_are_found_by_mail_address(imported, api):
    with_mail = [row for row in sample(imported, 20) if row[18]]
    for row in with_mail:
        found = data(api.get("/search", params={"q": row[18]}), 200)
        assert int(row[0]) in {hit.get("account_id") or hit["id"] for hit in found}, row[18]


def test_the_console_shows_and_finds_them(imported, server):
    """A browser on the same server: the list knows how many there are, and each awkward name is found by typing it."""
    wanted = [{"id": int(row[0]), "name": row[1]} for row in sample(imported, 0)]
    env = {**os.environ, "BASE_URL": server.url, "FAIRLEAD_ADMIN_PASSWORD": server.password}
    script = Path(__file__).parent / "console" / "find.mjs"
    done = subprocess.run(["node", script, str(COUNT)], input=json.dumps(wanted), env=env, capture_output=True, text=True, timeout=300)
    assert done.stdout, done.stderr
    outcome = json.loads(done.stdout)
    missing = [ascii(one["name"]) for one in wanted if one["id"] in outcome["missing"]]
    assert not missing and not outcome["problems"], (missing, outcome["problems"])


def test_a_csv_of_all_customers_comes_back(imported, api):
    answer = api.get("/accounts", params={"format": "csv"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert sorted(int(row["id"]) for row in rows) == list(range(1, COUNT + 1))
    by_id = {row["id"]: row["name"] for row in rows}
    for row in sample(imported, 20):
        # A cell that a spreadsheet would run as a formula may be defused with one character in front.
        assert by_id[row[0]] in (row[1], "'" + row[1]), row[0]


def test_a_second_run_adds_nothing(imported, server, api):
    importer = Importer(server.url, "admin", server.password)
    answers = importer.post_all(imported[:200], at_once=10)
    assert {status for status, _ in answers.values()} == {422}
    assert api.get("/accounts", params={"limit": 1}).json()["paginator"]["total_count"] == COUNT


def test_two_runs_at_once_create_each_customer_once(imported, server, api):
    """Twenty connections send the same forty new ids twice: each id is accepted exactly once."""
    rows = [[str(COUNT + number), f"Twice {number}", *row[2:4], "", "", "", *row[7:]] for number, row in enumerate(imported[:40], 1)]
    doubled = [row for row in rows for _ in range(2)]
    statuses = post_and_collect(doubled, server)
    for row in rows:
        assert sorted(statuses[row[0]]) == [201, 422], row[0]
    for row in rows:
        assert api.delete(f"/accounts/{row[0]}").status_code == 200
    assert api.get("/accounts", params={"limit": 1}).json()["paginator"]["total_count"] == COUNT


def post_and_collect(rows, server):
    """{id: [status, ...]} of all posts, twenty at once."""
    with httpx.Client(auth=("admin", server.password), timeout=60) as client, ThreadPoolExecutor(20) as pool:
        url = f"{server.url}/api/v1/accounts"
        headers = {"Content-Type": "application/json; charset=UTF8", "timeout": "30"}
        bodies = [php_json(account_body(row)) for row in rows]
        answers = list(pool.map(lambda body: client.post(url, content=body, headers=headers).status_code, bodies))
    statuses = {}
    for row, status in zip(rows, answers, strict=True):
        statuses.setdefault(row[0], []).append(status)
    return statuses
