#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::recording {

/// A body of an exchange: after transfer coding (chunks joined), before content coding, as it was sent.
struct Body {
  /// Where its bytes are.
  enum class Kept {
    here,      ///< in `bytes`
    beside,    ///< in a file of the recording, `file`
    not_kept,  ///< nowhere: only size and digest are known, and `why` says why
  };
  Kept kept = Kept::here;
  std::string bytes;
  std::string file;        ///< path within the recording's folder: `bodies/<digest>`
  std::uint64_t size = 0;  ///< in bytes, as it went over the wire; redaction may have changed what is kept
  /// SHA-256 in hexadecimal: of what is kept where it lies beside; keyed (HMAC, so that nobody guesses a secret by it)
  /// where nothing is kept. Empty where it is here.
  std::string digest;
  std::string why;        ///< not kept: why, for people
  bool replaced = false;  ///< redaction changed it
  bool complete = true;   ///< false: it was cut off
  /// Sizes of its chunks in their order where it came chunked (the last, empty one is not listed).
  std::optional<std::vector<std::uint64_t>> chunks;
  http::Headers trailers;  ///< fields behind a chunked body
  /// The content coding that decode_answer() took off `bytes`; empty in logs, and where none was taken off.
  std::string coding;
};

struct RecordedRequest {
  std::string method;
  std::string target;  ///< as the client sent it, redacted: origin form, absolute form or `*`
  int minor_version = 1;
  http::Headers headers;  ///< all, as sent by the client: hop-by-hop ones among them
  Body body;
};

/// An interim (1xx) answer.
struct Interim {
  int status = 100;
  std::string reason;
  http::Headers headers;
};

struct RecordedResponse {
  int status = 0;
  std::string reason;  ///< as sent; may be empty
  int minor_version = 1;
  http::Headers headers;  ///< all, as sent by the server: hop-by-hop ones among them
  Body body;
};

/// Where a secret was, and what stands there now.
struct Secret {
  /// `request.target`, `request.header.Authorization`, `request.header.Cookie.sid`, `request.body`,
  /// `request.body/user/password` (JSON Pointer behind `body`), `response.header.Set-Cookie.sid`, ...
  std::string where;
  std::string kind;         ///< password, token, cookie, jwt, key, entropy, user rule's name, ...
  std::string placeholder;  ///< as it stands in the clear: decoded from base64, percent-encoding or JSON escapes
};

/// How an exchange ended.
enum class Outcome {
  complete,         ///< the client has the whole answer, or could have
  upstream_failed,  ///< there was no answer: what the client got (502, 504) is the proxy's own and not in `response`
  upstream_cut,     ///< the answer ended before its end
  client_gone,      ///< the client went before its answer was complete
  refused,          ///< the proxy would not carry it (an upgrade)
};

/// One request with its response as it went over the wire, with secrets replaced. A value.
struct Exchange {
  std::uint64_t number = 0;      ///< from 1, in the order in which they began; never given twice in a recording
  std::uint64_t session = 1;     ///< which run of the recorder: `--resume` begins another
  std::uint64_t connection = 0;  ///< which of the clients' connections, from 1
  std::string origin;            ///< whom it went to: `https://phantom.example:8443`, no path
  Instant began;                 ///< when its head was complete, by the machine's clock
  // Since `began`, by a clock that is never set: what overlapped, and how long it took.
  std::chrono::nanoseconds since_start{0};  ///< `began` itself, since the session began
  std::chrono::nanoseconds request_took{0};
  std::chrono::nanoseconds first_byte{0};  ///< of the final answer's head
  std::chrono::nanoseconds took{0};
  RecordedRequest request;
  std::vector<Interim> interim;
  std::optional<RecordedResponse> response;
  Outcome outcome = Outcome::complete;
  std::string failure;  ///< why it did not end well, for people; holds no secret
  std::vector<Secret> secrets;
};

/// Whether two of one session were under way at the same time.
[[nodiscard]] inline bool overlap(const Exchange& a, const Exchange& b) noexcept {
  return a.session == b.session && a.since_start < b.since_start + b.took && b.since_start < a.since_start + a.took;
}

}  // namespace phantomime::recording
