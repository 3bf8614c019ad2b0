"""A CSV of customers in the importer's own column order: seeded, real-looking, with the awkward rows that real files have."""

import csv
import random
from pathlib import Path

CITIES = Path(__file__).resolve().parents[1] / "data" / "cities.csv"
COLUMNS = 25

FIRST = (
    "Aaliyah Adam Ahmed Aiko Alice Amara Amit Ana Andrew Anna Anthony Ben Björn Brenda Carlos Chen Chloé Cynthia Daniel David "
    "Deborah Diego Edward Elena Emily Eric Fatima Frank Gabriel Grace Hannah Hassan Helen Henry Hiroshi Ibrahim Isabella Ivan "
    "James Janet Jason Javier Jennifer João John José Joseph Juan Julia Karen Kenji Kevin Kwame Laura Lars Leila Linda Lucía "
    "Małgorzata Maria Mark Martha Matthew Mei Michelle Miguel Mohammed Nancy Naomi Nikolai Noah Olga Omar Pamela Patrick Paul "
    "Peter Priya Rachel Raj Renée Richard Rosa Ruth Samuel Sandra Sean Sofía Søren Stephanie Susan Tariq Teresa Thomas Valentina "
    "Walter William Xavier Yuki Zoë"
).split()
LAST = (
    "Abbott Adams Ali Anderson Andersson Bailey Barnes Begay Bennett Brooks Butler Campbell Castillo Chávez Clark Cohen Coleman "
    "Cooper Cruz D'Angelo Davis Diaz Dubois Edwards Evans Fernández Flores Foster Fujimoto Garcia Gray Gutiérrez Hall Hansen "
    "Harris Hayes Hernandez Howard Hughes Ivanov Jackson Jenkins Jensen Johnson Kelly Khan King Kowalski Kumar Larsen Lee Lewis "
    "López MacDonald Martínez McCarthy Mendoza Miller Mitchell Moore Morgan Müller Murphy Nakamura Nelson Nguyen Novák O'Brien "
    "O'Neill Okafor Olsen Ortiz Parker Patel Pérez Peterson Powell Price Ramirez Reyes Rivera Robinson Ross Ruiz Sanchez Schmidt "
    "Silva Singh Smith Stewart Sullivan Taylor Torres Tran Turner Vasquez Walker Wang Ward Watson White Whitehorse Wilson Wright "
    "Yamada Yazzie Young Zhang Zieliński"
).split()
STREETS = (
    "Aspen Birch Bluff Canyon Cedar Cherry Church College Cottonwood Creek Eagle Elm Fairview Forest Franklin Grove Harbor Heron "
    "Highland Hill Jackson Juniper Lake Lincoln Locust Madison Main Maple Meadow Mill Oak Orchard Park Pine Prairie Quarry "
    "Railroad Ridge River School Spring Spruce Summit Sunset Union Valley Walnut Willow Winding"
).split()
TRADES = "Auto Repair,Bakery,Books,Construction,Dairy,Dental,Electric,Farms,Feed & Seed,Hardware,Motel,Orchards,Plumbing,Ranch".split(",")

# Each gets the row's number, so that it can be found again. None begins or ends with a blank, which a server may trim.
AWKWARD = [
    'The "Quoted" Company {n}',
    "O'Malley's 'Single' Quotes {n}",
    "Robert'); DROP TABLE accounts;-- {n}",
    "<script>alert({n})</script> Ltd",
    "Back\\slash \\n \\u0041 {n}",
    "Per%cent _underscore_ %s {n}",
    "Comma, Semi; Pipe| Tab\tTab {n}",
    "Emoji 🌊📡 Family 👩‍👩‍👧‍👦 {n}",
    "مزود خدمة الإنترنت {n}",
    "חברת תקשורת {n}",
    "Combining Cafe\u0301 Zu\u0308rich {n}",
    "Zalgo T\u0337\u0322\u035de\u0338s\u0336t\u0334 {n}",
    "株式会社テスト {n}",
    "ООО Ромашка {n}",
    "İstanbul ıssız ß ſ {n}",
    "Right\u202eLeft Override {n}",
    "Zero\u200bWidth\ufeffMarks {n}",
    "Line\u2028Separator {n}",
    "{n} NULL undefined NaN true",
    "=cmd|' /C calc'!A{n}",
    "Very Long " + "Llanfairpwllgwyngyll " * 8 + "{n}",
]


def cities():
    with open(CITIES, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows(count, seed, groups=()):
    """`count` rows of 25 strings. `groups` are ids of account groups that exist. About one row in 25 has an awkward name."""
    source = random.Random(seed)
    places = cities()
    for number in range(1, count + 1):
        yield row(number, source, places, groups)


def row(number, source, places, groups):
    first, last = source.choice(FIRST), source.choice(LAST)
    person = f"{first} {source.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
    name = person if source.random() > 0.12 else f"{last} {source.choice(TRADES)} {number}"
    if number % 25 == 0:
        name = AWKWARD[number // 25 % len(AWKWARD)].format(n=number)
    place = source.choice(places)
    near = [f"{float(place[axis]) + source.uniform(-0.05, 0.05):.6f}" for axis in ("latitude", "longitude")]
    business = source.random() < 0.15
    return [
        str(number),
        name,
        "2" if business else "1",
        source.choice("12223"),
        ",".join(source.sample([str(group) for group in groups], k=source.choice([0, 0, 1, min(2, len(groups))]))) if groups else "",
        str(number - 1) if number % 100 == 1 and number > 1 else "",
        "2091-05-01" if number % 20 == 7 else "2016-01-01" if number % 20 == 8 else "",
        street(number, source),
        f"Suite {source.randint(1, 400)}" if source.random() < 0.2 else "",
        place["city"],
        place["state"].lower() if number % 50 == 3 and len(place["state"]) == 2 else place["state"],
        place["county"],
        place["zip"],
        place["country"],
        *near,
        "" if number % 40 == 9 else person,
        source.choice(["", "Owner", "Spouse", "Büro / Office"]),
        f"customer.{number}@example.{source.choice(['com', 'net', 'org'])}" if number % 10 else "",
        source.choice(["", "2", "2,3,4,5", "3,5"]),
        phone(source) if business else "",
        source.choice(["", "204", "17"]) if business else "",
        phone(source) if source.random() < 0.4 else "",
        phone(source) if number % 6 else "",
        phone(source) if source.random() < 0.05 else "",
    ]


def street(number, source):
    if number % 333 == 0:
        return f"{number} " + "Rural Route, second gate after the water tower, " * 3 + "Rd"
    suffix = source.choice(["St", "Ave", "Rd", "Ln", "Dr", "Blvd", "Ct", "Way"])
    return f"{source.randint(1, 9899)} {source.choice(STREETS)} {suffix}"


def phone(source):
    """Only numbers of the range reserved for fiction, written in the ways people write them."""
    area, last = source.choice([303, 406, 414, 505, 608, 701, 802, 920]), source.randint(0, 99)
    return source.choice(["{}55501{:02}", "({}) 555-01{:02}", "{}-555-01{:02}", "{}.555.01{:02}"]).format(area, last)


def write_csv(path, count, seed, groups=()):
    """As an operator saves it: no header row, commas, double quotes."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows(count, seed, groups))


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))
