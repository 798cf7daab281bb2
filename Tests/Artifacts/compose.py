"""What is wrong with a compose file, without Docker: keys that nobody knows, values of another
kind, and parts that do not fit together.
"""

import re

TEXT, NUMBER, TEXTS = "a text", "a number", "a list of texts"

HEALTHCHECK = {"test": TEXTS, "interval": TEXT, "timeout": TEXT, "retries": NUMBER}
SERVICE = {
    "image": TEXT, "build": TEXT, "command": TEXTS, "environment": "settings", "mem_limit": TEXT,
    "stop_grace_period": TEXT, "ports": TEXTS, "volumes": TEXTS, "depends_on": "conditions",
    "healthcheck": "healthcheck",
    "restart": TEXT,
}
COMPOSE = {"services": "services", "volumes": "volumes"}
CACHE_SHARE_MAX = 0.5
# How long each may take to stop: see ServiceConfiguration.shutdownMax, and mongod's
# shutdownTimeoutMillisForSignaledShutdown. Docker's own 10 s are too few.
STOP_SECONDS = {"mongodb": 15, "ebb": 20}


def _is(kind, value):
    if kind == TEXT:
        return isinstance(value, str)
    if kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == TEXTS:
        return isinstance(value, list) and all(isinstance(member, str) for member in value)
    return isinstance(value, dict)


def _keys(where, value, known):
    if not isinstance(value, dict):
        return [f"{where} should be a mapping"]
    faults = [f"{where} has {key}, which nobody knows" for key in value if key not in known]
    return faults + [
        f"{where}: {key} should be {kind}" for key, kind in known.items()
        if key in value and not _is(kind, value[key])]


def shape_faults(compose):
    """Keys that nobody knows, and values of another kind."""
    faults = _keys("the file", compose, COMPOSE)
    if faults:
        return faults
    for name, service in compose["services"].items():
        faults += _keys(name, service, SERVICE)
        if not isinstance(service, dict):
            continue
        faults += _keys(f"{name}'s healthcheck", service.get("healthcheck"), HEALTHCHECK)
        settings = service.get("environment") or {}
        faults += [
            f"{name}'s environment has {key}, which should be a text" for key, value in
            settings.items() if not isinstance(value, (str, type(None)))]
        for other, condition in (service.get("depends_on") or {}).items():
            faults += _keys(f"{name}'s wait for {other}", condition, {"condition": TEXT})
    return faults


def option(command, name):
    """What follows a flag."""
    return command[command.index(name) + 1] if name in command[:-1] else None


def gigabytes(text):
    """Parses a size as compose files write it; 0 when it is invalid."""
    found = re.fullmatch(r"(\d+)([mg])b?", text or "")
    return int(found[1]) / (1024 if found[2] == "m" else 1) if found else 0


def seconds(text):
    """Parses a time as compose files write it; 0 when it is invalid."""
    found = re.fullmatch(r"(\d+)s", text or "")
    return int(found[1]) if found else 0


def _mongodb_faults(mongodb):
    command = mongodb["command"]
    limit = gigabytes(mongodb.get("mem_limit"))
    cache = float(option(command, "--wiredTigerCacheSizeGB") or 0)
    initiation = mongodb["healthcheck"]["test"][-1]
    set_name = option(command, "--replSet")
    yield set_name, "mongodb should be started with --replSet"
    yield option(command, "--setParameter") == "transactionLifetimeLimitSeconds=20", \
        "mongodb should give up a transaction after the 20 s of Ebb's own server"
    yield limit, "mongodb has no memory limit: its cache would take half of the host's memory"
    yield 0 < cache <= CACHE_SHARE_MAX * limit, "mongodb's cache does not fit its memory limit"
    yield f'_id: "{set_name}"' in initiation, "the healthcheck initiates another replica set"
    yield 'host: "mongodb:27017"' in initiation, "the member should be mongodb:27017"
    yield "isWritablePrimary" in initiation, "healthy should mean that it can be written to"


def _ebb_faults(ebb, set_name):
    command = ebb["command"]
    port = option(command, "--port")
    uri = ebb["environment"]["EBB_DATABASE"]
    open_to_all = "--open-to-everybody" in command
    yield command[0] == "serve", "ebb should serve"
    yield option(command, "--host") == "0.0.0.0", "ebb should listen where Docker can reach it"
    yield gigabytes(ebb.get("mem_limit")), "ebb has no memory limit"
    yield uri.startswith("mongodb://mongodb:27017/"), "EBB_DATABASE names another server"
    yield uri.endswith(f"replicaSet={set_name}"), "EBB_DATABASE names another replica set"
    yield "EBB_API_KEY" in ebb["environment"], "ebb is never given a key"
    yield not ebb["environment"].get("EBB_API_KEY"), "the file should hold no secret"
    yield ebb["depends_on"].get("mongodb", {}).get("condition") == "service_healthy", \
        "ebb should wait until mongodb is healthy"
    yield not open_to_all or all(p.startswith("127.0.0.1:") for p in ebb["ports"]), \
        "ebb is open to everybody, and published beyond loopback"
    yield open_to_all, "ebb would refuse to start, since it has no key"
    yield [p.split(":")[-2:] for p in ebb["ports"]] == [[port, port]], \
        "the published port is not ebb's"
    yield f":{port}/" in ebb["healthcheck"]["test"][-1], "ebb's healthcheck asks another port"


def faults(compose):
    """One sentence for each; how the parts fit is looked at where their shape is right."""
    found = shape_faults(compose)
    if found:
        return found
    services = compose["services"]
    needed = {"mongodb": {"command", "healthcheck", "volumes"},
              "ebb": {"command", "environment", "depends_on", "ports", "healthcheck"}}
    found = [f"{name} lacks {key}" for name, keys in needed.items()
             for key in sorted(keys - set(services.get(name, {})))]
    if found:
        return found
    mongodb, ebb = services["mongodb"], services["ebb"]
    set_name = option(mongodb["command"], "--replSet")
    checks = [*_mongodb_faults(mongodb), *_ebb_faults(ebb, set_name)]
    used = {v.split(":")[0] for service in services.values() for v in service.get("volumes", [])}
    checks.append((used <= set(compose.get("volumes", {})), "a volume is used and not declared"))
    checks.append(("ports" not in mongodb, "mongodb has no password, so it is not published"))
    checks += [(seconds(services[name].get("stop_grace_period")) > least,
                f"{name} would be killed while it stops") for name, least in STOP_SECONDS.items()]
    return [sentence for holds, sentence in checks if not holds]
