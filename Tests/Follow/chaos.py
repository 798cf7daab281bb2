"""Kills ebb follow, its source and its target at random, and compares the log with the source.

A shop writes orders (inserts, updates, replacements, deletions) all the time. In each round some of
these happen to a seeded plan: ebb follow is killed (SIGKILL) or stopped for a while, the source's
or the target's primary is killed and started again, or steps down. Then the shop pauses, ebb follow
comes to the end, and every behavior of the log must be what the orders say, and no other.
"""

import argparse
import datetime
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import pymongo
from bson import ObjectId
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

FAULTS = ("follow", "pause", "source-kill", "target-kill", "source-step", "target-step")
SKUS = 50
USERS = 40
ONCE_SECONDS_MAX = 300


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Cluster:
    """A replica set on loopback."""

    def __init__(self, mongod, folder, name, members):
        self.mongod, self.name = mongod, name
        self.ports = [free_port() for _ in range(members)]
        self.folders = [folder / f"{name}{number}" for number in range(members)]
        self.processes = [None] * members
        for number in range(members):
            self.folders[number].mkdir()
            self.start(number)
        hosts = [f"127.0.0.1:{port}" for port in self.ports]
        for host in reversed(hosts):
            first = pymongo.MongoClient(host, directConnection=True)
            first.admin.command("ping")
        config = {"_id": name, "members": [{"_id": n, "host": h} for n, h in enumerate(hosts)],
                  "settings": {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 500}}
        first.admin.command("replSetInitiate", config)
        self.uri = f"mongodb://{','.join(hosts)}/?replicaSet={name}"
        self.client = pymongo.MongoClient(self.uri, serverSelectionTimeoutMS=60000)
        self.client.admin.command("ping")

    def start(self, number):
        self.processes[number] = subprocess.Popen(
            [self.mongod, "--dbpath", self.folders[number], "--port", str(self.ports[number]),
             "--bind_ip", "127.0.0.1", "--replSet", self.name, "--nounixsocket", "--oplogSize",
             "64", "--wiredTigerCacheSizeGB", "0.25", "--logpath",
             self.folders[number] / "log", "--setParameter",
             "transactionLifetimeLimitSeconds=10"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)

    def primary(self):
        # Writing waits for a primary.
        self.client.admin.command("ping")
        host = self.client.primary
        return self.ports.index(host[1]) if host else 0

    def kill(self):
        """Kills the primary and starts it again."""
        number = self.primary()
        self.processes[number].kill()
        self.processes[number].wait()
        self.start(number)

    def step(self):
        """Makes the primary step down; a set of one elects itself again."""
        try:
            self.client.admin.command("replSetStepDown", 2, secondaryCatchUpPeriodSecs=1, force=True)
        except PyMongoError:
            pass

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()


class Shop(threading.Thread):
    """Writes orders until it is stopped."""

    def __init__(self, orders, seed):
        super().__init__(daemon=True)
        self.orders = orders.with_options(write_concern=WriteConcern("majority", wtimeout=10000))
        self.random = random.Random(seed)
        self.is_open = threading.Event()
        self.is_idle = threading.Event()
        self.is_over = False
        self.known = []
        self.writes = 0

    def order(self, identity):
        draw = self.random
        when = datetime.datetime(2024, 1, 1) + datetime.timedelta(seconds=draw.randrange(10**7))
        lines = [{"sku": f"sku{draw.randrange(SKUS)}", "qty": draw.randrange(1, 5)}
                 for _ in range(draw.randrange(1, 5))]
        if draw.random() < 0.05:
            lines.append({"qty": 1})
        return {"_id": identity, "customerId": f"user{draw.randrange(USERS)}", "createdAt": when,
                "status": draw.choice(["new", "paid", "sent"]), "lines": lines}

    def write(self):
        draw, kind = self.random, self.random.random()
        if kind < 0.5 or not self.known:
            fresh = []
            for _ in range(draw.randrange(1, 20)):
                number = draw.randrange(1 << 40)
                fresh.append(draw.choice([ObjectId(f"{number:024x}"), number, f"A-{number}#1"]))
            self.known += fresh
            self.orders.insert_many([self.order(one) for one in fresh], ordered=False)
        elif kind < 0.7:
            self.orders.update_one({"_id": draw.choice(self.known)},
                                   {"$set": {"status": "sent", "lines.0.qty": draw.randrange(9)}})
        elif kind < 0.85:
            one = draw.choice(self.known)
            self.orders.replace_one({"_id": one}, self.order(one))
        else:
            self.orders.delete_one({"_id": self.known.pop(draw.randrange(len(self.known)))})
        self.writes += 1

    def run(self):
        while not self.is_over:
            if not self.is_open.is_set():
                self.is_idle.set()
                self.is_open.wait(1)
                continue
            self.is_idle.clear()
            try:
                self.write()
            except PyMongoError:
                # Whether it was done, the source will tell.
                pass


class Follow:
    """ebb follow, as its own process."""

    def __init__(self, ebb, source, target, log):
        self.arguments = [
            ebb, "follow", source, "--source-database", "shop", "--collection", "orders", "--map",
            "user=customerId,item=lines[].sku,value=lines[].qty,time=createdAt",
            "--action", "purchase", "--database", target, "--database-name", "ebb"]
        self.log, self.process = log, None

    def start(self, *more):
        self.process = subprocess.Popen(
            self.arguments + list(more), stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()

    def keep(self):
        if self.process is None or self.process.poll() is not None:
            self.start()

    def pause(self, seconds):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP)
            time.sleep(seconds)
            self.process.send_signal(signal.SIGCONT)

    def finish(self):
        """Comes to the end; a server that is just being elected is waited for."""
        self.kill()
        deadline = time.monotonic() + ONCE_SECONDS_MAX
        while time.monotonic() < deadline:
            self.start("--once")
            try:
                if self.process.wait(max(1, deadline - time.monotonic())) == 0:
                    return
            except subprocess.TimeoutExpired:
                break
        self.kill()
        raise SystemExit("ebb follow --once does not come to its end")


def name_of(identity):
    return f'"{identity}"' if isinstance(identity, str) else str(identity)


def expected(orders):
    """What the log must hold, by event id."""
    wanted = {}
    for order in orders:
        for number, line in enumerate(order["lines"], 1):
            if "sku" in line:
                wanted[f"orders/{name_of(order['_id'])}#{number}"] = (
                    order["customerId"], line["sku"], "purchase", float(line["qty"]),
                    order["createdAt"])
    return wanted


def differences(source, target):
    majority = pymongo.read_concern.ReadConcern("majority")
    orders = source.client.shop.get_collection("orders", read_concern=majority)
    log = target.client.ebb.get_collection("behaviors", read_concern=majority)
    wanted = expected(orders.find())
    found = {one["_id"]: (one["user"], one["item"], one["action"], one["value"], one["time"])
             for one in log.find()}
    wrong = [f"missing {key}" for key in wanted.keys() - found.keys()]
    wrong += [f"not in the source {key}" for key in found.keys() - wanted.keys()]
    wrong += [f"{key}: {found[key]} and not {wanted[key]}"
              for key in wanted.keys() & found.keys() if wanted[key] != found[key]]
    return len(wanted), wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ebb", required=True)
    parser.add_argument("--mongod", required=True)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--members", type=int, default=3, help="of each replica set")
    parser.add_argument("--seconds", type=float, default=0, help="begin no round after this many")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ebb-chaos-follow-"))
    began, clusters, counts = time.monotonic(), [], dict.fromkeys(FAULTS, 0)
    print(f"seed {options.seed}, {options.rounds} rounds, in {folder}", file=sys.stderr)
    try:
        source = Cluster(options.mongod, folder, "source", options.members)
        clusters.append(source)
        target = Cluster(options.mongod, folder, "target", options.members)
        clusters.append(target)
        source.client.shop.create_collection("orders")
        shop = Shop(source.client.shop.orders, options.seed)
        shop.start()
        log = open(folder / "follow.log", "ab")
        follow = Follow(options.ebb, source.uri, target.uri, log)
        done = behaviors = 0
        for number in range(1, options.rounds + 1):
            if options.seconds and time.monotonic() - began > options.seconds:
                break
            shop.is_open.set()
            faults = [draw.choice(FAULTS) for _ in range(draw.randrange(1, 4))] + ["follow"]
            for fault in faults:
                follow.keep()
                time.sleep(draw.uniform(0.05, 1.5))
                counts[fault] += 1
                if fault == "follow":
                    follow.kill()
                elif fault == "pause":
                    follow.pause(draw.uniform(0.1, 1))
                else:
                    where = source if fault.startswith("source") else target
                    where.kill() if fault.endswith("kill") else where.step()
            shop.is_idle.clear()
            shop.is_open.clear()
            shop.is_idle.wait(60)
            follow.finish()
            behaviors, wrong = differences(source, target)
            if wrong:
                print(f"round {number} ({' '.join(faults)}): {len(wrong)} differences:",
                      *wrong[:10], sep="\n  ")
                shutil.copy(folder / "follow.log", "/tmp/ebb-chaos-follow.log")
                return 1
            done = number
            print(f"round {number}: {' '.join(faults)}: {behaviors} behaviors agree",
                  file=sys.stderr)
        print(json.dumps({"rounds": done, "seed": options.seed, "faults": counts,
                          "writes": shop.writes, "behaviors": behaviors, "differences": 0,
                          "seconds": round(time.monotonic() - began)}))
        return 0
    finally:
        for cluster in clusters:
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
