#!/usr/bin/env python3
"""Reads a user's interests directly from MongoDB, without Ebb: the documents contain everything
that is necessary. Usage: interests.py URI DATABASE USER [TIME, such as 2027-01-01]

Requires pymongo (pip install pymongo). Supports exponential laws. Behaviors that no read has folded
yet are only counted, and their number is printed.
"""

import datetime
import sys

import pymongo

UNITS = {"ms": 1, "min": 60_000, "s": 1000, "h": 3_600_000, "d": 86_400_000}


def milliseconds(text):
    """Parses a duration as Ebb writes it: 30d."""
    unit = next(unit for unit in UNITS if text.endswith(unit))
    return int(text[: -len(unit)]) * UNITS[unit]


def weights(document, components, time):
    """Returns each interest's weight at a time: over the law's components, the sum of
    coefficient * state * 2^(landmark - clock), where the clock counts half-lives since 1970,
    by time, by the user's activity, or by both."""
    factors = []
    for component, landmark in zip(components, document["landmarks"]):
        clock = 0.0
        if "halfLife" in component:
            clock += time.timestamp() * 1000 / milliseconds(component["halfLife"])
        if "activityHalfLife" in component:
            clock += document["activity"] / component["activityHalfLife"]
        factors.append(component["coefficient"] * 2.0 ** (landmark - clock))
    return {
        interest["item"]: sum(state * factor for state, factor in zip(interest["state"], factors))
        for interest in document["interests"]
    }


def main(uri, database, user, time=None):
    utc = datetime.timezone.utc
    time = datetime.datetime.fromisoformat(time) if time else datetime.datetime.now(utc)
    if time.tzinfo is None:
        time = time.replace(tzinfo=utc)
    store = pymongo.MongoClient(uri)[database]
    settings = store.settings.find_one({"_id": "settings"})
    if settings is None or settings["law"] != "exponential":
        sys.exit("the store's law is not exponential: see ebb law show")
    pending = store.behaviors.count_documents({"pending": True, "user": user})
    document = store.weights.find_one({"_id": user})
    if document:
        found = weights(document, settings["parameters"]["components"], time)
        for item, weight in sorted(found.items(), key=lambda pair: -pair[1])[:10]:
            print(f"{weight:.17g}\t{item}")
    print(f"{pending} behaviors are pending", file=sys.stderr)


if __name__ == "__main__":
    if not 4 <= len(sys.argv) <= 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
