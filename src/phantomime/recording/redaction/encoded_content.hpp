#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/http/content_decoder.hpp"

namespace phantomime::recording {

/// A body in these codings, applied one after the other: what http::decoded_content took off. Errors: limit.
[[nodiscard]] Result<std::string> encoded_content(std::string_view bytes,
                                                  const std::vector<http::ContentCoding>& codings);

}  // namespace phantomime::recording
