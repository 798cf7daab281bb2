"""Walks through the admin page in a real browser, starting with an empty database: imports a file,
trains, searches for a user, moves the slider, reads the reasons for a recommendation.

Usage: walk.py ADDRESS [erase]
       walk.py ADDRESS key=KEY        only signs in, with the key
"""

import csv
import datetime
import os
import sys
import tempfile

from browser import Browser, Failed

HOSTILE = '<img src=x onerror="document.title=1">Alien & <b>friends</b>'
FILMS = {f"f{number}": f"Film {number}" for number in range(12)} | {"f0": HOSTILE}


def write_behaviors(path):
    """Writes thirty users who like one half of the films, and one line without an item."""
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=20)
    with open(path, "w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["user", "item", "action", "time"])
        for user in range(30):
            for step in range(5):
                film = (user % 2) * 6 + (user + step) % 6
                time = start + datetime.timedelta(days=3 * step, hours=user)
                action = "purchase" if step == 4 else "click"
                lines.writerow([f"user {user}", f"f{film}", action, time.isoformat()])
        lines.writerow(["user 1", "", "click", start.isoformat()])


def write_items(path):
    with open(path, "w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["item", "title", "categories"])
        for number, (film, title) in enumerate(FILMS.items()):
            lines.writerow([film, title, "first" if number < 6 else "second"])


def require(truth, sentence):
    if not truth:
        raise Failed(sentence)


def bring(page, path, kind, count):
    """Imports a file through the page."""
    page.choose_file("#file", path)
    page.value(f"document.getElementById('import-kind').value = '{kind}'")
    page.click("#import-start")
    page.wait_for("#import-result .tile", str(count))


def import_files(page, folder):
    page.click("nav a[href='#/imports']")
    behaviors, items = os.path.join(folder, "behaviors.csv"), os.path.join(folder, "items.csv")
    write_behaviors(behaviors)
    write_items(items)
    bring(page, behaviors, "behaviors", 150)
    page.wait_for("#import-result", "behaviors.csv")
    page.wait_for("#import-result td", "there is no item id")
    page.wait_for("#rejects")
    rejects = page.value(
        "fetch('/api/admin/jobs').then((answer) => answer.json()).then((answer) => "
        "fetch(`/api/admin/jobs/${answer.Jobs[0].Id}/rejects`)).then((answer) => answer.text())")
    require("user 1,,click," in rejects, f"the bad lines are {rejects!r}")
    bring(page, items, "items", 12)
    # A catalog is updated, so its counts have words of their own.
    page.wait_for("#import-result .tile", "Changed")
    # The same again changes nothing.
    bring(page, behaviors, "behaviors", 150)
    page.wait_for("#import-result", "already imported")


def train(page):
    page.click("nav a[href='#/overview']")
    page.wait_for("main", "No model is trained yet")
    page.click("#start-train")
    page.wait_for("main td", "blend")
    page.wait_for("main td", "done")


def weight(page, film, side=0):
    """Returns the weight of an interest at the selected time, or 0."""
    return page.value(
        f"Number([...document.querySelectorAll('.columns > section')[{side}]"
        f".querySelectorAll('.bars li')].find((row) => row.querySelector('a')?.hash === "
        f"'#/item/{film}')?.querySelector('.number').textContent ?? 0)")


def find_user(page):
    page.click("nav a[href='#/user']")
    page.type("#user-search", "user 2")
    page.wait("[...document.querySelectorAll('#users option')].some((one) => one.value === 'user 2')",
              "the suggestion")
    page.press("Enter")
    page.wait_for("h1", "user 2")
    page.wait_for(".bars li", HOSTILE)
    require(page.value("document.querySelectorAll('main img, main b b').length") == 0,
            "a title's markup became elements")


def move_slider(page):
    """Checks the past, present and future of the first film, which user 2 bought last."""
    page.wait_for(".bars li", HOSTILE)
    now = weight(page, "f0")
    require(now > 0, "nothing is left of what was bought last")
    page.value("document.getElementById('moment').focus()")
    page.press("End")
    page.wait_for("#moment-time", "future")
    later = weight(page, "f0")
    require(0 < later < now, f"{now} became {later} in time to come")
    page.press("Home")
    page.wait_for(".bars li", "No interests left")
    page.wait_for(".columns .ranking, .columns p")
    return now, later


def compare(page, later):
    """Checks that nothing fades under the other law."""
    page.type("#other-law", "none")
    page.click("#compare")
    page.wait("document.querySelectorAll('.columns > section').length === 2", "the second law")
    page.value("document.getElementById('moment').focus()")
    page.press("End")
    page.wait_for("#moment-time", "future")
    kept = weight(page, "f0", side=1)
    require(abs(kept - 3) < 1e-9, f"a purchase counts {kept} where nothing fades")
    require(abs(weight(page, "f0") - later) < 1e-9, "the same moment differs")


def read_reasons(page):
    """Checks that the shown parts of a score add up to it."""
    page.wait_for(".ranking li .reasons", "left ×")
    sums = page.value(
        "[...document.querySelectorAll('.ranking > li')].map((row) => "
        "[Number(row.querySelector('.head .number').textContent), "
        "[...row.querySelectorAll('.sum')].reduce((sum, node) => sum + Number(node.textContent), 0)])")
    for score, parts in sums:
        require(abs(score - parts) < 5e-4, f"parts of {parts} make a score of {score}")


def look_at_item(page):
    page.click(".ranking a.name")
    page.wait_for("h2", "Interested users")
    page.wait_for("main .ranking li")
    page.wait_for("main td a", "user")
    page.wait_for("main svg")
    page.type("#item-search", "alien")
    page.wait("[...document.querySelectorAll('#items option')].some((one) => one.value === 'f0')",
              "the item of the title")


def evaluate(page):
    page.click("nav a[href='#/evaluation']")
    page.wait_for("#evaluate-laws")
    page.value("for (const name of ['trending', 'blend']) document.getElementById(`evaluate-${name}`)"
               ".checked = false")
    page.value("document.getElementById('evaluate-laws').value = 'none\\nexponential 5b'")
    page.click("#evaluate-start")
    page.wait_for("#evaluation-result td", "item-neighbors")
    page.wait_for("#evaluation-result svg", "item-neighbors, exponential 5b")


def change_law(page):
    page.click("nav a[href='#/settings']")
    page.type("#law", "exponential 9d")
    page.click("#save-settings")
    page.click("#yes")
    page.wait_for("main td", "→ exponential 9d")
    page.wait("document.getElementById('law').value === 'exponential 9d'", "the new law")


def speak_chinese(page):
    page.click("#language")
    page.wait_for("h1", "设置")
    require(page.value("document.documentElement.lang") == "zh-CN", "the page does not say its language")
    page.click("#language")
    page.wait_for("h1", "Settings")


def erase(page):
    """Checks that erasing a user requires their id, and removes them."""
    page.go(page.value("location.origin") + "/#/user/user%202")
    page.click("#erase")
    require(page.value("document.getElementById('yes').disabled"), "erasing takes no proof")
    page.type("#proofInput", "user 2")
    page.click("#yes")
    page.wait("location.hash === '#/user'", "the way back")
    page.click("nav a[href='#/settings']")
    page.wait_for("main td", "DELETE /api/admin/user/{id}")
    named = page.value("[...document.querySelectorAll('main td')].some((cell) => "
                       "cell.textContent === 'user 2')")
    require(not named, "the audit names who was erased")
    page.go(page.value("location.origin") + "/#/user/user%202")
    page.wait_for("main", "There is no data")


def fit_phone(browser, address):
    page = browser.open(f"{address}/#/user/user%202", width=390, height=844, dark=True)
    page.wait_for(".ranking li")
    for name in ["user/user%202", "overview", "imports", "evaluation", "settings"]:
        page.go(f"{address}/#/{name}")
        page.wait_for("main h1")
        width = page.wait("document.documentElement.scrollWidth")
        require(width <= 390, f"{name} is {width} wide on a phone")


def come_in(page, key):
    """Checks that the page shows nothing without a key, or with a wrong one."""
    page.wait_for("#door", "A key is needed")
    page.type("#key", "not " + key)
    page.press("Enter")
    page.wait_for("#refused", "is invalid")
    require(page.value("document.querySelector('.tile')") is None, "shown without a key")
    page.type("#key", key)
    page.press("Enter")
    page.wait_for(".tile", "Behaviors")
    page.click("nav a[href='#/settings']")
    page.wait_for("#law")


def main():
    address = sys.argv[1]
    for word in sys.argv[2:]:
        if word.startswith("key="):
            with Browser() as browser:
                come_in(browser.open(f"{address}/"), word[len("key="):])
            return
    with Browser() as browser, tempfile.TemporaryDirectory() as folder:
        page = browser.open(f"{address}/")
        import_files(page, folder)
        train(page)
        find_user(page)
        _, later = move_slider(page)
        compare(page, later)
        read_reasons(page)
        look_at_item(page)
        evaluate(page)
        change_law(page)
        speak_chinese(page)
        fit_phone(browser, address)
        if "erase" in sys.argv[2:]:
            # Behind another page a dialog's end is not told.
            page.ask("Page.bringToFront")
            erase(page)
        require(not browser.troubles, f"the page was in trouble: {browser.troubles}")
    print("the page was walked through")


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"walk: {error}")
