"""Starts the real binary and stops it in the ways an operator, or a power cut, would."""

import os
import secrets
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

from . import database as databases

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_SECONDS = 120
STOP_WITHIN_SECONDS = 40


def binary():
    """The built server: FAIRLEAD_BIN, or the debug build of this checkout."""
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    path = Path(os.environ.get("FAIRLEAD_BIN", Path(target) / "debug" / "fairlead"))
    assert path.exists(), f"{path} is missing: run ./dev test system, or cargo build -p fairlead"
    return str(path)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One `fairlead serve` with its own folder; `database` is a harness.database object."""

    def __init__(self, database, folder, args=(), env=None):
        self.database = database
        self.folder = Path(folder)
        self.args = list(args)
        self.password = f"Aa1!{secrets.token_hex(12)}"
        self.extra_env = env or {}
        self.scheme, self.verify = "http", True
        self.process = None
        self.port = None
        self.log_path = self.folder / "server.log"

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def env(self):
        """The environment of every command on this server's database."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("FAIRLEAD_")}
        ours = {
            "FAIRLEAD_DATABASE": self.database.url,
            "FAIRLEAD_DATA_DIR": str(self.folder),
            "FAIRLEAD_ADMIN_PASSWORD": self.password,
        }
        merged = {**kept, **ours, **self.extra_env}
        return {key: value for key, value in merged.items() if value is not None}

    def run(self, *args, check=True):
        """One command of the binary on this server's database, such as run("doctor")."""
        done = subprocess.run(
            [binary(), *args], env=self.env(), cwd=self.folder, capture_output=True, text=True, timeout=180, stdin=subprocess.DEVNULL
        )
        assert not check or done.returncode == 0, f"{args} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self):
        """Starts it on a free port and returns when it says that it is healthy."""
        self.port = free_port()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [binary(), "serve", "--listen", f"127.0.0.1:{self.port}", *self.args],
                env=self.env(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_until_ready()
        return self

    def wait_until_ready(self):
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the server ended at once\n{self.log()}"
            try:
                if httpx.get(f"{self.url}/healthz", verify=self.verify, timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)  # another process: there is nothing to wait on but its port
        raise AssertionError(f"the server is not ready after {READY_WITHIN_SECONDS} s\n{self.log()}")

    def stop(self):
        """SIGTERM; returns the exit code."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"SIGTERM did not stop the server within {STOP_WITHIN_SECONDS} s\n{self.log()}") from None
        return self.process.returncode if self.process else None

    def kill(self):
        """SIGKILL, as a crash or the kernel's out-of-memory killer does it."""
        self.process.kill()
        self.process.wait()

    def log(self, lines=40):
        """The end of what the server wrote."""
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def panics(self):
        """The place and the message of each panic since the log began."""
        lines = self.log_path.read_text(errors="replace").splitlines()
        return [" ".join(lines[at : at + 2]) for at, line in enumerate(lines) if "panicked at" in line]

    def api(self, **options):
        """A client of API v1 as the user admin."""
        options = {"auth": ("admin", self.password), "timeout": 60, "verify": self.verify, **options}
        return httpx.Client(base_url=f"{self.url}/api/v1", **options)


@contextmanager
def serving(engine, folder, **options):
    """A server on a database of its own. It must still be alive, without a panic, and stop by itself at the end."""
    database = databases.create(engine, folder)
    running = Server(database, folder, **options)
    try:
        running.start()
        yield running
        assert running.process.poll() is None, f"the server died\n{running.log()}"
        assert not running.panics(), running.panics()
        assert running.stop() == 0
    finally:
        if running.process and running.process.poll() is None:
            running.kill()
        database.drop()


def data(response, status=None):
    """The `data` of an answer that must be a success."""
    expected = (status,) if status else (200, 201)
    assert response.status_code in expected, f"{response.request.method} {response.request.url}: {response.status_code} {response.text[:800]}"
    return response.json()["data"]


def assert_error(response, status=None):
    """The one error shape: a string, or an object of strings, and the status again."""
    where = f"{response.request.method} {str(response.request.url)[:200]}: {response.status_code} {response.text[:300]}"
    assert 400 <= response.status_code < 500, where
    assert status is None or response.status_code in (status if isinstance(status, tuple) else (status,)), where
    if response.request.method == "HEAD":
        return
    assert response.headers.get("content-type", "").startswith("application/json"), where
    assert_error_body(response.json(), response.status_code, where)


def assert_error_body(body, status, where=""):
    assert set(body) == {"error"}, where
    error = body["error"]
    assert set(error) >= {"message", "status_code"} and error["status_code"] == status, where
    message = error["message"]
    assert isinstance(message, (str, dict)) and message, where
    if isinstance(message, dict):
        assert all(isinstance(key, str) and isinstance(value, str) and value for key, value in message.items()), where


def all_pages(api, path, limit=1000):
    """Every row of a list, page by page, as the importer asks for them."""
    rows, page, pages = [], 1, 1
    while page <= pages:
        answer = api.get(path, params={"limit": limit, "page": page})
        assert answer.status_code == 200, answer.text[:500]
        body = answer.json()
        assert body["paginator"]["current_page"] == page
        rows += body["data"]
        pages = body["paginator"]["total_pages"]
        page += 1
    return rows


def new_account(name="Ada Lovelace", **changes):
    """A complete body for POST /accounts."""
    body = {
        "name": name,
        "account_type_id": 1,
        "account_status_id": 2,
        "line1": "615 N 6th St",
        "line2": "",
        "city": "Sheboygan",
        "state": "WI",
        "county": "Sheboygan Co.",
        "zip": "53081",
        "country": "US",
        "latitude": 43.750916,
        "longitude": -87.708717,
        "contact_name": name,
        "role": "Owner",
        "email_address": "ada@example.com",
        "email_message_categories": [],
    }
    return {**body, **changes}
