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
     "[{basic: {user: admin, password: changeme}}]", "{basic: {user: admin, password: changeme}}", is_required},
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

}  // namespace phantomime::formats
