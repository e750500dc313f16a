// The beginning of a log's line: enough for a list of the log. All of a line is read in read_log_line.cpp.
#include <charconv>

#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/recording/log_line.hpp"

namespace phantomime::recording {
namespace {

using Token = JsonScanner::Token;

constexpr std::string_view before_exchange = R"("exchange":)";
constexpr std::size_t head_depth = 8;

class HeadScan {
 public:
  explicit HeadScan(std::string_view text) : scanner_{text, head_depth} {}

  std::optional<LogLineHead> read() {
    if (scanner_.next() != Token::begin_object) return {};
    for (Token token = scanner_.next(); token == Token::name; token = scanner_.next()) {
      const std::string_view name = scanner_.lexeme();
      if (name == R"("request")") return request() ? std::optional{std::move(head_)} : std::nullopt;
      if (name == R"("number")" ? !number() : !pass_over()) return {};
    }
    return {};
  }

 private:
  bool number() {
    if (scanner_.next() != Token::number) return false;
    const std::string_view digits = scanner_.lexeme();
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), head_.number);
    return code == std::errc{} && end == digits.data() + digits.size();
  }

  /// The two stand before anything long.
  bool request() {
    if (scanner_.next() != Token::begin_object) return false;
    for (Token token = scanner_.next(); token == Token::name; token = scanner_.next()) {
      const bool is_method = scanner_.lexeme() == R"("method")", is_target = scanner_.lexeme() == R"("target")";
      if (!is_method && !is_target) return false;
      if (scanner_.next() != Token::string) return false;
      (is_method ? head_.method : head_.target) = unquote_json(scanner_.lexeme());
      if (!head_.method.empty() && !head_.target.empty()) return true;
    }
    return false;
  }

  /// Only scalars stand before the request.
  bool pass_over() {
    const Token token = scanner_.next();
    return token == Token::string || token == Token::number || token == Token::word;
  }

  JsonScanner scanner_;
  LogLineHead head_;
};

}  // namespace

std::optional<LogLineHead> read_log_line_head(std::string_view line) {
  if (!is_checked_line(line)) return {};
  line.remove_prefix(checked_line_head.size());
  if (!line.starts_with(before_exchange)) return {};
  return HeadScan{line.substr(before_exchange.size())}.read();
}

}  // namespace phantomime::recording
