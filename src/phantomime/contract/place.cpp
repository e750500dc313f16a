#include "phantomime/contract/place.hpp"

#include <algorithm>
#include <charconv>

#include "phantomime/base/json.hpp"

namespace phantomime::contract {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_{text} {}

  Result<Place> whole() {
    if (!text_.starts_with('$')) return fail();
    for (at_ = 1; at_ < text_.size();) {
      Place::Step step;
      if (!(text_[at_] == '.' ? read_member(step) : read_brackets(step))) return fail();
      place_.steps.push_back(std::move(step));
      if (place_.steps.size() > max_json_depth)
        return Error{ErrorCode::limit, "the place is deeper than JSON may be nested", {}, {}};
    }
    return std::move(place_);
  }

 private:
  [[nodiscard]] Error fail() const {
    return {ErrorCode::syntax,
            "'" + std::string{text_} + "' is no place in a body",
            {},
            "such as $.data[*].due_time or $['odd name'][0]"};
  }

  bool read_member(Place::Step& step) {
    ++at_;
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_plain(text_[at_])) ++at_;
    step.name = text_.substr(begin, at_ - begin);
    return at_ > begin;
  }

  bool read_brackets(Place::Step& step) {
    if (text_[at_++] != '[' || at_ >= text_.size()) return false;
    if (text_[at_] == '*') {
      ++at_;
      step.kind = Place::Step::Kind::every_element;
    } else if (text_[at_] == '\'') {
      for (++at_; at_ < text_.size() && text_[at_] != '\''; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        step.name += text_[at_];
      }
      ++at_;
    } else {
      step.kind = Place::Step::Kind::element;
      const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), step.index);
      if (read.ec != std::errc{}) return false;
      at_ = static_cast<std::size_t>(read.ptr - text_.data());
    }
    return at_ < text_.size() && text_[at_++] == ']';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
};

}  // namespace

Result<Place> Place::parse(std::string_view text) { return Parser{text}.whole(); }

std::string Place::to_string() const {
  std::string text = "$";
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::member) append_member(text, step.name);
    if (step.kind == Step::Kind::element) append_element(text, step.index);
    if (step.kind == Step::Kind::every_element) text += "[*]";
  }
  return text;
}

void append_member(std::string& place, std::string_view name) {
  if (!name.empty() && std::all_of(name.begin(), name.end(), is_plain)) {
    place += '.';
    place += name;
    return;
  }
  place += "['";
  for (const char c : name) {
    if (c == '\'' || c == '\\') place += '\\';
    place += c;
  }
  place += "']";
}

void append_element(std::string& place, std::size_t index) {
  place += '[';
  place += std::to_string(index);
  place += ']';
}

}  // namespace phantomime::contract
