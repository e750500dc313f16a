#pragma once

#include <string>
#include <string_view>

#include "phantomime/http/reply.hpp"

// How replies are written, for the files that write them.
namespace phantomime::http {

/// Whether a text is a token (RFC 9110, 5.6.2), as names of header lines are.
[[nodiscard]] bool is_line_name(std::string_view name) noexcept;
/// What of a value may stand on one line.
[[nodiscard]] std::string_view one_line(std::string_view value) noexcept;
/// Whether a value of Transfer-Encoding ends with `chunked`.
[[nodiscard]] bool ends_with_chunked(std::string_view value) noexcept;
/// Whether one of the Connection lines has this option.
[[nodiscard]] bool connection_says(const Headers& headers, std::string_view option) noexcept;
/// `HTTP/1.1 200 OK` with its line break; statuses of other than three digits become 500.
void append_status_line(std::string& out, int minor_version, int status, std::string_view reason);
void append_line(std::string& out, std::string_view name, std::string_view value);
void append_number(std::string& out, std::size_t number, int base = 10);
/// The body in chunks, without the last, empty one.
void append_chunks(std::string& out, std::string_view body, const Chunks* chunks);

/// A reply that has `verbatim`, as serialise() says.
void append_verbatim(const Reply& reply, const Framing& framing, std::string& out);
/// leaves_connection_usable() for one.
[[nodiscard]] bool verbatim_leaves_usable(const Reply& reply, bool head_request);

}  // namespace phantomime::http
