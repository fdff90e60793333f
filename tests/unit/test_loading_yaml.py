import pytest
import yaml

from simulator.errors import InputError, Mark
from simulator.loading import yaml_reader
from simulator.loading.yaml_reader import parse_value, parse_yaml, read_yaml

LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]


@pytest.fixture(params=LOADERS, ids=["python", "libyaml"], autouse=True)
def _parser(request, monkeypatch):
    monkeypatch.setattr(yaml_reader, "_Loader", request.param)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("22:30", "22:30"),
        ("2025-01-05", "2025-01-05"),
        ("010", 10), ("0o10", 8), ("0x1F", 31), ("1e3", 1000.0), ("1_000", "1_000"), ("-4", -4),
        (".5", 0.5), ("true", True), ("False", False), ("~", None), ("", None), ("null", None),
        ("'12'", "12"), ("1.2.3", "1.2.3"), ("-", None), ("+", "+"), ("!!str 12", "12"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(text, value):
    if text == "-":
        assert parse_yaml("a:\n  -")[0] == {"a": [None]}
        return
    found = parse_yaml(f"a: {text}")[0]["a"]
    assert found == value
    assert type(found) is type(value)


def test_every_key_and_item_has_its_mark():
    data, marks = parse_yaml("a:\n  b: [1, {c: 2}]\n2025: x\n", "f.yaml")
    assert data == {"a": {"b": [1, {"c": 2}]}, "2025": "x"}
    assert marks[("a",)] == Mark("f.yaml", 1, 1)
    assert marks[("a", "b")] == Mark("f.yaml", 2, 3)
    assert marks[("a", "b", 0)] == Mark("f.yaml", 2, 7)
    assert marks[("a", "b", 1, "c")] == Mark("f.yaml", 2, 11)
    assert marks[("2025",)] == Mark("f.yaml", 3, 1)


BAD = [
    ("a: 1\nb: 2\na: 3", "3:1: the key `a` stands here for the second time (first in line 1)"),
    ("a: {<<: {b: 1}}", "1:5: the merge key `<<` is not allowed (use `extends`)"),
    ("a: !!python/none x", "1:4: the tag !!python/none is not allowed (write the value plainly)"),
    ("a: !!int 3", "1:4: the tag !!int is not allowed (write the value plainly)"),
    ("a: .inf", "1:4: .inf is not a finite number"),
    ("a: .nan", "1:4: .nan is not a finite number"),
    ("a: 1e999", "1:4: 1e999 is not a finite number"),
    ("a: " + "9" * 5000, "1:4: a number of 5000 characters is too long to be meant"),
    ("a: *x", "1:4: `*x` refers to no anchor above"),
    ("abc: &abc 1\nb: *abd", "2:4: `*abd` refers to no anchor above (did you mean abc?)"),
    ("a: &x [*x]", "1:8: `*x` contains itself"),
    ("a: 1\n---\nb: 2", "2:1: holds several documents (keep one, drop the line `---`)"),
    ("? [1, 2]\n: 3", "1:3: a key must be a plain word"),
    ("{'': 3}", "1:2: a key is empty"),
    ("a:\n\tb: 1", "2:1: not YAML: a tab indents this line (use spaces)"),
    ("a: @x", "1:4: not YAML: no value can begin with '@' (put it in quotes)"),
    ("a: 'x", "1:6: not YAML: quotes that open on line 1 are never closed"),
    ("a: 1\n b: 2", "2:3: not YAML: a colon stands where none can "
     "(check the indentation, or put a text that holds `: ` in quotes)"),
    ("a: [", "1:4: not YAML: the bracket `[` that opens on line 1 is never closed (add `]`)"),
    ("a: [\n", "1:4: not YAML: the bracket `[` that opens on line 1 is never closed (add `]`)"),
    ("b: {a: 1,\n", "1:4: not YAML: the bracket `{` that opens on line 1 is never closed "
     "(add `}`)"),
    ("a:\n  - [1,\n  - 2", "2:5: not YAML: the bracket `[` that opens on line 2 is never closed "
     "(add `]`)"),
    ("a: [b, c}", "1:4: not YAML: the bracket `[` that opens on line 1 is closed by `}` "
     "(close it by `]`)"),
    ("a: [b]]", "1:7: not YAML: the bracket `]` closes none that is open"),
    ("a: [b,,c]", "1:7: not YAML: a value is missing before this comma"),
    ("a: [1, 2\nb: 3", "1:4: not YAML: the bracket `[` that opens on line 1 is never closed "
     "(or a comma is missing before line 2, column 2)"),
    ("a: 1\nb:\n  - {c: 1\n    d: [2}", "3:5: not YAML: the bracket `{` that opens on line 3 is "
     "never closed (or a comma is missing before line 4, column 6)"),
    ("a: {b: \"x}\nc: {d: \"y: z\"}\n", "1:8: not YAML: the quotes that open here are closed only "
     "by the next ones, on line 2 (close them by \", unless all of that is one text: see what "
     "follows it)"),
    ("a: 'x\nb: 'y'\n", "1:4: not YAML: the quotes that open here are closed only by the next "
     "ones, on line 2 (close them by ', unless all of that is one text: see what follows it)"),
    ("a: \"x\n  y\"\nb: [1\nc: 2", "3:4: not YAML: the bracket `[` that opens on line 3 is never "
     "closed (or a comma is missing before line 4, column 2)"),
    ("{a: 1,5, b: 2,5}", "1:15: the key `5` stands here for the second time (first in line 1; a "
     "number has a point for decimals and no separators)"),
    ("a:\n    b: 1\n  c: 2", "3:3: not YAML: this line does not fit the lines above it "
     "(check the indentation)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD)
def test_refused_with_line_and_column(text, message):
    with pytest.raises(InputError, match=r"^f\.yaml:\d+:\d+: ") as caught:
        parse_yaml(text, "f.yaml")
    assert str(caught.value) == f"f.yaml:{message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "the bracket `[` at character 1 is never closed (add `]`)"),
        ("[a, [b], {c: 1,", "the bracket `{` at character 10 is never closed (add `}`)"),
        ("]", "the bracket `]` closes none that is open"),
    ],
)
def test_a_bracket_of_the_command_line_is_told_by_its_place(text, message):
    with pytest.raises(InputError, match="not YAML") as caught:
        parse_value(text, "corridors")
    assert str(caught.value) == f"--set: corridors: not YAML: {message}"


def test_exploding_anchors_are_refused():  # 9¹⁰ values: without that it would never end
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 9) + "]" for i in range(1, 10)]
    with pytest.raises(InputError, match="the aliases stand for more than 100,000 values"):
        parse_yaml("\n".join(lines))


def test_too_many_aliases():
    text = "a: &a 1\nb: [" + ", ".join(["*a"] * 101) + "]"
    with pytest.raises(InputError, match=r"more than 100 aliases \(`\*a`\)"):
        parse_yaml(text)


def test_aliases_are_copies():
    data, _ = parse_yaml("a: &a {x: [1]}\nb: *a")
    data["a"]["x"].append(2)
    assert data["b"] == {"x": [1]}


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000])
def test_deep_nesting_is_refused(text):
    with pytest.raises(InputError, match="is nested more than 40 levels deep"):
        parse_yaml(text)


def test_files_that_are_none(tmp_path):
    def says(path):
        with pytest.raises(InputError, match=r".") as caught:
            read_yaml(path, "f.yaml")
        return str(caught.value)

    file = tmp_path / "f.yaml"
    assert "f.yaml: is a folder, not a file (name one of its files" in says(tmp_path)
    (tmp_path / "corridor.yaml").write_text("a: 1")
    missing = says(tmp_path / "coridor.yaml")
    assert missing == "f.yaml: there is no such file (did you mean corridor.yaml?)"
    assert "there is no such file (nor a folder" in says(tmp_path / "no" / "where.yaml")
    file.write_text("")
    assert says(file) == "f.yaml: is empty"
    file.write_text("# nothing yet\n")
    assert says(file) == "f.yaml: holds only comments"
    file.write_text("- a\n- b\n")
    assert says(file) == (
        "f.yaml:1:1: must be a mapping of keys to values at the top, found a list"
    )
    file.write_text("hello world")
    assert says(file).endswith("at the top, found the single value 'hello world'")
    file.write_bytes(b"a: 1\nb: caf\xe9\n")
    assert says(file) == "f.yaml:2:7: is not text in UTF-8: byte 0xe9 (save it as UTF-8)"
    file.write_bytes(b"PK\x03\x04")
    assert says(file) == "f.yaml:1:3: is not a text file: character 0x03"


def test_a_hundred_megabytes_are_not_read(tmp_path):
    file = tmp_path / "junk.yaml"
    with file.open("wb") as out:
        out.truncate(100_000_000)
    with pytest.raises(InputError, match=r"has 100\.0 MB \(the largest file read is 5 MB\)"):
        read_yaml(file)


def test_byte_order_mark_and_windows_lines(tmp_path):
    file = tmp_path / "f.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: [x]\r\n")
    assert read_yaml(file).data == {"a": 1, "b": ["x"]}


def test_values_of_the_command_line():
    assert parse_value("3", "a.b") == 3
    assert parse_value("{shape: uniform, low: 1, high: 2}", "a")["high"] == 2
    assert parse_value("null", "a") is None
    with pytest.raises(InputError, match=r"^--set: a\.b: is given no value \(write PATH=VALUE"):
        parse_value(" ", "a.b")
    with pytest.raises(InputError, match=r"^--set: a\.b: not YAML: the bracket `\[` at"):
        parse_value("[1, 2", "a.b")
