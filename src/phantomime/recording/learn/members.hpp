#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// A value within an exchange that may vary.
struct Member {
  enum class Kind : std::uint8_t { text, number, word, empty };  ///< `word`: true, false, null; `empty`: {} or []
  /// As in Secret::where: `request.path.2` (segments from 0), `request.query.page`, `request.header.Accept`,
  /// `request.body/scope` (JSON Pointer behind `body`), `response.status`, `response.header.Location`,
  /// `response.body/id`; `request.body` and `response.body` for what is no JSON. Of repeated fields `NAME.1` is the
  /// second one.
  std::string where;
  std::string text;  ///< a JSON string's value, a number as it was spelled
  Kind kind = Kind::text;
};

[[nodiscard]] std::vector<Member> request_members(const Exchange& exchange);
[[nodiscard]] std::vector<Member> response_members(const Exchange& exchange);

/// A scalar or empty container of a JSON text.
struct JsonLeaf {
  std::string pointer;
  std::string text;
  Member::Kind kind = Member::Kind::text;
  std::size_t begin = 0, end = 0;  ///< its lexeme
};
/// The leaves of a JSON text in order; nothing where it is no JSON, repeats a member, or passes the bounds (4 MiB,
/// 20,000 leaves, 64 levels).
[[nodiscard]] std::optional<std::vector<JsonLeaf>> json_leaves(std::string_view text);

/// The segments of a path as the client wrote them, percent-decoded; `/a/b` has two.
[[nodiscard]] std::vector<std::string> path_segments(std::string_view target);
/// Whether the Content-Type says that a body is an urlencoded form.
[[nodiscard]] bool is_form(const http::Headers& headers);
/// Whether a header of a response is the connection's or the server's own to say: hop-by-hop ones, Date, lengths.
[[nodiscard]] bool is_transport_header(std::string_view name) noexcept;

}  // namespace phantomime::recording
