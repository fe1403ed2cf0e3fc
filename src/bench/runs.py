#!/usr/bin/env python3
"""Makes many small run directories and measures how long `parallelr runs` takes to list them.

    src/bench/runs.py [COUNT] [PARALLELR]

Makes COUNT runs (10,000) in a temporary home, times some command lines, each five times, prints the
median, and deletes the home.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
HERE = os.path.dirname(os.path.abspath(__file__))
PARALLELR = sys.argv[2] if len(sys.argv) > 2 else os.path.join(HERE, "../../bin/parallelr")
STATES = [("completed", 0), ("completed", 0), ("completed", 1), ("stop-limit", 3), ("interrupted", 130)]


def make(runs, number, when):
    run_id = when.strftime("%Y%m%dT%H%M%S.000Z-") + str(1000 + number)
    run = os.path.join(runs, run_id)
    os.makedirs(run, mode=0o700)
    head = {
        "schema_version": 3,
        "session_id": run_id,
        "name": "nightly" if number % 7 == 0 else None,
        "tags": {"team": "data" if number % 3 else "web"},
        "start_time": when.isoformat(timespec="milliseconds"),
        "process_id": 1000 + number,
        "command_template": "bash @TASK@",
        "sources": ["jobs"],
        "tasks": 10,
        "config": [f"section.key-{i}=value" for i in range(60)],
        "command_line": ["-T", "jobs", "-C", "bash @TASK@", "-r"],
        "directory": "/",
    }
    with open(os.path.join(run, "request.json"), "w") as file:
        json.dump(head, file)
    with open(os.path.join(run, "lock"), "w"):
        pass
    end, status = STATES[number % len(STATES)]
    summary = {
        "schema_version": 3,
        "session_id": run_id,
        "name": head["name"],
        "tags": head["tags"],
        "start_time": head["start_time"],
        "end_time": (when + timedelta(seconds=12)).isoformat(timespec="milliseconds"),
        "duration_seconds": 12.0,
        "end": end,
        "exit_status": status,
        "total": 10,
        "completed": 10,
        "succeeded": 10 if status == 0 else 8,
        "failed": 0 if status == 0 else 2,
        "timed_out": 0,
        "errors": 0,
        "cancelled": 0,
        "skipped": 0,
        "not_started": 0,
        "continues": None,
    }
    with open(os.path.join(run, "results.jsonl"), "w") as file:
        file.write("x" * 2000 + "\n")
    if number % 100:  # the others were cut off
        with open(os.path.join(run, "summary.json"), "w") as file:
            json.dump(summary, file)


def main():
    with tempfile.TemporaryDirectory() as home:
        runs = os.path.join(home, "runs")
        os.makedirs(runs, mode=0o700)
        begin = datetime(2026, 1, 1, tzinfo=timezone.utc)
        for number in range(COUNT):
            make(runs, number, begin + timedelta(minutes=number))
        environment = dict(os.environ, PARALLELR_HOME=home)
        for words in (
            ["runs"],
            ["runs", "--limit", "0"],
            ["runs", "--state", "failed", "--tag", "team=web"],
            ["runs", "--limit", "0", "--json"],
        ):
            times = []
            for _ in range(5):
                start = time.monotonic()
                subprocess.run(
                    [PARALLELR, *words], env=environment, check=True, stdout=subprocess.DEVNULL
                )
                times.append(time.monotonic() - start)
            print(f"{COUNT} runs: parallelr {' '.join(words)}: {statistics.median(times):.2f} s")


main()
