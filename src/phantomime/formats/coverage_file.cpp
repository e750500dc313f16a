#include "phantomime/formats/coverage_file.hpp"

#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "phantomime/base/json.hpp"

namespace phantomime::formats {
namespace {

using scenario::Coverage;
using scenario::CoverageItem;

constexpr int coverage_version = 1;
constexpr const char* marker = "phantomime_coverage";
constexpr std::array<std::string_view, 4> kind_names{"stub", "branch", "state", "member"};

Error bad_file(ErrorCode code, const std::string& file, const std::string& why) {
  return {code, file + " is no coverage file: " + why, std::nullopt,
          "delete it if it is of no use any more, or name another file; nothing was written to it"};
}

std::optional<std::string> text_of(const Json& item, const char* name) {
  const auto found = item.find(name);
  if (found == item.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::uint64_t> number_of(const Json& item, const char* name, std::uint64_t most) {
  const auto found = item.find(name);
  if (found == item.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() > most) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::optional<CoverageItem::Kind> kind_of(const Json& item) {
  const auto text = text_of(item, "kind");
  for (std::size_t kind = 0; text && kind < kind_names.size(); ++kind)
    if (kind_names[kind] == *text) return static_cast<CoverageItem::Kind>(kind);
  return std::nullopt;
}

std::optional<CoverageItem> item_of(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto kind = kind_of(json);
  auto pack = text_of(json, "pack"), owner = text_of(json, "of"), name = text_of(json, "name");
  auto file = text_of(json, "file");
  const auto line = number_of(json, "line", std::numeric_limits<std::uint32_t>::max());
  const auto count = number_of(json, "count", std::numeric_limits<std::uint64_t>::max());
  if (!kind || !pack || !owner || !name || !file || !line || !count) return std::nullopt;
  return CoverageItem{
      *kind, *std::move(pack), *std::move(owner), *std::move(name), *std::move(file), static_cast<std::uint32_t>(*line),
      *count};
}

}  // namespace

std::string write_coverage(const Coverage& coverage) {
  std::string text = "{\"" + std::string{marker} + "\": " + std::to_string(coverage_version) + ", \"items\": [";
  bool first = true;
  for (const auto& [key, item] : coverage.items()) {
    text += std::exchange(first, false) ? "\n" : ",\n";
    const OrderedJson json{{"kind", kind_names[static_cast<std::size_t>(item.kind)]},
                           {"pack", item.pack},
                           {"of", item.owner},
                           {"name", item.name},
                           {"file", item.file},
                           {"line", item.line},
                           {"count", item.count}};
    text += json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  }
  return text + "\n]}\n";
}

Result<Coverage> read_coverage(std::string_view text, const std::string& file) {
  const auto json = parse_json(text);
  if (!json) return bad_file(json.error().code, file, "it is cut off, or something else (" + json.error().what + ")");
  const auto version = json->is_object() ? json->find(marker) : json->end();
  if (!json->is_object() || version == json->end() || !version->is_number_integer())
    return bad_file(ErrorCode::syntax, file, "it does not say \"" + std::string{marker} + "\"");
  if (*version != coverage_version)
    return Error{ErrorCode::version, file + " is a coverage file of version " + version->dump(), std::nullopt,
                 "this program knows version 1: use the program that wrote it, or name another file"};
  const auto items = json->find("items");
  if (items == json->end() || !items->is_array()) return bad_file(ErrorCode::wrong_type, file, "it has no items");
  Coverage coverage;
  for (std::size_t number = 0; number < items->size(); ++number) {
    auto item = item_of((*items)[number]);
    if (!item)
      return bad_file(ErrorCode::wrong_type, file, "item " + std::to_string(number + 1) + " is not what it should be");
    coverage.add(*std::move(item));
  }
  return coverage;
}

}  // namespace phantomime::formats
