import pytest
from loading_tiny import SOURCES, changed, tiny, write

from simulator.errors import InputError
from simulator.loading.catalogue import list_names, load_catalogue
from simulator.loading.joins import Parent, misfits, position
from simulator.loading.names import resolve_corridor, resolve_place
from simulator.loading.roots import shipped_root
from simulator.loading.scenario import load_scenario
from simulator.loading.validation import validate

FORK = {"name": "Fork", "extends": "main", "until": "Gämma port", "legs": {}}


def omega(**more):
    """A second way from Gamma to Delta, over Omega."""
    return {
        "places": {"OMEGA": {"name": "Omega", "country": "XB", "lat": 42.0, "lon": 52.5}},
        "legs": {
            name: {
                "start": start, "end": end, "mode": "road", "km": 400, "speed_km_per_day": 600,
                "sources": SOURCES,
            }
            for name, start, end in [
                ("gamma-omega", "GAMMA", "OMEGA"), ("omega-delta", "OMEGA", "DELTA"),
            ]
        },
        "services": {
            "lorries": {
                "kind": "on_demand", "legs": ["gamma-omega", "omega-delta"], "sources": SOURCES
            }
        },
        "corridors": {"fork": {**FORK, "legs": {
            "gamma-omega": {"service": "lorries"}, "omega-delta": {"service": "lorries"}}, **more}},
    }  # fmt: skip


def test_the_shipped_data_are_those_beside_pyproject():
    root = shipped_root()
    assert all(file.shipped and file.key == file.shown for file in root.data)


def test_files_are_merged_and_hashed(shipped):
    shipped.data(omega(), "omega")
    made = load_catalogue()
    assert list(made.tree.data["corridors"]) == ["fork", "main"]
    assert set(made.files) == {"corridors/tiny.yaml", "corridors/omega.yaml"}
    assert all(len(digest) == 64 for digest in made.files.values())


def test_a_fork_takes_over_the_legs_up_to_where_it_leaves(shipped):
    shipped.data(omega(), "omega")
    network = shipped.load().network
    assert list(network.corridors["fork"].legs) == [
        "alpha-beta", "beta-gamma", "gamma-omega", "omega-delta"
    ]  # fmt: skip
    assert network.corridors["fork"].market == "east-west"


def test_a_fork_may_rejoin(shipped):
    data = omega(until="ALPHA", rejoin="BETA")
    data["corridors"]["fork"]["legs"] = {}
    shipped.data(data, "omega")
    fork = shipped.load().network.corridors["fork"]
    assert list(fork.legs) == ["alpha-beta", "beta-gamma", "gamma-delta"][1:]


def test_marks_of_inherited_parts_are_those_of_the_parent(shipped):
    shipped.data(omega(), "omega")
    made = load_catalogue()
    mark = made.tree.marks[("corridors", "fork", "legs", "alpha-beta", "service")]
    assert mark.file == "corridors/tiny.yaml"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"extends": "mane"},
         "corridors.fork.extends: there is no corridor 'mane' (did you mean main?)"),
        ({"extends": "fork"}, "corridors.fork.extends: runs in a circle: fork → fork"),
        ({"until": "Gama"}, "corridors.fork.until: 'main', which this corridor extends, does not "
         "pass 'Gama' (did you mean GAMMA?)"),
        ({"until": "Oz"}, "corridors.fork.until: 'main', which this corridor extends, does not "
         "pass 'Oz' (its places: ALPHA Alpha, BETA Beta, GAMMA Gämma Port, DELTA Delta)"),
        ({"until": ["BETA"]}, "corridors.fork.until: expected a place of 'main', found a list of 1 "
         "(its places: ALPHA Alpha, BETA Beta, GAMMA Gämma Port, DELTA Delta)"),
        ({"until": None}, "corridors.fork.until: expected a place of 'main', found nothing "
         "(its places: ALPHA Alpha, BETA Beta, GAMMA Gämma Port, DELTA Delta)"),
        ({"name": None}, "corridors.fork.name: is empty; expected a text"),
        ({"until": "GAMMA", "rejoin": "BETA"}, "corridors.fork.rejoin: rejoins 'main' before it "
         "has left it at `until` (its places: ALPHA Alpha, BETA Beta, GAMMA Gämma Port, "
         "DELTA Delta)"),
        ({"until": "DELTA", "legs": {"gamma-delta": {"service": "feeder"}}},
         "corridors.fork.legs: the leg 'gamma-delta' comes from 'main' already"),
        ({"until": "OMEGA"}, "corridors.fork.until: 'main', which this corridor extends, does not "
         "pass 'OMEGA' (Omega) (its places: ALPHA Alpha, BETA Beta, GAMMA Gämma Port, "
         "DELTA Delta)"),
        ({"until": "BETA"}, "corridors.fork.until: leaves 'main' at BETA (Beta), but the "
         "corridor's own legs begin at GAMMA (Gämma Port) (they run GAMMA – OMEGA – DELTA; write "
         "`until: GAMMA`)"),
        ({"rejoin": "GAMMA"}, "corridors.fork.rejoin: rejoins 'main' at GAMMA (Gämma Port), but "
         "the corridor's own legs end at DELTA (Delta) (they run GAMMA – OMEGA – DELTA; write "
         "`rejoin: DELTA`)"),
        ({"until": "BETA", "rejoin": "GAMMA", "legs": {}}, "corridors.fork.rejoin: rejoins 'main' "
         "at GAMMA (Gämma Port), to where no leg of its own leads from BETA (Beta) (give it "
         "`legs` of its own between them)"),
        ({"extends": None}, "corridors.fork.extends: `extends` needs the corridor that this one "
         "extends (give `extends: <corridor>`)"),
    ],
)  # fmt: skip
def test_bad_forks(shipped, more, message):
    shipped.data(omega(**more), "omega")
    assert [p.split(": ", 1)[1] for p in shipped.problems()] == [message]


def test_a_fork_without_until_that_begins_on_the_way(shipped):
    data = omega(rejoin="DELTA")
    del data["corridors"]["fork"]["until"]
    shipped.data(data, "omega")
    (said,) = shipped.problems()
    assert said.endswith(
        ": corridors.fork.rejoin: `until` is missing: the corridor's own legs begin at GAMMA "
        "(Gämma Port), on the way of 'main' (write `until: GAMMA` to keep its legs up to there, "
        "`until: ALPHA` to keep none of them)"
    )


def test_a_code_is_no_near_miss_of_its_country():
    names = {"KZALT": ("Altynkol",), "KZAAU": ("Aktau", "Aqtau"), "ROCND": ("Constanța",)}
    parent = Parent("middle", tuple(names), {**names, "IRBND": ("Bandar Abbas",)})
    assert position(parent, "KZAKT")[2] == "did you mean KZAAU (Aktau)?"
    places = "its places: KZALT Altynkol, KZAAU Aktau, ROCND Constanța"
    assert position(parent, "KZAXX")[2] == places
    assert position(parent, "IRBND")[1:] == (
        "'middle', which this corridor extends, does not pass 'IRBND' (Bandar Abbas)", places
    )  # fmt: skip
    nameless = Parent("middle", tuple(names), {**names, "IRBND": ()})
    assert position(nameless, "IRBND")[1].endswith("does not pass 'IRBND'")
    assert position(parent, "Aktow")[2] == "did you mean Aktau?"


def test_a_leg_drawn_backwards_is_taken_as_its_corridor_runs():
    parent = Parent("main", ("A", "B", "C"), {})
    ((key, said, hint),) = misfits(parent, ("C", "B"), 2, 2)
    assert (key, hint) == ("until", "they run B – C; write `until: B`")
    assert said == "leaves 'main' at C, but the corridor's own legs begin at B"


def forks_of_main(main, **forks):
    """The corridor main with more in it, and forks of it that have legs by Omega."""
    data = omega()
    legs = data["corridors"].pop("fork")["legs"]
    for name, more in forks.items():
        data["corridors"][name] = {"extends": "main", "name": name, **more}
        if "until" in more:
            data["corridors"][name]["legs"] = legs
    first = tiny()
    first["corridors"]["main"].update(main)
    return first, data


def test_a_fault_that_a_fork_alone_has_is_told_in_its_own_file(shipped):
    border = {"border": {"start": "BETA", "end": "DELTA"}}
    first, data = forks_of_main(border, good={}, cut={"until": "GAMMA", "rejoin": "DELTA"})
    data["corridors"]["short"] = {"extends": "main", "name": "short", "until": "GAMMA"}
    shipped.data(first)
    file = shipped.data(data, "omega")
    lines = file.read_text("utf-8").splitlines()
    line = lines.index("  short:") + 2
    (said,) = [p for p in shipped.problems() if "corridors.short" in p]
    assert said.startswith(
        f"corridors/omega.yaml:{line}:5: corridors.short.border.end: DELTA is not on the corridor "
        "(it runs ALPHA – BETA – GAMMA; taken over from main, corridors/tiny.yaml:"
    )


@pytest.mark.parametrize(
    ("main", "said"),
    [
        ({"costs": {"equipment_usd_per_day": -4, "price_year": 2025, "sources": SOURCES}},
         "corridors.main.costs.equipment_usd_per_day: must be at least 0, found -4"),
        ({"border": {"start": "BETA", "end": "DELTAA"}},
         "corridors.main.border.end: there is no place 'DELTAA'"),
    ],
)  # fmt: skip
def test_a_fault_that_forks_take_over_is_told_once_where_it_stands(shipped, main, said):
    first, data = forks_of_main(main, aa={}, zz={})
    shipped.data(first)
    shipped.data(data, "omega")
    (problem,) = shipped.problems()
    assert problem.startswith("corridors/tiny.yaml:")
    assert said in problem


def test_a_fork_needs_a_name_of_its_own(shipped):
    data = omega()
    del data["corridors"]["fork"]["name"]
    shipped.data(data, "omega")
    (problem,) = shipped.problems()
    assert problem.startswith("corridors/omega.yaml:")
    assert problem.endswith(": corridors.fork: `name` is missing")


def test_circular_corridors_show_the_circle(shipped):
    data = omega(extends="other")
    data["corridors"]["other"] = {**FORK, "extends": "third", "name": "Other"}
    data["corridors"]["third"] = {**FORK, "extends": "fork", "name": "Third"}
    shipped.data(data, "omega")
    assert "corridors.fork.extends: runs in a circle: other → third → fork → other" in (
        " ".join(shipped.problems())
    )


def test_an_id_defined_twice_names_both_places(shipped):
    shipped.data({"places": tiny()["places"]}, "another")
    problems = shipped.problems()
    assert len(problems) == 4
    assert problems[0].startswith("corridors/tiny.yaml:")
    assert problems[0].endswith(
        "places.ALPHA: 'ALPHA' is defined for the second time (first at corridors/another.yaml:2:3)"
    )
    shipped.data({"economy": tiny()["economy"]}, "another")
    assert shipped.problems() == [
        "corridors/tiny.yaml:1:1: economy: is defined for the second time "
        "(first at corridors/another.yaml:1:1)"
    ]


def test_unknown_sections_and_sections_that_are_none(shipped):
    shipped.data({"leggs": {}, "seas": [1], "markets": None, "checks": {}}, "another")
    assert shipped.problems() == [
        "corridors/another.yaml:1:1: leggs: unknown section `leggs` (did you mean legs?)",
        "corridors/another.yaml:2:1: seas: must be a mapping by id",
    ]


def test_a_data_folder_shadows_whole_files(shipped, tmp_path):
    mine = tmp_path / "mine"
    write(mine / "corridors" / "tiny.yaml", changed("places/ALPHA/name", "Mine"))
    write(mine / "scenarios" / "base.yaml", {"horizon_days": 77})
    found = load_scenario("base", [mine])
    assert found.network.places["ALPHA"].name == "Mine"
    assert found.scenario.horizon_days == 77
    assert f"{mine}/corridors/tiny.yaml" in found.files


def test_of_two_data_folders_the_first_wins(shipped, tmp_path):
    for name in ("one", "two"):
        write(tmp_path / name / "tiny.yaml", changed("places/ALPHA/name", name))
    found = load_scenario("base", [tmp_path / "one", tmp_path / "two"])
    assert found.network.places["ALPHA"].name == "one"


def test_a_flat_folder_of_data_and_scenarios(shipped, tmp_path):
    write(tmp_path / "flat" / "omega.yaml", omega())
    write(tmp_path / "flat" / "mine.yaml", {"extends": "base", "corridors": ["fork"],
                                            "shares": {"west": {"fork": 1}}})  # fmt: skip
    found = load_scenario("mine", [tmp_path / "flat"])
    assert found.corridors == ("fork",)
    assert found.network.demands["west"].shares == {"fork": 1}


def test_data_folders_that_are_none(shipped, tmp_path):
    def says(folder):
        with pytest.raises(InputError, match=r".") as caught:
            load_catalogue([folder])
        return str(caught.value)

    (tmp_path / "empty").mkdir()
    assert says(tmp_path / "empty").endswith(
        "--data: holds no .yaml file (put data files in it, or in its subfolders corridors/ "
        "and scenarios/)"
    )
    assert says(tmp_path / "emtpy").endswith(
        "--data: there is no such folder (did you mean empty?)"
    )
    file = write(tmp_path / "x.yaml", tiny())
    assert says(file).endswith("--data: is a file, not a folder (give the folder that holds it)")


def test_the_working_directory_is_never_looked_at(shipped, tmp_path, monkeypatch):
    write(tmp_path / "here" / "corridors" / "omega.yaml", omega())
    write(tmp_path / "here" / "local.yaml", {})
    monkeypatch.chdir(tmp_path / "here")
    assert list(load_catalogue().tree.data["corridors"]) == ["main"]
    assert "there is no scenario 'local'" in shipped.refusal("local")


def test_lists(shipped):
    made = load_catalogue()
    assert list_names(made, "corridors") == [("main", "Main corridor")]
    assert list_names(made, "Places")[2] == ("GAMMA", "Gämma Port")
    assert list_names(made, "scenarios") == [("base", "")]
    with pytest.raises(InputError, match=r"nothing is called 'plces' \(did you mean places\?\)"):
        list_names(made, "plces")


def test_places_by_any_name(shipped):
    network = shipped.load().network
    for text in ("GAMMA", "gamma", "gämma port", "Gamma-Port", "port gamma"):
        assert resolve_place(network, text) == "GAMMA"
    with pytest.raises(InputError, match=r"there is no place 'Gama' \(did you mean GAMMA\?\)"):
        resolve_place(network, "Gama")
    assert resolve_corridor(network, "MAIN corridor") == "main"


def test_validate_takes_single_files_along(shipped, tmp_path):
    file = write(tmp_path / "omega.yaml", omega(until="GAMA"))
    assert len(validate([file])) == 1
    assert validate([write(tmp_path / "omega.yaml", omega())]) == []
    assert validate([shipped.base / "corridors" / "tiny.yaml"]) == []
    scenario = write(tmp_path / "s.yaml", {"horizon_days": 0, "seeed": 3})
    assert [str(p) for p in validate([scenario])] == [
        f"{scenario}:1:1: horizon_days: must be above 0, found 0 (in days)",
        f"{scenario}:2:1: seeed: unknown key `seeed` (did you mean seed?)",
    ]
    assert "there is no such file" in str(validate([tmp_path / "no.yaml"])[0])
    folder = str(validate([tmp_path])[0])
    assert "is a folder, not a file (name one of its files, or all as " in folder
    assert f"{tmp_path}/*.yaml" in folder
