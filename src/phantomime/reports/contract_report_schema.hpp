#pragma once

#include <string_view>

namespace phantomime::reports {

/// What contract_json() writes. A change that a reader would notice raises `version`.
inline constexpr std::string_view contract_report_schema_text = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "phantomime contract report",
  "type": "object",
  "additionalProperties": false,
  "required": ["version", "program", "command", "subject", "pack", "profile", "target", "started", "totals", "failed", "nothing_checked",
               "not_checked", "notes", "checks"],
  "properties": {
    "version": {"const": 1},
    "program": {"type": "string"},
    "command": {"type": "string"},
    "subject": {"type": "string"},
    "pack": {"type": "string"},
    "profile": {"type": "string"},
    "target": {"type": "string"},
    "started": {"type": "string"},
    "totals": {
      "type": "object",
      "additionalProperties": false,
      "required": ["requests", "ok", "drift", "breaking", "not_run", "failed", "findings", "set_aside", "unproven",
                   "assertions"],
      "properties": {
        "requests": {"$ref": "#/$defs/count"}, "ok": {"$ref": "#/$defs/count"}, "drift": {"$ref": "#/$defs/count"},
        "breaking": {"$ref": "#/$defs/count"}, "not_run": {"$ref": "#/$defs/count"},
        "failed": {"$ref": "#/$defs/count"}, "findings": {"$ref": "#/$defs/count"},
        "set_aside": {"$ref": "#/$defs/count"},
        "unproven": {"$ref": "#/$defs/count"}, "assertions": {"$ref": "#/$defs/strengths"}
      }
    },
    "failed": {"type": "boolean"},
    "nothing_checked": {"type": "boolean"},
    "not_checked": {"$ref": "#/$defs/texts"},
    "notes": {"$ref": "#/$defs/texts"},
    "checks": {"type": "array", "items": {"$ref": "#/$defs/check"}}
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
    "texts": {"type": "array", "items": {"type": "string"}},
    "strengths": {
      "type": "object",
      "additionalProperties": false,
      "required": ["documented", "recorded", "assumed"],
      "properties": {"documented": {"$ref": "#/$defs/count"}, "recorded": {"$ref": "#/$defs/count"},
                     "assumed": {"$ref": "#/$defs/count"}}
    },
    "place": {
      "anyOf": [{"type": "null"}, {
        "type": "object",
        "additionalProperties": false,
        "required": ["file", "line", "column"],
        "properties": {"file": {"type": "string"}, "line": {"type": ["integer", "null"]},
                       "column": {"type": ["integer", "null"]}}
      }]
    },
    "check": {
      "type": "object",
      "additionalProperties": false,
      "required": ["request", "stub", "where", "outcome", "why", "safety", "milliseconds", "assertions", "unproven",
                   "unchecked", "findings", "more_findings"],
      "properties": {
        "request": {"type": "string"},
        "stub": {"type": "string"},
        "where": {"$ref": "#/$defs/place"},
        "outcome": {"enum": ["ok", "drift", "not run", "failed"]},
        "why": {"type": "string"},
        "safety": {"type": "string"},
        "milliseconds": {"type": "number"},
        "assertions": {"$ref": "#/$defs/strengths"},
        "unproven": {"$ref": "#/$defs/count"},
        "unchecked": {"$ref": "#/$defs/texts"},
        "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}},
        "more_findings": {"$ref": "#/$defs/count"}
      }
    },
    "finding": {
      "type": "object",
      "additionalProperties": false,
      "required": ["id", "place", "general_place", "kind", "class", "reason", "expected", "actual", "times", "origin",
                   "blame", "blame_reason", "request", "observed", "unobserved", "set_aside"],
      "properties": {
        "id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "request": {"type": "string"},
        "place": {"type": "string"},
        "general_place": {"type": "string"},
        "kind": {"enum": ["status", "header", "not JSON", "truncated", "extra", "missing", "type", "null", "value",
                          "format", "order", "count", "invariant"]},
        "class": {"enum": ["breaking", "compatible", "noise"]},
        "reason": {"type": "string"},
        "expected": {"type": "string"},
        "actual": {"type": "string"},
        "times": {"type": "integer", "minimum": 1},
        "origin": {
          "type": "object",
          "additionalProperties": false,
          "required": ["kind", "strength", "text", "where"],
          "properties": {
            "kind": {"enum": ["fixture", "table", "erratum", "rule", "collection", "answer", "recording"]},
            "strength": {"enum": ["documented", "recorded", "assumed"]},
            "text": {"type": "string"},
            "where": {"$ref": "#/$defs/place"}
          }
        },
        "blame": {"enum": ["unknown", "server", "fixture", "engine"]},
        "blame_reason": {"type": "string"},
        "observed": {"type": ["string", "null"], "description": "JSON text of what came"},
        "unobserved": {"type": "string", "description": "why it is not kept"},
        "set_aside": {
          "anyOf": [{"type": "null"}, {
            "type": "object",
            "additionalProperties": false,
            "required": ["owner", "reason", "until", "over", "where"],
            "properties": {"owner": {"type": "string"}, "reason": {"type": "string"},
                           "until": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                           "over": {"type": "boolean"}, "where": {"$ref": "#/$defs/place"}}
          }]
        }
      }
    }
  }
}
)";

}  // namespace phantomime::reports
