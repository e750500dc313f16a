#pragma once

#include <string>

#include <llhttp.h>

#include "phantomime/base/ascii.hpp"

namespace phantomime::net {

/// Why llhttp refused what it read, to stand behind a colon. Its reasons are constants: nothing of the message is in
/// them.
[[nodiscard]] inline std::string parser_reason(const llhttp_t& parser) {
  const char* reason = llhttp_get_error_reason(&parser);
  std::string text = reason && *reason ? reason : "not HTTP/1.1";
  if (text.size() > 1 && is_upper(text[0]) && is_lower(text[1])) text[0] = to_lower(text[0]);
  return text;
}

}  // namespace phantomime::net
