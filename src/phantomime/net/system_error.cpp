#include "phantomime/net/system_error.hpp"

#include <system_error>

namespace phantomime::net {

std::string system_reason(int error_number) {
  std::string text = std::generic_category().message(error_number);
  // "Address already in use", but not "I/O error".
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() > 1 && upper(text[0]) && !upper(text[1]) && text[1] != '/') {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

}  // namespace phantomime::net
