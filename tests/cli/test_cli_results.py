"""compare, trace, chart and check: what is done with a run."""

import contextlib
import csv
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from toy import CHECKS, DATA, command, corridorsim, environment, quick, write_toy


def test_compare_pairs_replications(runs, tmp_path):
    done = corridorsim("compare", runs / "base", runs / "faster", "--out", tmp_path / "c.csv")
    assert "B − A" in done.stdout
    assert "over 2 pairs of replications with the same luck" in " ".join(done.stdout.split())
    with (tmp_path / "c.csv").open(newline="") as file:
        rows = {(r["direction"], r["scope"], r["metric"]): r for r in csv.DictReader(file)}
    days = rows["westbound", "terminal", "days_mean"]
    assert float(days["difference"]) == pytest.approx(float(days["b"]) - float(days["a"]), abs=1e-5)
    assert float(days["difference"]) < 0
    assert days["replications"] == "2"


def test_compare_begins_with_a_summary(runs):
    words = ("compare", runs / "base", runs / "faster")
    said = quick(*words, columns=120).stdout
    first, rest = said.split("\ntoy-market, terminal to terminal", 1)
    opening = f"A is {runs / 'base'}, B is {runs / 'faster'}; 95 % t-interval of the difference"
    assert " ".join(first.split()).startswith(opening)
    inputs = "What differs in the input, A → B:\n- services.toy-ship.vessels: 1 → 3\n"
    assert inputs in first
    assert "The largest changes, terminal to terminal, beyond chance" in first
    assert re.search(r"^toy +westbound +days +[\d.]+ +[\d.]+ +−[\d.]+ +−", first, re.MULTILINE)
    assert len(first.splitlines()) < 30
    caveat = r"Of the \d+ figures compared that differ at all, about 5 % (\(some 1\) )?would be"
    assert re.search(caveat, " ".join(first.split()))
    assert "westbound" in rest


def test_compare_tells_the_largest_changes_of_other_figures(runs):
    said = quick("compare", runs / "base", runs / "faster", columns=120).stdout
    first, rest = said.split("\ntoy-market, terminal to terminal", 1)
    assert "of dollars and of days, 3 of\nothers):" in first
    row = r"^[a-z ]+{0} +[\d,.]+ +[\d,.]+ +−[\d,.]+ +−[\d.,]+ to −[\d.,]+$"
    for name in (r"days, P95 \(mean of 2 replications\)", "generalised USD"):
        assert re.search(row.format(name), first, re.MULTILINE), name
    assert "A P95 is the mean of the replications' own" in rest


def test_compare_writes_shares_in_percentage_points(runs, tmp_path):
    late = with_replications(runs / "base", tmp_path / "late", late_by_a_tenth)
    said = quick("compare", runs / "base", late, columns=120).stdout
    assert re.search(r"^toy +westbound +on time +\d+ % +\d+ % +−10.0 pp +−10.0 to −10.0 pp$",
                     said, re.MULTILINE)  # fmt: skip
    assert "USD/FEU" not in said  # nothing changes there


def late_by_a_tenth(frame):
    at = (frame["direction"] == "westbound") & (frame["scope"] == "terminal")
    frame.loc[at, "on_time_share"] -= 0.1
    return frame


def with_replications(run, folder, change):
    """A copy of a run whose table of replications is another."""
    copy = shutil.copytree(run, folder)
    frame = pd.read_parquet(copy / "replications.parquet")
    change(frame).to_parquet(copy / "replications.parquet")
    return copy


def test_compare_says_once_what_one_run_has_alone(runs, tmp_path):
    def new_corridor(frame):
        frame.loc[frame["direction"] == "eastbound", "corridor"] = "toy-new"
        return frame[frame["scope"] != "section"]

    other = with_replications(runs / "base", tmp_path / "other", new_corridor)
    said = quick("compare", runs / "base", other, columns=200).stdout
    line = (
        "Only A has toy westbound (Älpha – Beta Port), toy eastbound (terminal to terminal), toy "
        "eastbound (border to border) and toy eastbound (Beta Port – Älpha)"
    )
    assert line in " ".join(said.split())
    assert "; only B has toy-new. What one run has alone is not compared." in " ".join(said.split())
    assert said.count("toy-new") == 1
    assert "eastbound  " not in said


def test_compare_of_a_run_with_itself_is_short(runs):
    said = quick("compare", runs / "base", runs / "base", columns=120).stdout
    assert "The input of both runs is the same." in said
    assert "No corridor's cost or time changes by more than chance explains" in said
    assert "in which nothing changes" in said
    assert "westbound" not in said


def test_compare_cuts_a_long_list_of_inputs(runs, tmp_path):
    other = shutil.copytree(runs / "base", tmp_path / "other")
    document = json.loads((other / "run.json").read_text("utf-8"))
    changes = [{"path": f"legs.l{n}.km", "old": n, "new": n + 1} for n in range(20)]
    inputs = dict.fromkeys(list(document["inputs"])[:1], "0")
    document |= {"changes": changes, "inputs": {**document["inputs"], **inputs}}
    (other / "run.json").write_text(json.dumps(document), "utf-8")
    said = quick("compare", runs / "base", other, columns=120).stdout
    assert "- legs.l11.km: 11 → 12\n- and 9 more, of which" in said
    assert "legs.l12.km" not in said
    document["changes"] = []
    document["corridors"] = [*document["corridors"], "toy-new"]
    (other / "run.json").write_text(json.dumps(document), "utf-8")
    said = quick("compare", runs / "base", other, columns=120).stdout
    assert f"- {next(iter(inputs))}: other content\n" in said
    assert "- corridors: B with toy-new\n" in said


def test_compare_refuses_another_seed(runs):
    done = quick("compare", runs / "base", runs / "other-seed", code=2)
    assert "was run with seed 6" in done.stderr
    assert done.stdout == ""


def test_compare_tells_windows_that_differ(runs):
    done = quick("compare", runs / "base", runs / "shorter")
    said = " ".join(done.stdout.split())
    assert "over 2 pairs of replications of one seed. The windows differ: 60 days from 20" in said
    assert "20 days from 2025-01-01 (after a warm-up of 0.5 days); volumes are not comp" in said
    assert "The windows differ" not in quick("compare", runs / "base", runs / "faster").stdout


@pytest.mark.parametrize("command", ["compare", "report"])
def test_runs_without_a_corridor_in_common_are_refused(command, runs):
    done = quick(command, runs / "base", runs / "planned", code=2)
    assert "the runs have no corridor in common: " in done.stderr
    assert f"{runs / 'base'} has toy; {runs / 'planned'} has toy-planned" in done.stderr
    assert done.stdout == ""


def test_run_records_what_the_command_line_changed(runs):
    def record(name):
        return json.loads((runs / name / "run.json").read_text("utf-8"))

    assert (record("base")["sets"], record("base")["options"]) == ([], {})
    assert record("shorter")["sets"] == ["horizon_days=20", "warmup_days=0.5"]
    assert record("other-seed")["options"] == {"seed": 6}
    assert record("planned")["options"] == {"replications": 1}


def test_report_says_what_the_command_line_changed_and_what_it_lacks(runs, tmp_path):
    done = quick("report", runs / "shorter", "--out", tmp_path / "r.md")
    lacking = "the present files lack the corridor toy; give --data as the run did"
    assert done.stderr == f"{lacking}\n"
    page = (tmp_path / "r.md").read_text("utf-8").replace("\\", "")
    assert page.startswith("# A toy to run (changed on the command line)\n")
    assert "| --set horizon_days=20 |\n| --set warmup_days=0.5 |\n" in page
    assert f"What the numbers rest on cannot be told: {lacking}." in page
    assert f"The sources cannot be told: {lacking}." in page


def test_compare_what_is_no_run(runs, toys):
    done = quick("compare", runs / "base", toys, code=2)
    assert "is not a run directory: it has no run.json" in done.stderr


def money(text):
    return float(text.replace(",", "").replace("−", "-"))


def test_trace_adds_up_to_the_ledger(base):
    done = corridorsim("trace", base, "toy-west/1/100", columns=120)
    stages, ledger = done.stdout.split("\nledger", 1)
    total = re.search(r"([\d,.]+) days, ([\d,.]+) USD", " ".join(stages.split()))
    *rows, sums = [line for line in stages.splitlines() if re.search(r"[\d]\.\d\d", line)][1:]
    wait, service, move, usd = map(money, sums.split()[1:])
    assert wait + service + move == pytest.approx(money(total[1]), abs=0.02)
    assert usd == money(total[2])
    items = re.findall(r"^([a-z ]+?) +([−\d,.]+)$", ledger, re.MULTILINE)
    assert sum(money(v) for name, v in items if name != "sum") == pytest.approx(usd)
    assert dict(items)["sum"] == f"{usd:,.2f}"
    assert "Beta Port" in stages
    assert "rail to Beta Port" in stages
    assert any("equipment" in row for row in rows)


@pytest.mark.parametrize(
    ("feu", "said"),
    [
        ("toy-west", "'toy-west' names no container (write demand/replication/ordinal, for ex"),
        ("toy-wets/0/1", "no demand 'toy-wets' (did you mean toy-west?)"),
        ("toy-west/7/1", "no replication 7 (0 to 1)"),
        (
            "toy-west/0/999999",
            "there is no container 'toy-west/0/999999' (ordinals of toy-west in "
            "replication 0 run from 0 to ",
        ),
    ],
)
def test_trace_of_nobody(feu, said, base):
    assert said in quick("trace", base, feu, code=2).stderr


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    return write_toy(tmp_path_factory.mktemp("checked"), DATA + CHECKS)


def test_check_runs_compares_and_counts(checked, tmp_path):
    done = quick(
        "check", "--scenario", "playtime", "--data", checked, "--out", tmp_path / "c.md",
        "--workers", 1, code=1,
    )  # fmt: skip
    text = " ".join(done.stdout.split())
    assert "2 of 3 checks in range." in text
    assert "1 more figure was used to set the model" in text
    lines = {w[1]: w for w in (
        [c.strip() for c in line.split("|")] for line in (tmp_path / "c.md").read_text().split("\n")
    ) if len(w) > 9}  # fmt: skip
    assert lines["toy-days-wide"][8] == "in range"
    assert lines["toy-port-days"][8] == "in range"
    assert lines["toy-port-days"][4] == "Älpha – Beta Port"
    assert lines["toy-tied"][8].startswith("off by ")
    assert lines["toy-tied"][8].endswith("(below); sets a parameter")
    freight = lines["toy-freight-2018"]
    assert freight[6] == "1,026 – 1,282 (800 – 1,000 of 2018)"
    assert freight[8] == "off by 8 % (above)"


def test_check_of_a_run_leaves_out_what_it_lacks(checked, runs, tmp_path):
    done = quick(
        "check", "--run", runs / "faster", "--scenario", "playtime", "--data", checked, code=1
    )
    text = " ".join(done.stdout.split())
    assert "toy-port-days" not in text
    assert "could not be checked: the run lacks their corridor or section." in text
    assert quick(
        "check", "--run", runs / "faster", "--scenario", "playtime", "--data", checked, "--quiet",
        code=1,
    ).stdout == ""  # fmt: skip


def test_chart_writes_files(base, toys, tmp_path):
    drawing = pytest.importorskip("simulator.charts.drawing")
    done = corridorsim(
        "chart", base, "compare", "--format", "svg", "--out", tmp_path, "--data", toys
    )
    assert all(line.startswith(str(tmp_path)) for line in done.stdout.splitlines())
    assert list(tmp_path.glob("compare*.svg"))
    done = quick("chart", base, "compere", code=2)
    assert "did you mean compare?" in done.stderr
    assert "compare" in drawing.KINDS


def test_charts_that_cannot_be_drawn_are_told(base, tmp_path):
    lacking = "map: nothing to draw (it needs the positions of the run's places; give the folders"
    nothing = quick("chart", base, "map", "--out", tmp_path / "none", code=2)
    assert lacking in nothing.stderr
    assert nothing.stdout == ""
    assert not (tmp_path / "none").exists()
    some = quick("chart", base, "map", "cost-stack", "--out", tmp_path)
    assert lacking in some.stderr
    assert {line.rpartition("/")[2][:10] for line in some.stdout.splitlines()} == {"cost-stack"}


def test_charts_broken_off_leave_what_was_there(base, tmp_path, monkeypatch):
    from simulator.charts import drawing

    (tmp_path / "compare.csv").write_text("mine")
    left, save = [2], drawing.save

    def interrupted(chart, folder, format):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return save(chart, folder, format)

    monkeypatch.setattr(drawing, "save", interrupted)
    done = quick("chart", base, "compare", "cost-stack", "cdf", "--out", tmp_path, code=130)
    assert done.stdout == ""
    said = f"nothing was written to {tmp_path}: charts come there together, when all are drawn"
    assert done.stderr == f"{said}\ninterrupted\n"
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("compare.csv", "mine")]
    left[0] = 0
    quick("chart", base, "compare", "--out", tmp_path / "new", code=130)
    assert not (tmp_path / "new").exists()


def test_charts_broken_off_at_the_end_say_what_is_there(base, tmp_path, monkeypatch):
    left, replace = [2], Path.replace

    def interrupted(path, target):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    done = quick("chart", base, "cost-stack", "--out", tmp_path, code=130)
    assert len(list(tmp_path.iterdir())) == 2
    there = rf"2 of [3-9] files were written to {re.escape(str(tmp_path))}\ninterrupted\n"
    assert re.fullmatch(there, done.stderr)


def test_charts_keep_the_names_of_data_that_is_not_given_again(base):
    charts = pytest.importorskip("simulator.charts").charts
    drawn = next(charts(base, ["compare"]))
    assert "toy: The toy corridor." in drawn.caption
    assert drawn.title.startswith("Toyland to Playland, ")


def test_report_says_what_it_does_at_a_terminal(base, toys, tmp_path):
    pty = pytest.importorskip("pty")
    words = ("report", base, "--out", tmp_path / "r.md", "--data", toys)
    main, side = pty.openpty()
    with subprocess.Popen(
        command(*words), env=environment(100) | {"TERM": "xterm"}, stdout=subprocess.PIPE,
        stderr=side, text=True,
    ) as process:  # fmt: skip
        os.close(side)
        said = b""
        with contextlib.suppress(OSError):  # nobody writes there any more
            while part := os.read(main, 4096):
                said += part
    os.close(main)
    assert process.returncode == 0
    assert b"report: drawing compare" in said
    assert quick(*words).stderr == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "x.docx"],
         "--out: a report is not written as 'docx' (one of html, pdf, md)"),
        (["--format", "docx"],
         "--format: a report is not written as 'docx' (one of html, pdf, md)"),
        (["--format", "html", "--out", "x.pdf"],
         "--out: x.pdf has the ending of PDF, but --format asks for HTML (name the file x.html, or "
         "leave out --format)"),
        (["--format", "md", "--out", "x.docx"],
         "--out: x.docx has the ending .docx, but --format asks for MD (name the file x.md)"),
    ],
)  # fmt: skip
def test_report_in_a_format_that_there_is_not(base, words, said):
    assert quick("report", base, *words, code=2).stderr == f"{said}\n"


def test_chart_of_no_run(toys):
    assert "is not a run directory" in quick("chart", toys, code=2).stderr
