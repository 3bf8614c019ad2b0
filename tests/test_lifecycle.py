"""First start, the commands, graceful shutdown and TLS, as an operator meets them."""

import base64
import json
import re
import signal
import socket
import ssl
import subprocess
import warnings

import httpx
import pytest
from harness.server import all_pages, binary, data, new_account


def test_the_first_start_makes_an_admin_and_prints_the_password_once(make_server):
    server = make_server(env={"FAIRLEAD_ADMIN_PASSWORD": None}).start()
    first = server.log(lines=1000)
    # Names are throttled after five wrong passwords, so only the line that speaks of one is tried.
    candidates = {word for line in first.splitlines() if "password" in line for word in re.findall(r"[^\s\"'=:,]{12,}", line)}
    working = [one for one in candidates if httpx.get(f"{server.url}/api/v1/users", auth=("admin", one)).status_code == 200]
    assert len(working) == 1, f"{len(working)} of {len(candidates)} words are the password\n{first}"
    assert first.count(working[0]) == 1
    assert server.stop() == 0
    server.start()
    assert server.log(lines=1000).count(working[0]) == 1, "a later start must not print it"
    assert httpx.get(f"{server.url}/api/v1/users", auth=("admin", working[0])).status_code == 200


def test_health_metrics_and_the_console_are_served(make_server):
    server = make_server().start()
    assert httpx.get(f"{server.url}/healthz").status_code == 200
    metrics = httpx.get(f"{server.url}/metrics")
    assert metrics.status_code in (200, 401, 403)
    if metrics.status_code == 200:
        assert re.search(r"^# TYPE fairlead_\w+ (counter|histogram)", metrics.text, re.MULTILINE)
    console = httpx.get(f"{server.url}/")
    assert console.status_code == 200 and console.headers["content-type"].startswith("text/html")
    assert "script-src" in console.headers.get("content-security-policy", "") or "default-src" in console.headers["content-security-policy"]
    docs = httpx.get(f"{server.url}/api/docs", follow_redirects=True)
    assert docs.status_code == 200
    assert not re.search(r"(src|href)=.https?://", docs.text), "the documentation page must work offline"


def test_the_commands_work_on_the_same_database(make_server):
    server = make_server()
    server.run("migrate")
    server.run("migrate")  # a second time changes nothing
    server.run("doctor")
    server.start()
    printed = json.loads(server.run("openapi").stdout)
    with server.api() as api:
        assert printed == api.get("/openapi.json").json()
        assert len(data(api.get("/users"))) == 1
    server.run("doctor")


def test_a_bad_database_url_and_an_unknown_command_are_clear_errors(make_server, tmp_path):
    server = make_server()
    for args in (["serve", "--database", "mysql://localhost/x"], ["no-such-command"], ["serve", "--listen", "nowhere"]):
        done = server.run(*args, check=False)
        assert done.returncode not in (0, 101), f"{args}: {done.returncode}"
        assert done.stderr.strip() or done.stdout.strip(), args
        assert "panicked" not in done.stderr, done.stderr


def test_secrets_are_files_of_their_owner_alone(make_server, fresh_database, tmp_path):
    """The key can be read by its owner alone wherever it lies; the rest lies in a folder that is its owner's alone."""
    folder = tmp_path / "data"
    env = {"FAIRLEAD_DATA_DIR": str(folder)}
    if fresh_database.name == "sqlite":
        env["FAIRLEAD_DATABASE"] = None  # the default, in the data folder
    server = make_server(env=env).start()
    with server.api() as api:
        account = data(api.post("/accounts", json=new_account()), 201)["id"]
        data(api.post(f"/accounts/{account}/files", json={"filename": "a.txt", "base64_data": "eA=="}), 201)
    assert folder.stat().st_mode & 0o077 == 0, oct(folder.stat().st_mode)
    keys = [path for path in folder.rglob("*") if path.is_file() and "key" in path.name]
    assert keys, "there is a key file after the first start"
    for path in keys:
        assert path.stat().st_mode & 0o177 == 0, f"{path.name} can be read by others: {oct(path.stat().st_mode)}"


def test_logs_hold_no_secret_and_no_personal_data(make_server):
    server = make_server(env={"FAIRLEAD_LOG": "debug"}).start()
    with server.api() as api:
        data(api.post("/accounts", json=new_account("Zebedee Unmistakable", email_address="unmistakable@example.com")), 201)
        api.post("/accounts", json=new_account("Zebedee Unmistakable", email_address="unmistakable@", account_type_id="Zebedee"))
        api.get("/search", params={"q": "Unmistakable"})
        api.get("/accounts", params={"search": "Unmistakable"})
        token = data(api.post("/session/tokens", json={"name": "t"}), 201)["token"]
    httpx.post(f"{server.url}/api/v1/session", json={"username": "admin", "password": "Sesame-Open-4711"})
    assert httpx.get(f"{server.url}/api/v1/accounts", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert server.stop() == 0
    written = server.log_path.read_text(errors="replace")
    for secret in (server.password, token, "Sesame-Open-4711", "nmistakable", base64.b64encode(f"admin:{server.password}".encode()).decode()):
        assert secret.lower() not in written.lower(), f"the log has {secret!r}"


def test_a_request_in_flight_is_answered_before_the_server_stops(make_server):
    server = make_server().start()
    body = json.dumps(new_account("Finished in time")).encode()
    basic = base64.b64encode(f"admin:{server.password}".encode()).decode()
    head = f"POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(f"{head}Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        assert wire.recv(1024).startswith(b"HTTP/1.1 100"), "the server has begun to read the request"
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(httpx.TransportError):
            for _ in range(600):  # it stops taking connections soon after the signal
                httpx.get(f"{server.url}/healthz", timeout=1)
        wire.sendall(body)
        assert wire.recv(65536).startswith(b"HTTP/1.1 201")
    assert server.process.wait(40) == 0
    server.start()
    with server.api() as api:
        assert [row["name"] for row in all_pages(api, "/accounts")] == ["Finished in time"]


def test_an_idle_connection_does_not_hold_the_shutdown_up(make_server):
    server = make_server().start()
    with httpx.Client() as client:
        client.get(f"{server.url}/healthz")  # kept alive
        with socket.create_connection(("127.0.0.1", server.port)):
            assert server.stop() == 0


def test_tls_with_a_certificate(make_server, tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*make, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = make_server(env={"FAIRLEAD_TLS_CERTIFICATE": str(certificate), "FAIRLEAD_TLS_KEY": str(key)})
    server.scheme, server.verify = "https", ssl.create_default_context(cafile=certificate)
    server.start()
    with server.api() as api:
        created = data(api.post("/accounts", json=new_account("Over TLS")), 201)
        assert data(api.get(f"/accounts/{created['id']}"))["name"] == "Over TLS"
        assert "max-age" in api.get("/_data/version").headers.get("strict-transport-security", "")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", server.port)) as wire, pytest.raises((ssl.SSLError, OSError)):
        old.wrap_socket(wire)
    assert server.stop() == 0


def test_a_bad_certificate_is_a_clear_error(make_server, tmp_path):
    nonsense = tmp_path / "cert.pem"
    nonsense.write_text("not a certificate")
    server = make_server(env={"FAIRLEAD_TLS_CERTIFICATE": str(nonsense), "FAIRLEAD_TLS_KEY": str(nonsense)})
    done = server.run("serve", "--listen", "127.0.0.1:0", check=False)
    assert done.returncode not in (0, 101) and "panicked" not in done.stderr


def test_the_binary_says_what_it_is():
    done = subprocess.run([binary(), "--version"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and re.search(r"\d+\.\d+\.\d+", done.stdout)
