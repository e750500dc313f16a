#include "phantomime/base/document.hpp"

#include "phantomime/base/plain_scalar.hpp"

namespace phantomime {
namespace {

PlainScalar scalar_type(const Node& node) noexcept {
  const bool plain = node.is_scalar() && node.style() == Node::Style::plain;
  return plain ? classify_plain(node.text()) : PlainScalar::text;
}

bool is_integer(PlainScalar type) noexcept {
  return type == PlainScalar::decimal || type == PlainScalar::octal || type == PlainScalar::hexadecimal;
}

}  // namespace

Node Node::scalar(std::string text, Style style) {
  Node node;
  node.text_ = std::move(text);
  node.style_ = style;
  return node;
}

Node Node::sequence(std::vector<Node> items) {
  Node node;
  node.kind_ = Kind::sequence;
  node.children_ = std::move(items);
  return node;
}

Node Node::mapping(std::vector<Node> keys_and_values) {
  Node node;
  node.kind_ = Kind::mapping;
  // A key without a value is null's.
  if (keys_and_values.size() % 2 != 0) keys_and_values.emplace_back();
  node.children_ = std::move(keys_and_values);
  return node;
}

Node& Node::at(const Source* source, std::uint32_t line, std::uint32_t column) {
  source_ = source;
  line_ = line;
  column_ = column;
  return *this;
}

Location Node::location() const {
  // A source that nobody shares (one on a test's stack) can be named by no location.
  return {source_ ? source_->weak_from_this().lock() : nullptr, line_, column_};
}

bool Node::is_null() const noexcept { return scalar_type(*this) == PlainScalar::null; }

std::optional<bool> Node::as_bool() const noexcept {
  if (scalar_type(*this) != PlainScalar::boolean) return std::nullopt;
  return text_[0] == 't' || text_[0] == 'T';
}

std::optional<std::int64_t> Node::as_integer() const noexcept {
  const PlainScalar type = scalar_type(*this);
  return is_integer(type) ? plain_integer(text_, type) : std::nullopt;
}

std::optional<double> Node::as_number() const noexcept {
  const PlainScalar type = scalar_type(*this);
  const bool number = is_integer(type) || type == PlainScalar::fraction || type == PlainScalar::infinity ||
                      type == PlainScalar::not_a_number;
  if (!number) return std::nullopt;
  return plain_number(text_, type);
}

const std::string* Node::as_string() const noexcept {
  return is_scalar() && scalar_type(*this) == PlainScalar::text ? &text_ : nullptr;
}

std::string_view Node::type_name() const noexcept {
  if (is_sequence()) return "a list";
  if (is_mapping()) return "a mapping";
  switch (scalar_type(*this)) {
    case PlainScalar::null:
      return "null";
    case PlainScalar::boolean:
      return "a boolean";
    case PlainScalar::decimal:
    case PlainScalar::octal:
    case PlainScalar::hexadecimal:
      return "an integer";
    case PlainScalar::fraction:
    case PlainScalar::infinity:
    case PlainScalar::not_a_number:
      return "a number";
    case PlainScalar::text:
      break;
  }
  return "a string";
}

std::span<const Node> Node::items() const noexcept {
  return is_sequence() ? std::span<const Node>{children_} : std::span<const Node>{};
}

std::size_t Node::size() const noexcept { return is_mapping() ? children_.size() / 2 : children_.size(); }

const Node* Node::find(std::string_view key) const noexcept {
  if (!is_mapping()) return nullptr;
  for (std::size_t entry = 0; entry < size(); ++entry)
    if (this->key(entry).is_scalar() && this->key(entry).text() == key) return &value(entry);
  return nullptr;
}

}  // namespace phantomime
