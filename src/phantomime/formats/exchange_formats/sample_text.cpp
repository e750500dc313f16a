#include "phantomime/formats/exchange_formats/sample_text.hpp"

#include <algorithm>
#include <charconv>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/regex.hpp"

namespace phantomime::formats {
namespace {

constexpr int deepest_group = 32;
constexpr std::size_t most_sample = 4096;

/// The simplest text: the first alternative, the first character of a class, each repeat as seldom as allowed, but once
/// where it may be once.
class Sampler {
 public:
  explicit Sampler(std::string_view expression) : text_{expression} {}

  std::string alternatives() {
    if (++depth_ > deepest_group) at_ = text_.size();
    std::string first = sequence();
    while (at_ < text_.size() && text_[at_] == '|') {
      ++at_;
      (void)sequence();
    }
    --depth_;
    return first;
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string sequence() {
    std::string out;
    while (at_ < text_.size() && peek() != '|' && peek() != ')') {
      const std::string piece = atom();
      for (std::size_t times = repeats(); times > 0 && out.size() < most_sample; --times) out += piece;
    }
    return out;
  }

  std::string atom() {
    const char c = text_[at_++];
    if (c == '(') return group();
    if (c == '[') return character_class();
    if (c == '\\') return escape();
    if (c == '^' || c == '$') return {};
    if (c == '.') return "x";
    return {c};
  }

  std::string group() {
    if (peek() == '?') {
      const std::size_t end = text_.find_first_of(":>)", at_);
      at_ = end == std::string_view::npos ? text_.size() : end + (text_[end] == ')' ? 0 : 1);
    }
    std::string inner = alternatives();
    if (peek() == ')') ++at_;
    return inner;
  }

  std::string escape() {
    const char c = peek();
    if (c != '\0') ++at_;
    if (c == 'd') return "1";
    if (c == 'w' || c == 'S' || c == 'D') return "x";
    if (c == 's') return " ";
    if (c == 'W') return "-";
    if (c == 'n') return "\n";
    if (c == 't') return "\t";
    if (c == 'b' || c == 'A' || c == 'z' || c == 'Z' || c == 'Q' || c == 'E') return {};
    return {c};
  }

  std::string character_class() {
    const std::size_t begin_of_class = at_ - 1;
    const bool negated = peek() == '^';
    if (negated) ++at_;
    std::string first;
    for (bool begin = true; at_ < text_.size() && (peek() != ']' || begin); begin = false) {
      std::string one = text_[at_] == '\\' ? (++at_, escape()) : std::string{text_[at_++]};
      if (first.empty()) first = one;
    }
    if (at_ < text_.size()) ++at_;
    if (!negated) return first;
    const auto regex = Regex::create(text_.substr(begin_of_class, at_ - begin_of_class));
    for (const std::string_view candidate : {"x", "1", "-", "A", "~", " "})
      if (regex && regex->matches_whole(candidate)) return std::string{candidate};
    return "x";
  }

  std::size_t repeats() {
    std::size_t times = 1;
    if (peek() == '*' || peek() == '+' || peek() == '?') {
      ++at_;
    } else if (peek() == '{') {
      const std::size_t end = text_.find('}', at_);
      if (end == std::string_view::npos) return 1;
      std::from_chars(text_.data() + at_ + 1, text_.data() + end, times);
      at_ = end + 1;
    } else {
      return 1;
    }
    if (peek() == '?' || peek() == '+') ++at_;  // lazy, possessive
    return times;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::optional<std::string> sample_text(std::string_view expression) {
  const auto regex = Regex::create(expression);
  if (!regex) return std::nullopt;
  std::string sample = Sampler{expression}.alternatives();
  if (regex->matches_whole(sample)) return sample;
  return std::nullopt;
}

}  // namespace phantomime::formats
