#include "phantomime/formats/exchange_formats/parsed_text.hpp"

#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/formats/json_reader.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::formats {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// JSON's reader is strict; what tools on Windows write before the text is not meant.
std::shared_ptr<const Source> without_byte_order_mark(std::shared_ptr<const Source> source) {
  if (!source->text.starts_with(byte_order_mark)) return source;
  return std::make_shared<const Source>(source->name, source->text.substr(byte_order_mark.size()));
}

template <class Read>
std::optional<Document> parsed(std::shared_ptr<const Source> source, Reading& reading, Read read) {
  reading.keep(source);
  Errors errors;
  Document document = read(source, errors);
  if (errors.empty()) return document;
  if (!reading.is_lenient() || !document.root.is_mapping()) {
    for (Error& error : errors) reading.errors().push_back(std::move(error));
    return std::nullopt;
  }
  reading.leave_out("what could not be read", std::move(errors));
  return document;
}

}  // namespace

bool looks_like_json(std::string_view text) noexcept {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

std::optional<Document> parsed_json(const ConversionInput& input, Reading& reading) {
  return parsed(without_byte_order_mark(input.source), reading,
                [](auto source, Errors& errors) { return read_json_in_part(std::move(source), errors); });
}

std::optional<Document> parsed_yaml_or_json(const ConversionInput& input, Reading& reading) {
  if (looks_like_json(input.text())) return parsed_json(input, reading);
  return parsed(input.source, reading, [](auto source, Errors& errors) {
    YamlLimits limits;
    limits.bytes = max_conversion_bytes;
    return read_foreign_yaml(std::move(source), errors, limits);
  });
}

}  // namespace phantomime::formats
