#include "phantomime/formats/exchange_formats/cassette.hpp"

namespace phantomime::formats {
namespace {

bool is_vcrpy(const ConversionInput& input) {
  return mentions_key(input.text(), "interactions") && mentions_key(input.text(), "version");
}

}  // namespace

ExchangeFormat vcrpy_format() noexcept {
  ExchangeFormat format;
  format.name = "vcrpy";
  format.summary = "cassettes of vcrpy for Python (YAML or JSON)";
  format.recognises = is_vcrpy;
  format.cannot_carry = not_in_cassettes();
  format.unknown = unknown_of_cassettes;
  format.read = [](const ConversionInput& input, Reading& reading, std::vector<recording::Exchange>& exchanges) {
    read_cassette(input, CassetteStyle::interactions, reading, exchanges);
  };
  return format;
}

}  // namespace phantomime::formats
