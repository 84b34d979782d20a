"""Dates in programs: the same texts are dates in Python, JavaScript and C."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from dated import BAD, ECHO, GOOD, LAX, MISSING, seconds_of
from hand_made import delivery

from slipway_package.delivery.program.write import write
from slipway_package.delivery.runtimes import c_compiler, node

TEXTS = [*GOOD, *BAD, *LAX]
EXPECTED = [*map(seconds_of, GOOD.values())]
PYTHON = """
import datetime, json, sys
from model import score
east = datetime.timezone(datetime.timedelta(hours=2))
values = [*json.load(sys.stdin), None, datetime.date(2024, 3, 5), float("nan"), 1709596800.0,
          datetime.datetime(2024, 3, 5, 14, 30, 0, 999999), datetime.time(14, 30),
          datetime.datetime(1970, 1, 1, 1, 59, 59, 500000, east)]
for value in values:
    try:
        print(score({"t": value})["prediction"])
    except ValueError as error:
        print(error)
"""
JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { score } from "./model.mjs";
const values = [...JSON.parse(readFileSync(0, "utf8")), null, new Date(1500), new Date(-500),
                new Date(NaN), 1709596800, NaN];
for (const value of values) {
  try { console.log(score({ t: value }).prediction); }
  catch (error) { console.log(error.message); }
}
"""


def test_python_reads_dates(tmp_path: Path) -> None:
    write(delivery(ECHO), tmp_path)
    done = subprocess.run([sys.executable, "-S", "-B", "-c", PYTHON], cwd=tmp_path, check=True,
                          input=json.dumps(TEXTS), stdout=subprocess.PIPE, encoding="utf-8")
    *texts, none, day, nan, number, time, clock, east = done.stdout.splitlines()
    assert [*map(float, texts[:len(GOOD)])] == EXPECTED
    assert texts[len(GOOD):] == [f"t: {text!r} is not a date" for text in (*BAD, *LAX)]
    assert float(none) == float(nan) == MISSING
    assert [float(day), float(time), float(east)] == [1709596800, 1709649000, -1]
    assert number == "t: 1709596800.0 is not a date"
    assert clock == "t: datetime.time(14, 30) is not a date"


def test_the_command_of_python_reads_dates(tmp_path: Path) -> None:
    write(delivery(ECHO), tmp_path)
    done = subprocess.run(
        [sys.executable, "-S", "-B", "model.py"], cwd=tmp_path, check=True, encoding="utf-8",
        input="t,u\n2024-03-05 ,\n ,\nNA,\nsoon,\n", stdout=subprocess.PIPE)
    assert done.stdout.splitlines() == [
        "row,prediction,reason", "1,1709596800.0,", f"2,{MISSING},", f"3,{MISSING},",
        "4,,t: 'soon' is not a date"]


@pytest.mark.skipif(node.unavailable() is not None, reason=str(node.unavailable()))
def test_javascript_reads_dates(tmp_path: Path) -> None:
    write(delivery(ECHO), tmp_path)
    (tmp_path / "model.js").rename(tmp_path / "model.mjs")
    (tmp_path / "probe.mjs").write_text(JAVASCRIPT)
    done = subprocess.run(["node", "probe.mjs"], cwd=tmp_path, check=True, encoding="utf-8",
                          input=json.dumps(TEXTS), stdout=subprocess.PIPE)
    *texts, none, later, earlier, invalid, number, nan = done.stdout.splitlines()
    assert [*map(float, texts[:len(GOOD)])] == EXPECTED
    assert texts[len(GOOD):] == [f"t: {text} is not a date" for text in (*BAD, *LAX)]
    assert [float(none), float(nan), float(later), float(earlier)] == [MISSING, MISSING, 1, -1]
    assert [invalid, number] == ["t: Invalid Date is not a date", "t: 1709596800 is not a date"]


@pytest.mark.skipif(c_compiler.unavailable() is not None, reason=str(c_compiler.unavailable()))
def test_c_reads_dates_and_takes_other_text_for_missing(tmp_path: Path) -> None:
    write(delivery(ECHO), tmp_path)
    subprocess.run(["cc", *c_compiler.FLAGS, "-fsanitize=address,undefined", "model.c", "-o",
                    "model", "-lm"], cwd=tmp_path, check=True)
    done = subprocess.run([tmp_path / "model"], check=True, stdout=subprocess.PIPE,
                          input="".join(f"{text}\0\0" for text in TEXTS).encode())
    found = [float(text) for text in done.stdout.decode().split("\0")[:-1]]
    assert found == [*EXPECTED, *[MISSING] * (len(BAD) + len(LAX))]
