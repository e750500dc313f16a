#include "phantomime/reports/sarif.hpp"

#include <string_view>
#include <utility>

namespace phantomime::reports {
namespace {

/// A path as a URI reference (RFC 3986): relative paths stay relative to where lint ran, absolute ones become file
/// URIs.
std::string to_uri(std::string_view path) {
  static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = !path.empty() && path.front() == '/' ? "file://" : "";
  for (const char letter : path) {
    if (plain.find(letter) != std::string_view::npos) {
      uri += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    uri += '%';
    uri += digits[byte >> 4];
    uri += digits[byte & 15];
  }
  return uri;
}

}  // namespace

OrderedJson sarif_location(const Location& where) {
  OrderedJson made;
  OrderedJson& physical = made["physicalLocation"];
  physical["artifactLocation"]["uri"] = to_uri(where.source->name);
  if (where.line) physical["region"]["startLine"] = where.line;
  if (where.line && where.column) physical["region"]["startColumn"] = where.column;
  return made;
}

std::string sarif_text(OrderedJson run) {
  OrderedJson log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = OrderedJson::array({std::move(run)});
  return log.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace phantomime::reports
