#!/usr/bin/env python3
"""Measures what the keeper of a detached run costs: its start, and the tasks per second.

    src/bench/keeper.py [TASKS] [ROUNDS] [PARALLELR]

Runs TASKS (2,000) times `true` in two slots, detached, ROUNDS (5) times with a keeper and without,
in turns, and prints medians.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

TASKS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
HERE = os.path.dirname(os.path.abspath(__file__))
PARALLELR = sys.argv[3] if len(sys.argv) > 3 else os.path.join(HERE, "../../bin/parallelr")


def measure(directory, keeps):
    """Seconds until it is detached, and tasks per second."""
    environment = dict(
        os.environ,
        PARALLELR_HOME=os.path.join(directory, "home"),
        PARALLELR_EXECUTION_KEEP_STATUS="true" if keeps else "false",
    )
    command = [PARALLELR, "-A", os.path.join(directory, "list"), "-C", "true @ARG@", "-m", "2", "-r", "-d"]
    begin = time.monotonic()
    started = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    detached = time.monotonic() - begin
    run = started.stdout.splitlines()[2].split("directory ", 1)[1].strip()
    summary = os.path.join(run, "summary.json")
    while not os.path.exists(summary):
        time.sleep(0.05)
    with open(summary) as file:
        result = json.load(file)
    assert result["succeeded"] == TASKS, result
    return detached, TASKS / result["duration_seconds"]


def main():
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "list"), "w") as file:
            file.writelines(f"{i}\n" for i in range(TASKS))
        results = {True: [], False: []}
        for _ in range(ROUNDS):
            for keeps in (True, False):
                results[keeps].append(measure(directory, keeps))
        print("load average: " + " ".join(f"{x:.1f}" for x in os.getloadavg()))
        for keeps, measured in results.items():
            starts, rates = zip(*measured)
            print(
                f"{'with' if keeps else 'without':8} keeper: detached in {statistics.median(starts):.2f} s, "
                f"{statistics.median(rates):,.0f} tasks/s"
            )


main()
