#include "phantomime/server/exposition.hpp"

#include <fmt/format.h>

#include "phantomime/base/utf8.hpp"

namespace phantomime::server {

std::string label_value(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t begin = at;
    const bool valid = next_code_point(value, at).has_value();
    const std::string_view written = value.substr(begin, at - begin);
    if (!valid)
      out += "\xEF\xBF\xBD";
    else if (written == "\n")
      out += "\\n";
    else
      out.append(written == "\\" || written == "\"" ? "\\" : "").append(written);
  }
  return out;
}

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void Exposition::begin_sample(Labels labels, std::string_view suffix) {
  text_.append(name_).append(suffix);
  bool first = true;
  for (const auto& [name, value] : labels) {
    text_.append(first ? "{" : ",").append(name).append("=\"").append(label_value(value)).append("\"");
    first = false;
  }
  text_ += first ? " " : "} ";
}

void Exposition::sample(Labels labels, std::uint64_t value, std::string_view suffix) {
  begin_sample(labels, suffix);
  text_.append(fmt::format("{}\n", value));
}

void Exposition::sample(Labels labels, double value, std::string_view suffix) {
  begin_sample(labels, suffix);
  text_.append(fmt::format("{}\n", value));
}

}  // namespace phantomime::server
