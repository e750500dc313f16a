#include "phantomime/formats/exchange_formats/cassette.hpp"

namespace phantomime::formats {
namespace {

bool is_vcr(const ConversionInput& input) {
  return mentions_key(input.text(), "http_interactions") &&
         recorder_of(input.text()).find("betamax") == std::string::npos;
}

}  // namespace

ExchangeFormat vcr_format() noexcept {
  ExchangeFormat format;
  format.name = "vcr";
  format.summary = "cassettes of VCR for Ruby (YAML or JSON)";
  format.recognises = is_vcr;
  format.cannot_carry = not_in_cassettes();
  format.unknown = unknown_of_cassettes;
  format.read = [](const ConversionInput& input, Reading& reading, std::vector<recording::Exchange>& exchanges) {
    read_cassette(input, CassetteStyle::http_interactions, reading, exchanges);
  };
  return format;
}

}  // namespace phantomime::formats
