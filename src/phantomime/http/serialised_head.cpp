#include "phantomime/http/serialised_head.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "phantomime/http/reply.hpp"

namespace phantomime::http {
namespace {

/// Where the value of a line begins in a serialised head.
std::optional<std::size_t> value_of(std::string_view head, const Header& line) {
  std::string start = "\r\n";
  start.append(line.name).append(": ").append(line.value).append("\r\n");
  const std::size_t at = head.find(start);
  if (at == std::string_view::npos) return std::nullopt;
  return at + 2 + line.name.size() + 2;
}

std::string_view length_name(const Reply& reply) {
  for (const Header& line : reply.headers)
    if (same_name(line.name, "Content-Length")) return line.name;
  return "Content-Length";  // as serialise adds it
}

}  // namespace

std::shared_ptr<const SerialisedHead> SerialisedHead::create(const Reply& reply, const Changing& changing) {
  if (!may_have_body(reply.status) || reply.status > 999 || reply.headers.has("Transfer-Encoding")) return nullptr;
  if (!leaves_connection_usable(reply, false)) return nullptr;
  std::string text = serialise(reply, {});
  text.resize(text.size() - reply.body_text().size());
  const std::string length = std::to_string(reply.body_text().size());
  const auto length_at = value_of(text, {length_name(reply), length});
  if (!length_at) return nullptr;
  auto head = std::make_shared<SerialisedHead>();
  const std::size_t rest = *length_at + length.size();
  head->before_length_ = text.substr(0, *length_at);
  head->after_length_ = text.substr(rest);
  for (const std::uint32_t number : changing) {
    // Two equal lines are found as one: then nothing is prepared.
    const Header line = reply.headers.line(number);
    const auto at = value_of(text, line);
    if (!at || reply.headers.all(line.name).size() != 1) return nullptr;
    const bool before = *at < *length_at;
    (before ? head->before_ : head->after_).push_back({number, static_cast<std::uint32_t>(before ? *at : *at - rest)});
  }
  return head;
}

void SerialisedHead::append(const Reply& reply, std::string& out) const {
  const std::string_view body = reply.body_text();
  constexpr std::size_t most_digits = 20;
  out.reserve(out.size() + before_length_.size() + most_digits + after_length_.size() + body.size());
  const auto add = [&](const std::string& text, const std::vector<Place>& places) {
    const std::size_t begin = out.size();
    out.append(text);
    for (const Place& place : places) {
      const std::string_view value = reply.headers.line(place.line).value;
      value.copy(out.data() + begin + place.at, value.size());
    }
  };
  add(before_length_, before_);
  char digits[most_digits];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, body.size()).ptr);
  add(after_length_, after_);
  out.append(body);
}

}  // namespace phantomime::http
