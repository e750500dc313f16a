#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace phantomime::contract {

/// What a header of an answer is to a consumer, which decides what a difference in it means.
enum class HeaderPolicy : std::uint8_t {
  ignored,      ///< of the connection, or another in every answer: never a finding
  media_type,   ///< says how the body is to be read
  acted_on,     ///< clients do something by it: where to go, when to come again, what is allowed
  informative,  ///< a tolerant client lives without it
  server,       ///< who answers: nobody is concerned
};
[[nodiscard]] HeaderPolicy header_policy(std::string_view name) noexcept;

/// `application/json` of `Application/JSON; charset=UTF-8`, in lower case.
[[nodiscard]] std::string media_type(std::string_view content_type);
/// Whether clients that look for JSON take a body of this media type for it.
[[nodiscard]] bool is_json_media_type(std::string_view type) noexcept;

}  // namespace phantomime::contract
