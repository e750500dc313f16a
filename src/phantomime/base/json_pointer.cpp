#include "phantomime/base/json_pointer.hpp"

namespace phantomime {

std::string pointer_to(const std::string& pointer, std::string_view member) {
  std::string result = pointer + '/';
  for (const char character : member) {
    if (character == '~')
      result += "~0";
    else if (character == '/')
      result += "~1";
    else
      result += character;
  }
  return result;
}

}  // namespace phantomime
