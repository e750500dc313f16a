#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/http/request.hpp"
#include "phantomime/net/body_sink.hpp"
#include "phantomime/net/proxy.hpp"

namespace phantomime::net {

// How heads are passed on (RFC 9110, 7.6): order, case and repeats stay; what belongs to one connection is taken off
// and made anew; Via says who was here.

/// How a request goes on.
struct RequestForwarding {
  enum class Role { reverse, forward };  ///< forward: Proxy-Authorization was meant for us
  enum class Expect { keep, drop };      ///< drop: the client has had its 100 Continue from us

  std::string_view target;  ///< of the request line
  std::string_view host;    ///< what the Host line says; empty: as the client sent it
  std::string_view via;     ///< our pseudonym, with a comment perhaps
  Role role = Role::reverse;
  Expect expect = Expect::keep;
  BodyFraming framing = BodyFraming::none;
  std::optional<std::uint64_t> max_forwards;  ///< what is left of it; nothing: as the client sent it
};

/// Appends the head of a request as it goes upstream, in HTTP/1.1.
void forward_request_head(const http::Request& request, const RequestForwarding& how, std::string& out);

/// How an answer goes on.
struct ReplyForwarding {
  enum class Connection {
    unsaid,  ///< it lasts, and HTTP/1.1 need not say so
    keep,    ///< said to HTTP/1.0
    close,
  };
  std::string_view via;
  Connection connection = Connection::unsaid;
  int client_minor_version = 1;
};

/// Appends the head of an answer as it goes to the client, in HTTP/1.1; also an interim one.
void forward_reply_head(const ReplyHead& head, const ReplyForwarding& how, std::string& out);

// The framing of a chunked body: the line before a chunk, what follows it, and all that follows the last one.
void append_chunk_line(std::uint64_t bytes, std::string& out);
inline constexpr std::string_view chunk_end = "\r\n";
void append_last_chunk(const http::Headers& trailers, std::string& out);

}  // namespace phantomime::net
