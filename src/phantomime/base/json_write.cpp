#include <charconv>
#include <cstdint>
#include <utility>

#include "phantomime/base/json.hpp"

namespace phantomime {
namespace {

/// Of binary values, which JSON text never gives.
constexpr Json::binary_t::subtype_type written_subtype = 0x4a;

template <class Integer>
void append_integer(std::string& out, Integer number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

Json written_json(std::string_view text) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  return Json::binary(Json::binary_t::container_type(bytes, bytes + text.size()), written_subtype);
}

void append_json(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: {
      out += '{';
      bool first = true;
      for (const auto& [name, member] : value.items()) {
        if (!std::exchange(first, false)) out += ',';
        append_json_quoted(out, name);
        out += ':';
        append_json(out, member);
      }
      out += '}';
      return;
    }
    case Json::value_t::array: {
      out += '[';
      bool first = true;
      for (const Json& item : value) {
        if (!std::exchange(first, false)) out += ',';
        append_json(out, item);
      }
      out += ']';
      return;
    }
    case Json::value_t::string:
      append_json_quoted(out, value.get_ref<const std::string&>());
      return;
    case Json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::number_integer:
      return append_integer(out, value.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return append_integer(out, value.get<std::uint64_t>());
    case Json::value_t::binary:
      out.append(reinterpret_cast<const char*>(value.get_binary().data()), value.get_binary().size());
      return;
    case Json::value_t::null:
    case Json::value_t::discarded:
      out += "null";
      return;
    default:
      out += value.dump();
  }
}

std::string json_text(const Json& value) {
  std::string text;
  append_json(text, value);
  return text;
}

}  // namespace phantomime
