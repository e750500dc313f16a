#include "phantomime/formats/exchange_formats/reading.hpp"

#include <algorithm>

#include "phantomime/base/base64.hpp"

namespace phantomime::formats {
namespace {

constexpr std::size_t most_errors = 200;

std::string quoted_key(std::string_view key) { return "'" + std::string{key} + "'"; }

}  // namespace

std::shared_ptr<const std::string> Reading::NoFixtures::read(std::string_view, Error& error) {
  error = {ErrorCode::not_found, "there are no fixtures here", {}, ""};
  return nullptr;
}

bool Reading::go_on() {
  if (errors_.size() < most_errors) return true;
  errors_.push_back({ErrorCode::limit, "there are more errors than these", {}, "--lenient keeps the good entries"});
  return false;
}

const Node* Reading::member(const Node& mapping, std::string_view key) const {
  const Node* const found = mapping.find(key);
  return found && !found->is_null() ? found : nullptr;
}

const Node* Reading::required(const Node& mapping, std::string_view key, std::string_view in_what) {
  if (!expect_mapping(mapping, context_, in_what)) return nullptr;
  const Node* const found = member(mapping, key);
  if (!found) error(mapping, ErrorCode::missing_key, std::string{in_what} + " has no " + quoted_key(key));
  return found;
}

std::optional<std::string> Reading::text(const Node& mapping, std::string_view key) {
  const Node* const found = member(mapping, key);
  return found ? read_text(*found, context_, quoted_key(key)) : std::nullopt;
}

std::optional<std::string> Reading::required_text(const Node& mapping, std::string_view key, std::string_view in_what) {
  const Node* const found = required(mapping, key, in_what);
  return found ? read_text(*found, context_, quoted_key(key)) : std::nullopt;
}

std::optional<std::int64_t> Reading::integer(const Node& mapping, std::string_view key, std::int64_t low,
                                             std::int64_t high) {
  const Node* const found = member(mapping, key);
  return found ? read_integer(*found, context_, quoted_key(key), low, high) : std::nullopt;
}

const Node* Reading::list(const Node& mapping, std::string_view key) {
  const Node* const found = member(mapping, key);
  return found && expect_sequence(*found, context_, quoted_key(key)) ? found : nullptr;
}

const Node* Reading::mapping(const Node& mapping, std::string_view key) {
  const Node* const found = member(mapping, key);
  return found && expect_mapping(*found, context_, quoted_key(key)) ? found : nullptr;
}

std::optional<std::string> Reading::base64(const Node& text) {
  if (!text.is_scalar()) {
    context_.wrong_type(text, "a text in base64");
    return std::nullopt;
  }
  std::string packed = text.text();
  packed.erase(std::remove_if(packed.begin(), packed.end(),
                              [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }),
               packed.end());
  auto bytes = decode_base64(packed);
  if (bytes) return std::move(*bytes);
  error(text, ErrorCode::syntax, bytes.error().what, bytes.error().hint);
  return std::nullopt;
}

}  // namespace phantomime::formats
