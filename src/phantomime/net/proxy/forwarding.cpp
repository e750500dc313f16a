#include "phantomime/net/proxy/forwarding.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "phantomime/http/headers.hpp"
#include "phantomime/net/list_field.hpp"

namespace phantomime::net {

namespace {

using HopNames = std::vector<std::string_view>;

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

/// What the Connection lines name; views into the headers.
HopNames connection_names(const http::Headers& headers) {
  HopNames names;
  each_item(headers, "Connection", [&](std::string_view item) { names.push_back(item); });
  return names;
}

/// Fields that concern one connection whatever it says (RFC 9110, 7.6.1), Transfer-Encoding apart.
bool is_always_hop_by_hop(std::string_view name) {
  constexpr std::array<std::string_view, 5> names{"Connection", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return http::same_name(name, each); });
}

/// Framing and routing are never up to what a Connection line names: whoever could take them off would smuggle.
bool is_named(const HopNames& names, std::string_view name) {
  if (names.empty()) return false;
  if (http::same_name(name, "Host") || http::same_name(name, "Content-Length")) return false;
  return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return http::same_name(name, each); });
}

void append_via(std::string& out, int minor_version, std::string_view via) {
  out.append(minor_version == 0 ? "Via: 1.0 " : "Via: 1.1 ").append(via).append("\r\n");
}

/// Whether a request's line goes on as it is.
bool request_line_goes_on(const http::Header& line, const RequestForwarding& how, const HopNames& named) {
  if (is_always_hop_by_hop(line.name) || is_named(named, line.name)) return false;
  const bool forward = how.role == RequestForwarding::Role::forward;
  if (forward && http::same_name(line.name, "Proxy-Authorization")) return false;
  return how.expect == RequestForwarding::Expect::keep || !http::same_name(line.name, "Expect");
}

bool may_frame(int status) { return status >= 200 && status != 204; }

}  // namespace

void forward_request_head(const http::Request& request, const RequestForwarding& how, std::string& out) {
  out.append(request.method).append(" ").append(how.target).append(" HTTP/1.1\r\n");
  if (!how.host.empty() && !request.headers.has("Host")) append_line(out, "Host", how.host);
  const HopNames named = connection_names(request.headers);
  bool chunked_said = false;
  for (const http::Header& line : request.headers) {
    if (http::same_name(line.name, "Transfer-Encoding")) {
      if (how.framing == BodyFraming::chunked && !std::exchange(chunked_said, true))
        append_line(out, line.name, "chunked");
    } else if (!how.host.empty() && http::same_name(line.name, "Host")) {
      append_line(out, line.name, how.host);
    } else if (how.max_forwards && http::same_name(line.name, "Max-Forwards")) {
      append_line(out, line.name, std::to_string(*how.max_forwards));
    } else if (request_line_goes_on(line, how, named)) {
      append_line(out, line.name, line.value);
    }
  }
  append_via(out, request.minor_version, how.via);
  // The one wish of TE that is meant for whoever is asked: trailers are passed on by all of us.
  if (has_item(request.headers, "TE", "trailers")) out += "TE: trailers\r\nConnection: TE\r\n";
  out += "\r\n";
}

void forward_reply_head(const ReplyHead& head, const ReplyForwarding& how, std::string& out) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), head.status).ptr;
  out.append("HTTP/1.1 ").append(digits.data(), end).append(" ").append(head.reason).append("\r\n");
  const HopNames named = connection_names(head.headers);
  for (const http::Header& line : head.headers) {
    if (http::same_name(line.name, "Transfer-Encoding")) {
      if (how.client_minor_version > 0 && may_frame(head.status)) append_line(out, line.name, "chunked");
    } else if (!may_frame(head.status) && http::same_name(line.name, "Content-Length")) {
      continue;  // RFC 9110, 8.6: never with 1xx and 204
    } else if (!is_always_hop_by_hop(line.name) && !is_named(named, line.name)) {
      append_line(out, line.name, line.value);
    }
  }
  append_via(out, head.minor_version, how.via);
  if (how.connection == ReplyForwarding::Connection::close) out += "Connection: close\r\n";
  if (how.connection == ReplyForwarding::Connection::keep) out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

void append_chunk_line(std::uint64_t bytes, std::string& out) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes, 16).ptr;
  out.append(digits.data(), end).append("\r\n");
}

void append_last_chunk(const http::Headers& trailers, std::string& out) {
  out += "0\r\n";
  for (const http::Header& line : trailers) append_line(out, line.name, line.value);
  out += "\r\n";
}

}  // namespace phantomime::net
