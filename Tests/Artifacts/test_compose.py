"""docker-compose.yml: that it fits together, and that what it starts really runs."""

import copy
import json
import shutil
import subprocess
import unittest

import yaml

import compose
import servers

FILE = servers.ROOT / "docker-compose.yml"


def read():
    return yaml.safe_load(FILE.read_text())


def change(*path, to):
    """An edit of the file, by the path to a value; a path's end that is absent is added."""
    def edit(document):
        *folders, last = path
        for key in folders:
            document = document[key]
        document[last] = to
    return edit


def remove(*path):
    def edit(document):
        *folders, last = path
        for key in folders:
            document = document[key]
        del document[last]
    return edit


MONGODB, EBB = ("services", "mongodb"), ("services", "ebb")
# An edit, and part of the sentence that must come of it.
DAMAGE = [
    (change(*EBB, "comand", to=["serve"]), "ebb has comand, which nobody knows"),
    (change("servces", to={}), "the file has servces, which nobody knows"),
    (change(*EBB, "healthcheck", "retires", to=3), "ebb's healthcheck has retires"),
    (change(*EBB, "ports", to="127.0.0.1:8088:8088"), "ebb: ports should be a list of texts"),
    (change(*EBB, "ports", to=[8088]), "ebb: ports should be a list of texts"),
    (change(*MONGODB, "healthcheck", "retries", to="30"), "retries should be a number"),
    (change(*EBB, "depends_on", "mongodb", to={"conditon": "service_healthy"}),
     "ebb's wait for mongodb has conditon"),
    (change(*EBB, "depends_on", "mongodb", "condition", to="service_started"),
     "ebb should wait until mongodb is healthy"),
    (change(*EBB, "environment", "EBB_PORT", to=8088), "EBB_PORT, which should be a text"),
    (remove(*EBB, "environment"), "ebb lacks environment"),
    (change(*EBB, "environment", "EBB_DATABASE", to="mongodb://mongodb:27017/ebb?replicaSet=x"),
     "EBB_DATABASE names another replica set"),
    (change(*EBB, "environment", "EBB_API_KEY", to="secret"), "the file should hold no secret"),
    (remove(*MONGODB, "mem_limit"), "mongodb has no memory limit"),
    (change(*MONGODB, "mem_limit", to="2x"), "mongodb has no memory limit"),
    (change(*MONGODB, "mem_limit", to="512m"), "mongodb's cache does not fit its memory limit"),
    (remove(*EBB, "mem_limit"), "ebb has no memory limit"),
    (change(*EBB, "ports", to=["8088:8088"]), "published beyond loopback"),
    (change(*EBB, "ports", to=["127.0.0.1:80:80"]), "the published port is not ebb's"),
    (change(*EBB, "command", to=["serve", "--host", "0.0.0.0", "--port", "8088"]),
     "ebb would refuse to start, since it has no key"),
    (change(*EBB, "command", to=["serve", "--port", "8088", "--open-to-everybody"]),
     "ebb should listen where Docker can reach it"),
    (change(*EBB, "healthcheck", "test", to=["CMD", "curl", "http://127.0.0.1:80/"]),
     "ebb's healthcheck asks another port"),
    (change(*MONGODB, "command", to=["mongod"]), "mongodb should be started with --replSet"),
    (change(*MONGODB, "ports", to=["27017:27017"]), "it is not published"),
    (remove(*EBB, "stop_grace_period"), "ebb would be killed while it stops"),
    (change(*MONGODB, "stop_grace_period", to="10s"), "mongodb would be killed while it stops"),
    (change("volumes", to={}), "a volume is used and not declared"),
]


class Compose(unittest.TestCase):
    def test_its_parts_fit_together(self):
        self.assertEqual(compose.faults(read()), [])

    def test_each_kind_of_damage_is_found(self):
        for edit, sentence in DAMAGE:
            document = copy.deepcopy(read())
            edit(document)
            with self.subTest(sentence):
                self.assertIn(sentence, "\n".join(compose.faults(document)))

    def test_a_real_mongod_knows_the_flags(self):
        command = read()["services"]["mongodb"]["command"]
        self.assertEqual(command[0], "mongod")
        done = subprocess.run(
            [servers.MONGOD, *command[1:], "--outputConfig"], text=True, capture_output=True,
            timeout=30)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(yaml.safe_load(done.stdout)["replication"], {"replSet": "ebb"})

    def test_mongodb_is_healthy_when_its_set_has_a_primary(self):
        """Runs the healthcheck's script in node, in the place of mongosh, against a server that has
        no set at first and a primary in the end."""
        node = shutil.which("node")
        if not node:
            self.skipTest("node is missing: scripts/bootstrap --artifacts installs it")
        script = read()["services"]["mongodb"]["healthcheck"]["test"][-1]
        stage = """
            const script = process.argv[1], calls = [];
            function round(hasSet, isPrimary) {
              let code = 0;
              const rs = { status() { if (!hasSet) throw Error('not yet'); },
                           initiate(set) { calls.push(set); } };
              const db = { hello: () => ({ isWritablePrimary: isPrimary }) };
              new Function('rs', 'db', 'quit', script)(rs, db, value => { code = value; });
              return code;
            }
            const codes = [round(false, false), round(true, false), round(true, true)];
            console.log(JSON.stringify({ codes, calls }));"""
        done = subprocess.run(
            [node, "--eval", stage, "--", script], text=True, capture_output=True, timeout=30)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), {
            "codes": [1, 1, 0],
            "calls": [{"_id": "ebb", "members": [{"_id": 0, "host": "mongodb:27017"}]}]})


class ComposeRuns(unittest.TestCase):
    """The service `ebb`, as the file starts it, but for the address of MongoDB and the port."""

    @classmethod
    def setUpClass(cls):
        cls.folder = servers.scratch(cls)
        cls.mongod = servers.Mongod(cls)
        cls.service = read()["services"]["ebb"]

    def start(self, without=(), **settings):
        port = str(servers.free_port())
        own_port = compose.option(self.service["command"], "--port")
        command = [port if word == own_port else word for word in self.service["command"]
                   if word not in without]
        # What has no value is taken from the shell, where nothing is set.
        given = {key: value for key, value in self.service["environment"].items() if value}
        given["EBB_DATABASE"] = given["EBB_DATABASE"].replace(
            "mongodb:27017", self.mongod.address).replace(
            "replicaSet=ebb", f"replicaSet={servers.Mongod.set_name}")
        return servers.Serve(command, self.folder, {**given, **settings})

    def healthcheck(self, server):
        kind, *command = self.service["healthcheck"]["test"]
        self.assertEqual(kind, "CMD")
        command = [word.replace(":8088/", f":{server.port}/") for word in command]
        return subprocess.run(command, capture_output=True, timeout=30).returncode

    def test_it_starts_unedited_answers_is_healthy_and_stops(self):
        server = self.start()
        self.assertEqual(server.ask("/api/health/ready").status, 200)
        answer = server.ask("/api/recommend/ann?n=3")
        self.assertEqual((answer.status, answer.json), (200, []))
        self.assertEqual(self.healthcheck(server), 0)
        self.assertEqual(server.stop(), 0)
        self.assertNotEqual(self.healthcheck(server), 0, "a stopped server is not healthy")

    def test_opened_to_others_it_refuses_to_start_without_a_key(self):
        with self.assertRaises(AssertionError) as refusal:
            self.start(without=["--open-to-everybody"])
        self.assertIn("there is no API key", str(refusal.exception))

    def test_opened_to_others_it_answers_whoever_has_the_key(self):
        server = self.start(without=["--open-to-everybody"], EBB_API_KEY="k" * 32)
        self.assertEqual(server.ask("/api/recommend/ann").status, 401)
        self.assertEqual(server.ask("/api/recommend/ann", key="k" * 32).status, 200)
        self.assertEqual(self.healthcheck(server), 0)
        self.assertEqual(server.stop(), 0)
