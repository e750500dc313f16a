#pragma once

#include "phantomime/formats/exchange_formats/format.hpp"

// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/): the two ways, the row is in har.cpp.
namespace phantomime::formats {

void read_har(const ConversionInput& input, Reading& reading, std::vector<recording::Exchange>& exchanges);
[[nodiscard]] OutputFiles write_har(std::span<const recording::Exchange> exchanges, Layout layout, Losses& losses);

}  // namespace phantomime::formats
