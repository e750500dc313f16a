#include "phantomime/recording/playing/secrets.hpp"

#include <algorithm>

namespace phantomime::recording {

IssuedPlaceholders::IssuedPlaceholders(std::span<const Exchange> exchanges) {
  for (const Exchange& exchange : exchanges)
    for (const Secret& secret : exchange.secrets) {
      if (!secret.where.starts_with("response") && !secret.where.starts_with("interim")) continue;
      const auto [at, added] = first_.emplace(secret.placeholder, exchange.number);
      if (!added) at->second = std::min(at->second, exchange.number);
    }
}

bool IssuedPlaceholders::before(const std::string& placeholder, std::uint64_t number) const {
  const auto found = first_.find(placeholder);
  return found != first_.end() && found->second < number;
}

bool lies_in_part(std::string_view where, std::string_view part) noexcept {
  if (where.size() < part.size() || !http::same_name(where.substr(0, part.size()), part)) return false;
  const char next = where.size() == part.size() ? '/' : where[part.size()];
  return next == '/' || next == '.' || next == '?' || next == '#';
}

std::vector<std::string> open_placeholders(const Exchange& exchange, std::string_view part,
                                           const IssuedPlaceholders& issued) {
  std::vector<std::string> open;
  for (const Secret& secret : exchange.secrets)
    if (lies_in_part(secret.where, part) && !issued.before(secret.placeholder, exchange.number))
      open.push_back(secret.placeholder);
  return open;
}

TextPattern header_pattern(const Exchange& exchange, std::string_view name, std::string_view value,
                           const IssuedPlaceholders& issued) {
  const auto open = open_placeholders(exchange, "request.header." + std::string{name}, issued);
  const std::size_t blank = value.find(' ');
  const bool has_scheme = http::same_name(name, "Authorization") || http::same_name(name, "Proxy-Authorization");
  // `Basic` hides user and password in base64: one piece, of which only the scheme can be asked for.
  if (has_scheme && !open.empty() && blank != std::string_view::npos) {
    const std::string credentials{value.substr(blank + 1)};
    return TextPattern{value, std::span{&credentials, 1}};
  }
  return TextPattern{value, open};
}

}  // namespace phantomime::recording
