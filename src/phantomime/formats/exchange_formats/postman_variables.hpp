#pragma once

#include <map>
#include <string>
#include <string_view>

#include "phantomime/formats/exchange_formats/reading.hpp"

namespace phantomime::formats {

/// The variables of a Postman collection: `{{name}}` in its texts.
class PostmanVariables {
 public:
  explicit PostmanVariables(Reading& reading) : reading_{reading} {}

  /// Reads a `variable` list; later definitions win.
  void add(const Node& list);
  /// The text with what has a value replaced, values within values too (bounded). What has none stays as it stands and
  /// is a loss.
  [[nodiscard]] std::string resolved(std::string_view text);
  /// Whether a text begins with a variable that has no value; its name.
  [[nodiscard]] static std::string_view leading_name(std::string_view text) noexcept;

 private:
  void append_resolved(std::string& out, std::string_view text, int depth);

  Reading& reading_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace phantomime::formats
