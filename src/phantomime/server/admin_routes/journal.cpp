#include <optional>

#include "phantomime/http/request_view.hpp"
#include "phantomime/matchers/path_pattern.hpp"
#include "phantomime/server/admin_routes/groups.hpp"
#include "phantomime/server/disk_journal/journal_search.hpp"
#include "phantomime/server/journal_page.hpp"

namespace phantomime::server {
namespace {

http::Reply read_journal(const AdminCall& call) {
  QueryReader query{call.query};
  const auto status = query.number("status", 100, 999);
  const auto unmatched = query.flag("unmatched");
  std::optional<matchers::PathPattern> path;
  if (const std::string* text = query.text("path")) {
    auto pattern = matchers::PathPattern::parse(*text);
    if (pattern)
      path = std::move(*pattern);
    else
      query.wrong("path", pattern.error().what, pattern.error().hint);
  }
  const auto wanted = [&](const scenario::JournalEntry& entry) {
    if (status && static_cast<int>(*status) != entry.status) return false;
    if (unmatched && *unmatched != entry.unmatched) return false;
    return !path || path->matches(http::RequestView{entry.request}.path());
  };
  const auto older = [&](const scenario::Journal::Excerpt& excerpt, std::uint64_t since, std::uint64_t before,
                         std::size_t limit) -> Result<OlderEntries> {
    call.view.journal->catch_up();
    JournalSearch search{call.space.name(), excerpt.origin, excerpt.forgotten, since, before};
    if (status) search.status = static_cast<int>(*status);
    search.unmatched = unmatched;
    search.path = path ? &*path : nullptr;
    search.limit = limit;
    auto found = search_journal(*call.view.journal, search);
    if (!found) return found.error();
    return OlderEntries{std::move(found->entries), found->looked_to, found->more};
  };
  if (!call.view.journal) return journal_page(call, query, "entries", wanted, journal_json);
  return journal_page(call, query, "entries", wanted, journal_json, older);
}

http::Reply forget_journal(const AdminCall& call) {
  call.space.stage().forget_journal();
  http::Reply reply;
  reply.status = 204;
  return reply;
}

constexpr QueryParameter journal_parameters[] = {
    {"path", "A path as in a stub: /rest/container, or /rest/container/{id}", R"({"type": "string"})"},
    {"status", "Answers of this status", R"({"type": "integer", "minimum": 100, "maximum": 999})"},
    {"unmatched", "Whether no stub answered", R"({"type": "boolean"})"},
    since_parameter,
    limit_parameter,
};

constexpr AdminRoute journal_table[] = {
    {
        .method = "GET",
        .path = "journal",
        .summary =
            "What came, what was answered and by which stub, oldest first; secrets are redacted. With serve --journal "
            "also what memory dropped",
        .answer = read_journal,
        .schema = R"({"allOf": [{"$ref": "#/components/schemas/Page"}], "required": ["entries"],
          "properties": {"entries": {"type": "array", "items": {"$ref": "#/components/schemas/JournalEntry"}}}})",
        .body_schema = {},
        .query = journal_parameters,
    },
    {
        .method = "DELETE",
        .path = "journal",
        .summary = "Drops the entries; numbers go on. What is on disk stays there, and is not told any more",
        .answer = forget_journal,
        .status = 204,
        .schema = {},
        .body_schema = {},
        .query = {},
    },
};

constexpr NamedSchema journal_schemas[] = {
    {"Page", R"({"type": "object", "required": ["next", "more", "total", "dropped"],
      "properties": {
        "next": {"type": "integer", "description": "The since of the next page, also of one that is yet to come"},
        "more": {"type": "boolean", "description": "Whether there are entries behind this page already"},
        "total": {"type": "integer", "description": "The number of the last entry there ever was"},
        "dropped": {"type": "integer", "description": "Entries that had to make room; unknown to verify"}}})"},
    {"RequestLine", R"({"type": "object", "required": ["method", "target"],
      "properties": {"method": {"type": "string"}, "target": {"type": "string"}}})"},
    {"JournalEntry", R"({"type": "object", "additionalProperties": false,
      "required": ["number", "at", "peer", "tls", "request", "status", "kind"],
      "properties": {"number": {"type": "integer", "minimum": 1}, "at": {"type": "string", "format": "date-time"},
        "peer": {"type": "string"}, "tls": {"type": "boolean"}, "status": {"type": "integer"},
        "kind": {"enum": ["matched", "refused", "unmatched"]},
        "stub": {"type": "string", "description": "The one that answered, or would have with credentials"},
        "request": {"allOf": [{"$ref": "#/components/schemas/RequestLine"}],
          "required": ["headers", "body", "body_bytes"],
          "properties": {
            "headers": {"type": "array", "items": {"type": "object", "required": ["name", "value"],
              "properties": {"name": {"type": "string"}, "value": {"type": "string"}}}},
            "body": {"type": "string", "description": "Its first 2048 bytes"}, "body_bytes": {"type": "integer"},
            "body_left_out": {"const": true}}}}})"},
};

}  // namespace

AdminGroup journal_routes() { return {journal_table, journal_schemas}; }

}  // namespace phantomime::server
