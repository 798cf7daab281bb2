"""Drives a running Ebb by Gorse's own Python client, synchronously and asynchronously.

    python3 pygorse.py http://127.0.0.1:8088 key

Ebb has been given users u0 to u9 who click and buy items i0 to i5, and was trained. Every method
of both clients is called once at least; what comes back is compared with what Gorse would answer.
Prints how many calls were made, or fails with the first that was answered otherwise.
"""

import asyncio
import inspect
import sys

from gorse import AsyncGorse, Gorse, GorseException, Score

TIME = "2024-05-01T12:00:00Z"
LATER = "2024-05-02T12:00:00Z"


class Calls:
    """A client whose every answer is awaited where it has to be, and counted."""

    def __init__(self, client):
        self.client = client
        self.made = {}

    def __getattr__(self, name):
        method = getattr(self.client, name)

        async def call(*arguments, **named):
            self.made[name] = self.made.get(name, 0) + 1
            answer = method(*arguments, **named)
            return await answer if inspect.isawaitable(answer) else answer

        return call


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


async def missing(call, text):
    try:
        await call
    except GorseException as error:
        equal((error.status_code, error.message), (404, text))
    else:
        raise AssertionError(f"expected {text!r}")


async def users(gorse):
    user = {"UserId": "100", "Labels": {"tags": ["a", "b"], "age": 33}, "Comment": "zhenghaoz"}
    equal(await gorse.insert_user(user), {"RowAffected": 1})
    equal(await gorse.get_user("100"), user)
    more = [{"UserId": "101", "Labels": None, "Comment": ""}, {"UserId": "102", "Labels": ["x"],
                                                               "Comment": ""}]
    equal(await gorse.insert_users(more), {"RowAffected": 2})
    first, cursor = await gorse.get_users(2)
    equal(first, [user, more[0]])
    second, _ = await gorse.get_users(1, cursor)
    equal(second, [more[1]])
    for name in ["100", "101", "102"]:
        equal(await gorse.delete_user(name), {"RowAffected": 1})
    await missing(gorse.get_user("100"), "user 100 not found")


async def items(gorse):
    item = {"ItemId": "100", "IsHidden": True, "Labels": ["a", "b", "c"], "Categories": ["d", "e"],
            "Timestamp": TIME, "Comment": "comment on silence"}
    equal(await gorse.insert_item(item), {"RowAffected": 1})
    equal(await gorse.get_item("100"), item)
    found, cursor = await gorse.get_items(1)
    equal(found, [item])
    equal((await gorse.get_items(1, cursor))[0][0]["ItemId"], "i0")
    equal(await gorse.search_items("silence"), [item])
    equal(await gorse.update_item("100", labels=["x", "y", "z"], comment="not silence"),
          {"RowAffected": 1})
    item.update(Labels=["x", "y", "z"], Comment="not silence")
    equal(await gorse.get_item("100"), item)
    equal(await gorse.update_item("100", is_hidden=False, categories=["f"], timestamp=LATER),
          {"RowAffected": 1})
    item.update(IsHidden=False, Categories=["f"], Timestamp=LATER)
    equal(await gorse.get_item("100"), item)
    equal(await gorse.delete_item("100"), {"RowAffected": 1})
    await missing(gorse.get_item("100"), "item 100 not found")


def feedback(kind, user, item, value, time=TIME):
    return {"FeedbackType": kind, "UserId": user, "ItemId": item, "Value": value,
            "Timestamp": time}


def held(kind, user, item, value, time=TIME, updated=None):
    return dict(feedback(kind, user, item, value, time), Updated=updated or time, Labels=None,
                Comment="")


async def feedbacks(gorse):
    equal(await gorse.insert_feedback("click", "1000", "300", TIME), {"RowAffected": 1})
    more = [feedback("click", "1000", "300", 2, LATER), feedback("purchase", "1000", "400", 3)]
    equal(await gorse.insert_feedbacks(more), {"RowAffected": 2})
    equal(await gorse.list_feedbacks("click", "1000"),
          [held("click", "1000", "300", 2, TIME, LATER)])
    equal(await gorse.list_feedbacks("purchase>=4", "1000"), [])
    first, cursor = await gorse.get_feedbacks(1)
    equal(first, [held("click", "1000", "300", 2, TIME, LATER)])
    equal((await gorse.get_feedbacks(1, cursor))[0], [held("purchase", "1000", "400", 3)])
    equal(await gorse.delete_feedback("1000", "300"), {"RowAffected": 1})
    equal(await gorse.list_feedbacks("click", "1000"), [])
    equal(await gorse.delete_user("1000"), {"RowAffected": 1})
    equal(await gorse.delete_feedback("1000", "400"), {"RowAffected": 0})


async def lists(gorse):
    scores = await gorse.get_recommend("u0", n=3)
    assert scores and all(isinstance(score, Score) for score in scores), scores
    names = [score.id for score in scores]
    equal([score.id for score in await gorse.get_recommend("u0", n=2, offset=1)], names[1:3])
    equal([score.id for score in await gorse.get_recommend("u0", "odd")],
          [name for name in names if name in ("i1", "i3", "i5")])
    neighbors = await gorse.get_neighbors("i0", n=2)
    equal(len(neighbors), 2)
    equal(await gorse.get_neighbors("i0", n=1, offset=1), neighbors[1:])
    session = await gorse.session_recommend([feedback("click", "", "i0", 0)], n=2)
    equal(sorted(session[0]), ["Id", "Score"])
    # What was shown has been seen from then on.
    shown = await gorse.get_recommend("u9", n=1, write_back_type="click", write_back_delay="0s")
    again = await gorse.get_recommend("u9", n=10)
    assert shown[0].id not in [score.id for score in again], (shown, again)
    equal(await gorse.delete_feedback("u9", shown[0].id), {"RowAffected": 1})


async def drive(client):
    gorse = Calls(client)
    await users(gorse)
    await items(gorse)
    await feedbacks(gorse)
    await lists(gorse)
    methods = [name for name, _ in inspect.getmembers(type(client), inspect.isfunction)
               if not name.startswith("_")]
    equal(sorted(gorse.made), sorted(methods))
    return sum(gorse.made.values())


def main():
    address, key = sys.argv[1:]
    try:
        Gorse(address, "not the key").get_user("u0")
        raise AssertionError("a wrong key was let in")
    except GorseException as error:
        equal((error.status_code, error.message), (401, "unauthorized"))
    count = asyncio.run(drive(Gorse(address, key))) + asyncio.run(drive(AsyncGorse(address, key)))
    print(f"{count} calls")


main()
