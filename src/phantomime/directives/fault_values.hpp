#pragma once

#include <string_view>

#include "phantomime/base/load_context.hpp"
#include "phantomime/http/fault.hpp"

namespace phantomime::directives {

inline constexpr std::int64_t largest_place = std::int64_t{1} << 40;

/// `before_head`, `in_head`, `after_head`, or a number of bytes behind the head.
void load_place(const Node& value, LoadContext& context, std::string_view what, http::Fault::Place& place);
/// The value of `drip`, `bandwidth` or `stall`.
void load_pace(std::string_view key, const Node& value, LoadContext& context, http::Fault& fault);

}  // namespace phantomime::directives
