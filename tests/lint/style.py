#!/usr/bin/env python3
"""House rules that no compiler checks: file length, words that must not be committed, crates that must be there once.

Standard library only, so that `./dev lint` needs nothing installed for it. Exits 1 and names each place when a rule is broken.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES_PER_FILE = 600
SOURCE = {".rs", ".ts", ".tsx", ".js", ".mjs", ".css", ".py", ".sh", ".toml", ".md", ".yml", ".html"}
GENERATED = ("console/src/api/schema.d.ts", "console/openapi.json", "contract/", "Cargo.lock", "console/package-lock.json")
FORBIDDEN = [
    (r"(?<![\w.])/(work|root)/[\w.]", "a path of one machine"),
    (r"/home/\w+/", "a path of one machine"),
    (r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished work: do it, or write an issue"),
    (r"^(<<<<<<<|>>>>>>>) ", "a merge conflict"),
    (r"(?i)\blorem ipsum\b", "filler text"),
    (r"-----BEGIN [A-Z ]*PRIVATE KEY-----", "a private key"),
    (r"@(gmail|yahoo|hotmail|outlook)\.com", "a mail address that may be somebody's: use example.com"),
]
SINGLE_CRATES = {"libsqlite3-sys", "ring", "rustls", "sqlx-core"}


def tracked():
    """Paths of the files that are, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    return [name for name in names if (ROOT / name).is_file()]


def is_source(name):
    return (Path(name).suffix in SOURCE or name in ("dev", ".ci/run")) and not name.startswith(GENERATED)


def check_file(name):
    """Yields one line for each broken rule in a source file."""
    try:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        yield f"{name}: not UTF-8"
        return
    if len(lines) > LINES_PER_FILE and Path(name).suffix not in (".md", ".html"):
        yield f"{name}: {len(lines)} lines, at most {LINES_PER_FILE}"
    if name == "tests/lint/style.py":
        return
    for number, line in enumerate(lines, 1):
        for pattern, why in FORBIDDEN:
            if re.search(pattern, line):
                yield f"{name}:{number}: {why}: {line.strip()[:80]}"


def check_crates():
    """Yields one line for each doubled crate in Cargo.lock."""
    found = re.findall(r'^name = "(.+)"\nversion = "(.+)"$', (ROOT / "Cargo.lock").read_text(), re.MULTILINE)
    versions = {}
    for name, version in found:
        versions.setdefault(name, []).append(version)
    for name in sorted(SINGLE_CRATES & versions.keys()):
        if len(versions[name]) > 1:
            yield f"Cargo.lock: {name} comes in {len(versions[name])} versions: {', '.join(versions[name])}"


def main():
    sources = [name for name in tracked() if is_source(name)]
    problems = [problem for name in sources for problem in check_file(name)]
    problems += check_crates()
    for problem in problems:
        print(problem)
    lengths = sorted(len((ROOT / name).read_bytes().splitlines()) for name in sources if name.endswith(".rs"))
    if lengths:
        print(f"{len(sources)} source files; Rust files: median {lengths[len(lengths) // 2]} lines, longest {lengths[-1]}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
