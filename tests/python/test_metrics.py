"""`GET metrics` read as strictly as Prometheus does, and compared with what was sent."""
import http.client
import json
import pathlib
import re
import socket
import tempfile

from support import Server, run_tests, same

PACK = """\
phantomime: 1
pack: {name: measured, credentials: {accept: [{basic: {user: admin, password: changeme}}]}}
stubs:
  - {name: 'hello "you" \\ there', request: GET /hello, response: {text: hello}}
  - {name: turns, request: GET /turns, response: {sequence: [{status: 200}, {status: 503}]}}
  - {name: never called, request: GET /never, response: {text: never}}
"""
ADMIN = "/__phantomime"
BASIC = {"Authorization": "Basic YWRtaW46Y2hhbmdlbWU="}
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf'({NAME})(?:\{{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\}})? (NaN|[+-]Inf|-?[0-9.]+(?:[eE][+-]?[0-9]+)?)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')


def unescaped(text):
    return re.sub(r'\\(["\\n])', lambda found: "\n" if found[1] == "n" else found[1], text)


def parse(text):
    """{name: {labels: value}} and {family: type}; every rule of the format that a line can break is checked."""
    assert text.endswith("\n"), "the last line must end"
    types, helps, samples, family = {}, set(), {}, None
    for line in text.split("\n")[:-1]:
        if found := re.fullmatch(rf"# HELP ({NAME}) (.+)", line):
            assert found[1] not in helps, f"{line}: twice"
            helps.add(found[1])
            family = found[1]
        elif found := re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge|histogram)", line):
            assert found[1] == family and found[1] not in types, line
            types[family] = found[2]
        else:
            found = SAMPLE.fullmatch(line)
            assert found, f"no sample: {line}"
            base = re.sub(r"_(bucket|sum|count)$", "", found[1]) if types[family] == "histogram" else found[1]
            assert base == family, f"{line} stands under {family}"
            labels = tuple(sorted((name, unescaped(value)) for name, value in LABEL.findall(found[2] or "")))
            assert labels not in samples.setdefault(found[1], {}), f"{line}: twice"
            samples[found[1]][labels] = float(found[3])
            if types[family] == "counter":
                assert found[1].endswith("_total"), line
    same("types", helps, set(types))
    return samples, types


class Measured:
    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        pack = pathlib.Path(self.temporary.name) / "pack.yaml"
        pack.write_text(PACK)
        self.server = Server(str(pack), "--quiet", *self.arguments).__enter__()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port("http"), timeout=20)
        return self

    def __exit__(self, *exception):
        self.connection.close()
        self.server.__exit__(*exception)
        self.temporary.cleanup()

    def send(self, target, method="GET", headers=BASIC, body=None):
        self.connection.request(method, target, headers=headers, body=body)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def scrape(self):
        status, headers, text = self.send(ADMIN + "/metrics", headers={})
        same("answer", (200, "text/plain; version=0.0.4; charset=utf-8"), (status, headers["Content-Type"]))
        return parse(text.decode())[0]


def requests(samples):
    return {(dict(labels)["outcome"], dict(labels)["stub"], dict(labels)["status"]): value
            for labels, value in samples.get("phantomime_requests_total", {}).items()}


def test_counts_are_those_of_what_was_sent():
    with Measured() as measured:
        same("at first", {}, requests(measured.scrape()))
        for _ in range(3):
            measured.send("/hello")
        for _ in range(5):
            measured.send("/turns")
        measured.send("/__space/other/hello")
        measured.send("/hello?token=hunter2", headers={})
        measured.send("/nothing?token=hunter2")
        with socket.create_connection(("127.0.0.1", measured.server.port("http"))) as bad:
            bad.sendall(b"NO HTTP\r\n\r\n")
            while bad.recv(4096):
                pass
        samples = measured.scrape()
        same("requests", {("matched", 'hello "you" \\ there', "200"): 4.0, ("matched", "turns", "200"): 1.0, ("matched", "turns", "503"): 4.0,
                          ("refused", "", "401"): 1.0, ("unmatched", "", "404"): 1.0}, requests(samples))
        same("misses", {(): 1.0}, samples["phantomime_misses_total"])
        same("bad", {(("status", "400"),): 1.0}, samples["phantomime_bad_requests_total"])
        same("accepted", {(): 2.0}, samples["phantomime_connections_accepted_total"])
        assert samples["phantomime_connections_open"][()] >= 1, samples
        same("admin", {(("status", "200"),): 1.0}, samples["phantomime_admin_requests_total"])
        same("spaces", {(): 2.0}, samples["phantomime_spaces"])
        same("entries", {(): 11.0}, samples["phantomime_journal_entries"])
        assert samples["phantomime_journal_bytes"][()] > 1000, samples
        assert "hunter2" not in repr(samples)


def test_histograms_are_whole():
    with Measured() as measured:
        for _ in range(20):
            measured.send("/hello")
        samples = measured.scrape()
        buckets = {}
        for labels, value in samples["phantomime_request_duration_seconds_bucket"].items():
            buckets.setdefault(dict(labels)["outcome"], []).append((float(dict(labels)["le"]), value))
        same("kinds", {"matched", "refused", "unmatched"}, set(buckets))
        for outcome, its in buckets.items():
            bounds, counts = zip(*its)
            same("rising", (sorted(bounds), sorted(counts)), (list(bounds), list(counts)))
            same("ends", (1e-05, 10.0, float("inf")), (bounds[0], bounds[-2], bounds[-1]))
            same("count", counts[-1], samples["phantomime_request_duration_seconds_count"][(("outcome", outcome),)])
        same("all", 20.0, samples["phantomime_request_duration_seconds_count"][(("outcome", "matched"),)])
        assert 0 < samples["phantomime_request_duration_seconds_sum"][(("outcome", "matched"),)] < 10


def test_nothing_that_counts_goes_back():
    with tempfile.TemporaryDirectory() as folder, Measured("--journal", folder + "/journal") as measured:
        for _ in range(3):
            measured.send("/hello")
        for target in range(20):
            measured.send(f"/__space/gone/{target}", "POST", body="x" * 1_000_000)  # more than memory keeps
        before = measured.scrape()
        assert before["phantomime_journal_dropped_total"][()] > 0, before
        measured.send(ADMIN + "/reset", "POST", {})
        measured.send(ADMIN + "/journal", "DELETE", {})
        measured.send(ADMIN + "/spaces/gone", "DELETE", {})
        after, types = parse(measured.send(ADMIN + "/metrics", headers={})[2].decode())
        for name, its in before.items():
            if name.endswith(("_total", "_bucket", "_count", "_sum")):
                for labels, value in its.items():
                    assert after[name][labels] >= value, (name, labels)
        same("the stub", 3.0, requests(after)[("matched", 'hello "you" \\ there', "200")])
        same("dropped on disk", 0.0, after["phantomime_disk_journal_dropped_total"][()])
        assert after["phantomime_disk_journal_records_total"][()] <= 23
        same("segments", "gauge", types["phantomime_disk_journal_segments"])


if __name__ == "__main__":
    run_tests(globals())
