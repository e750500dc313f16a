#include <utility>

#include "phantomime/base/json.hpp"

namespace phantomime {
namespace {

/// Of binary values, which JSON text never gives.
constexpr Json::binary_t::subtype_type written_subtype = 0x4a;

}  // namespace

Json written_json(std::string_view text) {
  return Json::binary(Json::binary_t::container_type(text.begin(), text.end()), written_subtype);
}

void append_json(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: {
      out += '{';
      bool first = true;
      for (const auto& [name, member] : value.items()) {
        if (!std::exchange(first, false)) out += ',';
        out.append(json_quote(name)).append(":");
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
      out += json_quote(value.get_ref<const std::string&>());
      return;
    case Json::value_t::binary:
      out.append(value.get_binary().begin(), value.get_binary().end());
      return;
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
