"""kill -9 under write load: what was acknowledged is there after the restart, whole, and the database is sound."""

import queue
import threading

import httpx
from harness.server import all_pages, data, new_account

WRITERS = 8
ROUNDS = 3
ACKNOWLEDGED_BEFORE_KILL = (150, 233, 377)


def write_until_the_server_dies(server, round_number, acknowledged):
    """Each writer creates accounts, gives each a note and a second name, and records what the server said yes to."""
    ready, refused = threading.Event(), []
    wanted = ACKNOWLEDGED_BEFORE_KILL[round_number]

    def work(writer):
        with server.api(timeout=30) as api:
            turn = 0
            while True:
                turn += 1
                try:
                    write_one(api, f"Round {round_number} writer {writer} turn {turn}", acknowledged)
                except (httpx.TransportError, ValueError):
                    return  # the server is gone: what it had not answered may or may not be there
                except AssertionError as problem:
                    refused.append(problem)
                    ready.set()
                    return
                if acknowledged.qsize() >= wanted:
                    ready.set()

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    assert ready.wait(180), f"the load did not get going\n{server.log()}"
    server.kill()
    for thread in threads:
        thread.join()
    assert not refused, refused[0]


def write_one(api, name, acknowledged):
    created = api.post("/accounts", json=new_account(name))
    assert created.status_code == 201, created.text
    account = created.json()["data"]["id"]
    acknowledged.put(("account", account, name))
    note = api.post(f"/notes/accounts/{account}", json={"category": "other", "message": f"Note of {name}"})
    assert note.status_code == 201, note.text
    acknowledged.put(("note", account, note.json()["data"]["id"]))
    renamed = api.patch(f"/accounts/{account}", json={"name": f"{name} renamed"})
    assert renamed.status_code == 200, renamed.text
    acknowledged.put(("account", account, f"{name} renamed"))


def drain(acknowledged):
    """The last acknowledged name of each account and all acknowledged notes."""
    names, notes = {}, []
    while True:
        try:
            kind, account, value = acknowledged.get_nowait()
        except queue.Empty:
            return names, notes
        if kind == "account":
            names[account] = value
        else:
            notes.append((account, value))


def test_nothing_acknowledged_is_lost(make_server):
    server = make_server()
    names, notes = {}, []
    for round_number in range(ROUNDS):
        server.start()
        acknowledged = queue.Queue()
        write_until_the_server_dies(server, round_number, acknowledged)
        found_names, found_notes = drain(acknowledged)
        names |= found_names
        notes += found_notes
    assert len(names) > 100
    server.start()
    assert_all_there(server, names, notes)
    assert server.stop() == 0
    server.database.assert_sound()


def assert_all_there(server, names, notes):
    with server.api() as api:
        stored = {row["id"]: row["name"] for row in all_pages(api, "/accounts")}
        for account, name in names.items():
            assert account in stored, f"account {account} ({name}) was acknowledged and is lost"
            # The rename that came after may have been committed without its answer getting out.
            assert stored[account] in (name, f"{name} renamed"), f"account {account}: {stored[account]!r} instead of {name!r}"
        for account, note in notes:
            assert data(api.get(f"/notes/accounts/{account}/{note}"))["id"] == note
        for account in stored:
            contacts = data(api.get(f"/accounts/{account}/contacts"))
            addresses = data(api.get(f"/accounts/{account}/addresses"))
            assert (len(contacts), len(addresses)) == (1, 1), f"account {account} is half written"
        last = data(api.post("/accounts", json=new_account("After the crash")), 201)
        assert last["id"] not in names


def test_every_audit_row_belongs_to_a_change_that_was_kept(make_server):
    """The audit row is written in the same transaction: after a crash there are as many creations as accounts."""
    server = make_server().start()
    acknowledged = queue.Queue()
    write_until_the_server_dies(server, 0, acknowledged)
    server.start()
    with server.api() as api:
        accounts = api.get("/accounts", params={"limit": 1}).json()["paginator"]["total_count"]
        params = {"filter[entity]": "accounts", "filter[action]": "create", "limit": 1}
        assert api.get("/audit_log", params=params).json()["paginator"]["total_count"] == accounts
