#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"
#include "phantomime/directives/response_spec.hpp"

namespace phantomime::directives {

/// The bytes in a content coding (RFC 9110, 8.4.1): gzip without a time in it, deflate in zlib's format, brotli. The
/// same bytes always give the same result. Errors: limit (the library refused).
[[nodiscard]] Result<std::string> encode(std::string_view bytes, Coding coding);

/// As in Content-Encoding: "gzip", "deflate", "br", "identity".
[[nodiscard]] std::string_view to_string(Coding coding) noexcept;

}  // namespace phantomime::directives
