#!/usr/bin/env python3
"""Measures a server of tasks: how many it takes and runs, how soon lines can be read, what a kill takes.

Usage: src/bench/tasks.py [--server "bin/autoexecflow server --aef-open"] [--rounds N] [--only NAME,...] [--quick]

The server is any command that has the options of AutoExecFlow's server, so that the original can be
measured beside this one: give --server once for each. Writes target/bench/tasks.md, and prints it. Each
figure is the median of the rounds. Python's standard library is enough. Nothing here is part of the tests.
"""
import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from serve import ROOT, TICKS, parallel, percentile, words  # noqa: E402

TASKS = "/api/v1/task"


class Client:
    """One kept connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(self, method, path, body=None):
        data = json.dumps(body) if body is not None else None
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self.connection.request(method, path, data, headers)
        return json.loads(self.connection.getresponse().read())

    def create(self, name, steps, **fields):
        answer = self.call("POST", TASKS, dict(fields, name=name, step=steps))
        assert answer["code"] == 0, answer
        return name

    def code(self, name):
        return self.call("GET", "%s/%s" % (TASKS, name))["code"]

    def wait(self, name, codes=(0, 1002), pause=0.01):
        while self.code(name) not in codes:
            time.sleep(pause)


def step(content, kind="sh", **fields):
    return dict(fields, name="s", type=kind, content=content)


class Server:
    def __init__(self, command, directory=None):
        self.directory = directory or tempfile.mkdtemp(prefix="bench-tasks-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = dict(os.environ, PARALLELR_HOME=os.path.join(self.directory, "home"))
        self.log = open(os.path.join(self.directory, "log"), "a")
        begin = time.monotonic()
        self.process = subprocess.Popen(
            words(command) + [
                "--addr", "tcp://127.0.0.1:%d" % self.port, "--root_dir", self.directory,
                "--pool_size", "30"],
            env=environment, stdout=self.log, stderr=self.log)
        while True:
            try:
                if Client(self.port).call("GET", "/api/v1/pool")["code"] == 0:
                    break  # else it is still starting
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("the server has ended: " + open(self.log.name).read())
                time.sleep(0.005)
        self.first_answer = time.monotonic() - begin

    def client(self):
        return Client(self.port)

    def cpu(self):
        with open("/proc/%d/stat" % self.process.pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self):
        with open("/proc/%d/status" % self.process.pid) as file:
            return max(int(l.split()[1]) / 1024 for l in file if l.startswith("VmRSS:"))

    def close(self, how=signal.SIGTERM, keep=False):
        self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if not keep:
            shutil.rmtree(self.directory, ignore_errors=True)


def start(command, _):
    server = Server(command)
    time.sleep(2)
    result = {"start to first answer": (server.first_answer * 1000, "ms"),
              "idle: resident": (server.resident(), "MB")}
    server.close()
    return result


def later():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))


def create(command, scale):
    """Tasks that are only accepted, so that no process is started meanwhile."""
    server = Server(command)
    total = int(4000 * scale)

    def one(prefix):
        return lambda c, n: c.create("%s%d" % (prefix, n), [step("true")], delayed=later())
    parallel(server, 8, total // 4, one("warm"))
    wall, cpu, _ = parallel(server, 8, total, one("c"))
    server.close()
    return {"tasks created": (total / wall, "/s"),
            "create: CPU of the server": (cpu / total * 1e6, "us each")}


def run(command, scale):
    server = Server(command)
    client = server.client()

    def all_of(prefix, total):
        begin = time.monotonic()
        parallel(server, 4, total, lambda c, n: c.create("%s%d" % (prefix, n), [step("echo x")]))
        while True:
            pool = client.call("GET", "/api/v1/pool")["data"]
            if pool["running"] + pool["waiting"] == 0:
                return total / (time.monotonic() - begin)
            time.sleep(0.05)
    all_of("warm", int(400 * scale))
    cpu = server.cpu()
    total = int(2000 * scale)
    rate = all_of("r", total)
    result = {"one-step tasks, end to end": (rate, "/s"),
              "one-step tasks: CPU of the server": ((server.cpu() - cpu) / total * 1e3, "ms each"),
              "loaded: resident": (server.resident(), "MB")}
    server.close()
    return result


def shells(_, scale):
    """The shells of one-step tasks without a server, two at a time: what the machine can do."""
    total = int(600 * scale)
    loop = "for i in $(seq %d); do sh -c 'echo x' > /dev/null; done" % (total // 2)
    begin = time.monotonic()
    for process in [subprocess.Popen(["sh", "-c", loop]) for _ in range(2)]:
        process.wait()
    return {"the bare shells alone": (total / (time.monotonic() - begin), "/s")}


def lines(command, _):
    server = Server(command)
    client = server.client()
    client.create("l", [step("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; "
                             "touch done; sleep 30")])
    path = "%s/l/step/s/log" % TASKS
    marker = None
    while marker is None:
        for root, _, names in os.walk(server.directory):
            if "done" in names:
                marker = os.path.join(root, "done")
        time.sleep(0.005)
    begin = time.monotonic()
    while len(client.call("GET", path)["data"] or []) < 20000:
        time.sleep(0.01)
    read = time.monotonic() - begin
    client.call("PUT", "%s/l?action=kill" % TASKS)
    count = 2_000_000
    client.create("m", [step("seq %d" % count, "bash")])
    begin = time.monotonic()
    client.wait("m", pause=0.02)
    wall = time.monotonic() - begin
    server.close()
    return {"20,000 lines readable after they were written": (read * 1000, "ms"),
            "lines taken": (count / wall, "/s")}


def big(command, scale):
    """A log of 1 GB, downloaded as text; the server's memory meanwhile."""
    server = Server(command)
    client = server.client()
    size = int(1e9 * scale)
    client.create("b", [step("yes 0123456789012345678901234567890123456789 | head -c %d" % size)])
    client.wait("b", pause=0.1)
    begin, got, resident = time.monotonic(), 0, 0
    client.connection.request("GET", "%s/b/step/s/log" % TASKS, None, {"Accept": "text/plain"})
    response = client.connection.getresponse()
    while True:
        data = response.read(1 << 20)
        if not data:
            break
        got += len(data)
        resident = max(resident, server.resident())
    wall = time.monotonic() - begin
    server.close()
    assert got >= size, (got, size)
    return {"1 GB of log as text": (wall, "s"), "meanwhile: resident": (resident, "MB")}


def follow(command, scale):
    """How long after it was printed a follower of the event stream has a line."""
    server = Server(command)
    client = server.client()
    count = int(300 * scale) or 30
    client.create("f", [step(
        "import time, sys\nfor i in range(%d):\n  print('%%.6f' %% time.time(), flush=True)\n"
        "  time.sleep(0.02)\n" % count, "python3")])
    client.wait("f", (1001, 0))
    client.connection.request("GET", "%s/f/step/s/log" % TASKS, None, {"Accept": "text/event-stream"})
    late = []
    for line in client.connection.getresponse():
        if line.startswith(b"data:"):
            now = time.time()
            try:
                answer = json.loads(line[5:])
            except ValueError:
                continue
            for entry in answer.get("data") or []:
                late.append(now - float(entry["content"]))
            if answer["code"] != 1001:
                break
    server.close()
    return {"a follower has a line after: p95": (percentile(late, 0.95) * 1000, "ms")}


def queue(command, scale):
    """Kills one in the middle of a long queue."""
    server = Server(command)
    client = server.client()
    for n in range(30):
        client.create("busy%d" % n, [step("sleep 600")])
    total = int(10000 * scale)
    parallel(server, 4, total, lambda c, n: c.create("q%d" % n, [step("true")]))
    times = []
    for n in range(20):
        name = "q%d" % (total // 2 + n)
        begin = time.monotonic()
        assert client.call("PUT", "%s/%s?action=kill" % (TASKS, name))["code"] == 0
        times.append(time.monotonic() - begin)
        assert client.code(name) == 1002
    server.close()
    return {"10,000 queued: kill one in the middle": (statistics.median(times) * 1000, "ms")}


KINDS = {
    "setsid": "setsid sleep %s & sleep 600",
    "double fork": "(setsid sh -c 'sleep %s & exit' &) ; sleep 600",
    "ignores TERM": "trap '' TERM; (trap '' TERM; exec sleep %s) & while :; do sleep 1; done",
    "nohup": "nohup sleep %s >/dev/null 2>&1 & sleep 600"}


def kill(command, scale):
    """Kills tasks whose processes try to stay; counts what is left."""
    server = Server(command)
    client = server.client()
    total, left = int(100 * scale) or 10, 0
    names = []
    for n in range(total):
        kind = list(KINDS)[n % len(KINDS)]
        names.append(client.create("k%d" % n, [step(KINDS[kind] % ("41%05d" % n), "bash")]))
        if len(names) == 20 or n == total - 1:
            for name in names:
                client.wait(name, (1001,))
            time.sleep(0.5)
            for name in names:
                client.call("PUT", "%s/%s?action=kill" % (TASKS, name))
            for name in names:
                client.wait(name, (1002,))
            found = subprocess.run(["pgrep", "-fc", "^sleep 41[0-9]{5}$"], capture_output=True)
            left += int(found.stdout)
            names = []
    server.close()
    return {"processes left of %d killed tasks" % total: (left, "")}


def restart(command, scale):
    """A server that is killed with 1,000 queued and 20 running tasks; how soon the next one has them."""
    server = Server(command)
    client = server.client()
    client.call("POST", "/api/v1/pool", {"size": 20})
    for n in range(20):
        client.create("run%d" % n, [step("sleep 4; echo done")])
    total = int(1000 * scale)
    parallel(server, 4, total, lambda c, n: c.create("w%d" % n, [step("true")]))
    for n in range(20):
        client.wait("run%d" % n, (1001, 1004))
    server.close(signal.SIGKILL, keep=True)
    again = Server(command, server.directory)
    client = again.client()
    for n in range(20):
        client.wait("run%d" % n)
    assert all(client.code("run%d" % n) == 0 for n in range(20)), "a running task was lost"
    for n in range(total):
        client.wait("w%d" % n)
    lost = sum(client.code("w%d" % n) != 0 for n in range(total))
    again.close()
    return {"tasks lost of 1,020 after kill -9": (lost, ""),
            "start with them": (again.first_answer * 1000, "ms")}


def crowd(command, scale):
    """500 half-open connections and 100 slow followers: what they cost the others."""
    server = Server(command)
    client = server.client()
    client.create("noise", [step("yes 01234567890123456789 | head -c 50000000; sleep 60")])
    client.create("x", [step("true")])
    client.wait("x")

    def p99():
        return percentile(
            parallel(server, 4, int(4000 * scale), lambda c, _: c.code("x"))[2], 0.99)
    p99()
    quiet = p99()
    crowd_of = []
    for n in range(600):
        s = socket.create_connection(("127.0.0.1", server.port))
        if n < 500:
            s.sendall(b"GET /api/v1/task HTTP/1.1\r\nHost: loc")
        else:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.sendall(b"GET %s/noise/step/s/log HTTP/1.1\r\nHost: localhost\r\n"
                      b"Accept: text/event-stream\r\n\r\n" % TASKS.encode())
        crowd_of.append(s)
    time.sleep(2)
    crowded = p99()
    for s in crowd_of:
        s.close()
    server.close()
    return {"a read: p99": (quiet * 1000, "ms"),
            "a read beside 500 half-open connections and 100 slow followers: p99":
                (crowded * 1000, "ms")}


MEASUREMENTS = {f.__name__: f for f in (
    start, create, run, shells, lines, big, follow, queue, kill, restart, crowd)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the tasks")
    options = parser.parse_args()
    servers = options.server or [os.path.join(ROOT, "bin", "autoexecflow") + " server --aef-open"]
    results = {}
    for _ in range(options.rounds):
        for name in options.only.split(","):
            for server in servers:
                found = MEASUREMENTS[name](server, 0.1 if options.quick else 1)
                print(name, found, file=sys.stderr)
                for what, (value, unit) in found.items():
                    results.setdefault((what, unit), {}).setdefault(server, []).append(value)
    lines_of = ["| what | " + " | ".join(servers) + " |", "|---" * (len(servers) + 1) + "|"]
    for (what, unit), values in results.items():
        cells = [("%.3g %s" % (statistics.median(values[s]), unit)).strip() if s in values else "-"
                 for s in servers]
        lines_of.append("| %s | %s |" % (what, " | ".join(cells)))
    report = os.path.join(ROOT, "target", "bench", "tasks.md")
    os.makedirs(os.path.dirname(report), exist_ok=True)
    with open(report, "w") as file:
        file.write("\n".join(lines_of) + "\n")
    print("\n".join(lines_of))


if __name__ == "__main__":
    main()
