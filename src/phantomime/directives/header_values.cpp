#include "phantomime/directives/header_values.hpp"

#include <algorithm>

namespace phantomime::directives {
namespace {

constexpr std::string_view line_breaks{"\r\n\0", 3};

bool token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos);
}

}  // namespace

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), token_character);
}

bool stays_in_line(std::string_view value) noexcept {
  return value.find_first_of(line_breaks) == std::string_view::npos;
}

std::string_view first_line(std::string_view value) noexcept {
  return value.substr(0, value.find_first_of(line_breaks));
}

}  // namespace phantomime::directives
