#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/net/framing.hpp"
#include "phantomime/net/proxy/origin.hpp"
#include "phantomime/net/proxy/wire.hpp"

namespace phantomime::net {

/// A client's end of its connection: what outlasts an exchange.
struct ClientEnd {
  ClientEnd(const Limits& limits, BodySink& sink) : framer{limits, &sink} {}

  Wire wire;
  std::array<char, wire_bytes> buffer;
  std::string_view input;  ///< read into `buffer` but not framed yet
  Framer framer;
  std::string peer;
  std::uint64_t number = 0;    ///< of the connection, from 1
  std::uint32_t listener = 0;  ///< by which it came
  bool tls = false;
  bool half_closed = false;      ///< it sends no more, and may still read
  std::optional<Origin> tunnel;  ///< what CONNECT opened it to
};

}  // namespace phantomime::net
