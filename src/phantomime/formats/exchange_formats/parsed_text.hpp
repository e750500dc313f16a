#pragma once

#include <optional>

#include "phantomime/formats/exchange_formats/format.hpp"

namespace phantomime::formats {

/// The tree of a file. A broken text is an error or, lenient, read as far as it goes, and said to be left out from
/// there on. Empty where nothing can be done with it. Its source is kept by `reading`.
[[nodiscard]] std::optional<Document> parsed_json(const ConversionInput& input, Reading& reading);
/// The same of text that is YAML or, where it begins with a bracket, JSON.
[[nodiscard]] std::optional<Document> parsed_yaml_or_json(const ConversionInput& input, Reading& reading);
/// Whether a text's first character that is no blank is a bracket of JSON.
[[nodiscard]] bool looks_like_json(std::string_view text) noexcept;

}  // namespace phantomime::formats
