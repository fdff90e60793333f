"""run: what it prints, writes and refuses."""

import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from toy import DATA, command, corridorsim, environment, quick, write_toy


def summary(directory):
    with (directory / "summary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_prints_a_table_and_says_where_the_files_are(toys, tmp_path):
    done = corridorsim("run", "playtime", "--data", toys, cwd=tmp_path)
    assert done.stderr == ""
    text = " ".join(done.stdout.split())
    assert "toy-market, terminal to terminal: Älpha – Gamma" in text
    assert "toy-market, border to border: Beta Port – Gamma" in text
    assert "days P5–P50–P95" in text
    assert "for a departure:" in text
    assert "2 replications, seed 5" in text
    assert "60 days after a warm-up of 10 days from 2025-01-01" in text
    assert done.stdout.endswith("Written to runs/playtime\n")
    assert "toy-planned" not in text


def test_marks_behind_corridors_are_explained(toys, tmp_path):
    run = ("run", "playtime", "--data", toys, "--replications", 1, "--out")
    done = quick(*run, tmp_path / "a", "--set", "corridors.toy.status=disrupted", "--set",
                 "horizon_days=10")  # fmt: skip
    assert "toy (disrupted)" in done.stdout
    assert "\n\nDisrupted: in use, but shunned or barred for part of the years" in done.stdout
    assert "planned" not in done.stdout
    assert "Disrupted" not in quick(*run, tmp_path / "b", "--set", "horizon_days=10").stdout


def test_without_a_promise_on_time_is_blank(base):
    rows = summary(base)
    west = [r for r in rows if r["direction"] == "westbound" and r["scope"] == "terminal"]
    assert west[0]["on_time_share"] != ""
    assert all(r["on_time_share"] == "" for r in rows if r["direction"] == "eastbound")


def test_log_has_wall_times(base):
    lines = [json.loads(line) for line in (base / "log.jsonl").read_text("utf-8").splitlines()]
    engines = [line for line in lines if line["event"] == "engine"]
    assert [line["replication"] for line in engines] == [0, 1]
    assert all(line["engine"] == "compiled" and line["seconds"] >= 0 for line in engines)
    assert {"host", "read", "plan", "results", "write"} <= {line["event"] for line in lines}
    assert "host" in lines[0]


def test_a_section_is_a_row_either_way_round(base):
    rows = [r for r in summary(base) if r["scope"] == "section"]
    found = {(r["direction"], r["origin"], r["destination"]) for r in rows}
    assert found == {("westbound", "TOYA", "TOYB"), ("eastbound", "TOYB", "TOYA")}
    assert all(float(r["days_mean"]) > 0 for r in rows)
    document = json.loads((base / "run.json").read_text("utf-8"))
    assert document["sections"] == [["toy", "TOYA", "TOYB"]]
    assert document["places"]["TOYA"] == "Älpha"


@pytest.mark.parametrize(
    ("corridor", "said"),
    [
        ("toi", "there is no corridor 'toi' (did you mean toy?)"),
        ("northern", "does not run the corridor 'northern' (open) (it runs toy;"),
        ("toy:Alpha", "names no section (write toy:FROM..TO"),
        ("toy:Alpha..Aktau", "Aktau does not lie on the corridor 'toy'"),
        ("toy:Alpha..Gama", "there is no place 'Gama' on the corridor 'toy' (did you mean Gamma?)"),
        ("toy:Alpha..TOYA", "begins and ends at the same place"),
    ],
)
def test_corridors_that_cannot_be_reported(corridor, said, toys, tmp_path):
    done = quick("run", "playtime", "--data", toys, "--corridor", corridor, cwd=tmp_path, code=2)
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def by_two(toys, tmp_path_factory):
    """The base run by its path, in two processes, with JSON; its folder and what it said."""
    out = tmp_path_factory.mktemp("two") / "r"
    done = corridorsim(
        "--data", toys, "run", toys / "playtime.yaml", "--json", "--workers", 2, "--out", out,
        "--corridor", "TOY:toya..tóyb",
    )  # fmt: skip
    return out, done


def test_json_is_clean_and_equals_the_summary(by_two):
    rows = json.loads(by_two[1].stdout)
    written = summary(by_two[0])
    assert [row["scope"] for row in rows] == [row["scope"] for row in written]
    assert rows[0].keys() == written[0].keys()
    assert rows[0]["days_mean"] == pytest.approx(float(written[0]["days_mean"]))
    assert rows[1]["promised_days"] is None


def test_workers_and_reading_again_change_nothing(base, by_two):
    for name in ("summary.csv", "stages.csv", "facilities.csv", "containers.parquet"):
        assert (by_two[0] / name).read_bytes() == (base / name).read_bytes()


def test_set_changes_the_run(runs, base):
    before, after = (
        {(r["direction"], r["scope"]): r for r in summary(directory)}
        for directory in (base, runs / "faster")
    )
    key = ("westbound", "terminal")
    assert float(after[key]["days_mean"]) < float(before[key]["days_mean"])
    changes = json.loads((runs / "faster" / "run.json").read_text("utf-8"))["changes"]
    assert changes == [{"path": "services.toy-ship.vessels", "old": 1, "new": 3}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "services.toy-ship.vesels=3"], "did you mean vessels?"),
        (["--set", "vessels"], "'vessels' sets nothing (write --set PATH=VALUE)"),
        (["--replications", "0"], "must be at least 1, found 0"),
        (["--engine", "simpi"], "there is no engine 'simpi' (did you mean simpy?)"),
    ],
)
def test_bad_options(words, said, toys, tmp_path):
    done = quick("run", "playtime", "--data", toys, *words, cwd=tmp_path, code=2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_scenario_that_is_not_there():
    done = corridorsim("run", "baselin", code=2)
    assert done.stderr == "there is no scenario 'baselin' (did you mean baseline?)\n"


def test_folders_that_must_not_be_written(toys, tmp_path):
    run = ("run", "playtime", "--data", toys, "--replications", 1, "--quiet", "--out")
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("mine")
    for force in ([], ["--force"]):
        done = quick(*run, full, *force, code=2)
        assert done.stderr == f"{full}: is not empty and holds no run (give another --out)\n"
    done = quick(*run, full / "thesis.txt" / "below", code=2)
    assert "thesis.txt: is a file, not a folder" in done.stderr
    assert [p.name for p in full.iterdir()] == ["thesis.txt"]


def test_force_removes_only_what_the_run_wrote(toys, tmp_path):
    target = tmp_path / "r"
    run = ("run", "playtime", "--data", toys, "--replications", 1, "--quiet", "--out", target)
    assert quick(*run, "--events").stdout == ""
    assert (target / "events.parquet").is_file()
    (target / "notes.txt").write_text("mine")
    done = quick(*run, code=2)
    assert done.stderr == (
        f"{target}: already holds a run (give another --out, or replace it with --force)\n"
    )
    quick(*run, "--force")
    assert (target / "notes.txt").read_text() == "mine"
    assert not (target / "events.parquet").exists()
    (target / "run.json").write_text("{")
    done = quick(*run, "--force", code=2)
    assert "run.json: is damaged" in done.stderr
    assert sorted(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_one_line(toys, base):
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("list", "sources"), env=environment(), stdout=full, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "no space left on device\n"


def test_a_deadlock_keeps_its_data_and_says_so(tmp_path):
    text = DATA.replace("track: {servers: 2", "track: {servers: 1").replace(
        "yard: {capacity_feu: 300", "yard: {capacity_feu: 60"
    )
    data = write_toy(tmp_path / "data", text)
    more = ["demands.toy-west.feu_per_year=30000", "demands.toy-east.feu_per_year=20000"]
    done = quick(
        "run", "playtime", "--data", data, "--out", tmp_path / "r", "--replications", 1,
        *(word for setting in more for word in ("--set", setting)), code=1,
    )  # fmt: skip
    assert "deadlock in replication 0: " in done.stderr
    assert "Beta Port" in done.stderr
    assert "Read with care:" in done.stdout
    assert (tmp_path / "r" / "summary.csv").is_file()


def test_what_cannot_last_is_said_in_words(toys, tmp_path):
    done = quick(
        "run", "playtime", "--data", toys, "--set", "demands.toy-west.feu_per_year=30000",
        "--set", "places.TOYB.yard.capacity_feu=100000", "--replications", 1, cwd=tmp_path,
    )  # fmt: skip
    text = " ".join(done.stdout.split())
    assert "is offered more work than it can do" in text
    assert "– " in text


@pytest.mark.parametrize("columns", [80, 120])
def test_the_comparison_fits(columns, toys, tmp_path):
    done = quick(
        "run", "playtime", "--data", toys, "--replications", 2, "--set", "horizon_days=20",
        "--workers", 1, cwd=tmp_path, columns=columns,
    )  # fmt: skip
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "…" not in done.stdout


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_everything_and_leaves_nothing(workers, toys, tmp_path):
    words = command(
        "run",
        "playtime",
        "--data",
        toys,
        "--workers",
        workers,
        "--set",
        "horizon_days=30000",
        "--engine",
        "simpy",
    )
    run = subprocess.Popen(
        words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
        # a shell's background job ignores Ctrl-C, and so would what it starts
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    deadline, processes = time.monotonic() + 60, 4 if workers > 1 else 1
    while time.monotonic() < deadline:
        if len(group(run.pid)) >= processes and list(tmp_path.rglob(".*")):
            break  # it has read everything and begun
        time.sleep(0.05)
    time.sleep(1.0)
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    assert out == ""
    assert err.splitlines()[-1] == "interrupted"
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
    time.sleep(0.3)
    assert group(run.pid) == []


def group(leader):
    """Processes of a group that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def test_from_python(toys):
    import simulator

    results = simulator.run("playtime", data=[toys], replications=1, corridors=["toy"])
    assert list(results.summary["scope"]) == ["terminal", "border"] * 2
    with pytest.raises(simulator.InputError, match="there is no scenario"):
        simulator.run("nothing", data=[toys])
    with pytest.raises(AttributeError, match="no attribute 'walk'"):
        simulator.walk  # noqa: B018
