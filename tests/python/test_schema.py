"""`phantomime schema` under a public validator: it accepts what is shipped and rejects what a schema can see to be broken;
it agrees with the loader row by row, and scenarios/README.md speaks of every key."""
import json
import os
import pathlib
import re
import subprocess
import tempfile

from support import PROGRAM, SKIPPED, SOURCE, run_tests, same

try:
    import jsonschema
    import yaml

    import core_yaml
except ImportError as missing:
    print(f"skipped: {missing}; apt-get install python3-jsonschema python3-yaml")
    raise SystemExit(SKIPPED)

SCHEMA = json.loads(subprocess.run([PROGRAM, "schema"], check=True, capture_output=True, text=True).stdout)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
REFERENCE = (SOURCE / "scenarios/README.md").read_text()


def complaints(value, validator=VALIDATOR):
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def tables():
    """Each mapping of the schema with its name."""
    yield "file", SCHEMA
    for name, definition in SCHEMA["$defs"].items():
        for form in definition.get("anyOf", [definition]):
            if "properties" in form:
                yield name, form


def test_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    same("dialect", "https://json-schema.org/draft/2020-12/schema", SCHEMA["$schema"])


def test_core_rules_of_the_loader():
    same("core types", ["no", 8, 8, 0x1F, "2020-01-22", None, None, True, 1.1, "1_000", "0b1", "12:30:45"],
         core_yaml.load("[no, 0o10, 08, 0x1f, 2020-01-22, ~, , true, 1.10, 1_000, 0b1, 12:30:45]".replace(", ,", ", null,")))


def test_shipped_scenarios_are_accepted():
    files = sorted((SOURCE / "scenarios").rglob("*.yaml"))
    assert files, "no scenarios"
    for file in files:
        same(str(file), [], complaints(core_yaml.load(file.read_text())))


def test_whole_examples_of_the_reference_are_accepted():
    examples = [text for text in re.findall(r"```yaml\n(.*?)```", REFERENCE, re.S) if text.startswith("phantomime: 1")]
    assert len(examples) >= 3, len(examples)
    for text in examples:
        same(text, [], complaints(core_yaml.load(text)))


def test_broken_packs_that_a_schema_can_see_are_rejected():
    marked = sorted(path.parent for path in (SOURCE / "tests/broken_packs").glob("*/schema-sees-it"))
    assert marked, "no broken packs"
    for pack in marked:
        files = [file for file in pack.glob("*.yaml")]
        assert any(complaints(core_yaml.load(file.read_text())) for file in files), f"{pack.name} is accepted"


def test_examples_of_the_schema_are_accepted_by_their_keys():
    seen = 0
    for name, table in tables():
        for key, schema in table["properties"].items():
            validator = jsonschema.Draft202012Validator({**schema, "$defs": SCHEMA["$defs"]})
            for example in schema["examples"]:
                same(f"{name}.{key}", [], complaints(example, validator))
                seen += 1
    assert seen > 100, seen


def test_variables_may_stand_for_values_of_every_type():
    stub = {"name": "s", "request": "GET ${base}/x", "priority": "${p}", "response": {"status": "${s}", "json": "${j}"}}
    same("variables", [], complaints({"phantomime": 1, "stubs": [stub, "${stub}"]}))
    assert complaints({"phantomime": "${one}", "stubs": []})
    assert complaints({"phantomime": 1, "stubs": [{**stub, "priority": "high"}]})


def test_keys_that_exclude_each_other():
    def response(value):
        return complaints({"phantomime": 1, "stubs": [{"name": "s", "request": "GET /", "response": value}]})
    assert not response({"text": "a"})
    assert response({"text": "a", "json": 1})


def test_loader_and_schema_agree_on_every_row():
    """The rows, and that the loader takes the right value and refuses the wrong one, are the unit tests' (EveryKey)."""
    program = pathlib.Path(os.environ.get("PHANTOMIME_BUILD_DIR", SOURCE / "build/dev")) / "tests/phantomime_unit_tests"
    program = pathlib.Path(os.environ.get("PHANTOMIME_UNIT_TESTS", program))
    assert program.exists(), f"{program} is not built"
    with tempfile.TemporaryDirectory() as folder:
        rows = pathlib.Path(folder) / "rows.json"
        subprocess.run([program, "--gtest_filter=ScenarioSchema.RowsAreGivenToTheValidatorsTest"], check=True,
                       capture_output=True, env={**os.environ, "PHANTOMIME_KEY_ROWS": str(rows)})
        rows = json.loads(rows.read_text())
    assert len(rows) > 100, len(rows)
    # The loader refuses 0x1f in JSON, which has no such spelling; a schema sees the value only.
    spelling = re.compile(r"\b0x1f\b")
    wrong = []
    for row in rows:
        name = f"{row['table']}.{row['key']}"
        for complaint in complaints(core_yaml.load(row["right"])):
            wrong.append(f"{name}: the schema refuses {row['right']}: {complaint}")
        if "wrong" in row and not spelling.search(row["wrong"]) and not complaints(core_yaml.load(row["wrong"])):
            wrong.append(f"{name}: the schema accepts {row['wrong']}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_reference_speaks_of_every_key():
    missing = []
    for name, table in tables():
        for key in table["properties"]:
            # `key`, `key: ...` or `{key: ...}` in backticks, or a line or flow mapping of an example
            spoken = re.search(rf"`{re.escape(key)}`|(?:^|[\s{{,`(\[-]){re.escape(key)}:(?:\s|$)", REFERENCE, re.M)
            if not spoken:
                missing.append(f"{name}.{key}")
    same("keys without a word in scenarios/README.md", [], missing)


run_tests(globals())
