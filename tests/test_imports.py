"""Data imports on the real binary: all rows or none under kill -9, files that mean harm, and a large file in little memory."""

import gzip
import random
import subprocess
import time
import zlib

import pytest
from harness.server import binary, data

ROWS = 3_000
KILLS = 10
HEADER = "Customer,Account type,Account status,Address,City,State,Zip,Country,Contact,Email,Phone\n"


def customers(name, count=ROWS):
    line = "{0} {1},Residential,Active,{1} N 6th St,Sheboygan,WI,53081,US,{0} {1},c{1}@example.com,555-010-{2:04}\n"
    return HEADER + "".join(line.format(name, number, number % 10_000) for number in range(1, count + 1))


def draft(api, kind, filename, content, **options):
    path = f"/data_imports/{data(api.post(f'/data_imports/{kind}', json=options), 201)['id']}"
    data(api.post(f"{path}/file", params={"filename": filename}, content=content), 202)
    return path


def wait_for(api, path, done, seconds=300):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        shown = data(api.get(path))
        if done(shown):
            return shown
        time.sleep(0.1)  # another process: there is nothing to wait on but its answer
    raise AssertionError(f"{path} is not done after {seconds} s: {shown}")


def read(api, path):
    return wait_for(api, path, lambda shown: shown["stage"] != "reading")


def start(api, path):
    data(api.post(f"{path}/start", json={}), 202)


def finished(api, path):
    return wait_for(api, path, lambda shown: shown["finished_at"] is not None)


class Accounts:
    """Three thousand customers."""

    kind, rows, options = "accounts", ROWS, {}

    def prepare(self, api):
        pass

    def content(self, number):
        return customers(f"Customer of {number}")

    def assert_whole(self, query, done):
        count = done * self.rows
        for table in ["accounts", "account_addresses", "account_contacts", "account_status_changes"]:
            assert query(f"select count(*) from {table}") == [(str(count),)], table
        assert query("select count(*) from audit_log where entity = 'accounts' and action = 'create'") == [(str(count),)]

    def look(self, api, number):
        assert data(api.get("/search", params={"q": f"customer {number} {ROWS}"}))


class Dids:
    """Numbers, other ones in each import."""

    kind, rows, options = "dids", 20_000, {}

    def prepare(self, api):
        pass

    def content(self, number):
        first = 2_000_000_000 + number * 1_000_000
        return "DID\n" + "".join(f"{did}\n" for did in range(first, first + self.rows))

    def assert_whole(self, query, done):
        assert query("select count(*), count(distinct did) from dids") == [(str(done * self.rows),) * 2]
        assert query("select count(*) from audit_log where entity = 'dids'") == [(str(done),)]

    def look(self, api, number):
        found = api.get("/system/voice/dids", params={"filter[did]": 2_000_000_000 + number * 1_000_000})
        assert len(data(found)) == 1


class Rates:
    """The deck of one provider, which each import replaces."""

    kind, rows, options = "voice_provider_rates", 20_000, {"voice_provider_id": 1}

    def prepare(self, api):
        data(api.post("/system/voice/voice_providers", json={"name": "Carrier"}), 201)

    def content(self, number):
        return "prefix,name,rate\n" + "".join(f"{prefix},PLACE {prefix % 90},{number}\n" for prefix in range(1_000_000, 1_000_000 + self.rows))

    def assert_whole(self, query, done):
        assert query("select count(*) from deck_rates") == [(str(done * self.rows),)]
        assert query(f"select count(*) from rate_decks where rates <> {self.rows}") == [("0",)]
        active = query("select d.id from rate_decks d join voice_providers p on p.rate_deck_id = d.id where d.state = 'active'")
        assert len(active) == min(done, 1)
        assert query("select count(*) from rate_decks where state = 'replaced'") == [(str(max(done - 1, 0)),)]
        # All rates of the deck in force are those of the last import that is done.
        if done:
            assert query(f"select distinct rate_nanos from deck_rates where rate_deck_id = {active[0][0]}") == [(str(done * 10**9),)]

    def look(self, api, number):
        deck = data(api.get("/system/voice/voice_providers/1"))["rate_deck_id"]
        rates = data(api.get(f"/system/voice/voice_providers/1/rate_decks/{deck}/rates", params={"limit": 1}))
        assert float(rates[0]["rate"]) == number


def count_done(database, kind):
    """Each import is there in full or not at all, whatever was killed."""
    done = int(database.query("select count(*) from data_imports where status = 'Successful'")[0][0])
    kind.assert_whole(database.query, done)
    return done


@pytest.mark.parametrize("kind", [Accounts(), Dids(), Rates()], ids=lambda kind: kind.kind)
def test_an_import_that_is_killed_at_any_moment_is_whole_or_not_there(make_server, kind):
    server = make_server()
    moments = random.Random(7)
    imports, killed_under_way = 0, 0
    for _ in range(KILLS):
        server.start()
        with server.api() as api:
            if imports == 0:
                kind.prepare(api)
            if imports == 0 or data(api.get(path))["finished_at"]:
                imports += 1
                path = draft(api, kind.kind, "file.csv", kind.content(imports), **kind.options)
                assert read(api, path)["rows_total"] == kind.rows
                start(api, path)
            else:
                # The worker that was killed is not waited for: its lease runs out.
                server.database.execute("update background_jobs set locked_until = 0 where state = 'running'")
            deadline = time.monotonic() + moments.uniform(0.1, 4.0)
            while time.monotonic() < deadline and not data(api.get(path))["finished_at"]:
                time.sleep(0.02)  # until the moment has come
        server.kill()
        killed_under_way += server.database.query(f"select status from data_imports where id = {imports}") != [("Successful",)]
        assert count_done(server.database, kind) <= imports
    assert killed_under_way >= 3, "the kills came too late to show anything"
    server.start()
    server.database.execute("update background_jobs set locked_until = 0 where state = 'running'")
    with server.api() as api:
        assert finished(api, path)["status"] == "Successful"
        kind.look(api, imports)
    assert count_done(server.database, kind) == imports
    assert server.stop() == 0
    server.database.assert_sound()


def png():
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def bomb():
    """Three gigabytes of commas in three megabytes."""
    packer, packed = zlib.compressobj(9, zlib.DEFLATED, 31), []
    piece = b"," * (1 << 20)
    packed += [packer.compress(piece + b"\n") for _ in range(3 * 1024)]
    return b"".join(packed) + packer.flush()


def resident_in_megabytes(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def test_files_that_mean_harm_end_in_words(server, api):
    cases = [
        ("photo.csv", png(), "The file is not a table but an image (image/png)."),
        ("bomb.csv.gz", bomb(), "The file is too large: unpacked it has more than 2048 MB."),
        ("deep.json", b"[" * 200_000, "Record 1 is not valid JSON"),
        ("line.csv", b"name,note\n\"" + b"x" * (100 << 20), "Row 2 is longer than 1024 kB. Is a quotation mark missing?"),
        ("cut.csv.gz", gzip.compress(customers("x").encode())[:-9], "The file is damaged: its end is missing."),
        ("programme.xlsx", b"PK\x03\x04" + b"\0" * 4000, "The file is damaged"),
    ]
    for filename, content, expected in cases:
        path = draft(api, "accounts", filename, content)
        shown = wait_for(api, path, lambda shown: shown["status"] == "Invalid" or shown["stage"] == "header")
        assert shown["status"] == "Invalid", f"{filename}: {shown}"
        assert expected in shown["message"], f"{filename}: {shown['message']}"
        assert shown["progress"] is None
    assert not server.panics()


def test_a_large_file_takes_little_memory(make_server):
    """Every row is staged, checked, found to be of no account, and can be looked at."""
    count = 150_000
    server = make_server().start()
    with server.api() as api:
        before = resident_in_megabytes(server)
        lines = "".join(f"{number},Contact {number},c{number}@example.com,555-010-{number % 10_000:04}\n" for number in range(1, count + 1))
        path = draft(api, "contacts", "contacts.csv", "Account ID,Name,Email,Phone\n" + lines)
        assert read(api, path)["rows_total"] == count
        start(api, path)
        ended = finished(api, path)
        assert (ended["status"], ended["rows_failed"], ended["progress"]) == ("Invalid", count, None)
        window = data(api.get(f"{path}/rows", params={"errors": 1, "from": count, "limit": 5}))
        assert [row["number"] for row in window] == [count, count + 1]
        assert resident_in_megabytes(server) - before < 150
    assert server.stop() == 0


def test_the_command_line_imports_with_progress(make_server):
    server = make_server().start()
    server.stop()
    file = server.folder / "customers.csv"
    file.write_text(customers("Customer", 400).replace("Customer,Account type", "Who,Account type"))
    refused = subprocess.run(
        [binary(), "import", "accounts", str(file)], env=server.env(), cwd=server.folder, capture_output=True, text=True, timeout=180
    )
    assert refused.returncode != 0 and "No column holds the required field name" in refused.stderr + refused.stdout
    done = server.run("import", "accounts", str(file), "--map", "name=Who")
    assert "Import 2: 400 rows were imported" in done.stdout, done.stdout
    assert "reading [" in done.stdout and "100 %" in done.stdout, done.stdout
    again = server.run("import", "accounts", str(file), "--map", "name=Who", check=False)
    assert again.returncode != 0 and "Duplicate" in again.stderr + again.stdout, again
    assert server.database.query("select count(*) from accounts") == [("400",)]
