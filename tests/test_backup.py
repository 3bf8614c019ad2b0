"""A backup taken while the server writes opens as a server with everything that was acknowledged before it began."""

import threading

import httpx
from harness import database as databases
from harness.server import all_pages, data, new_account


def test_a_backup_under_load_restores(make_server, tmp_path):
    server = make_server().start()
    with server.api() as api:
        before = [data(api.post("/accounts", json=new_account(f"Before {number}")), 201)["id"] for number in range(30)]
        file = data(api.post(f"/accounts/{before[0]}/files", json={"filename": "hello.txt", "base64_data": "aGVsbG8="}), 201)
    stop = threading.Event()
    writer = threading.Thread(target=write_until, args=(server, stop))
    writer.start()
    target = tmp_path / "backup"
    try:
        server.run("backup", str(target))
    finally:
        stop.set()
        writer.join()
    assert server.stop() == 0
    restored = restore(make_server, server, target, tmp_path / "restored")
    restored.start()
    with restored.api() as api:
        names = {row["id"]: row["name"] for row in all_pages(api, "/accounts")}
        assert [names.get(one) for one in before] == [f"Before {number}" for number in range(30)]
        content = api.get(f"/accounts/{before[0]}/files/{file['id']}/content")
        assert content.status_code == 200 and content.content == b"hello"
        for account in names:
            assert len(data(api.get(f"/accounts/{account}/contacts"))) == 1, "half an account"
    assert restored.stop() == 0
    restored.database.assert_sound()


def write_until(server, stop):
    with server.api() as api:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                api.post("/accounts", json=new_account(f"During {number}"))
            except httpx.TransportError:
                return


def restore(make_server, server, target, folder):
    """A server in a new folder, with an empty database that takes the backup in."""
    folder.mkdir()
    database = databases.create(server.database.name, folder)
    restored = make_server(folder=folder, database=database)
    restored.password = server.password
    restored.run("backup", "--restore", str(target))
    return restored
