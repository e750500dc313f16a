#pragma once

#include <array>
#include <string_view>

namespace phantomime::formats {

/// A fault by WireMock's name and by the scenario language's.
struct WiremockFault {
  std::string_view wiremock, ours;
};
inline constexpr std::array wiremock_faults{
    WiremockFault{"EMPTY_RESPONSE", "close"},
    WiremockFault{"CONNECTION_RESET_BY_PEER", "reset"},
    WiremockFault{"RANDOM_DATA_THEN_CLOSE", "garbage"},
    WiremockFault{"MALFORMED_RESPONSE_CHUNK", "malformed_chunk"},
};

}  // namespace phantomime::formats
