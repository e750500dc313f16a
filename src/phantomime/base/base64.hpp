#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"

namespace phantomime {

/// RFC 4648 base64 with padding, in one line.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

/// The strict inverse: no blanks, padding required, no bits left over. Errors: syntax (the text is not repeated in
/// the message: it may be a secret).
[[nodiscard]] Result<std::string> decode_base64(std::string_view text);

}  // namespace phantomime
