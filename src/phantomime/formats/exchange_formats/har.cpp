#include "phantomime/formats/exchange_formats/har.hpp"

#include <array>

namespace phantomime::formats {
namespace {

constexpr std::array not_in_har{
    Fact::number,      Fact::session,   Fact::early_answer,   Fact::interim,     Fact::chunks,
    Fact::trailers,    Fact::outcome,   Fact::cut_body,       Fact::body_digest, Fact::secrets,
    Fact::target_form, Fact::raw_bytes, Fact::content_coding,
};

bool is_har(const ConversionInput& input) {
  const std::string_view text = input.text().substr(0, 65536);
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || text[first] != '{') return false;
  return text.find("\"log\"") != std::string_view::npos &&
         (text.find("\"entries\"") != std::string_view::npos || text.find("\"creator\"") != std::string_view::npos);
}

}  // namespace

ExchangeFormat har_format() noexcept {
  ExchangeFormat format;
  format.name = "har";
  format.summary = "HTTP Archive 1.2, as browsers and proxies save it";
  format.recognises = is_har;
  format.ending = ".har";
  format.cannot_carry = not_in_har;
  format.read = read_har;
  format.write = write_har;
  return format;
}

}  // namespace phantomime::formats
