#!/usr/bin/env python3
"""Runs a server at full load for a long time, and looks whether anything of it grows.

Usage: src/bench/soak.py [--server "bin/parallelr serve"] [--minutes N]

The server is any command that has the options of `parallelr serve`. Clients run pipelines and tasks and
wait for their ends, follow what these print, cancel some, read lists, connect and leave in the middle of an
answer; each asks for its next job when the last has ended. Jobs expire all the time. Every five seconds the
server is looked at: in /proc, in its /metrics and in its directory of data. Once a minute it is made to
collect its garbage, by jcmd if there is one; the heap is what is used after that.

Writes target/bench/soak.csv and docs/images/soak.svg, and prints a table. After a quarter of the time, for
warming up, a line is fitted to each of the judged figures: none may grow by more than a tenth, or by a small
amount, until the end. Ends with 1 if one does, or if a client has failed. Python's standard library is enough.
Nothing here is part of the tests.
"""
import argparse
import csv
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import chart  # noqa: E402
import serve  # noqa: E402

MEGABYTE = 1 << 20
INTERVAL = 5
LINES = 20000  # that a job prints which is followed
PRINTED = b"".join(b"%d\n" % (line + 1) for line in range(LINES))
TASKS = "/api/v1/task"
PIPELINES = """
pipelines:
  one: {concurrency: 20, retention_count: 200, tasks: {t: {script: ["true"]}}}
  chain:
    concurrency: 20
    retention_period: %(keep)ds
    tasks:
      a: {script: ["echo a"]}
      b: {script: ["echo b"], depends_on: [a]}
      c: {script: ["echo c; exit 1"], depends_on: [a], allow_failure: true}
      d: {script: ["echo d"], depends_on: [b, c]}
  fails: {concurrency: 20, retention_count: 50, tasks: {t: {script: ["echo no >&2; exit 3"]}}}
  prints: {concurrency: 20, retention_count: 50, tasks: {t: {script: ["seq %(lines)d"]}}}
  slow: {concurrency: 20, retention_period: %(keep)ds, tasks: {t: {script: ["sleep 30"]}}}
"""
CONFIGURATION = """
serve { jwt-secrets = "%(secret)s", on-shutdown = cancel, tasks { keep = %(keep)d, pool-size = 8 } }
"""
# what may be added until the end, if it is more than a tenth
JUDGED = {"rss_mb": 8, "heap_mb": 3, "threads": 4, "descriptors": 8, "database_mb": 1}


class Client(serve.Client):
    """One kept connection, which says what it sends."""

    def __init__(self, port):
        super().__init__(port)
        self.headers["Content-Type"] = "application/json"

    def ends(self, job):
        """Waits for the end of a job."""
        while True:
            status, body = self.call("GET", "/job/detail?id=" + job)
            if status == 404:
                return  # it has expired meanwhile
            detail = json.loads(body)
            if detail["completed"] or detail["canceled"]:
                return
            time.sleep(0.02)


class Server:
    def __init__(self, command, keep):
        self.directory = tempfile.mkdtemp(prefix="bench-soak-")
        self.data = os.path.join(self.directory, "data")
        with open(os.path.join(self.directory, "pipelines.yml"), "w") as file:
            file.write(PIPELINES % {"keep": keep, "lines": LINES})
        configuration = os.path.join(self.directory, "soak.conf")
        with open(configuration, "w") as file:
            file.write(CONFIGURATION % {"keep": keep, "secret": serve.SECRET})
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = open(os.path.join(self.directory, "log"), "w")
        self.process = subprocess.Popen(
            serve.words(command) + [
                "--config", configuration, "--path", self.directory, "--data", self.data,
                "--address", "127.0.0.1:%d" % self.port],
            cwd=self.directory, stdout=self.log, stderr=self.log,
            env=dict(os.environ, PARALLELR_HOME=os.path.join(self.directory, "home")))
        while not self.answers():
            if self.process.poll() is not None:
                sys.exit("the server has ended: " + open(self.log.name).read())
            time.sleep(0.05)

    def answers(self):
        try:
            return Client(self.port).call("GET", "/pipelines")[0] == 200
        except OSError:
            return False

    def close(self, keep):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if not keep:
            shutil.rmtree(self.directory, ignore_errors=True)


class Load:
    """Clients that do one thing again and again, each on a thread of its own."""

    def __init__(self, port):
        self.port = port
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.ended = 0  # guarded by lock
        self.problems = []  # guarded by lock
        work = [self.run] * 6 + [self.task] * 2 + [self.follow, self.cancel, self.read, self.visit]
        self.threads = [threading.Thread(target=self.loop, args=(each, seed), daemon=True)
                        for seed, each in enumerate(work)]
        for thread in self.threads:
            thread.start()

    def loop(self, work, seed):
        chance, client = random.Random(seed), Client(self.port)
        while not self.stop.is_set():
            try:
                work(client, chance)
            except Exception as e:  # whatever it is, it is told at the end
                if not self.stop.is_set():
                    with self.lock:
                        self.problems.append("%s: %r" % (work.__name__, e))
                time.sleep(1)
                client = Client(self.port)

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(90)

    def count(self):
        with self.lock:
            self.ended += 1

    def run(self, client, chance):
        client.ends(client.schedule(chance.choice(["one", "one", "one", "chain", "fails"])))
        self.count()

    def task(self, client, chance):
        name = "task-%x" % chance.getrandbits(60)
        steps = [{"name": "s%d" % i, "type": "sh", "content": "echo %d" % i} for i in range(3)]
        status, body = client.call("POST", TASKS, {"name": name, "step": steps})
        assert status == 200 and json.loads(body)["code"] == 0, (status, body)
        while json.loads(client.call("GET", "%s/%s" % (TASKS, name))[1])["code"] not in (0, 1002, 1003):
            time.sleep(0.05)
        if chance.random() < 0.2:
            client.call("DELETE", "%s/%s" % (TASKS, name))
        self.count()

    def stream(self, job):
        """Begins to follow what a job prints."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(
            "GET", "/job/logs?id=%s&task=t&stream=stdout&follow=true" % job, None,
            {"Authorization": "Bearer " + serve.token(), "Accept": "text/event-stream"})
        return connection, connection.getresponse()

    def follow(self, client, chance):
        connection, response = self.stream(client.schedule("prints"))
        text, event = [], []
        for line in response:
            if line.startswith(b"event: end"):
                break
            if line.startswith(b"data:"):
                event.append(line[5:].removeprefix(b" ").rstrip(b"\r\n"))
            elif event and not line.strip():
                text.append(b"\n".join(event))
                event = []
        connection.close()
        assert response.status == 200 and b"".join(text) == PRINTED, (response.status, len(b"".join(text)))
        self.count()
        time.sleep(chance.random())

    def cancel(self, client, chance):
        job = client.schedule("slow")
        time.sleep(chance.random() * 0.5)
        client.call("POST", "/job/cancel?id=" + job)
        client.ends(job)
        self.count()

    def read(self, client, chance):
        client.get(chance.choice(
            ["/pipelines", "/pipelines/jobs?limit=50", "/pipelines/jobs", TASKS + "?size=50"]))
        time.sleep(chance.random() * 0.2)

    def visit(self, client, chance):
        """Leaves while a log is followed, or connects without a word."""
        if chance.random() < 0.3:
            job = client.schedule("slow")
            connection, response = self.stream(job)
            response.read(1)
            connection.close()
            client.call("POST", "/job/cancel?id=" + job)
            self.count()
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", self.port)) as guest:
                guest.sendall(chance.choice([b"", b"GET /pip", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"]))
        time.sleep(chance.random() * 0.5)


def size(path):
    """Of a file, or of all files below a directory, in MB."""
    total = 0
    try:
        if not os.path.isdir(path):
            return os.path.getsize(path) / MEGABYTE
        for entry in os.scandir(path):
            total += size(entry.path) if entry.is_dir(follow_symlinks=False) else \
                entry.stat(follow_symlinks=False).st_size / MEGABYTE
    except OSError:
        pass  # it is deleted meanwhile
    return total


class Observer:
    def __init__(self, server, load, pause):
        """
        :param pause: seconds between two collections of garbage
        """
        self.server, self.load, self.pause, self.begin = server, load, pause, time.monotonic()
        self.pid = server.process.pid
        self.rows, self.ended = [], 0
        self.collected = -pause
        self.client = Client(server.port)

    def collect(self):
        home = os.environ.get("JAVA_HOME")
        jcmd = home and os.path.join(home, "bin", "jcmd") or shutil.which("jcmd")
        if jcmd and os.path.exists(jcmd):
            subprocess.run([jcmd, str(self.pid), "GC.run"], capture_output=True)

    def metrics(self):
        found = {}
        for line in self.client.call("GET", "/metrics")[1].decode().splitlines():
            match = re.fullmatch(r"([^#]\S*?(?:\{.*\})?) (\S+)", line)
            if match:
                found[match[1]] = float(match[2])
        return found

    def children(self):
        count = 0
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open("/proc/%s/stat" % name) as file:
                        count += int(file.read().rsplit(")", 1)[1].split()[1]) == self.pid
                except OSError:
                    pass  # it has ended meanwhile
        return count

    def look(self):
        now = time.monotonic() - self.begin
        if now - self.collected >= self.pause:
            self.collect()
            self.collected = now
        with open("/proc/%d/status" % self.pid) as file:
            status = dict(line.split(":", 1) for line in file)
        with open("/proc/%d/stat" % self.pid) as file:
            stat = file.read().rsplit(")", 1)[1].split()
        metrics = self.metrics()
        pools = [value for name, value in metrics.items()
                 if re.match(r'jvm_memory_pool_collection_used_bytes\{pool=".*(Tenured|Old).*"\}', name)]
        jobs = [value for name, value in metrics.items() if name.startswith("parallelr_jobs{")]
        ended = self.load.ended
        row = {"second": round(now, 1), "rss_mb": int(status["VmRSS"].split()[0]) / 1024,
               "heap_mb": sum(pools) / MEGABYTE if sum(pools) else "",
               "threads": int(status["Threads"]),
               "descriptors": len(os.listdir("/proc/%d/fd" % self.pid)), "children": self.children(),
               "cpu_s": (int(stat[11]) + int(stat[12])) / serve.TICKS,
               "database_mb": size(os.path.join(self.server.data, "jobs.db")),
               "wal_mb": size(os.path.join(self.server.data, "jobs.db-wal")),
               "logs_mb": size(os.path.join(self.server.data, "logs")),
               "work_mb": size(os.path.join(self.server.data, "work")),
               "jobs_kept": int(sum(jobs)) if jobs else "",
               "jobs_per_minute": (ended - self.ended) / (now - self.rows[-1]["second"]) * 60 if self.rows else ""}
        self.ended = ended
        self.rows.append(row)

    def points(self, name):
        return [(row["second"] / 60, row[name]) for row in self.rows if row[name] != ""]


def fit(points):
    """The line through points: its values at the first and at the last of them."""
    count = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0
    return tuple(mean_y + slope * (x - mean_x) for x in (points[0][0], points[-1][0])) + (slope,)


def judge(observer, minutes):
    """Prints the table; returns the names of what grows."""
    growing = []
    print("| figure | at first | at last | per hour | allowed at last | |\n|---|---:|---:|---:|---:|---|")
    for name, amount in JUDGED.items():
        points = [point for point in observer.points(name) if point[0] >= minutes / 4]
        if len(points) < 3:
            print("| %s | - | - | - | - | not measured |" % name)
            continue
        first, last, slope = fit(points)
        allowed = first + max(first / 10, amount)
        if last > allowed:
            growing.append(name)
        print("| %s | %.1f | %.1f | %+.1f | %.1f | %s |" % (
            name, first, last, slope * 60, allowed, "GROWS" if last > allowed else "steady"))
    return growing


def draw(observer, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    chart.write(path, [(title, [(label, observer.points(name)) for label, name in lines]) for title, lines in (
        ("Memory, MB", (("resident", "rss_mb"), ("heap after collection", "heap_mb"))),
        ("Threads and descriptors", (("threads", "threads"), ("descriptors", "descriptors"))),
        ("Data, MB", (("database", "database_mb"), ("its WAL", "wal_mb"), ("logs", "logs_mb"))),
        ("Jobs a minute", (("ended", "jobs_per_minute"), ("kept", "jobs_kept"))))])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", default=os.path.join(serve.ROOT, "bin", "parallelr") + " serve")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--keep-data", action="store_true", help="leave the server's directory")
    options = parser.parse_args()
    seconds = options.minutes * 60
    server = Server(options.server, max(5, min(60, int(seconds / 8))))
    load = Load(server.port)
    observer = Observer(server, load, min(60, seconds / 16))
    try:
        while time.monotonic() - observer.begin < seconds:
            observer.look()
            time.sleep(max(0, INTERVAL - (time.monotonic() - observer.begin) % INTERVAL))
            if server.process.poll() is not None:
                sys.exit("the server has ended with %d; see %s" % (server.process.returncode, server.directory))
        observer.look()
        load.end()
    finally:
        load.stop.set()
        server.close(options.keep_data)
    path = os.path.join(serve.ROOT, "target", "bench", "soak.csv")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, observer.rows[0].keys())
        writer.writeheader()
        writer.writerows({name: round(value, 3) if isinstance(value, float) else value
                          for name, value in row.items()} for row in observer.rows)
    draw(observer, os.path.join(serve.ROOT, "docs", "images", "soak.svg"))
    growing = judge(observer, options.minutes)
    print("%d jobs in %.1f min, %d problems of clients" % (load.ended, options.minutes, len(load.problems)))
    for problem in load.problems[:10]:
        print("PROBLEM: " + problem)
    if growing:
        print("grows: " + ", ".join(growing))
    sys.exit(1 if growing or load.problems else 0)


if __name__ == "__main__":
    main()
