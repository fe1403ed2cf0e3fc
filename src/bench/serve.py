#!/usr/bin/env python3
"""Measures a server of pipelines: how many jobs it takes and runs, how long reads take, what it costs.

Usage: src/bench/serve.py [--server "bin/prunner"] [--rounds N] [--only NAME,...] [--quick]

The server is any command that has the options of prunner, so that the original can be measured beside
this one: give --server once for each. Writes target/bench/serve.md, and prints it. Each figure is the
median of the rounds; CPU is that of the server's own process, in seconds, user and system together.
Python's standard library is enough. Nothing here is part of the tests.
"""
import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import shlex
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SECRET = "0123456789abcdef0123"
TICKS = os.sysconf("SC_CLK_TCK")
PIPELINES = """
pipelines:
  waits: {concurrency: 1, start_delay: 1h, tasks: {t: {script: ["true"]}}}
  one: {concurrency: 20, tasks: {t: {script: ["true"]}}}
  chain:
    tasks:
      a: {script: ["true"]}
      b: {script: ["true"], depends_on: [a]}
      c: {script: ["true"], depends_on: [b]}
      d: {script: ["true"], depends_on: [c]}
  log: {tasks: {t: {script: ["yes 0123456789012345678901234567890123456789012345678 | head -c {{.bytes}}"]}}}
"""


def token():
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    head = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps({"sub": "bench"}).encode())
    return (head + b"." + part(hmac.new(SECRET.encode(), head, hashlib.sha256).digest())).decode()


class Client:
    """One kept connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": "Bearer " + token()}

    def call(self, method, path, body=None):
        data = json.dumps(body) if body is not None else None
        self.connection.request(method, path, data, self.headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def get(self, path):
        status, body = self.call("GET", path)
        assert status == 200, (path, status, body[:200])
        return json.loads(body)

    def schedule(self, pipeline, **variables):
        status, body = self.call(
            "POST", "/pipelines/schedule", {"pipeline": pipeline, "variables": variables})
        assert status == 202, (status, body)
        return json.loads(body)["jobId"]


def words(command):
    """The words of a command; its program may be named from here, and is started elsewhere."""
    program, *options = shlex.split(command)
    return [os.path.abspath(program) if os.path.exists(program) else program] + options


class Server:
    def __init__(self, command):
        self.directory = tempfile.mkdtemp(prefix="bench-serve-")
        with open(os.path.join(self.directory, "pipelines.yml"), "w") as file:
            file.write(PIPELINES)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = dict(os.environ, PARALLELR_HOME=os.path.join(self.directory, "home"))
        begin = time.monotonic()
        self.log = open(os.path.join(self.directory, "log"), "w")
        self.process = subprocess.Popen(
            words(command) + [
                "--path", self.directory, "--data", os.path.join(self.directory, "data"),
                "--address", "127.0.0.1:%d" % self.port, "--jwt-secret", SECRET],
            cwd=self.directory, env=environment, stdout=self.log, stderr=self.log)
        self.first_answer = None
        while self.first_answer is None:
            try:
                Client(self.port).get("/pipelines")
                self.first_answer = time.monotonic() - begin
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("the server has ended: " + open(self.log.name).read())
                time.sleep(0.005)

    def client(self):
        return Client(self.port)

    def cpu(self):
        with open("/proc/%d/stat" % self.process.pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self):
        with open("/proc/%d/status" % self.process.pid) as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return 0

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def parallel(server, clients, total, work):
    """Has some clients do a piece of work again and again; returns wall time, CPU time and latencies."""
    left = iter(range(total))
    lock = threading.Lock()
    latencies = []

    def loop():
        client = server.client()
        mine = []
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                latencies.extend(mine)
                return
            begin = time.monotonic()
            work(client, number)
            mine.append(time.monotonic() - begin)

    cpu, begin = server.cpu(), time.monotonic()
    threads = [threading.Thread(target=loop) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begin, server.cpu() - cpu, latencies


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def start(command, _):
    server = Server(command)
    time.sleep(3)
    cpu, begin = server.cpu(), time.monotonic()
    time.sleep(3)
    idle = (server.cpu() - cpu) / (time.monotonic() - begin)
    result = {"start to first answer": (server.first_answer * 1000, "ms"),
              "idle: resident": (server.resident(), "MB"), "idle: CPU": (idle * 100, "% of a core")}
    server.close()
    return result


def schedule(command, scale):
    server = Server(command)
    total = int(5000 * scale)
    parallel(server, 8, total // 2, lambda client, _: client.schedule("waits"))  # warm
    wall, cpu, _ = parallel(server, 8, total, lambda client, _: client.schedule("waits"))
    result = {"schedule requests": (total / wall, "/s"),
              "schedule: CPU of the server": (cpu / total * 1e6, "us each")}
    server.close()
    return result


def jobs(command, scale):
    server = Server(command)
    client = server.client()

    def run(total):
        cpu, begin = server.cpu(), time.monotonic()
        parallel(server, 4, total, lambda one, _: one.schedule("one"))
        while any(p["running"] for p in client.get("/pipelines")["pipelines"]):
            time.sleep(0.05)
        return total / (time.monotonic() - begin), (server.cpu() - cpu) / total * 1e3

    run(int(500 * scale))
    rate, cpu = run(int(2000 * scale))
    chains = []
    for _ in range(15):
        begin = time.monotonic()
        job = client.schedule("chain")
        while not client.get("/job/detail?id=" + job)["completed"]:
            time.sleep(0.001)
        chains.append(time.monotonic() - begin)
    result = {"one-task jobs": (rate, "/s"), "one-task jobs: CPU of the server": (cpu, "ms each"),
              "chain of four tasks": (statistics.median(chains) * 1000, "ms"),
              "loaded: resident": (server.resident(), "MB")}
    server.close()
    return result


def driver(command, scale):
    """The shells of one-task jobs without a server: what the machine can do, two at a time."""
    server = Server(command)
    client = server.client()
    job = client.schedule("one")
    while not client.get("/job/detail?id=" + job)["completed"]:
        time.sleep(0.01)
    program = os.path.join(server.directory, "data", "driver", "items.bash")
    if not os.path.exists(program):
        server.close()
        return {}
    items = os.path.join(server.directory, "items")
    os.mkdir(items)
    with open(os.path.join(items, "1"), "w") as file:
        file.write("true")
    total = int(300 * scale)
    loop = "for i in $(seq %d); do bash %s %s 1 / 0 bash; done" % (total // 2, program, items)
    begin = time.monotonic()
    for process in [subprocess.Popen(["bash", "-c", loop]) for _ in range(2)]:
        process.wait()
    rate = total / (time.monotonic() - begin)
    server.close()
    return {"the shells of one-task jobs alone": (rate, "/s")}


def cancel(command, scale):
    server = Server(command)
    total = int(1000 * scale)
    ids = [server.client().schedule("waits")]
    parallel(server, 8, total - 1, lambda client, _: ids.append(client.schedule("waits")))
    reads, stop = [], threading.Event()

    def read():
        client = server.client()
        while not stop.is_set():
            begin = time.monotonic()
            client.get("/job/detail?id=" + ids[0])
            reads.append(time.monotonic() - begin)
            time.sleep(0.002)

    reader = threading.Thread(target=read)
    reader.start()
    wall, _, _ = parallel(
        server, 4, total, lambda client, n: client.call("POST", "/job/cancel?id=" + ids[n]))
    stop.set()
    reader.join()
    server.close()
    return {"1,000 waiting jobs cancelled": (wall, "s"),
            "a read meanwhile: p99": (percentile(reads, 0.99) * 1000, "ms")}


def lists(command, scale):
    server = Server(command)
    client = server.client()
    total = int(10000 * scale)
    ids = []
    parallel(server, 8, total, lambda one, _: ids.append(one.schedule("waits")))
    parallel(server, 8, total, lambda one, n: one.call("POST", "/job/cancel?id=" + ids[n]))
    whole, pages = [], []
    for _ in range(8):
        begin = time.monotonic()
        body = client.call("GET", "/pipelines/jobs")[1]
        whole.append(time.monotonic() - begin)
    assert len(json.loads(body)["jobs"]) == total
    for _ in range(50):
        begin = time.monotonic()
        client.call("GET", "/pipelines/jobs?limit=50")
        pages.append(time.monotonic() - begin)
    server.close()
    return {"list of 10,000 ended jobs": (statistics.median(whole) * 1000, "ms"),
            "a page of 50 of them": (statistics.median(pages) * 1000, "ms")}


def log(command, scale):
    server = Server(command)
    client = server.client()
    size = int(100e6 * scale)
    job = client.schedule("log", bytes=size)
    begin, received, events = time.monotonic(), 0, 0
    client.connection.request(
        "GET", "/job/logs?id=%s&task=t&stream=stdout&follow=true" % job, None,
        dict(client.headers, Accept="text/event-stream"))
    response = client.connection.getresponse()
    if response.status != 200:
        server.close()
        return {}
    resident = 0
    for line in response:
        if line.startswith(b"data:"):
            received += len(line)
        elif line.startswith(b"event: end"):
            break
        if events % 20000 == 0:
            resident = max(resident, server.resident())
        events += 1
    wall = time.monotonic() - begin
    server.close()
    return {"100 MB of log followed": (wall, "s"), "meanwhile: resident": (resident, "MB")}


MEASUREMENTS = {f.__name__: f for f in (start, schedule, driver, jobs, cancel, lists, log)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the jobs")
    options = parser.parse_args()
    servers = options.server or [os.path.join(ROOT, "bin", "prunner")]
    results = {}
    for _ in range(options.rounds):
        for name in options.only.split(","):
            for server in servers:
                found = MEASUREMENTS[name](server, 0.1 if options.quick else 1)
                for what, (value, unit) in found.items():
                    results.setdefault((what, unit), {}).setdefault(server, []).append(value)
    lines = ["| what | " + " | ".join(servers) + " |", "|---" * (len(servers) + 1) + "|"]
    for (what, unit), values in results.items():
        cells = [("%.3g %s" % (statistics.median(values[s]), unit)) if s in values else "-"
                 for s in servers]
        lines.append("| %s | %s |" % (what, " | ".join(cells)))
    report = os.path.join(ROOT, "target", "bench", "serve.md")
    os.makedirs(os.path.dirname(report), exist_ok=True)
    with open(report, "w") as file:
        file.write("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
