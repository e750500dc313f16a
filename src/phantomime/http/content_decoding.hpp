#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/http/content_decoder.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::http {

/// Those a body came in, in the order in which they were applied; nothing where one is unknown or there are more than
/// four. `identity` is none.
[[nodiscard]] std::optional<std::vector<ContentCoding>> content_codings(const Headers& headers);

/// A whole body without its codings. What was cut off is decoded as far as it goes. `codings` say afterwards which
/// deflate it was. Errors: syntax (not in this coding), limit (longer than `limit` bytes decoded).
[[nodiscard]] Result<std::string> decoded_content(std::string_view bytes, std::vector<ContentCoding>& codings,
                                                  std::size_t limit);

/// The bytes without their content codings, `codings` as in Content-Encoding: `gzip`, `x-gzip`, `deflate` (with
/// zlib's head or without), `br`, `identity`, or several in the order in which they were applied. Errors: not_found (a
/// coding that is not known), bad_value (bytes that are not what it says, or not all of them), limit (more than `limit`
/// bytes come out).
[[nodiscard]] Result<std::string> decode_content(std::string_view bytes, std::string_view codings, std::size_t limit);
/// The same of codings that are known; they say afterwards which deflate it was. Errors: bad_value, limit.
[[nodiscard]] Result<std::string> decode_content(std::string_view bytes, std::vector<ContentCoding>& codings,
                                                 std::size_t limit);

}  // namespace phantomime::http
