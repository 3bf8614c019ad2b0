"""A fresh database for one server, on either engine, and the engine's own check that it is sound."""

import os
import secrets
import sqlite3
import subprocess
import urllib.parse


class Sqlite:
    name = "sqlite"

    def __init__(self, folder):
        self.path = folder / "fairlead.db"
        self.url = f"sqlite:{self.path}"

    def assert_sound(self):
        """The engine's own integrity check finds nothing, and no row points at a missing one."""
        with sqlite3.connect(self.path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()

    def query(self, sql):
        """Rows of one column or more, read beside the server."""
        connection = sqlite3.connect(self.path)
        try:
            return [tuple(str(value) for value in row) for row in connection.execute(sql)]
        finally:
            connection.close()

    def execute(self, sql):
        """Writes beside the server."""
        with sqlite3.connect(self.path) as connection:
            connection.execute(sql)
        connection.close()

    def drop(self):
        pass


class Postgres:
    name = "postgres"

    def __init__(self, server_url):
        self.server_url = server_url
        self.database = f"fairlead_system_{secrets.token_hex(6)}"
        parts = urllib.parse.urlsplit(server_url)
        self.url = urllib.parse.urlunsplit(parts._replace(path=f"/{self.database}"))
        psql(server_url, f"create database {self.database}")

    def assert_sound(self):
        """Every B-tree agrees with its table."""
        psql(self.url, "create extension if not exists amcheck")
        psql(
            self.url,
            "select count(bt_index_check(i.indexrelid, true)) from pg_index i join pg_class c on c.oid = i.indexrelid "
            "join pg_am a on a.oid = c.relam where a.amname = 'btree' and c.relpersistence = 'p'",
        )

    def query(self, sql):
        """Rows of one column or more, read beside the server."""
        return [tuple(line.split("\t")) for line in psql(self.url, sql).splitlines()]

    def execute(self, sql):
        """Writes beside the server."""
        psql(self.url, sql)

    def drop(self):
        psql(self.server_url, f"drop database if exists {self.database} with (force)")


def psql(url, sql):
    """Runs one statement and returns its rows, tab-separated, one a line."""
    done = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql, url],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def create(engine, folder):
    """A new, empty database; PostgreSQL is not optional."""
    if engine == "sqlite":
        return Sqlite(folder)
    server_url = os.environ.get("FAIRLEAD_TEST_POSTGRES")
    assert server_url, "FAIRLEAD_TEST_POSTGRES is not set: run ./dev test system, which starts a PostgreSQL"
    return Postgres(server_url)
