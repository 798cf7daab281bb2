"""Each alert of deploy/prometheus-alerts.yml fires once and stays silent once, in promtool's own
unit tests: series are made up, a value a minute.
"""

import re
import unittest

import yaml

import prometheus
import servers
from test_prometheus import rules

REQUESTS = "http_server_request_duration_seconds_count"
BUCKET = "http_server_request_duration_seconds_bucket"
PLACE = 'job="ebb",instance="a"'
INSTANCE = {"instance": "a"}
HOUR = 60


def requests(status, values):
    return {f'{REQUESTS}{{{PLACE},http_response_status_code="{status}"}}': values}


def buckets(within_a_second):
    """Counts of requests that took at most 1 s, and of all."""
    return {f'{BUCKET}{{{PLACE},le="1"}}': within_a_second,
            f'{BUCKET}{{{PLACE},le="5"}}': "0+60x120", f'{BUCKET}{{{PLACE},le="+Inf"}}': "0+60x120"}


def series(name, values, labels=""):
    return {f"{name}{{{PLACE}{labels}}}": values}


def quality(hour):
    """The live quality of an hour, beside a week's of 0.1, on enough behaviors."""
    return {**series("ebb_live_quality", hour, ',recommender="blend",half_life="1h"'),
            **series("ebb_live_quality", "0.1x60", ',recommender="blend",half_life="7d"'),
            **series("ebb_live_quality_behaviors", "900x60", ',recommender="blend",half_life="1h"')}


# An alert; the minute to look at; the labels it then has beside its severity; what makes it fire;
# what must not. What must not is as near to firing as it can be.
CASES = [
    ("EbbDown", 10, {"job": "ebb", **INSTANCE},
     series("up", "0x20"), series("up", "0x8 1x12")),
    ("EbbFailing", 20, INSTANCE, requests(500, "0+1x30"),
     {**requests(503, "0+60x30"), **requests(404, "0+60x30"), **requests(500, "7x30")}),
    ("EbbBusy", 30, INSTANCE,
     {**requests(503, "0+2x40"), **requests(200, "0+98x40")},
     {**requests(503, "0+1x40"), **requests(200, "0+199x40")}),
    ("EbbSlow", 30, INSTANCE, buckets("0+58x120"), buckets("0+60x120")),
    ("EbbReadsRefused", 30, {**INSTANCE, "cause": "full"},
     series("ebb_reads_refused_total", "0+1x40", ',cause="full"'),
     series("ebb_reads_refused_total", "9x40", ',cause="full"')),
    ("EbbLanesRefused", 30, INSTANCE, series("ebb_lane_refusals_total", "0+1x40"),
     series("ebb_lane_refusals_total", "9x40")),
    ("EbbConflicts", 40, INSTANCE, series("ebb_transaction_retries_total", "0+660x50"),
     series("ebb_transaction_retries_total", "0+540x50")),
    ("EbbModelRefused", 20, INSTANCE, series("ebb_models_refused", "1x30"),
     series("ebb_models_refused", "1x3 0x30")),
    # The clock of these tests begins at 0, in seconds, so that a week ago is below it.
    ("EbbModelOld", 2 * HOUR, {"recommender": "blend"},
     series("ebb_model_trained_timestamp_seconds", "-604800x150", ',recommender="blend"'),
     series("ebb_model_trained_timestamp_seconds", "-597000x150", ',recommender="blend"')),
    ("EbbQualityFalls", 50, {"job": "ebb", **INSTANCE, "recommender": "blend"},
     quality("0.06x60"), quality("0.08x60")),
    ("EbbCertificateExpires", 20, {"job": "ebb", **INSTANCE},
     series("ebb_tls_certificate_expiry_timestamp_seconds", "1210000x30"),
     series("ebb_tls_certificate_expiry_timestamp_seconds", "1212000x30")),
    ("EbbSeriesRefused", 30, {"job": "ebb", **INSTANCE},
     series("metering_series_refused_total", "0x10 1x30"),
     series("metering_series_refused_total", "5x40")),
]


def annotations(rule, labels):
    """The rule's annotations, with the labels in the place of their templates."""
    return {name: re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda found: labels[found[1]], text)
            for name, text in rule["annotations"].items()}


def unit_test(name, minute, values, expected):
    return {
        "name": name, "interval": "1m",
        "input_series": [{"series": key, "values": value} for key, value in values.items()],
        "alert_rule_test": [
            {"eval_time": f"{minute}m", "alertname": name, "exp_alerts": expected}],
    }


class Alerts(unittest.TestCase):
    def promtool(self, tests):
        path = servers.scratch(self) / "alerts.test.yml"
        path.write_text(yaml.safe_dump({
            "rule_files": [str(prometheus.ALERTS)], "evaluation_interval": "1m", "tests": tests}))
        return prometheus.promtool("test", "rules", path)

    def test_there_is_a_case_for_each(self):
        self.assertEqual([case[0] for case in CASES], [rule["alert"] for rule in rules()])

    def test_each_fires_once_and_is_silent_once(self):
        by_name = {rule["alert"]: rule for rule in rules()}
        tests = []
        for name, minute, labels, firing, silent in CASES:
            rule = by_name[name]
            alert = {"exp_labels": {**labels, **rule["labels"]},
                     "exp_annotations": annotations(rule, labels)}
            tests.append(unit_test(name, minute, firing, [alert]))
            tests.append(unit_test(name, minute, silent, []))
        done = self.promtool(tests)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_an_alert_that_does_not_fire_is_found(self):
        name, minute, labels, _, silent = CASES[0]
        done = self.promtool([unit_test(name, minute, silent, [{"exp_labels": labels}])])
        self.assertNotEqual(done.returncode, 0)
