#include "phantomime/formats/key_tables.hpp"

// The keys of fixtures.yaml, tables/*.yaml and errata.yaml (fixtures/README.md). These files have no JSON Schema; the
// rows serve the loader's errors.
namespace phantomime::formats {

namespace {

constexpr Presence required = Presence::required;
constexpr std::string_view no_schema = "true";

constexpr KeyRow manifest_rows[] = {
    {"phantomime", "the version of the format", no_schema, "1", "2", required},
    {"sources", "where fixtures come from, by name", no_schema, "{a-page: {title: A page, product: A product}}", "[a]",
     required},
    {"fixtures", "the body files, by path from this file's folder", no_schema,
     "{a.json: {provenance: documented, source: a-page, section: GET /a}}", "[a.json]", required},
};

constexpr KeyRow source_rows[] = {
    {"title", "its title", no_schema, "REST User", "[a]", required},
    {"page", "a documentation page's file name", no_schema, "page.txt", "[a]"},
    {"product", "the product it speaks of", no_schema, "Splunk Phantom", "[a]", required},
    {"versions", "the product's versions", no_schema, "[\"4.10\"]", "[4.10]"},
    {"last_modified", "of the page", no_schema, "2023-09-07", "[a]"},
    {"evidence", "what a source that is no page rests on", no_schema, "\"recorded [R]\"", "[a]"},
};

constexpr KeyRow fixture_rows[] = {
    {"provenance", "documented, recorded or assumed", no_schema, "documented", "guessed", required},
    {"source", "where it comes from", no_schema, "rest-user", "[a]", required},
    {"section", "where in the source", no_schema, "GET · Example response", "[a]", required},
    {"as_printed", "the source's own text, where the fixture had to differ", no_schema, "a.as_printed.txt", "[a]"},
    {"errata", "the errata that made it differ", no_schema, "[S003-1]", "S003-1"},
    {"table", "the field table that describes it", no_schema, "ph_user.create", "[a]"},
    {"rows", "JSON Pointer to the rows that the table describes", no_schema, "/data", "data"},
    {"note", "what it rests on; required for assumed", no_schema, "our guess", "[a]"},
};

constexpr KeyRow tables_file_rows[] = {
    {"phantomime", "the version of the format", no_schema, "1", "2", required},
    {"tables", "field tables by name", no_schema, "{}", "[a]", required},
};

constexpr KeyRow table_rows[] = {
    {"source", "where it is printed", no_schema, "rest-user", "[a]", required},
    {"section", "where in the source", no_schema, "POST · Request parameters", "[a]", required},
    {"endpoint", "METHOD PATH; a list where several", no_schema, "POST /rest/ph_user", "{}", required},
    {"side", "request or response", no_schema, "response", "both", required},
    {"members", "its rows", no_schema, "[{member: id, type: integer, json: [integer]}]", "id", required},
};

constexpr KeyRow member_rows[] = {
    {"member", "its name", no_schema, "id", "[a]", required},
    {"required", "required or optional, as printed", no_schema, "optional", "maybe"},
    {"type", "as printed", no_schema, "integer", "[a]"},
    {"json", "the JSON types that are meant", no_schema, "[integer]", "[int]", required},
    {"description", "as printed", no_schema, "Id of the container", "[a]"},
};

constexpr KeyRow errata_file_rows[] = {
    {"phantomime", "the version of the format", no_schema, "1", "2", required},
    {"errata", "the list of errata", no_schema, "[]", "{}", required},
};

constexpr KeyRow erratum_rows[] = {
    {"id", "its name", no_schema, "S001-14", "[a]", required},
    {"page", "the source that it corrects", no_schema, "rest-user", "{}", required},
    {"endpoint", "METHOD PATH; a list where several, \"*\" for the whole page", no_schema, "GET /rest/approval", "{}"},
    {"member", "the member it is about; a list where several", no_schema, "asset", "{}"},
    {"says", "what the page says", no_schema, "listed as required", "[a]", required},
    {"side", "what is taken to be true", no_schema, "optional", "[a]", required},
    {"evidence", "what that rests on", no_schema, "the page's own examples", "[a]", required},
    {"amends", "what it changes in a table; a list where several", no_schema,
     "{table: approval.detail, member: asset, presence: optional}", "asset"},
};

constexpr KeyRow amendment_rows[] = {
    {"table", "the table it changes", no_schema, "approval.detail", "[a]", required},
    {"member", "the member it changes", no_schema, "asset", "[a]"},
    {"json", "the JSON types instead", no_schema, "[object, \"null\"]", "[thing]"},
    {"presence", "required or optional instead", no_schema, "optional", "maybe"},
    {"additional_members", "whether members beyond the table are allowed", no_schema, "true", "some"},
    {"at", "JSON Pointer to where the member lies, * for any element", no_schema, "\"/targets/*/prompt\"", "prompt"},
};

}  // namespace

std::span<const KeyRow> manifest_keys() { return manifest_rows; }
std::span<const KeyRow> source_keys() { return source_rows; }
std::span<const KeyRow> fixture_keys() { return fixture_rows; }
std::span<const KeyRow> tables_file_keys() { return tables_file_rows; }
std::span<const KeyRow> table_keys() { return table_rows; }
std::span<const KeyRow> member_keys() { return member_rows; }
std::span<const KeyRow> errata_file_keys() { return errata_file_rows; }
std::span<const KeyRow> erratum_keys() { return erratum_rows; }
std::span<const KeyRow> amendment_keys() { return amendment_rows; }

}  // namespace phantomime::formats
