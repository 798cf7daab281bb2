"""The dashboard and the alerts under deploy/: every expression evaluated by a real Prometheus
against a real server, and every alert made to fire once and to stay silent once.
"""

import json
import math
import re
import unittest

import yaml

import prometheus
import servers

KEY = "a-key-of-the-test-" * 2
# What Grafana puts in the place of its variables.
VARIABLES = {"$job": "ebb", "$__rate_interval": "10s"}
ANSWER_SECONDS_MAX = 30
# Panels that have nothing to show while nothing goes wrong.
MAY_BE_EMPTY = {"sum by (cause) (rate(ebb_reads_refused_total"}
# The server here serves plain HTTP; Tests/EbbTests/TLSTests.swift looks at this one.
ONLY_WITH_TLS = {"ebb_tls_certificate_expiry_timestamp_seconds"}
METRIC = re.compile(r"\b(?:ebb|http_server|process|metering)_[a-z_]+")
TYPE = re.compile(r"^# TYPE (\S+) (\S+)$", re.MULTILINE)


def dashboard():
    return json.loads(prometheus.DASHBOARD.read_text())


def panel_expressions():
    """(title, expression) with the variables filled in."""
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            expression = target["expr"]
            for name, value in VARIABLES.items():
                expression = expression.replace(name, value)
            yield panel["title"], expression


def rules():
    (group,) = yaml.safe_load(prometheus.ALERTS.read_text())["groups"]
    return group["rules"]


class Files(unittest.TestCase):
    def test_each_panel_asks_something_and_describes_itself(self):
        panels = dashboard()["panels"]
        self.assertGreater(len(panels), 8)
        for panel in panels:
            with self.subTest(panel["title"]):
                self.assertTrue(panel["description"])
                self.assertTrue(all(target["expr"] for target in panel["targets"]))
                self.assertEqual(panel["datasource"]["uid"], "${source}")
        used = set(re.findall(r"\$\{?(\w+)", prometheus.DASHBOARD.read_text()))
        defined = {variable["name"] for variable in dashboard()["templating"]["list"]}
        self.assertEqual(used - {"__rate_interval"}, defined)

    def test_no_two_panels_overlap_or_share_an_id(self):
        panels = dashboard()["panels"]
        self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
        taken = set()
        for panel in panels:
            place = panel["gridPos"]
            self.assertLessEqual(place["x"] + place["w"], 24)
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            taken |= cells

    def test_promtool_parses_every_expression(self):
        done = prometheus.promtool("check", "rules", prometheus.ALERTS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{len(rules())} rules found", done.stdout)
        # What promtool 2 parses is a file of rules, so each panel's expression becomes one.
        recorded = [{"record": f"panel:{number}", "expr": expression}
                    for number, (_, expression) in enumerate(panel_expressions())]
        path = servers.scratch(self) / "panels.yml"
        path.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}))
        done = prometheus.promtool("check", "rules", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        path.write_text(path.read_text().replace("histogram_quantile(", "histogram_quantil("))
        self.assertNotEqual(prometheus.promtool("check", "rules", path).returncode, 0)

    def test_every_alert_has_a_severity_a_summary_and_a_description(self):
        for rule in rules():
            with self.subTest(rule["alert"]):
                self.assertIn(rule["labels"]["severity"], ("critical", "warning"))
                self.assertEqual(set(rule["annotations"]), {"summary", "description"})


class Live(unittest.TestCase):
    """A server with a trained model and traffic, and a Prometheus that watches it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = servers.scratch(cls)
        mongod = servers.Mongod(cls)
        settings = {"EBB_DATABASE": mongod.database("metrics")}
        servers.import_films(cls.folder, **settings)
        servers.ebb("train", folder=cls.folder, **settings)
        cls.user = servers.first_user()
        cls.server = servers.Serve(
            ["serve", "--port", "0"], cls.folder, {**settings, "EBB_API_KEY": KEY})
        cls.prometheus = prometheus.Prometheus(cls.folder, cls.server.port, KEY)
        cls.clicks = 0

    @classmethod
    def tearDownClass(cls):
        cls.prometheus.end()
        code = cls.server.stop()
        assert code == 0, f"ebb serve ended with {code}"

    def traffic(self):
        """One of each kind of request that the panels speak of; one of them goes wrong."""
        cls = type(self)
        cls.clicks += 1
        click = [{"FeedbackType": "click", "UserId": self.user, "ItemId": f"i{cls.clicks}"}]
        expected = [
            ("/api/feedback", click, 200), (f"/api/user/{self.user}/interests", None, 200),
            (f"/api/recommend/{self.user}?n=3", None, 200), ("/api/item/nothing", None, 404)]
        for path, body, status in expected:
            answer = self.server.ask(path, body, KEY)
            self.assertEqual(answer.status, status, f"{path}: {answer.body}")

    def data(self, expression):
        """Whether there is a value that is a number."""
        self.traffic()
        result = self.prometheus.query(expression)
        return any(math.isfinite(float(series["value"][1])) for series in result)

    def test_every_panel_has_data(self):
        for title, expression in panel_expressions():
            with self.subTest(title):
                self.assertNotIn("$", expression)
                if any(expression.startswith(start) for start in MAY_BE_EMPTY):
                    self.prometheus.query(expression)
                    continue
                servers.eventually(
                    f"{expression} has a value", lambda: self.data(expression), ANSWER_SECONDS_MAX)

    def test_every_alert_is_evaluated_and_none_fires(self):
        servers.eventually(
            "the server is scraped", lambda: self.data('up{job="ebb"} == 1'), ANSWER_SECONDS_MAX)
        for rule in rules():
            with self.subTest(rule["alert"]):
                self.assertEqual(self.prometheus.query(rule["expr"]), [])

        def evaluated():
            (group,) = self.prometheus.get("/api/v1/rules")["groups"]
            found = {rule["name"]: rule["health"] for rule in group["rules"]}
            return found if "unknown" not in found.values() else None

        health = servers.eventually("every rule is evaluated", evaluated, ANSWER_SECONDS_MAX)
        self.assertEqual(health, {rule["alert"]: "ok" for rule in rules()})

    def test_every_metric_that_is_asked_for_is_told(self):
        self.traffic()
        told = {}
        for name, kind in TYPE.findall(self.server.ask("/metrics", key=KEY).body):
            told[name] = kind
        known = set(told)
        for name, kind in told.items():
            if kind == "histogram":
                known |= {f"{name}_{part}" for part in ("bucket", "sum", "count")}
        for path in (prometheus.DASHBOARD, prometheus.ALERTS):
            with self.subTest(path.name):
                wanted = set(METRIC.findall(path.read_text()))
                self.assertGreater(len(wanted), 5)
                self.assertEqual(wanted - known - ONLY_WITH_TLS, set())
