#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "phantomime/base/document.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime {

/// JSON values for looking at: members sorted, found in logarithmic time whatever a client sends.
using Json = nlohmann::json;
/// JSON values for writing, where members stay in order.
using OrderedJson = nlohmann::ordered_json;

/// nlohmann's dump() and == recurse: nesting is limited where text becomes a value (design.md 5).
inline constexpr std::size_t max_json_depth = 256;

/// Parses one JSON text. Errors: syntax (with the position in the hint), limit (nested too deep), invalid UTF-8.
/// Numbers lose their own spelling: never write these values back where bytes matter, respell the text instead.
[[nodiscard]] Result<Json> parse_json(std::string_view text, std::size_t max_depth = max_json_depth);

/// How JSON text is written.
enum class Spelling {
  as_is,
  python,   ///< Python's json.dumps: ", " and ": ", ASCII only
  compact,  ///< no blanks
  pretty,   ///< two blanks a level, one member a line
};

/// The same JSON in another spelling: member order, duplicate members and the spelling of numbers are kept, strings
/// keep their value. `text` must be valid JSON (parse_json said so); `python` turns non-ASCII into \uXXXX.
/// Errors: syntax, limit.
[[nodiscard]] Result<std::string> respell_json(std::string_view text, Spelling spelling);

/// The same for text that append_json wrote, which need not be looked at for mistakes.
[[nodiscard]] std::string respell_written_json(std::string text, Spelling spelling);

/// JSON text (compact) of a document node by YAML 1.2's core types; numbers keep their spelling where JSON has it
/// (0x1f and .inf are an error with a hint), mapping keys become strings.
[[nodiscard]] Result<std::string> node_to_json_text(const Node& node);

/// `text` as a JSON string, quotes included.
[[nodiscard]] std::string json_quote(std::string_view text);
void append_json_quoted(std::string& out, std::string_view text);

/// JSON text as a value: written by append_json as it stands, which keeps the order of members that Json cannot keep.
[[nodiscard]] Json written_json(std::string_view text);
/// The value as compact JSON text; never throws, invalid UTF-8 becomes U+FFFD. The nesting of values is limited where
/// they are made.
void append_json(std::string& out, const Json& value);
[[nodiscard]] std::string json_text(const Json& value);

/// A value as short JSON text for messages: at most `limit` bytes, cut on a character boundary with an ellipsis;
/// never throws, invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string brief(const Json& value, std::size_t limit = 80);

}  // namespace phantomime
