#include "phantomime/formats/exchange_formats/cassette.hpp"

namespace phantomime::formats {
namespace {

bool is_betamax(const ConversionInput& input) {
  return mentions_key(input.text(), "http_interactions") &&
         recorder_of(input.text()).find("betamax") != std::string::npos;
}

}  // namespace

ExchangeFormat betamax_format() noexcept {
  ExchangeFormat format;
  format.name = "betamax";
  format.summary = "cassettes of betamax for Python (JSON)";
  format.recognises = is_betamax;
  format.cannot_carry = not_in_cassettes();
  format.unknown = unknown_of_cassettes;
  format.read = [](const ConversionInput& input, Reading& reading, std::vector<recording::Exchange>& exchanges) {
    read_cassette(input, CassetteStyle::http_interactions, reading, exchanges);
  };
  return format;
}

}  // namespace phantomime::formats
