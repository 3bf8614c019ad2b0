"""Requests that no honest client sends: each gets a clear answer in the one error shape, and the server lives on."""

import base64
import errno
import json
import socket

import pytest
from harness.server import assert_error, assert_error_body, data, new_account

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def account(server):
    with server.api() as api:
        return data(api.post("/accounts", json=new_account("Target")), 201)["id"]


BODIES = {
    "empty": b"",
    "blank": b"   \n\t ",
    "not json": b"name=Ada&city=Sheboygan",
    "truncated": b'{"name": "Ada", "city": "She',
    "single quotes": b"{'name': 'Ada'}",
    "trailing comma": b'{"name": "Ada",}',
    "two values": b'{"name": "Ada"} {"name": "Bob"}',
    "invalid utf-8": b'{"name": "\xff\xfe\xfd"}',
    "overlong utf-8": b'{"name": "\xc0\xaf"}',
    "utf-16": '{"name": "Ada"}'.encode("utf-16"),
    "lone surrogate": b'{"name": "\\ud800"}',
    "raw control character": b'{"name": "a\x01b"}',
    "escaped nul": b'{"name": "a\\u0000b"}',
    "nan": b'{"account_type_id": NaN}',
    "number too large": b'{"account_type_id": 1e999999}',
    "number too long": b'{"account_type_id": ' + b"9" * 5000 + b"}",
    "array": b"[1, 2, 3]",
    "string": b'"name"',
    "number": b"42",
    "true": b"true",
    "null": b"null",
    "deep arrays": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"name":' * 50_000 + b"1" + b"}" * 50_000,
    "deep inside a field": b'{"phone_numbers":' + b'{"work":' * 20_000 + b"1" + b"}" * 20_001,
    "duplicate keys": b'{"name": "Ada", "name": "Bob", "name": 3}',
    "many keys": json.dumps({f"key{number}": number for number in range(50_000)}).encode(),
    "html": b"<html><body>hello</body></html>",
    "xml bomb": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]><a>&b;</a>',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused(name, api, account):
    before = api.get("/accounts", params={"limit": 1}).json()["paginator"]["total_count"]
    headers = {"Content-Type": "application/json"}
    assert_error(api.post("/accounts", content=BODIES[name], headers=headers), (400, 413, 422))
    patched = api.patch(f"/accounts/{account}", content=BODIES[name], headers=headers)
    assert patched.status_code < 500, patched.text
    if patched.status_code >= 400:
        assert_error(patched)
    assert api.get("/accounts", params={"limit": 1}).json()["paginator"]["total_count"] == before


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data", "application/json; charset=UTF8", "", "?"])
def test_any_content_type_is_read_as_json_or_refused(content_type, api):
    answer = api.post("/system/account_groups", content=b'{"name": ""}', headers={"Content-Type": content_type})
    assert_error(answer, (415, 422))


@pytest.mark.parametrize("path", ["/accounts", "/system/account_groups", "/customer_portal/auth", "/session", "/no/such/route"])
def test_ten_megabytes_are_refused(path, api):
    body = b'{"name": "' + b"x" * (10 * MEGABYTE) + b'"}'
    assert_error(api.post(path, content=body, headers={"Content-Type": "application/json"}), (400, 401, 404, 413, 422))


def test_a_body_that_lies_about_its_length_is_cut_off(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        wire.sendall(head(server, "POST", "/api/v1/accounts", f"Content-Length: {10**12}") + b'{"name":')
        status, body = read_answer(wire)
    assert status in (400, 401, 413), body
    assert_error_body(json.loads(body), status)


def test_a_chunked_body_without_end_is_cut_off(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        wire.sendall(head(server, "POST", "/api/v1/accounts", "Transfer-Encoding: chunked"))
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        try:
            for _ in range(2000):  # 125 MB, far past any limit
                wire.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            return  # it stopped listening, which is as good as an answer
        status, body = read_answer(wire)
    assert status in (400, 413), body


UNREAD = {"unknown route": "/api/v1/nothing/here", "wrong method": "/api/v1/accounts/1", "unknown page": "/nothing"}


@pytest.mark.parametrize("name", UNREAD)
def test_a_body_that_nobody_reads_leaves_the_connection_usable(name, server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(head(server, "POST", UNREAD[name], "Content-Length: 13"))
        wire.sendall(b'{"name": "x"}')
        assert read_answer(wire)[0] in (404, 405)
        wire.sendall(head(server, "GET", "/api/v1/accounts?limit=1"))
        assert read_answer(wire)[0] == 200


@pytest.mark.parametrize("path", ["/nothing", "/accounts/1/nothing", "/system", "/system/nothing/1", "/_data/nothing", "/a/b/c/d/e/f/g"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE", "PUT"])
def test_an_unknown_route_is_404(path, method, api):
    assert_error(api.request(method, path, json={}), (404, 405))


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "CONNECTED"])
@pytest.mark.parametrize("path", ["/accounts", "/accounts/1", "/system/application", "/_data/version", "/session"])
def test_a_wrong_method_is_405(path, method, api):
    assert_error(api.request(method, path), 405)


def test_delete_of_a_collection_is_405(api):
    assert_error(api.delete("/accounts"), 405)
    assert_error(api.patch("/accounts", json={}), 405)
    assert_error(api.put("/accounts", json={}), 405)


IDS = ["0", "-1", "abc", "1.5", "1e3", "0x1", "9223372036854775807", "9223372036854775808", "9" * 400, "%00", "%ff%fe", "1%27--"]
IDS += ["..%2f..%2fetc%2fpasswd", "%E2%80%AE", "null", "1;drop", "1%0d%0aX-Evil:1", "%20", "１"]


@pytest.mark.parametrize("bad", IDS)
@pytest.mark.parametrize("path", ["/accounts/{}", "/accounts/{}/contacts", "/notes/accounts/{}", "/accounts/{}/files", "/users/{}"])
def test_a_bad_id_is_an_error(path, bad, api):
    for method in ("GET", "DELETE", "PATCH"):
        if method == "GET" or path.endswith("{}"):
            assert_error(api.request(method, path.format(bad), json={} if method == "PATCH" else None), (400, 404, 405, 422))


QUERIES = ["page=0", "page=-1", "page=abc", "page=99999999999999999999", "page=1.5", "limit=0", "limit=-5", "limit=abc", "limit=100000000"]
QUERIES += ["sort=nothing", "sort=name;drop+table", "sort=-", "sort=id)--", "filter[nothing]=1", "filter[id]=abc", "filter[=1", "filter[]=1"]
QUERIES += ["search=%00", "search=%ff", "search=%25%25%25", "search=" + "x" * 4000, "search=%27%20or%201=1--", "search=%22*", "format=exe"]
QUERIES += ["page=1&page=2", "&&&&", "%", "%zz=1", "page[]=1", "page=9223372036854775807&limit=1000", "limit=%F0%9F%8C%8A"]


@pytest.mark.parametrize("query", QUERIES)
def test_an_odd_query_is_answered(query, api):
    answer = api.get(f"/accounts?{query}")
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert_error(answer)


CREDENTIALS = {
    "none": None,
    "unknown scheme": "Digest username=admin",
    "scheme only": "Basic",
    "not base64": "Basic !!!!",
    "no colon": "Basic YWRtaW4=",
    "invalid utf-8": "Basic //79Ov/+",
    "empty": "Basic Og==",
    "nul": "Basic AAA6AAA=",
    "wrong password": "Basic YWRtaW46d3Jvbmc=",
    "long": "Basic " + "QUFB" * 2000,
    "empty token": "Bearer",
    "unknown token": "Bearer 0123456789abcdef",
    "quoted token": 'Bearer "x"',
    "sql": "Bearer ' or 1=1 --",
}


@pytest.mark.parametrize("name", CREDENTIALS)
@pytest.mark.parametrize("path", ["/accounts", "/users", "/accounts/1", "/audit_log", "/_data/version", "/session/tokens"])
def test_bad_credentials_are_401(name, path, server):
    with server.api(auth=None) as anybody:
        value = CREDENTIALS[name]
        answer = anybody.get(path, headers={"Authorization": value} if value is not None else {})
    assert_error(answer, (401, 429))


@pytest.mark.parametrize("cookie", ["fairlead_session=", "fairlead_session=x", "fairlead_session=%00", "fairlead_session=" + "a" * 3000, ";;;="])
def test_a_bad_cookie_is_401(cookie, server):
    with server.api(auth=None) as anybody:
        assert_error(anybody.get("/accounts", headers={"Cookie": cookie}), 401)


@pytest.mark.parametrize("key", ["", "x" * 256, "x" * 5000])
def test_a_bad_idempotency_key_is_refused(key, api):
    assert_error(api.post("/system/account_groups", json={"name": "Key"}, headers={"Idempotency-Key": key}), (400, 422))


def test_an_idempotency_key_of_another_request_is_refused(api):
    headers = {"Idempotency-Key": "the-same-key"}
    assert api.post("/system/account_groups", json={"name": "First"}, headers=headers).status_code == 201
    assert_error(api.post("/system/account_groups", json={"name": "Second"}, headers=headers), 422)


def test_odd_request_headers_do_no_harm(api):
    odd = {"X-Request-Id": "x" * 5000, "If-None-Match": '"' * 50, "Range": "bytes=0-1", "Accept": "nothing/*", "Accept-Encoding": "br;q=x, ???"}
    odd |= {"X-Forwarded-For": "999.1.1.1", "Origin": "null", "Forwarded": "for=;;", "X-HTTP-Method-Override": "DELETE"}
    for name, value in odd.items():
        answer = api.get("/accounts", headers={name: value})
        assert answer.status_code < 500, name
        assert len(answer.headers.get("X-Request-Id", "")) <= 255


RAW = {
    "not http": b"hello\r\n\r\n",
    "tls hello": bytes.fromhex("16030100a5010000a10303") + b"\0" * 100,
    "no version": b"GET /\r\n\r\n",
    "bad version": b"GET / HTTP/9.9\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "nul in the path": b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in the path": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "long path": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "long header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 500_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(2000)) + b"\r\n",
    "two lengths": b"POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative length": b"POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "length and chunks": b"POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad chunk": b"POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "folded header": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
    "absolute url": b"GET http://example.com/api/v1/accounts HTTP/1.1\r\nHost: x\r\n\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW)
def test_raw_nonsense_does_no_harm(name, server, api):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        try:
            wire.sendall(RAW[name])
            wire.shutdown(socket.SHUT_WR)
            answer = wire.recv(65536)
        except OSError as gone:
            # The server may have hung up before all was sent, before this side said that it is done, or before the answer was read.
            assert gone.errno in (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN), gone
            answer = b""
    assert not answer.startswith(b"HTTP/1.1 5"), answer[:300]
    assert api.get("/_data/version").status_code == 200


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/..%2f..%2fetc/passwd", "/assets/..%5c..%5cfairlead.db", "/%2e%2e/fairlead.db", "//etc/passwd"])
def test_the_console_serves_no_file_outside_it(path, server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = read_all(wire)
    assert b"root:" not in answer and b"SQLite format" not in answer
    assert not answer.startswith(b"HTTP/1.1 5")


def test_three_hundred_idle_connections_do_not_keep_others_out(server, api):
    idle = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(300)]
    try:
        for wire in idle[:150]:
            wire.sendall(b"POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Le")
        assert api.get("/accounts").status_code == 200
    finally:
        for wire in idle:
            wire.close()


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..\\..\\boot.ini", "a/b/c.txt", "nul\0.txt", ".htaccess", "x" * 400, "", "\u202egnp.exe", "CON"])
def test_a_file_name_cannot_leave_its_place(name, api, account, server):
    answer = api.post(f"/accounts/{account}/files", json={"filename": name, "base64_data": "aGVsbG8=", "description": "x"})
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert_error(answer)
        return
    stored = answer.json()["data"]["filename"]
    assert "/" not in stored and "\\" not in stored and "\0" not in stored and stored not in (".", "..", "")
    assert not (server.folder.parent / "etc").exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "<b>bold</b>", "javascript:alert(1)"])
def test_html_in_notes_is_kept_as_data(text, api, account):
    note = data(api.post(f"/notes/accounts/{account}", json={"category": "other", "message": text}), 201)
    shown = api.get(f"/notes/accounts/{account}/{note['id']}")
    assert shown.headers["content-type"].startswith("application/json")
    assert shown.headers.get("x-content-type-options") == "nosniff"
    assert "bold" in shown.text or "alert" in shown.text


def test_a_nested_path_does_not_reach_another_account(api, account):
    other = data(api.post("/accounts", json=new_account("Other")), 201)["id"]
    contact = data(api.get(f"/accounts/{other}/contacts"))[0]["id"]
    address = data(api.get(f"/accounts/{other}/addresses"))[0]["id"]
    note = data(api.post(f"/notes/accounts/{other}", json={"category": "other", "message": "mine"}), 201)["id"]
    for path in (f"/accounts/{account}/contacts/{contact}", f"/accounts/{account}/addresses/{address}", f"/notes/accounts/{account}/{note}"):
        assert_error(api.get(path), 404)
        assert_error(api.patch(path, json={"name": "stolen", "category": "other", "message": "stolen"}), 404)
        assert_error(api.delete(path), 404)


def head(server, method, path, *lines):
    basic = base64.b64encode(f"admin:{server.password}".encode()).decode()
    start = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Basic {basic}", "Content-Type: application/json", *lines]
    return "\r\n".join([*start, "", ""]).encode()


def read_answer(wire):
    """(status, body) of one answer with a length, on a raw socket."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = wire.recv(65536)
        assert part, f"closed without an answer: {received!r}"
        received += part
    header, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in header.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
    while length is not None and len(body) < length:
        body += wire.recv(65536)
    return int(header.split(b" ")[1]), body.decode()


def read_all(wire):
    received = b""
    while part := wire.recv(65536):
        received += part
    return received
