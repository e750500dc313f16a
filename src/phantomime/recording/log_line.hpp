#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"
#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// The format's version that this program writes, and the only one it reads.
inline constexpr int log_version = 1;
/// The log within a recording's folder, and the folder of the bodies beside it.
inline constexpr std::string_view log_name = "exchanges.jsonl";
inline constexpr std::string_view bodies_folder = "bodies";
/// Bodies up to so many bytes lie in the log itself, longer ones beside it.
inline constexpr std::size_t most_inline_body = 64u << 10;

/// What a session says of itself before its exchanges: the first line of a log, and the first of each resumed session.
struct SessionHead {
  std::uint64_t session = 1;
  Instant began;
  std::string target;    ///< of a reverse proxy: `https://phantom.example`; empty: a forward proxy
  bool redacted = true;  ///< false: `--redact off`, the log is raw and says so
  std::string key_id;    ///< which key made the placeholders (no part of the key); empty: raw
  std::string program;   ///< `phantomime 0.1.0`
};

/// A line of the log (base/checked_line.hpp), its line feed included: `{"crc":"89abcdef","exchange":{...}}` or
/// `{"crc":"89abcdef","session":{...}}`. Texts that are no UTF-8 stand as `{"base64": "..."}`; times are nanoseconds,
/// save that `began` is kept to the microsecond.
[[nodiscard]] std::string log_line(const SessionHead& head);
[[nodiscard]] std::string log_line(const Exchange& exchange);

/// A line read again: exactly one of the two.
struct LogLine {
  std::optional<SessionHead> session;
  std::optional<Exchange> exchange;
};
/// `line` with its line feed. Errors: syntax (torn or damaged: the checksum does not fit), version, bad_value.
[[nodiscard]] Result<LogLine> read_log_line(std::string_view line);

/// What stands at the beginning of an exchange's line.
struct LogLineHead {
  std::uint64_t number = 0;
  std::string method, target;
};
/// The head of an exchange's line without reading the rest of it, which only the checksum vouches for; nothing where
/// the line is another one, damaged, or spelled so that all of it must be read.
[[nodiscard]] std::optional<LogLineHead> read_log_line_head(std::string_view line);

}  // namespace phantomime::recording
