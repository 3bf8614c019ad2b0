"""Generated and known-nasty input on every covered endpoint: no 5xx, and every refusal in the one error shape.

The first test lets schemathesis make valid and invalid requests from the server's own OpenAPI, for a bounded time. The second sends
a fixed list of values that broke servers before into every documented field of `contract/v1.json`.
"""

import json
import os
import re
import time
from pathlib import Path

import httpx
import hypothesis
import pytest
import schemathesis
from harness.server import assert_error, data, new_account

SECONDS = float(os.environ.get("FAIRLEAD_FUZZ_SECONDS", "60"))
CONTRACT = json.loads((Path(__file__).resolve().parents[1] / "contract" / "v1.json").read_text())
# These would lock the fuzzer out; test_hostile_http.py and the Rust tests send bad input to them.
LOCKS_OUT = [r"^/(api/v1/)?session", r"^/(api/v1/)?system/security", r"^/(api/v1/)?users/", r"^/(api/v1/)?roles/"]

hypothesis.settings.register_profile(
    "fuzz", deadline=None, database=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate]
)


@pytest.fixture(scope="module")
def ids(server):
    """Ids that exist, by the name of the path parameter, so that requests get past the first lookup."""
    with server.api() as api:
        account = data(api.post("/accounts", json=new_account("Fuzzed")), 201)["id"]
        other = data(api.post("/accounts", json=new_account("Fuzzed too")), 201)["id"]
        note = data(api.post(f"/notes/accounts/{account}", json={"category": "other", "message": "x"}), 201)["id"]
        task = data(api.post(f"/accounts/{account}/tasks", json={"description": "x"}), 201)["id"]
        field = {"name": "F", "type": "text", "unique": False, "active": True, "entity_type": "account", "select_options": []}
        field = data(api.post("/system/custom_fields", json=field), 201)["id"]
        file = data(api.post(f"/accounts/{account}/files", json={"filename": "a.txt", "base64_data": "eA=="}), 201)["id"]
        call = {"time_in_seconds": 60, "subject": "x", "body": "x"}
        call = data(api.post(f"/accounts/{account}/call_logs", json=call), 201)["id"]
        template = data(api.post("/system/misc/task_templates", json={"name": "T"}), 201)["id"]
        step = data(api.post(f"/system/misc/task_templates/{template}/template_tasks", json={"name": "S"}), 201)["id"]
        contact = data(api.get(f"/accounts/{account}/contacts"))[0]["id"]
        address = data(api.get(f"/accounts/{account}/addresses"))[0]["id"]
    return {
        "account_id": account, "entity_id": account, "id": other, "note_id": note, "task_id": task, "custom_field_id": field,
        "file_id": file, "call_log_id": call, "task_template_id": template, "template_task_id": step, "contact_id": contact,
        "address_id": address, "entity": "accounts", "entity_type": "accounts", "country": "US", "subdivision": "WI",
    }  # fmt: skip


def problem_of(answer):
    """What is wrong with an answer to hostile input, or None."""
    try:
        if answer.status_code >= 400:
            assert_error(answer)
    except (AssertionError, ValueError) as problem:
        return str(problem)[:400]
    return None


def assert_still_let_in(api, after):
    answer = api.get("/_data/version")
    assert answer.status_code == 200, f"after {after} the server says {answer.status_code} {answer.text[:200]}"


def test_generated_requests_give_no_5xx(server, api, ids):
    document = api.get("/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    operations = [found.ok() for found in schema.get_all_operations()]
    operations = [one for one in operations if not (one.method.upper() != "GET" and locks_out(one.path))]
    assert len(operations) >= 90, len(operations)
    deadline, turn, sent, problems = time.monotonic() + SECONDS, 0, 0, []
    with httpx.Client(auth=("admin", server.password), timeout=60) as client:
        while turn == 0 or (time.monotonic() < deadline and turn < 200):
            for operation in operations:
                if turn and time.monotonic() > deadline:
                    break
                sent += fuzz_one(operation, turn, ids, client, server, problems)
                assert_still_let_in(api, operation.label)
            turn += 1
    print(f"\n{server.database.name}: {sent} requests to {len(operations)} operations in {turn} rounds")
    assert not problems, f"{len(problems)} bad answers:\n" + "\n".join(dict.fromkeys(problems[:15]))


def locks_out(path):
    return any(re.search(pattern, path) for pattern in LOCKS_OUT)


def fuzz_one(operation, turn, ids, client, server, problems):
    """A few requests for one operation; which ids are real and whether the rest is valid changes with the turn."""
    names = re.findall(r"{(\w+)}", operation.path)
    known = {name: ids.get(name, 1) for name in names} if turn % 3 != 2 else None
    mode = schemathesis.GenerationMode.NEGATIVE if turn % 2 else schemathesis.GenerationMode.POSITIVE
    sent = 0

    @hypothesis.seed(turn)
    @hypothesis.settings(hypothesis.settings.get_profile("fuzz"), max_examples=3, derandomize=False)
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode, path_parameters=known))
    def run(case):
        nonlocal sent
        if sent >= 6:
            return
        sent += 1
        try:
            request = to_request(case, client, server)
        except (ValueError, TypeError, httpx.InvalidURL):
            return  # a value that no HTTP client can put on the wire
        problem = problem_with(client, request)
        if problem:
            problems.append(problem)

    try:
        run()
    except hypothesis.errors.Unsatisfiable:
        pass  # nothing invalid can be made for an operation without input
    return sent


def problem_with(client, request):
    """What is wrong with the answer, with the request that had it, or None; an answer cut off is as bad as a 5xx."""
    try:
        problem = problem_of(client.send(request, follow_redirects=False))
    except httpx.TransportError as broken:
        problem = f"{request.method} {request.url}: {broken!r}"
    return f"{problem} <- {request.read()[:300]!r}" if problem else None


def to_request(case, client, server):
    """The case as this client sends it, with our credentials in place of generated ones."""
    parts = case.as_transport_kwargs(base_url=server.url)
    headers = {key: value for key, value in dict(parts.get("headers") or {}).items() if key.lower() not in ("authorization", "cookie")}
    allowed = {"params", "json", "data", "content"} & parts.keys()
    kept = {("content" if name == "data" and isinstance(parts[name], (bytes, str)) else name): parts[name] for name in allowed}
    return client.build_request(parts["method"], parts["url"], headers=headers, **kept)


# ---------------------------------------------------------------- known nasty values

NASTY = {
    "null": None,
    "true": True,
    "empty": "",
    "zero": 0,
    "negative": -1,
    "fraction": 0.1,
    "big": 9_223_372_036_854_775_807,
    "bigger": 9_223_372_036_854_775_808,
    "int32 + 1": 2_147_483_648,
    "float": 1e308,
    "exponent": "1e400",
    "list": [],
    "list of lists": [[[]], {}],
    "list of nothing": [None, "", "abc", -1],
    "object": {},
    "nested": {"work": {"number": {"number": []}}, "data": {"data": {}}},
    "long": "x" * 100_000,
    "nul": "a\0b",
    "control": "\x01\x02\x1b[31m\x7f",
    "rtl": "\u202e\u2066مرحبا",
    "emoji": "👩‍👩‍👧‍👦" * 50,
    "sql": "'; DROP TABLE accounts; --",
    "html": "<script>alert(1)</script>",
    "template": "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> #let x = 1",
    "path": "../../../../etc/passwd",
    "format": "%s%n%x {} {0}",
    "date": "2024-02-30",
    "date zero": "0000-00-00",
    "date far": "99999-12-31 25:61:61",
    "date low": "-0001-01-01",
    "base64": "====",
    "mail": "a@b@c",
    "newline": "a\r\nBcc: everyone@example.com",
    "arabic digits": "١٢٣",
    "inf": "Infinity",
    "bool text": "false",
}


def covered(document):
    """The endpoints of the contract that the server has: (method, path with {names}, names of the body's fields)."""
    served = {(method.upper(), re.sub(r"^/api/v1", "", path).rstrip("/")) for path, one in document["paths"].items() for method in one}
    shapes = {(method, re.sub(r"{\w+}", "{}", path)) for method, path in served}
    for endpoint in CONTRACT:
        path = re.sub(r":(\w+)", r"{\1}", endpoint["path"]).rstrip("/")
        if (endpoint["method"], re.sub(r"{\w+}", "{}", path)) in shapes:
            fields = [one["name"] for one in endpoint["parameters"] if one["in"] == "body"]
            yield endpoint["method"], path, fields


@pytest.fixture(scope="module")
def endpoints(server):
    with server.api() as api:
        found = list(covered(api.get("/openapi.json").json()))
    assert len(found) >= 99, f"contract covered {len(found)}/{len(CONTRACT)}"
    return found


VALID = new_account() | {
    "username": "somebody", "password": "Correct-Horse-9-Battery", "public_name": "Some Body", "role_id": 1, "mobile_number": "6085550100",
    "type": "text", "unique": False, "active": True, "entity_type": "account", "select_options": [], "color": "#336699",
    "account_super_user_only": False, "category": "other", "message": "x", "time_in_seconds": 1, "subject": "x", "body": "x",
    "description": "x", "filename": "a.txt", "base64_data": "eA==", "primary": False, "address_type_id": 2, "data": "x", "prorate": False,
    "contract_template_id": 1, "contact_id": 1, "custom_message": "x", "check_if_available": True, "phone_numbers": {},
}  # fmt: skip


def test_known_nasty_values_give_no_5xx(server, api, endpoints, ids):
    """Each value in all fields at once, then each field in turn with the others valid."""
    problems, sent = [], 0
    for method, path, fields in endpoints:
        if method not in ("POST", "PATCH") or locks_out(path) or not fields:
            continue
        url = path.format_map({**dict.fromkeys(re.findall(r"{(\w+)}", path), 1), **ids})
        valid = {field: VALID.get(field, "x") for field in fields}
        bodies = [{field: value for field in fields} for value in NASTY.values()]
        bodies += [{**valid, field: value} for field in fields for value in list(NASTY.values())[sent % 3 :: 3]]
        for body in bodies:
            sent += 1
            problem = problem_of(api.request(method, url, json=body))
            if problem:
                problems.append(f"{problem} <- {json.dumps(body)[:200]}")
        assert_still_let_in(api, f"{method} {path}")
    print(f"\n{server.database.name}: {sent} requests with known nasty values")
    assert not problems, f"{len(problems)} bad answers:\n" + "\n".join(dict.fromkeys(problems[:15]))


def test_the_database_is_sound_afterwards(server, api):
    server.database.assert_sound()
    assert api.get("/accounts").status_code == 200


def test_users_and_roles_refuse_nasty_values(server, api):
    """Those that could lock the other tests out, so this one is the last, and uses a token: no wrong password stops that."""
    role = data(api.post("/roles", json={"name": "Fuzzed", "permissions": []}), 201)["id"]
    user = {"username": "fuzzed", "password": "Correct-Horse-9-Battery", "name": "F", "public_name": "F", "role_id": role, "email_address": "f@example.com"}
    user_id = data(api.post("/users", json=user), 201)["id"]
    token = data(api.post("/session/tokens", json={"name": "fuzz"}), 201)["token"]
    with server.api(auth=None, headers={"Authorization": f"Bearer {token}"}) as by_token:
        problems = [problem for value in NASTY.values() for problem in problems_of_users_with(by_token, value, user, user_id, role)]
    assert not problems, "\n".join(dict.fromkeys(problems[:15]))


def problems_of_users_with(api, value, user, user_id, role):
    requests = (
        ("POST", "/users", user),
        ("PATCH", f"/users/{user_id}", user),
        ("POST", "/roles", ["name", "permissions"]),
        ("PATCH", f"/roles/{role}", ["name", "permissions"]),
        ("POST", "/session", ["username", "password", "totp_code"]),
        ("PATCH", "/session/password", ["current_password", "password"]),
        ("POST", "/session/tokens", ["expires_at"]),
    )
    for method, url, fields in requests:
        problem = problem_of(api.request(method, url, json={field: value for field in fields}))
        if problem:
            yield problem
