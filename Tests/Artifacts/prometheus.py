"""A real Prometheus on loopback that scrapes a server several times a second, and promtool."""

import os
import pathlib
import shutil
import subprocess
import urllib.parse

import yaml

import servers

UNPACKED = servers.ROOT / ".ebb/prometheus/usr/bin"
ALERTS = servers.ROOT / "deploy/prometheus-alerts.yml"
DASHBOARD = servers.ROOT / "deploy/grafana-dashboard.json"
# Short, so that a rate has its two points soon.
SCRAPE_INTERVAL = "200ms"


def program(name):
    """Where scripts/bootstrap put it, or PATH."""
    found = UNPACKED / name if os.access(UNPACKED / name, os.X_OK) else shutil.which(name)
    assert found, f"there is no {name}: run scripts/bootstrap --artifacts"
    return str(found)


def promtool(*arguments):
    return subprocess.run(
        [program("promtool"), *map(str, arguments)], text=True, capture_output=True, timeout=60)


def recommended_configuration():
    """The part of prometheus.yml that the head of the alerts recommends."""
    lines = []
    for line in ALERTS.read_text().splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#")[3:] if line.startswith("#   ") else "")
    return yaml.safe_load("\n".join(lines))


class Prometheus(servers.Background):
    """Started by the configuration that the alerts recommend, at another address, with a key."""

    def __init__(self, folder, target_port, key):
        port = servers.free_port()
        self.url = f"http://127.0.0.1:{port}"
        configuration = recommended_configuration()
        configuration["global"] = {
            "scrape_interval": SCRAPE_INTERVAL, "scrape_timeout": SCRAPE_INTERVAL,
            "evaluation_interval": SCRAPE_INTERVAL}
        configuration["rule_files"] = [
            str(ALERTS.parent / name) for name in configuration["rule_files"]]
        (job,) = configuration["scrape_configs"]
        assert job["static_configs"][0]["targets"] == ["127.0.0.1:8088"]
        job["static_configs"][0]["targets"] = [f"127.0.0.1:{target_port}"]
        secret = pathlib.Path(folder) / pathlib.Path(job["authorization"]["credentials_file"]).name
        secret.write_text(key)
        job["authorization"]["credentials_file"] = str(secret)
        path = pathlib.Path(folder) / "prometheus.yml"
        path.write_text(yaml.safe_dump(configuration))
        super().__init__(
            [program("prometheus"), f"--config.file={path}", f"--storage.tsdb.path={folder}/tsdb",
             f"--web.listen-address=127.0.0.1:{port}"], folder, log="prometheus.log",
            env=servers.environment(folder))
        self.wait_for("Prometheus is ready", lambda: "ready to receive web requests" in self.log)

    def get(self, path, **query):
        answer = servers.ask(f"{self.url}{path}?{urllib.parse.urlencode(query)}")
        assert answer.status == 200, f"{path} {query}: {answer.status} {answer.body}"
        assert answer.json["status"] == "success", answer.body
        return answer.json["data"]

    def query(self, expression):
        """The values at this moment, by their labels."""
        return self.get("/api/v1/query", query=expression)["result"]
