#include "phantomime/base/json.hpp"
#include "phantomime/base/plain_scalar.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

/// The number in JSON's spelling: no plus, no leading zeros, digits on both sides of the point.
std::string json_number(std::string_view text, PlainScalar type) {
  if (type == PlainScalar::octal || type == PlainScalar::hexadecimal) {
    const auto value = plain_integer(text, type);
    return value ? std::to_string(*value) : std::string{};
  }
  std::string result;
  if (text[0] == '-') result += '-';
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  const std::size_t exponent = std::min(text.find_first_of("eE"), text.size());
  std::string_view mantissa = text.substr(0, exponent);
  while (mantissa.size() > 1 && mantissa[0] == '0' && mantissa[1] != '.') mantissa.remove_prefix(1);
  if (mantissa[0] == '.') result += '0';
  result += mantissa;
  if (mantissa.back() == '.') result += '0';
  result += text.substr(exponent);
  return result;
}

class Conversion {
 public:
  [[nodiscard]] bool append(const Node& node, std::size_t depth) {
    if (depth > max_json_depth)
      return fail(node, ErrorCode::limit, "nested deeper than " + std::to_string(max_json_depth) + " levels", {});
    if (node.is_sequence()) return append_sequence(node, depth);
    if (node.is_mapping()) return append_mapping(node, depth);
    return append_scalar(node);
  }

  [[nodiscard]] Result<std::string> result() && {
    if (error_) return std::move(*error_);
    return std::move(out_);
  }

 private:
  bool append_sequence(const Node& node, std::size_t depth) {
    out_ += '[';
    for (const Node& item : node.items()) {
      if (&item != node.items().data()) out_ += ',';
      if (!append(item, depth + 1)) return false;
    }
    out_ += ']';
    return true;
  }

  bool append_mapping(const Node& node, std::size_t depth) {
    out_ += '{';
    for (std::size_t entry = 0; entry < node.size(); ++entry) {
      if (entry > 0) out_ += ',';
      const Node& key = node.key(entry);
      if (!key.is_scalar())
        return fail(key, ErrorCode::wrong_type, "expected a member's name, found " + std::string{key.type_name()},
                    "members of JSON are named by text");
      out_ += json_quote(key.text()) + ':';
      if (!append(node.value(entry), depth + 1)) return false;
    }
    out_ += '}';
    return true;
  }

  bool append_scalar(const Node& node) {
    const std::string& text = node.text();
    const auto type = node.style() == Node::Style::plain ? classify_plain(text) : PlainScalar::text;
    switch (type) {
      case PlainScalar::null:
        out_ += "null";
        return true;
      case PlainScalar::boolean:
        out_ += node.as_bool().value_or(false) ? "true" : "false";
        return true;
      case PlainScalar::text:
        out_ += json_quote(text);
        return true;
      default:
        return append_number(node, type);
    }
  }

  bool append_number(const Node& node, PlainScalar type) {
    const std::string& text = node.text();
    const std::string what = "JSON has no number '" + shorten(text, 60) + "'";
    const std::string quoted = "quote it if the text is meant";
    if (type == PlainScalar::infinity) return fail(node, ErrorCode::bad_value, what, "JSON has no infinity; " + quoted);
    if (type == PlainScalar::not_a_number) return fail(node, ErrorCode::bad_value, what, "JSON has no NaN; " + quoted);
    const std::string spelled = json_number(text, type);
    if (spelled != text)
      return fail(node, ErrorCode::bad_value, what,
                  (spelled.empty() ? "write it in decimal; " : "write " + shorten(spelled, 60) + "; ") + quoted);
    out_ += text;
    return true;
  }

  bool fail(const Node& node, ErrorCode code, std::string what, std::string hint) {
    error_ = Error{code, std::move(what), node.location(), std::move(hint)};
    return false;
  }

  std::string out_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::string> node_to_json_text(const Node& node) {
  Conversion conversion;
  (void)conversion.append(node, 0);
  return std::move(conversion).result();
}

}  // namespace phantomime
