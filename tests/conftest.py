"""Fixtures: each test that asks for `server` runs once on SQLite and once on PostgreSQL."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from harness import database as databases  # noqa: E402
from harness.server import Server, serving  # noqa: E402

ENGINES = ["sqlite", "postgres"]


@pytest.fixture(params=ENGINES)
def fresh_database(request, tmp_path):
    """An empty database, dropped after the test."""
    database = databases.create(request.param, tmp_path)
    yield database
    database.drop()


@pytest.fixture
def make_server(fresh_database, tmp_path):
    """Makes servers on one fresh database; what still runs at the end is stopped."""
    made = []

    def make(folder=None, database=None, **options):
        server = Server(database or fresh_database, folder or tmp_path, **options)
        made.append(server)
        return server

    yield make
    for server in made:
        if server.process and server.process.poll() is None:
            server.kill()


@pytest.fixture(scope="module", params=ENGINES)
def server(request, tmp_path_factory):
    """A running server, shared by the tests of one file. It must still be alive when they are through."""
    with serving(request.param, tmp_path_factory.mktemp(f"server-{request.param}")) as running:
        yield running


@pytest.fixture
def api(server):
    """A client of API v1 as admin."""
    with server.api() as client:
        yield client
