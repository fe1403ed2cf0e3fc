#!/usr/bin/env python3
"""Kills a server of pipelines again and again while it works, and looks whether it has lost anything.

Usage: src/bench/kill-server.py [--server "bin/prunner"] [--kills N] [--seed N]

Jobs are scheduled and cancelled all the time. At random moments the server is killed by SIGKILL and
started again at once. At the end each job that was accepted must have ended, each of its tasks must have
run to its end exactly once, in the right order, what a cancelled job has not begun must not have run, no
process may be left, and SQLite's own check of the database must find nothing. Ends with 1 if not.
"""
import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SECRET = "0123456789abcdef0123"
STEP = "echo b {{.__jobID}} $TASK_NAME >> %s; %s; echo e {{.__jobID}} $TASK_NAME >> %s"


def pipelines(marks):
    def script(command):
        return json.dumps([STEP % (marks, command, marks)])
    return """
pipelines:
  quick: {concurrency: 8, tasks: {t: {script: %s}}}
  slow: {concurrency: 8, tasks: {t: {script: %s}}}
  chain:
    concurrency: 8
    tasks:
      a: {script: %s}
      b: {script: %s, depends_on: [a]}
      c: {script: %s, depends_on: [a, b]}
  delayed: {concurrency: 2, start_delay: 300ms, tasks: {t: {script: %s}}}
  kept: {concurrency: 4, retention_count: 20, tasks: {t: {script: %s}}}
""" % tuple(script(c) for c in ("true", "sleep 0.4", "true", "sleep 0.1", "true", "true", "true"))


def token():
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    head = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps({"sub": "kill"}).encode())
    return (head + b"." + part(hmac.new(SECRET.encode(), head, hashlib.sha256).digest())).decode()


class Trial:
    def __init__(self, command, seed):
        program, *options = shlex.split(command)
        self.command = [os.path.abspath(program) if os.path.exists(program) else program] + options
        self.random = random.Random(seed)
        self.directory = tempfile.mkdtemp(prefix="kill-server-")
        self.marks = os.path.join(self.directory, "marks")
        open(self.marks, "w").close()
        with open(os.path.join(self.directory, "pipelines.yml"), "w") as file:
            file.write(pipelines(self.marks))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.headers = {"Authorization": "Bearer " + token()}
        self.accepted, self.cancelled = {}, set()
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.server = None
        self.longest = 0

    def start(self):
        environment = dict(os.environ, PARALLELR_HOME=os.path.join(self.directory, "home"))
        with open(os.path.join(self.directory, "log"), "a") as log:
            self.server = subprocess.Popen(
                self.command + [
                    "--path", self.directory, "--data", os.path.join(self.directory, "data"),
                    "--address", "127.0.0.1:%d" % self.port, "--jwt-secret", SECRET,
                    "--on-restart", "continue", "--on-shutdown", "keep"],
                cwd=self.directory, env=environment, stdout=log, stderr=log)

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, json.dumps(body) if body else None, self.headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def await_answer(self):
        begin = time.monotonic()
        while True:
            try:
                if self.call("GET", "/pipelines")[0] == 200:
                    self.longest = max(self.longest, time.monotonic() - begin)
                    return
            except OSError:
                pass
            except http.client.HTTPException:
                pass
            if self.server.poll() is not None:
                raise SystemExit("the server does not start:\n" + self.log()[-3000:])
            time.sleep(0.01)

    def log(self):
        with open(os.path.join(self.directory, "log")) as file:
            return file.read()

    def load(self, seed):
        chance = random.Random(seed)
        while not self.stop.is_set():
            pipeline = chance.choice(["quick", "quick", "slow", "chain", "chain", "delayed", "kept"])
            try:
                status, body = self.call("POST", "/pipelines/schedule", {"pipeline": pipeline})
                if status == 202:
                    job = json.loads(body)["jobId"]
                    with self.lock:
                        self.accepted[job] = pipeline
                    if chance.random() < 0.1:
                        with self.lock:
                            self.cancelled.add(job)  # before it is asked for: it may be done unanswered
                        self.call("POST", "/job/cancel?id=" + job)
            except (OSError, http.client.HTTPException):
                pass  # the server is dead just now
            time.sleep(chance.random() * 0.05)

    def run(self, kills):
        self.start()
        self.await_answer()
        threads = [threading.Thread(target=self.load, args=(self.random.random(),)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for kill in range(kills):
            # also while it starts
            if self.random.random() < 0.8:
                self.await_answer()
            time.sleep(self.random.random() * 1.2)
            self.server.send_signal(signal.SIGKILL)
            self.server.wait()
            self.start()
            if (kill + 1) % 20 == 0:
                print("%d kills, %d jobs accepted" % (kill + 1, len(self.accepted)), flush=True)
        self.await_answer()
        self.stop.set()
        for thread in threads:
            thread.join()

    def jobs(self):
        return json.loads(self.call("GET", "/pipelines/jobs")[1])["jobs"]

    def check(self):
        deadline = time.monotonic() + 120
        jobs = self.jobs()
        while any(not job["completed"] and not job["canceled"] for job in jobs) \
                or any(job["start"] and not job["end"] for job in jobs):
            if time.monotonic() > deadline:
                return ["some jobs do not end: %s" % [j for j in jobs if not j["end"]][:3]]
            time.sleep(0.2)
            jobs = self.jobs()
        problems = self.check_jobs({job["id"]: job for job in jobs})
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(30)
        left = subprocess.run(
            ["pgrep", "-f", self.directory], capture_output=True, text=True).stdout.split()
        if left:
            problems.append("processes are left: %s" % left)
        with sqlite3.connect(os.path.join(self.directory, "data", "jobs.db")) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchall()
            if verdict != [("ok",)]:
                problems.append("integrity_check: %s" % verdict)
        return problems

    def check_jobs(self, jobs):
        begun, ended, problems = {}, {}, []
        with open(self.marks) as file:
            for line in file:
                what, job, task = line.split()
                counts = begun if what == "b" else ended
                counts[job, task] = counts.get((job, task), 0) + 1
        for job, pipeline in self.accepted.items():
            if job not in jobs:
                if pipeline != "kept":
                    problems.append("job %s of %s is lost" % (job, pipeline))
                continue
            found = jobs[job]
            for task in found["tasks"]:
                runs = ended.get((job, task["name"]), 0)
                if task["status"] == "done" and runs != 1:
                    problems.append("%s/%s is done, and has run %d times" % (job, task["name"], runs))
                elif task["status"] == "error":
                    problems.append("%s/%s: %s" % (job, task["name"], task.get("error")))
                elif runs > 1:
                    problems.append("%s/%s has run %d times" % (job, task["name"], runs))
            if job not in self.cancelled and (found["canceled"] or found["errored"]):
                problems.append("%s was not cancelled, and is %s" % (job, found))
        for job, task in ended:
            if begun[job, task] != ended[job, task] and job not in self.cancelled:
                problems.append("%s/%s began %d times" % (job, task, begun[job, task]))
        return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", default=os.path.join(ROOT, "bin", "prunner"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print("seed %d" % options.seed, flush=True)
    trial = Trial(options.server, options.seed)
    begin = time.monotonic()
    trial.run(options.kills)
    problems = trial.check()
    for problem in problems[:20]:
        print("PROBLEM: " + problem)
    print("%d kills in %.0f s, %d jobs accepted, %d problems, slowest start %.1f s" % (
        options.kills, time.monotonic() - begin, len(trial.accepted), len(problems), trial.longest))
    if problems:
        print("kept: " + trial.directory)
        sys.exit(1)
    shutil.rmtree(trial.directory, ignore_errors=True)


if __name__ == "__main__":
    main()
