#!/usr/bin/env python3
"""Checks that every crate may be part of an Apache-2.0 binary: the rules of deny.toml, for machines without cargo-deny.

Reads `cargo metadata`, needs no network once the crates are there. Exits 1 and names each crate that is not allowed.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def allowed(expression, allow):
    """Whether an SPDX expression (or the old `MIT/Apache-2.0`) can be met with the licences in `allow`."""
    tokens = re.findall(r"[()]|[^\s()]+(?: WITH [^\s()]+)?", expression.replace("/", " OR "))

    def either():
        met = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            met = both() or met
        return met

    def both():
        met = single()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            met = single() and met
        return met

    def single():
        token = tokens.pop(0)
        if token != "(":
            return token in allow
        met = either()
        tokens.pop(0)
        return met

    return either()


def main():
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    allow = set(rules["licenses"]["allow"])
    banned = {one["crate"]: one["reason"] for one in rules["bans"]["deny"]}
    command = ["cargo", "metadata", "--format-version", "1"]
    packages = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)["packages"]
    outside = [package for package in packages if package["source"]]
    problems = [f"{one['name']}: licence {one['license']}" for one in outside if not allowed(one["license"] or "none", allow)]
    problems += [f"{one['name']}: {banned[one['name']]}" for one in outside if one["name"] in banned]
    problems += [f"{one['name']}: not from crates.io" for one in outside if "crates.io-index" not in one["source"]]
    for problem in problems:
        print(problem)
    print(f"{len(outside)} crates, {len(problems)} not allowed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
