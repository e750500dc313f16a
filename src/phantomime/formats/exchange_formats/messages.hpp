#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/formats/exchange_formats/reading.hpp"
#include "phantomime/recording/exchange.hpp"

// What the readers of formats share: from what people's tools write to what went over the wire.
namespace phantomime::formats {

/// An `http` or `https` URL as a client uses it.
struct SplitUrl {
  std::string origin;  ///< `https://host:8443`, without userinfo
  std::string target;  ///< origin form; blanks and control characters are escaped, all else is as it was
  std::string user_info;
};
/// Nothing where it is no URL of these schemes with a host.
[[nodiscard]] std::optional<SplitUrl> split_url(std::string_view url);

/// Puts the URL into the exchange; who is named in it becomes an Authorization line, as clients do. Reports what is no
/// URL at `where`.
void set_url(recording::Exchange& exchange, std::string_view url, const Node& where, Reading& reading);

/// Adds a line, or reports at `where` why no message can have it.
void add_header_line(http::Headers& headers, std::string_view name, std::string_view value, const Node& where,
                     Reading& reading);
/// Reports a method that is no token.
void set_method(recording::Exchange& exchange, std::string method, const Node& where, Reading& reading);
/// Reports a reason that holds a line break.
void set_reason(recording::RecordedResponse& response, std::string reason, const Node& where, Reading& reading);
/// 0 for `HTTP/1.0` and `1.0`, else 1; newer versions are a loss.
[[nodiscard]] int minor_version(std::string_view version, Reading& reading);

[[nodiscard]] recording::Body body_of(std::string bytes);

/// Makes heads fit the bodies that tools keep: a content coding that was taken off already goes, Content-Length says
/// what is there, chunked bodies have one chunk. HEAD, 204 and 304 keep their length. Says each as a loss.
void settle(recording::Exchange& exchange, Losses& losses);

/// Makes one session of exchanges in their order: numbers from 1, times since the first began. Where a tool kept no
/// times they begin a millisecond apart.
void make_session(std::vector<recording::Exchange>& exchanges);

}  // namespace phantomime::formats
