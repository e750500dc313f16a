#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace phantomime::http {

struct Reply;

/// The head of replies that differ in nothing but their dates and their body, as it goes over an HTTP/1.1 connection
/// that is kept: made once. Immutable; safe from several threads.
class SerialisedHead {
 public:
  /// Numbers of lines in Reply::headers, ascending, whose values change but never in length (an IMF-fixdate).
  using Changing = std::vector<std::uint32_t>;

  /// Null where serialise() depends on more than that: a `Connection` that closes, chunks, a length that is not the
  /// body's, a status without a body.
  [[nodiscard]] static std::shared_ptr<const SerialisedHead> create(const Reply& reply, const Changing& changing);

  /// Appends head and body. The reply's headers are those of `create` but for the lines that change and the length.
  void append(const Reply& reply, std::string& out) const;

 private:
  struct Place {
    std::uint32_t line = 0;  ///< of Reply::headers
    std::uint32_t at = 0;    ///< of its value in before_length_ or after_length_
  };
  std::string before_length_, after_length_;  ///< what stands around the digits of Content-Length
  std::vector<Place> before_, after_;
};

}  // namespace phantomime::http
