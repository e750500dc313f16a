#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/base/clock.hpp"
#include "phantomime/http/fault.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime {
class VirtualClock;
}

namespace phantomime::http {

class SerialisedHead;  // serialised_head.hpp
struct Verbatim;       // verbatim.hpp

/// The standard phrase for a status (RFC 9110 and the IANA registry), or an empty text.
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;
/// Whether a response of this status has a body at all (not 1xx, 204, 304).
[[nodiscard]] bool may_have_body(int status) noexcept;

/// What is to be said: a value the engine makes and `net` carries out. Headers leave in this order with these capitals.
struct Reply {
  int status = 200;
  std::string reason;  ///< empty: the standard phrase
  Headers headers;
  /// Shared, since one fixture answers many requests; null is an empty body.
  std::shared_ptr<const std::string> body;
  /// What serialise() may copy instead of making it from status, reason and headers; whoever changes one of these
  /// drops it. Null: there is none.
  std::shared_ptr<const SerialisedHead> head;
  /// How long the finished bytes wait before they leave; nobody sleeps for it.
  std::chrono::nanoseconds delay{0};
  /// In whose time it waits, and since when; null: the machine's, since it is handed over. Whoever waits keeps the
  /// clock alive. Since the request was played and not since the wait began: a test that saw the request and then
  /// advances the clock by the delay gets its answer, however far the reply had come.
  std::shared_ptr<const VirtualClock> clock;
  Instant played_at{};
  /// What goes wrong with it; null: nothing. serialise() does not look at it, transmission() does.
  std::shared_ptr<const Fault> fault;
  std::uint64_t chance = 0;  ///< drawn for the fault: what its garbage is made of
  /// How the body is cut where it leaves chunked; null: one chunk.
  std::shared_ptr<const Chunks> chunks;
  /// It leaves as it was once seen on a wire, byte for byte; then an empty reason is an empty one. Null: as we write.
  std::shared_ptr<const Verbatim> verbatim;

  [[nodiscard]] std::string_view body_text() const noexcept {
    return body ? std::string_view{*body} : std::string_view{};
  }
};

/// How the connection on which a reply leaves stands.
struct Framing {
  int request_minor_version = 1;
  bool head_request = false;  ///< the answer to HEAD: headers as for GET, no body
  bool keep_alive = true;     ///< false: the connection closes after this reply
};

/// The reply as it goes over the wire. A `Connection` line's value follows `framing` (added only where it must be
/// said: closing on 1.1, keeping on 1.0); `Content-Length` is added at the end where the reply has none and the status
/// allows a body; a Content-Length that is there goes out as it is (1xx and 204 never have one). Where the headers say
/// `Transfer-Encoding: chunked` and no Content-Length, the body leaves as `chunks` say; other lines of that name are
/// dropped, since they would promise a framing that the bytes do not have. Header values and the reason are cut at CR,
/// LF or NUL; lines whose name is no token (RFC 9110, 5.6.2) are dropped. Of a verbatim reply all lines leave as they
/// are and none is added; only where the client could not find the body's end by them (it speaks HTTP/1.0 and the body
/// came in chunks, or redaction changed its length) that one line is put right.
[[nodiscard]] std::string serialise(const Reply& reply, const Framing& framing);
/// The same, appended.
void serialise_onto(const Reply& reply, const Framing& framing, std::string& out);

/// Whether a connection may be used again after this reply: it does not say close, and its length is what it says.
[[nodiscard]] bool leaves_connection_usable(const Reply& reply, bool head_request);

}  // namespace phantomime::http
