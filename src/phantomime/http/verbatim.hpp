#pragma once

#include <string>
#include <vector>

#include "phantomime/http/headers.hpp"

namespace phantomime::http {

/// What a reply that was seen on a wire is to leave with, beside what Reply says: serialise() then adds nothing and
/// takes nothing away, so that the bytes are those that were seen.
struct Verbatim {
  /// A 1xx answer that came before it.
  struct Interim {
    int status = 103;
    std::string reason;
    Headers headers;
  };
  enum class End {
    whole,
    cut,  ///< it ended before its body did: the connection closes there
  };
  int minor_version = 1;
  std::vector<Interim> interim;  ///< leave only to clients of HTTP/1.1; 100 is the transport's to say
  Headers trailers;              ///< behind a chunked body
  End end = End::whole;
};

}  // namespace phantomime::http
