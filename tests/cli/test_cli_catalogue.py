"""list, show, validate, schema and new."""

import json
import subprocess
import sys

import pytest
from toy import DATA, corridorsim, environment, quick, write_toy


def test_help_and_version():
    assert "show" in corridorsim("--help").stdout
    assert corridorsim("--version").stdout.startswith("corridorsim 0.")
    assert "--corridor NAME[:FROM..TO]" in corridorsim("run", "--help", columns=80).stdout


def test_help_and_list_import_nothing_heavy():
    code = (
        "import sys; from simulator.cli.main import main; main(['list']); main(['--help']);"
        "heavy = {'pandas', 'numpy', 'scipy', 'simpy', 'pyarrow', 'matplotlib'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_importing_the_package_is_light():
    code = "import sys, simulator; sys.exit('pydantic' in sys.modules or 'yaml' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True)


def test_list_shipped_and_own(toys):
    shown = quick("list", "--data", toys).stdout
    assert "\n\nDisrupted: in use, but shunned or barred for part of the years described; " in shown
    assert "planned: decided, but not begun" in " ".join(shown.split())
    assert "northern" in shown
    assert "toy-planned" in shown
    assert "planned" in shown
    before = corridorsim("--data", toys, "list", "Scenarios").stdout
    assert "playtime" in before
    assert "A toy to run" in before
    assert "baseline" in before


@pytest.mark.parametrize("kind", ["places", "markets", "sources"])
def test_list_kinds(kind, toys):
    shown = quick("list", kind, "--data", toys).stdout
    expected = {"places": "Älpha", "markets": "Toyland to Playland", "sources": "MC001"}
    assert expected[kind] in shown
    assert "…" not in shown


def test_list_of_nothing():
    done = quick("list", "corridor", code=2)
    assert done.stdout == ""
    assert done.stderr == "list: nothing is called 'corridor' (did you mean corridors?)\n"


def test_a_reader_that_leaves_early():
    done = subprocess.run(
        f"{sys.executable} -m simulator list sources | head -1", shell=True, env=environment(),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_show_a_corridor(toys):
    shown = corridorsim("show", "toy", "--data", toys).stdout
    assert "Market toy-market; open; westbound from Älpha to Gamma" in shown
    assert "400 / 300" in shown
    assert "1,500" in shown
    assert "westbound 1,380 USD/FEU (rail 900, sea 400 and handling 80)" in shown.replace("\n", " ")


@pytest.mark.parametrize("columns", [80, 120])
def test_tables_fit_their_window(columns):
    for words in (["show", "middle"], ["show", "northern", "--sources"], ["list", "sources"]):
        shown = quick(*words, columns=columns).stdout
        assert "…" not in shown.replace("… ", "")
        assert max(map(len, shown.splitlines())) <= columns


def test_ids_are_broken_between_their_parts(toys):
    shown = quick("show", "middle", "--sources", columns=80).stdout
    first = {line.split("  ")[0].strip() for line in shown.splitlines() if line[:1].isalpha()}
    assert "equipment_usd_per_day" in first
    assert not first & {"_day", "costs.equipment_usd_per"}
    assert {"costs.empty_return_usd.", "forward", "backward"} <= first
    assert "\ncosts.equipment_usd_per_day  " in quick(
        "show", "middle", "--sources", columns=200
    ).stdout  # fmt: skip


def test_show_writes_notes_as_paragraphs(toys):
    shown = quick("show", "china-eu").stdout
    assert "note: >-\n  Xi'an to Duisburg. " in shown
    assert "''" not in shown


def test_show_a_place_by_alias_and_a_service(toys):
    place = quick("show", "port beta", "--data", toys).stdout
    assert "on the corridors toy, toy-planned." in place
    assert "Yard: 300 FEU." in place
    service = quick("show", "toy-ship", "--data", toys).stdout
    assert "vessels: 1" in service
    assert "Used by the corridors toy, toy-planned." in service


def test_show_a_scenario_and_a_source(toys):
    scenario = quick("show", "playtime", "--data", toys).stdout
    assert "60 days of releases" in scenario
    assert "2, seed 5" in scenario
    source = quick("show", "MC001").stdout
    assert "http" in source
    assert "checks.middle-border-days" in source


def test_show_sources_names_every_fact_and_reason(toys):
    own = quick("show", "toy", "--sources", "--data", toys).stdout
    assert "assumed: made up for a test" in own
    assert "legs.toy-rail" in own
    shipped = quick("show", "seas.caspian", "--sources").stdout
    assert "-29.25" in shipped
    assert "range -29.4 to -29.1" in shipped
    assert "VS152" in shipped
    assert "https://" in shipped
    assert "no source" not in shipped


def test_show_what_there_is_not(toys):
    done = quick("show", "midle", code=2)
    assert done.stderr == "show: nothing is called 'midle' (did you mean middle?)\n"
    assert done.stdout == ""


def test_show_what_may_be_two_things(tmp_path):
    data = write_toy(tmp_path, DATA.replace("toy-market", "toy"))
    done = quick("show", "toy", "--data", data, code=2)
    assert "may be the corridor toy or the market toy (write corridors.toy)" in done.stderr
    assert "Market toy" in quick("show", "corridors.toy", "--data", data).stdout


def test_validate_the_shipped_catalogue():
    done = quick("validate")
    assert done.stdout.rstrip().endswith("no problem")


def test_validate_says_every_problem_on_standard_error(tmp_path):
    text = DATA.replace("km: 1000", "km: -1").replace("vessels: 1", "vesels: 1")
    file = write_toy(tmp_path, text) / "toy.yaml"
    done = quick("validate", file, code=2)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[-1] == f"{len(lines) - 1} problems"
    assert all(line.startswith(f"{file}:") for line in lines[:-1])
    assert any("legs.toy-rail.km: must be above 0, found -1" in line for line in lines)
    assert any("unknown key `vesels` (did you mean vessels?)" in line for line in lines)


def test_validate_warns_of_a_corridor_without_demand(tmp_path):
    file = write_toy(tmp_path, DATA.replace("    status: planned\n", "")) / "toy.yaml"
    done = quick("validate", file)
    line = DATA[: DATA.index("  toy-planned:")].count("\n") + 1
    assert done.stdout == "1 file: no problem\n"
    assert done.stderr == (
        f"{file}:{line}:3: corridors.toy-planned: warning: no demand uses this corridor, so "
        "nothing would move on it (give a demand with a share for it, or a status other than open "
        "and disrupted)\n"
    )
    assert quick("validate", write_toy(tmp_path / "as-it-is") / "toy.yaml").stderr == ""


def test_validate_a_scenario_with_own_data(toys, tmp_path):
    scenario = tmp_path / "mine.yaml"
    scenario.write_text("extends: playtime\nreplicatons: 4\n")
    done = quick("validate", scenario, "--data", toys, code=2)
    assert f"{scenario}:2:1: replicatons: unknown key `replicatons`" in done.stderr


def test_data_that_is_not_there(tmp_path):
    done = quick("list", "--data", tmp_path / "nowhere", code=2)
    assert "there is no such folder" in done.stderr


@pytest.mark.parametrize("kind", ["scenario", "corridor", "place", "service"])
def test_schemas_are_json(kind):
    made = json.loads(quick("schema", kind).stdout)
    assert made["title"] == f"corridorsim {kind}"
    if kind == "corridor":
        keys = made["$defs"]["Corridor"]["properties"]
        assert {"extends", "until", "rejoin", "legs"} <= keys.keys()


def test_schema_of_nothing():
    done = quick("schema", "plaice", code=2)
    assert done.stderr == "schema: there is no schema of 'plaice' (did you mean place?)\n"


def test_schema_knows_the_short_forms():
    schema = pytest.importorskip("jsonschema")
    from simulator.loading.roots import shipped_root
    from simulator.loading.yaml_reader import read_yaml
    from simulator.report.schema import json_schema

    root = shipped_root()
    for kind, files in (("corridor", root.data), ("scenario", root.scenarios)):
        check = schema.Draft202012Validator(json_schema(kind))
        for file in files:
            assert not list(check.iter_errors(read_yaml(file.path).data)), file.shown


def test_a_new_corridor_validates_and_runs(tmp_path):
    made = corridorsim("new", "corridor", "My Route", "--out", "mine", cwd=tmp_path).stdout
    assert "Written to mine/my-route.yaml" in made
    corridorsim("validate", "mine/my-route.yaml", cwd=tmp_path)
    held = tmp_path / "runs" / "baseline" / "run.json"
    held.parent.mkdir(parents=True)
    held.write_text("{}")
    words = made.partition("Run it: corridorsim ")[2].split()
    in_file = (tmp_path / "mine" / "my-route.yaml").read_text("utf-8")
    assert f"#   corridorsim {' '.join(words)}\n" in in_file
    done = corridorsim(*words, "--set", "horizon_days=30", "--replications", 1, cwd=tmp_path)
    assert "my-route-market, terminal to terminal: My Route start – My Route end" in done.stdout
    assert (tmp_path / "runs" / "my-route" / "summary.csv").is_file()
    assert held.read_text() == "{}"
    again = corridorsim("new", "corridor", "My Route", "--out", "mine", cwd=tmp_path, code=2)
    assert "mine/my-route.yaml: exists already" in again.stderr


@pytest.mark.parametrize(
    ("kind", "name"), [("corridor", "Middle"), ("scenario", "baseline"), ("study", "torkham")]
)
def test_new_takes_no_shipped_name(tmp_path, kind, name):
    done = quick("new", kind, name, cwd=tmp_path, code=2)
    words = f"a {kind} of this name is shipped (give another name)"
    assert done.stderr == f"{name.lower()}.yaml: {words}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_new_scenario_validates(tmp_path):
    quick("new", "scenario", "what-if", cwd=tmp_path)
    assert "1 file: no problem" in quick("validate", "what-if.yaml", cwd=tmp_path).stdout
    done = quick("new", "scenario", "12", cwd=tmp_path, code=2)
    assert "'12' gives no id (begin with a letter" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lst"], "No such command 'lst'"),
        (["show"], "Missing argument 'NAME'"),
        (["run", "baseline", "--sed", "1"], "No such option"),
        (["run", "baseline", "--workers", "0"],
         "corridorsim run: --workers: must be at least 1, found 0\n"),
        (["sweep", "x", "--workers=-1"], "--workers: must be at least 1, found -1\n"),
        (["run", "baseline", "--replications", "six"],
         "'--replications': expected a whole number, found 'six'\n"),
        (["run", "baseline", "--seed=1.5"], "'--seed': expected a whole number, found '1.5'\n"),
    ],
)  # fmt: skip
def test_bad_usage(words, said):
    done = quick(*words, code=2)
    assert said in done.stderr
    assert "--help`." in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chart", "runs/x", "--out", "runs/y.png"],
         "runs/y.png has the name of a file, and here a folder is meant (charts bear the names of "
         "their kinds: --out runs/y --format png)"),
        (["run", "baseline", "--out", "y.csv"],
         "y.csv has the name of a file, and here a folder is meant (a run is a folder of tables, "
         "such as --out runs/mine)"),
        (["sweep", "torkham", "--out", "y.json"],
         "y.json has the name of a file, and here a folder is meant (a study is a folder of "
         "tables, such as --out studies/mine)"),
        (["new", "scenario", "mine", "--out", "mine.txt"],
         "mine.txt is not the name of a YAML file (write --out mine.yaml, or a folder)"),
    ],
)  # fmt: skip
def test_a_folder_with_the_name_of_a_file_is_a_slip(tmp_path, words, said):
    done = quick(*words, cwd=tmp_path, code=2)
    assert done.stderr == f"--out: {said}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_may_have_dots_in_its_name(tmp_path):
    quick("new", "scenario", "mine", "--out", "v1.2", cwd=tmp_path)
    assert (tmp_path / "v1.2" / "mine.yaml").is_file()
