#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/recording/exchange.hpp"
#include "phantomime/recording/playing/text_pattern.hpp"

namespace phantomime::recording {

/// The placeholders that answers of a recording hold, with the first exchange whose answer does: whoever uses one later
/// got it from there, and gets the placeholder when the recording is played. All others stand for what the client
/// brings itself.
class IssuedPlaceholders {
 public:
  explicit IssuedPlaceholders(std::span<const Exchange> exchanges);
  /// Whether an answer before the exchange of this number gave it out.
  [[nodiscard]] bool before(const std::string& placeholder, std::uint64_t number) const;

 private:
  std::map<std::string, std::uint64_t, std::less<>> first_;
};

/// The placeholders in one part of an exchange that any present value may stand for. `part` as in Secret::where:
/// `request.target`, `request.header.Cookie`, `request.body`; what lies below it counts too.
[[nodiscard]] std::vector<std::string> open_placeholders(const Exchange& exchange, std::string_view part,
                                                         const IssuedPlaceholders& issued);
/// Whether `where` is `part` or lies below it. Names of headers are compared without case.
[[nodiscard]] bool lies_in_part(std::string_view where, std::string_view part) noexcept;

/// The first value of a request's header with holes for its secrets; of a scheme that has credentials the scheme stays.
[[nodiscard]] TextPattern header_pattern(const Exchange& exchange, std::string_view name, std::string_view value,
                                         const IssuedPlaceholders& issued);

}  // namespace phantomime::recording
