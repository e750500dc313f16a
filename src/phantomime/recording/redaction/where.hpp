#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/json_pointer.hpp"

namespace phantomime::recording {

/// Where in an exchange something is looked at: only spelled out once a secret is found there. Views, for the stack.
struct Where {
  std::string_view base;  ///< `request.body`
  const Where* outer = nullptr;
  const std::vector<std::string>* members = nullptr;  ///< of JSON within it
  std::string_view part = {};                         ///< a header's or a cookie's name

  /// As in Secret::where.
  [[nodiscard]] std::string text() const {
    std::string text = outer ? outer->text() : std::string{base};
    if (members)
      for (const std::string& member : *members) text = pointer_to(text, member);
    if (!part.empty()) text.append(".").append(part);
    return text;
  }
};

}  // namespace phantomime::recording
