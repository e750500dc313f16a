#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"

namespace phantomime::http {

/// The bytes without their content codings, `codings` as in Content-Encoding: `gzip`, `x-gzip`, `deflate` (with
/// zlib's head or without), `br`, `identity`, or several in the order in which they were applied. Errors: not_found (a
/// coding that is not known), bad_value (bytes that are not what it says), limit (more than `limit` bytes come out).
[[nodiscard]] Result<std::string> decode_content(std::string_view bytes, std::string_view codings, std::size_t limit);

}  // namespace phantomime::http
