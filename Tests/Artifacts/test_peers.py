"""The protocol of the comparison with other packages, on logs small enough to work out by hand."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "Benchmarks/peers"
sys.path.insert(0, str(PEERS))

import protocol  # noqa: E402
import runner  # noqa: E402
from catalog import CANDIDATES, RIVALS, Rival  # noqa: E402
from logs import EXAMPLES, Log  # noqa: E402


def log(text):
    """Behaviors `user item`, one at each second."""
    return [(*word.split("-"), 1000 * second) for second, word in enumerate(text.split())]


def columns(text, cut, repeats=False):
    """A split of a log that no core has been taken of."""
    words = log(text)
    users = list(dict.fromkeys(user for user, _, _ in words))
    items = list(dict.fromkeys(item for _, item, _ in words))
    return protocol.Split(
        [users.index(user) for user, _, _ in words], [items.index(item) for _, item, _ in words],
        [time for _, _, time in words], cut, repeats, len(users), len(items))


def compare(*arguments):
    """The command, as a user types it."""
    return subprocess.run(
        [sys.executable, PEERS / "compare", *arguments], capture_output=True, text=True,
        check=False, timeout=60)


class ProtocolTests(unittest.TestCase):
    def test_the_core_drops_rare_items_and_then_the_users_that_they_leave_rare(self):
        common = log(" ".join(f"u{user}-i{item}" for user in range(5) for item in range(3)))
        rare = log("v-i0 v-i1 v-x")
        self.assertEqual(protocol.core(common + rare), common)

    def test_a_query_needs_a_known_item_a_past_and_unless_repeats_count_a_new_item(self):
        #        0   1   2   3 | 4: new item  5: asked  6: had it  7: first behavior  8: its second
        text = "a-1 a-2 b-1 b-3 a-4 a-3 b-1 c-1 c-2"
        self.assertEqual([query.position for query in columns(text, 4).queries()], [5, 8])
        self.assertEqual([query.position for query in columns(text, 4, True).queries()], [5, 6, 8])

    def test_a_history_is_everything_before_the_query_also_after_the_split(self):
        part = columns("a-1 b-2 a-2 a-3 b-1 a-4 b-3", 4)
        history = part.history(part.queries()[-1])
        self.assertEqual((history.user, list(history.items)), (1, [1, 0]))
        self.assertEqual((list(history.times), history.moment), ([1000, 4000], 6000))

    def test_the_validation_slice_is_the_last_fifth_of_the_training_part(self):
        part = columns("a-1 b-1 a-2 b-2 a-3 b-3 a-4 b-4 a-5 b-5 a-1 b-1", 10).validation()
        self.assertEqual((len(part.users), part.cut, part.item_count), (10, 8, 5))

    def test_ties_in_time_keep_their_order(self):
        words = [(f"u{user}", f"i{item}", 0) for user in range(5) for item in range(5)]
        part = protocol.split(words + words, repeats=True)
        self.assertEqual(list(part.users[:6]), [0, 0, 0, 0, 0, 1])
        self.assertEqual(part.cut, 40)

    def test_equal_scores_share_the_average_rank(self):
        self.assertEqual(protocol.rank(above=2, equal=1), 2)
        self.assertEqual(protocol.rank(above=2, equal=4), 3.5)

    def test_figures_are_means_over_queries(self):
        figures = protocol.Figures(item_count=4)
        for place in (0, 2, 10):
            figures.take(0, place)
        figures.shown.update([0, 3])
        self.assertAlmostEqual(figures.ndcg, (1 + 1 / 2) / 3)
        self.assertAlmostEqual(figures.hit_rate, 2 / 3)
        self.assertEqual(figures.coverage, 0.5)

    def test_the_sizes_of_the_examples_are_those_that_ebb_evaluate_prints(self):
        part = EXAMPLES["films"].read()
        self.assertEqual((len(part.users), part.user_count, part.item_count, part.cut,
                          len(part.queries())), (75_344, 6_350, 2_533, 60_275, 13_327))


class BadInputTests(unittest.TestCase):
    def read(self, text, **options):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write(text)
            file.flush()
            given = {"columns": ("user", "item", "time"), "header": False, "repeats": False}
            return Log("log", pathlib.Path(file.name), action="view", **given | options).read()

    def test_a_log_of_one_user_has_nothing_left(self):
        with self.assertRaisesRegex(protocol.ProtocolError, "nothing is left to evaluate on"):
            self.read("a,1,0\na,2,1\n")

    def test_a_log_without_queries_says_so(self):
        # Everybody has everything first, so that what is later is had before.
        lines = [f"u{user},i{item},{time}\n"
                 for time in (0, 100) for user in range(5) for item in range(5)]
        with self.assertRaisesRegex(protocol.ProtocolError, "test part has no queries"):
            self.read("".join(lines))

    def test_a_bad_line_is_named_with_what_was_expected(self):
        with self.assertRaisesRegex(protocol.ProtocolError, "line 2: expected user,item,time"):
            self.read("a,1,0\na,2,yesterday\n")

    def test_columns_without_time_are_refused(self):
        with self.assertRaisesRegex(protocol.ProtocolError, "--columns lacks time"):
            self.read("a,1\n", columns=("user", "item"))

    def test_a_file_that_is_missing_and_a_peer_that_is_unknown_are_one_sentence_each(self):
        missing = compare("--log", "/nowhere.csv")
        self.assertNotEqual(missing.returncode, 0)
        self.assertIn("compare: /nowhere.csv cannot be read", missing.stderr)
        unknown = compare("--only", "nobody")
        self.assertNotEqual(unknown.returncode, 0)
        self.assertIn('unknown "nobody": expected one of', unknown.stderr)


class RunnerTests(unittest.TestCase):
    def run_program(self, text, seconds=10.0):
        part = columns("a-1 a-2", 1)
        return runner.Runner(part, seconds, 1)._run([sys.executable, "-c", text], seconds)

    def test_a_peer_that_crashes_keeps_its_answers_and_says_why_it_ended(self):
        answers, reason = self.run_program("print('{\"ndcg\": 1}'); raise MemoryError('too large')")
        self.assertEqual(answers, [{"ndcg": 1}])
        self.assertEqual(reason, "ended with status 1: MemoryError: too large")

    def test_a_peer_that_exceeds_its_time_is_ended_and_says_so(self):
        answers, reason = self.run_program(
            "import sys; print('{\"ndcg\": 1}', flush=True); sys.stdin.read(); "
            "import threading; threading.Event().wait()", seconds=2.0)
        self.assertEqual((answers, reason), ([{"ndcg": 1}], "took more than 2 s"))

    def test_a_package_that_is_missing_makes_a_row_that_says_so(self):
        rival = Rival("nowhere", "Nowhere", "numpy_models", "ease", ({},))
        row = runner.Runner(columns("a-1 a-2", 1), 10, 1).run(rival)
        self.assertEqual(row.failure, "requirements/nowhere.txt is missing")
        self.assertIn("failure", json.loads(json.dumps(row.json())))

    def test_everybody_has_the_same_budget(self):
        self.assertEqual({len(rival.candidates) for rival in RIVALS}, {CANDIDATES})


if __name__ == "__main__":
    unittest.main()
