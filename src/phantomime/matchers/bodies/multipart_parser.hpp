#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"

namespace phantomime::matchers {

/// One part of a multipart form (RFC 7578). The body points into what was parsed.
struct MultipartPart {
  std::string name;
  std::optional<std::string> filename;
  std::optional<std::string> content_type;
  std::string_view body;
};

inline constexpr std::size_t max_multipart_parts = 1000;

/// The boundary that a Content-Type names, or empty where it is no multipart.
[[nodiscard]] std::string multipart_boundary(std::string_view content_type);

/// The parts of a body, in time linear in its length. A preamble and an epilogue are skipped; parts without a name get
/// an empty one. Errors: syntax (no such boundary, a part without an end), limit (more than max_multipart_parts).
[[nodiscard]] Result<std::vector<MultipartPart>> parse_multipart(std::string_view body, std::string_view boundary);

}  // namespace phantomime::matchers
