#include "phantomime/directives/content_type.hpp"

#include "phantomime/http/headers.hpp"

namespace phantomime::directives {
namespace {

struct Row {
  std::string_view extension;
  std::string_view type;
};

// IANA's registrations; text goes out as UTF-8, as fixtures are written.
constexpr Row rows[] = {
    {"json", "application/json"},
    {"geojson", "application/geo+json"},
    {"har", "application/json"},
    {"jsonl", "application/jsonl"},
    {"ndjson", "application/x-ndjson"},
    {"xml", "application/xml"},
    {"html", "text/html; charset=utf-8"},
    {"htm", "text/html; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"log", "text/plain; charset=utf-8"},
    {"md", "text/markdown; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"ico", "image/vnd.microsoft.icon"},
    {"pdf", "application/pdf"},
    {"zip", "application/zip"},
    {"gz", "application/gzip"},
    {"tgz", "application/gzip"},
    {"tar", "application/x-tar"},
    {"wasm", "application/wasm"},
    {"woff2", "font/woff2"},
};

std::string_view extension_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

}  // namespace

std::string_view content_type_of_file(std::string_view path) noexcept {
  for (const Row& row : rows)
    if (http::same_name(row.extension, extension_of(path))) return row.type;
  return "application/octet-stream";
}

bool is_json_file(std::string_view path) noexcept { return http::same_name(extension_of(path), "json"); }

}  // namespace phantomime::directives
