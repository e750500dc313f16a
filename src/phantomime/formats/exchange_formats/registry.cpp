#include <array>

#include "phantomime/formats/exchange_formats/format.hpp"

namespace phantomime::formats {

std::span<const ExchangeFormat> exchange_formats() noexcept {
  static const std::array formats{recording_format(), har_format(),  betamax_format(),  vcr_format(), vcrpy_format(),
                                  postman_format(),   curl_format(), wiremock_format(), pack_format()};
  return formats;
}

}  // namespace phantomime::formats
