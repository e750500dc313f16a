#!/usr/bin/env python3
"""The forms of contract reports, held against what others take for them: JSON by the schema that the program itself gives, with a public
validator; JUnit by the reader of Debian's python3-junitparser and the attributes that CI servers read; SARIF 2.1.0 by the classes that were generated
of its schema (python3-sarif-python-om) and the words that the standard lists, and by that schema where npm can fetch it. Two reports each: an ordinary one, and one whose texts are hostile.
"""
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile
import xml.etree.ElementTree as ElementTree

from support import SKIPPED, SOURCE, run_tests, same

try:
    import attr
    import jsonschema
    import junitparser
    import sarif_om
except ImportError as missing:
    print(f"skipped: {missing}; apt-get install python3-jsonschema python3-junitparser python3-sarif-python-om")
    raise SystemExit(SKIPPED)

KINDS = {"ordinary", "hostile", "vacuous"}


@functools.lru_cache(maxsize=None)
def reports():
    """The texts by (kind, form)."""
    program = pathlib.Path(os.environ.get("PHANTOMIME_BUILD_DIR", SOURCE / "build/dev")) / "tests/phantomime_unit_tests"
    program = pathlib.Path(os.environ.get("PHANTOMIME_UNIT_TESTS", program))
    assert program.exists(), f"{program} is not built"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "--gtest_filter=ContractReport.IsGivenToTheValidators"], check=True, capture_output=True,
                       env={**os.environ, "PHANTOMIME_REPORTS_FOLDER": folder})
        found = {tuple(path.name.split(".")): path.read_bytes() for path in pathlib.Path(folder).iterdir()}
    assert {kind for kind, form in found if form != "schema"} == KINDS, sorted(found)
    return found


def test_json_is_what_its_schema_says():
    schema = json.loads(reports()["json", "schema"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for kind in KINDS:
        errors = [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(json.loads(reports()[kind, "json"]))]
        assert not errors, f"{kind}:\n" + "\n".join(errors)
    broken = json.loads(reports()["ordinary", "json"])
    broken["checks"][1]["findings"][0]["class"] = "terrible"
    assert list(validator.iter_errors(broken)), "the schema takes a class that there is not"


def test_junit_is_read_by_a_ci_reader():
    for kind in KINDS:
        document = junitparser.JUnitXml.fromstring(reports()[kind, "junit"])
        cases = [case for suite in document for case in suite]
        suites = list(document)
        assert cases and len(suites) == 1, kind
        results = [result for case in cases for result in case.result]
        failures = sum(isinstance(result, junitparser.Failure) for result in results)
        skipped = sum(isinstance(result, junitparser.Skipped) for result in results)
        for which in (document, suites[0]):
            same(f"{kind}: tests", len(cases), which.tests)
            same(f"{kind}: failures", failures, which.failures)
        same(f"{kind}: skipped", skipped, suites[0].skipped)
        assert failures >= 1, f"{kind}: each of these reports is a failure"
        for case in cases:
            assert case.name and case.classname, kind


def test_junit_has_what_ci_servers_know():
    """Jenkins, GitLab and GitHub's actions read these elements and attributes; further ones may make a strict one refuse the file."""
    known = {"testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
             "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package"},
             "testcase": {"name", "classname", "time", "file", "line"}, "failure": {"message", "type"}, "error": {"message", "type"},
             "skipped": {"message"}, "properties": set(), "property": {"name", "value"}, "system-out": set(), "system-err": set()}
    inside = {"testsuites": {"testsuite"}, "testsuite": {"properties", "testcase", "system-out", "system-err"},
              "testcase": {"failure", "error", "skipped", "system-out", "system-err", "properties"}, "properties": {"property"}}
    for kind in KINDS:
        root = ElementTree.fromstring(reports()[kind, "junit"])
        same("the root", "testsuites", root.tag)
        for element in root.iter():
            assert element.tag in known, f"{kind}: {element.tag}"
            assert set(element.attrib) <= known[element.tag], f"{kind}: {element.tag} {sorted(element.attrib)}"
            assert {child.tag for child in element} <= inside.get(element.tag, set()), f"{kind}: inside of {element.tag}"


# What stands in a member of a class of SARIF 2.1.0; its class where it is an object, or a list of them.
SARIF = {"SarifLog": {"runs": "Run"},
         "Run": {"tool": "Tool", "invocations": "Invocation", "results": "Result"},
         "Tool": {"driver": "ToolComponent"},
         "ToolComponent": {"rules": "ReportingDescriptor"},
         "ReportingDescriptor": {"shortDescription": "MultiformatMessageString"},
         "Invocation": {"toolExecutionNotifications": "Notification"},
         "Notification": {"message": "Message", "locations": "Location"},
         "Result": {"message": "Message", "locations": "Location", "suppressions": "Suppression"},
         "Location": {"physicalLocation": "PhysicalLocation"},
         "PhysicalLocation": {"artifactLocation": "ArtifactLocation", "region": "Region"}}
BAGS = {"properties", "partialFingerprints"}
LEVELS = {"none", "note", "warning", "error"}
WORDS = {("Result", "level"): LEVELS, ("Notification", "level"): LEVELS, ("Run", "columnKind"): {"utf16CodeUnits", "unicodeCodePoints"},
         ("Suppression", "kind"): {"inSource", "external"}, ("Suppression", "status"): {"accepted", "underReview", "rejected"},
         ("SarifLog", "version"): {"2.1.0"}}
NUMBERS = {"startLine", "startColumn", "ruleIndex"}


def check_sarif(value, name, where):
    """Every member is one of the standard, none that it requires is missing, and what is in it is of its kind."""
    assert isinstance(value, dict), f"{where} is no {name}"
    fields = {field.metadata["schema_property_name"]: field for field in attr.fields(getattr(sarif_om, name))}
    # The package was generated of an earlier draft, which called it "state".
    if name == "Suppression":
        fields.setdefault("status", fields.get("state"))
    unknown = set(value) - set(fields)
    assert not unknown, f"{where}: {name} has no {sorted(unknown)}"
    lacking = {key for key, field in fields.items() if field is not None and field.default is attr.NOTHING} - set(value)
    assert not lacking, f"{where}: {name} lacks {sorted(lacking)}"
    for key, member in value.items():
        inner, here = SARIF.get(name, {}).get(key), f"{where}.{key}"
        if (name, key) in WORDS:
            assert member in WORDS[name, key], f"{here}: {member!r}"
        if inner:
            for item in member if isinstance(member, list) else [member]:
                check_sarif(item, inner, here)
        elif key in BAGS:
            assert isinstance(member, dict), here
        elif key in NUMBERS:
            assert isinstance(member, int) and member >= (0 if key == "ruleIndex" else 1), f"{here}: {member!r}"
        elif key == "executionSuccessful":
            assert isinstance(member, bool), here
        else:
            assert isinstance(member, str), f"{here}: {member!r} is no text"


def test_sarif_is_sarif():
    for kind in KINDS:
        log = json.loads(reports()[kind, "sarif"])
        check_sarif(log, "SarifLog", "$")
        for run in log["runs"]:
            rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            same("rules are named once", len(set(rules)), len(rules))
            for result in run["results"]:
                same("its rule", result["ruleId"], rules[result["ruleIndex"]])
                for location in result.get("locations", []):
                    uri = location["physicalLocation"]["artifactLocation"]["uri"]
                    assert re.fullmatch(r"[A-Za-z0-9\-._~/%:]*", uri), f"no URI reference: {uri!r}"
    wrong = json.loads(reports()["ordinary", "sarif"])
    wrong["runs"][0]["results"][0]["colour"] = "red"
    try:
        check_sarif(wrong, "SarifLog", "$")
    except AssertionError:
        return
    raise AssertionError("a member that SARIF does not know passes")


# The schema of the standard's authors, in a package of npm's registry: small, and fetched when it is wanted.
SCHEMA_PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
SCHEMA_DIGEST = "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102"
SCHEMA_FILE = "package/lib/schemas/sarif-2.1.0-rtm.5.json"


def sarif_schema():
    """The schema of SARIF 2.1.0; None, told, where nobody can fetch it."""
    npm = shutil.which("npm")
    if not npm:
        print("        not done: there is no npm to fetch the schema with (apt-get install npm)")
        return None
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run([npm, "pack", SCHEMA_PACKAGE, "--silent", "--pack-destination", folder], capture_output=True, text=True, timeout=120, cwd=folder)
        except subprocess.TimeoutExpired:
            done = None
        packages = list(pathlib.Path(folder).glob("*.tgz"))
        if not packages:
            print(f"        not done: npm did not fetch {SCHEMA_PACKAGE} ({(done.stderr.strip() or done.returncode) if done else 'it took too long'})")
            return None
        same("digest of the package", SCHEMA_DIGEST, hashlib.sha256(packages[0].read_bytes()).hexdigest())
        with tarfile.open(packages[0]) as package:
            return json.load(package.extractfile(SCHEMA_FILE))


def test_sarif_is_what_its_schema_says():
    schema = sarif_schema()
    if schema is None:
        return
    validator = jsonschema.validators.validator_for(schema)(schema)
    for kind in KINDS:
        errors = [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(json.loads(reports()[kind, "sarif"]))]
        assert not errors, f"{kind}:\n" + "\n".join(errors)
    broken = json.loads(reports()["ordinary", "sarif"])
    broken["runs"][0]["results"][0]["level"] = "terrible"
    assert list(validator.iter_errors(broken)), "the schema takes a level that there is not"


def test_github_annotations_are_one_command_a_line():
    command = re.compile(r"::(error|warning|notice) ([a-zA-Z]+=[^,:\r\n]*)(,[a-zA-Z]+=[^,:\r\n]*)*::[^\r\n]*")
    for kind in KINDS:
        lines = reports()[kind, "github"].decode().splitlines()
        assert lines
        for line in lines:
            assert command.fullmatch(line), f"{kind}: {line!r}"


if __name__ == "__main__":
    run_tests(globals())
