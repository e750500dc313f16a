#include "phantomime/formats/key_tables.hpp"

namespace phantomime::formats {

namespace {

constexpr Presence is_required = Presence::required;

constexpr KeyRow file_rows[] = {
    {"phantomime", "the version of the format", R"({"const": 1})", "1", "2", is_required},
    {"stubs", "the list of stubs", R"({"type": "array", "items": {"$ref": "#/$defs/stub"}})",
     "[{name: ping, request: GET /ping, response: {text: pong}}]", "{name: ping}"},
    {"defaults", "what every stub of this file starts from", R"({"$ref": "#/$defs/defaults"})",
     "{response: {spelling: python}}", "[python]"},
    {"variables", "names for values, used as ${name}",
     R"({"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}})", "{base: /rest}",
     "{1st: /rest}"},
    {"include", "further files, relative to this one",
     R"({"type": "array", "items": {"type": "string", "minLength": 1}})", "[parts/errors.yaml]", "parts/errors.yaml"},
    {"pack", "what the pack says of itself", R"({"$ref": "#/$defs/pack"})", "{name: phantom-docs}", "phantom-docs"},
    {"grammars", "how lists are asked for, by name",
     R"({"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/grammar"}]}})",
     "{plain: {envelope: '{{ shown }}'}}", "[plain]"},
    {"errors", "what clients' mistakes get, by kind",
     R"({"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/error"}]}})",
     "{not_found: {response: {status: 404, text: no}}}", "[not_found]"},
    {"collections", "data sets that are served and change, by name",
     R"({"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/collection"}]}})",
     "{thing: {path: /thing, fields: {id: integer}, operations: {one: {}}}}", "[thing]"},
    {"machines", "states of their own, by name",
     R"({"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/own_machine"}]}})",
     "{door: {initial: shut, transitions: {open: {from: shut, to: wide}, shut: {from: wide, to: shut}}}}", "[door]"},
    {"contracts", "what answers are like, by the name of the stub; `*` in it stands for any text",
     R"({"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/contract"}]}})",
     "{'*': {status: [200, 404]}}", "[ping]"},
    {"quarantine", "findings that are known: shown, and no failure until their day",
     R"({"type": "array", "items": {"$ref": "#/$defs/quarantine"}})",
     "[{finding: '6f1ed002ab559585', owner: ann, reason: mended in 8.5.1, until: 2026-12-31}]", "[6f1ed002ab559585]"},
    {"remove", "in a profile: names of stubs that it takes away",
     R"({"type": "array", "items": {"type": "string", "minLength": 1}})", "[ping]", "ping"},
};

constexpr KeyRow stub_rows[] = {
    {"name", "what logs and reports call it; unique in the pack", R"({"type": "string", "minLength": 1})",
     "status of a run", "[a, b]", is_required},
    {"request", "which requests it answers", R"({"$ref": "#/$defs/request"})", "GET /rest/playbook_run/46", "[GET, /]",
     is_required},
    {"response", "what to answer", R"({"$ref": "#/$defs/response"})", "{json: {id: 46}}", "46", is_required},
    {"priority", "higher wins; default 0", R"({"type": "integer"})", "10", "high"},
    {"example", "a request that must reach this stub", R"({"$ref": "#/$defs/example"})", "GET /rest/playbook_run/46",
     "46"},
    {"expect", "how often it is to be called", R"({"$ref": "#/$defs/expect"})", "{at_least: 1}", "once"},
    {"provenance", "how much is known of the answer", R"({"enum": ["documented", "recorded", "assumed"]})", "assumed",
     "guessed"},
    {"note", "for people: why it is as it is", R"({"type": "string"})", "the page prints placeholders", "[a]"},
    {"do", "steps: what happens before it answers", R"({"$ref": "#/$defs/steps"})", "[{let: {a: 1}}]", "x"},
    {"state", "it matches only while a machine is in this state, or one of these",
     R"({"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [{"type": "string"},
         {"type": "array", "minItems": 1, "items": {"type": "string"}}]}})",
     "{door: shut}", "shut"},
    {"contract", "what its answers are like, for whoever checks a live server", R"({"$ref": "#/$defs/contract"})",
     "{body: {$.id: integer}}", "integer"},
};

constexpr KeyRow error_rows[] = {
    {"response", "what they get; templates see `error`", R"({"$ref": "#/$defs/response"})",
     "{status: 404, json: {failed: true}}", "404", is_required},
    {"provenance", "how much is known of it", R"({"enum": ["documented", "recorded", "assumed"]})", "assumed",
     "guessed"},
    {"note", "for people: why it is so", R"({"type": "string"})", "nobody recorded it", "[a]"},
};

constexpr KeyRow operation_rows[] = {
    {"method", "the request's method, or methods",
     R"({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})", "POST", "3"},
    {"before", "steps before anything is read or written, but with what the body gives", R"({"$ref": "#/$defs/steps"})",
     "[{let: {a: 1}}]", "x"},
    {"after", "steps after it", R"({"$ref": "#/$defs/steps"})", "[{let: {a: 1}}]", "x"},
    {"response", "what to answer", R"({"$ref": "#/$defs/response"})", "{json: {success: true}}", "46"},
    {"example", "a request that must reach it", R"({"$ref": "#/$defs/example"})", "GET /rest/thing/1", "46"},
    {"only", "of list: a condition on each `row`", R"({"type": ["string", "boolean"]})", "'{{ row.id != 3 }}'", "[x]"},
    {"soft", "of delete: the members that change instead", R"({"type": "object"})", "{is_active: false}", "yes"},
    {"contract", "what its answers are like, for whoever checks a live server", R"({"$ref": "#/$defs/contract"})",
     "{body: {$.id: integer}}", "integer"},
    {"provenance", "how much is known of it", R"({"enum": ["documented", "recorded", "assumed"]})", "assumed",
     "guessed"},
    {"note", "for people: why it is so", R"({"type": "string"})", "nobody recorded it", "[a]"},
};

constexpr KeyRow defaults_rows[] = {
    {"request", "what every request of this file starts from", R"({"$ref": "#/$defs/request_defaults"})",
     "{trailing_slash: tolerated}", "GET /"},
    {"response", "what every response of this file starts from", R"({"$ref": "#/$defs/response_defaults"})",
     "{spelling: python}", "python"},
};

constexpr KeyRow example_rows[] = {
    {"request", "METHOD TARGET", request_line_schema, "POST /rest/playbook_run/46", "/rest/playbook_run/46",
     is_required},
    {"headers", "header lines; a list repeats one",
     R"({"type": "object", "additionalProperties": {"anyOf": [{"type": ["string", "number", "boolean"]},
         {"type": "array", "items": {"type": ["string", "number", "boolean"]}}]}})",
     "{Content-Type: application/json}", "[Content-Type]"},
    {"body", "the body as text", R"({"type": "string"})", "user=ann&remember", "{user: ann}"},
    {"json", "the body as JSON", "true", "{cancel: true}", ""},
};

constexpr KeyRow expect_rows[] = {
    {"exactly", "this many calls", R"({"type": "integer", "minimum": 0})", "1", "-1"},
    {"at_least", "no fewer calls", R"({"type": "integer", "minimum": 0})", "1", "some"},
    {"at_most", "no more calls", R"({"type": "integer", "minimum": 0})", "3", "1.5"},
};

constexpr KeyRow pack_rows[] = {
    {"name", "the pack's name; default: its folder's", R"({"type": "string", "minLength": 1})", "phantom-docs", "[a]"},
    {"summary", "one line for people", R"({"type": "string"})", "the documented answers", "[a]"},
    {"profile", "the profile that holds when none is chosen", R"({"type": "string", "minLength": 1})", "\"4.10\"",
     "[a]"},
    {"epoch", "the instant to which the pack's own instants belong",
     R"({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}([Tt ].*)?$"})", "2020-01-22T19:40:00Z", "yesterday"},
    {"credentials", "who is let in, and what others get", R"({"$ref": "#/$defs/pack_credentials"})",
     "{accept: [{bearer: secret}]}", "none"},
    {"fallback", "the response when no stub matches", R"({"$ref": "#/$defs/response"})",
     "{status: 404, json: {failed: true}}", "404"},
    {"exports", "environment names for phantomime run",
     R"({"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}, "additionalProperties":
         {"enum": ["https_url", "http_url", "admin_url", "ca_file", "user", "password", "token"]}})",
     "{PHANTOM_BASE_URL: https_url}", "{PHANTOM_BASE_URL: url}"},
    {"detect", "how a live server's version picks a profile", R"({"$ref": "#/$defs/detect"})",
     "{request: GET /rest/version, pointer: /version, profiles: {\"4.5\": '4\\.5\\..*'}}", "GET /rest/version"},
};

constexpr KeyRow pack_credentials_rows[] = {
    {"accept", "requests must carry one of these", R"({"type": "array", "items": {"$ref": "#/$defs/credential"}})",
     "[{basic: {user: admin, password: changeme}}]", "{basic: {user: admin, password: changeme}}"},
    {"check", "steps that let in by the state, instead of `accept`", R"({"$ref": "#/$defs/steps"})",
     "[{require: {that: '{{ basic_user() }}', otherwise: refused}}]", "x"},
    {"sample", "with `check`: credentials that are let in at the start, one or a list",
     R"({"oneOf": [{"$ref": "#/$defs/credential"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/credential"}}]})",
     "{basic: {user: admin, password: changeme}}", "admin"},
    {"refuse", "what others get", R"({"$ref": "#/$defs/response"})", "{status: 401, json: {failed: true}}", "401"},
};

constexpr KeyRow detect_rows[] = {
    {"request", "METHOD TARGET", request_line_schema, "GET /rest/version", "/rest/version", is_required},
    {"pointer", "JSON Pointer to the version in the answer", R"({"type": "string", "pattern": "^(/.*)?$"})", "/version",
     "version", is_required},
    {"profiles", "an RE2 expression for each profile",
     R"({"type": "object", "additionalProperties": {"type": "string"}})", "{\"4.5\": '4\\.5\\..*'}", "{\"4.5\": [4]}",
     is_required},
};

}  // namespace

std::span<const KeyRow> file_keys() { return file_rows; }
std::span<const KeyRow> stub_keys() { return stub_rows; }
std::span<const KeyRow> defaults_keys() { return defaults_rows; }
std::span<const KeyRow> example_keys() { return example_rows; }
std::span<const KeyRow> expect_keys() { return expect_rows; }
std::span<const KeyRow> pack_keys() { return pack_rows; }
std::span<const KeyRow> pack_credentials_keys() { return pack_credentials_rows; }
std::span<const KeyRow> detect_keys() { return detect_rows; }
std::span<const KeyRow> error_keys() { return error_rows; }
std::span<const KeyRow> operation_keys() { return operation_rows; }

}  // namespace phantomime::formats
