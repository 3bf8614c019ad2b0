"""Sixteen clients write at once. Nothing is a 5xx, no update is lost, and the audit log has every change."""

import threading

from harness.server import all_pages, data, new_account

CLIENTS = 16
ROUNDS = 12


def together(count, work):
    """Runs work(0) .. work(count - 1), each in its thread, all started at one moment; the first problem is raised."""
    barrier, problems = threading.Barrier(count), []

    def run(number):
        try:
            barrier.wait(30)
            work(number)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def test_sixteen_clients_patch_their_own_accounts(server, api):
    ids = [data(api.post("/accounts", json=new_account(f"Own {number}")), 201)["id"] for number in range(CLIENTS)]

    def work(number):
        with server.api() as mine:
            for turn in range(ROUNDS):
                name = f"Own {number} turn {turn}"
                assert data(mine.patch(f"/accounts/{ids[number]}", json={"name": name, "prorate": False}), 200)["name"] == name

    together(CLIENTS, work)
    for number, account in enumerate(ids):
        assert data(api.get(f"/accounts/{account}"))["name"] == f"Own {number} turn {ROUNDS - 1}"


def test_clients_that_patch_different_fields_of_one_account_do_not_undo_each_other(server, api):
    """Four clients on each of four accounts; each owns one field, so whatever it wrote last must be there at the end."""
    groups = [data(api.post("/system/account_groups", json={"name": f"Concurrent {number}"}), 201)["id"] for number in range(ROUNDS)]
    ids = [data(api.post("/accounts", json=new_account(f"Shared {number}")), 201)["id"] for number in range(CLIENTS // 4)]
    fields = [
        ("name", [f"Shared turn {turn}" for turn in range(ROUNDS)]),
        ("account_type_id", [1 + turn % 2 for turn in range(ROUNDS)]),
        ("account_status_id", [2 + turn % 2 for turn in range(ROUNDS)]),
        ("account_groups", [[group] for group in groups]),
    ]

    def work(number):
        account, (field, values) = ids[number // 4], fields[number % 4]
        with server.api() as mine:
            for value in values:
                answer = data(mine.patch(f"/accounts/{account}", json={field: value, "prorate": False}), 200)
                assert answer[field] == value, (account, field)

    together(CLIENTS, work)
    for account in ids:
        stored = data(api.get(f"/accounts/{account}"))
        for field, values in fields:
            assert stored[field] == values[-1], (account, field)


def test_a_counter_guarded_by_etags_counts_every_increment(server, api):
    """Read, add one, write with If-Match, again on 412: 16 clients add 8 each and the account says 128."""
    account = data(api.post("/accounts", json=new_account("0")), 201)["id"]
    conflicts = []

    def work(_):
        with server.api() as mine:
            for _ in range(8):
                while True:
                    seen = mine.get(f"/accounts/{account}")
                    assert seen.status_code == 200
                    counted = str(int(seen.json()["data"]["name"]) + 1)
                    answer = mine.patch(f"/accounts/{account}", json={"name": counted}, headers={"If-Match": seen.headers["ETag"]})
                    if answer.status_code == 200:
                        break
                    assert answer.status_code == 412, answer.text
                    conflicts.append(1)

    together(CLIENTS, work)
    assert data(api.get(f"/accounts/{account}"))["name"] == str(CLIENTS * 8)
    assert conflicts, "no two clients met: this run showed nothing"
    audit = api.get("/audit_log", params={"filter[entity]": "accounts", "filter[entity_id]": account, "filter[action]": "update"}).json()
    assert audit["paginator"]["total_count"] == CLIENTS * 8


def test_one_idempotency_key_sent_sixteen_times_creates_one_account(server, api):
    answers = [None] * CLIENTS

    def work(number):
        with server.api() as mine:
            body = new_account("Exactly Once")
            answers[number] = mine.post("/accounts", json=body, headers={"Idempotency-Key": f"once-{server.port}"})

    together(CLIENTS, work)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 201 and set(statuses) <= {201, 409}, statuses
    ids = {answer.json()["data"]["id"] for answer in answers if answer.status_code == 201}
    assert len(ids) == 1
    again = api.post("/accounts", json=new_account("Exactly Once"), headers={"Idempotency-Key": f"once-{server.port}"})
    assert again.status_code == 201 and again.json()["data"]["id"] in ids
    assert sum(row["name"] == "Exactly Once" for row in all_pages(api, "/accounts")) == 1


def test_a_unique_value_wanted_by_sixteen_clients_is_given_once(server, api):
    statuses = [0] * CLIENTS

    def work(number):
        with server.api() as mine:
            statuses[number] = mine.post("/accounts", json=new_account("Wanted", id=777_777)).status_code

    together(CLIENTS, work)
    assert sorted(statuses) == [201] + [422] * (CLIENTS - 1)


def test_readers_see_whole_pages_while_writers_write(server, api):
    """A list read during inserts has no row twice on a page and a total that only grows."""
    done = threading.Event()

    def work(number):
        with server.api() as mine:
            if number < 4:
                for turn in range(ROUNDS * 2):
                    data(mine.post("/accounts", json=new_account(f"Stream {number} {turn}")), 201)
                done.set()
                return
            last = 0
            while not done.is_set():
                body = mine.get("/accounts", params={"limit": 1000}).json()
                ids = [row["id"] for row in body["data"]]
                assert len(ids) == len(set(ids))
                assert body["paginator"]["total_count"] >= last
                last = body["paginator"]["total_count"]

    together(8, work)
