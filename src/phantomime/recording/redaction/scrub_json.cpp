#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/http/redaction_parts.hpp"
#include "phantomime/recording/redaction/respelling.hpp"
#include "phantomime/recording/redaction/scrub.hpp"
#include "phantomime/recording/redaction/secret_name.hpp"
#include "phantomime/recording/redaction/shape.hpp"

namespace phantomime::recording {
namespace {

using Token = JsonScanner::Token;

/// Within something secret: what is said about it rather than it.
bool is_ordinary(std::string_view value) {
  if (is_uuid(value) || value.find("://") != std::string_view::npos) return true;
  return value.size() <= 16 &&
         std::all_of(value.begin(), value.end(), [](char c) { return is_lower(c) || c == ' ' || c == '_'; });
}

/// Which names are secrets, for one text: the rows of a list say the same few again and again.
class NameMemory {
 public:
  [[nodiscard]] bool is_secret(std::string_view name) {
    if (name.empty()) return false;
    const auto byte = [](char c) { return std::size_t{static_cast<unsigned char>(c)}; };
    const std::size_t place = (name.size() + 7 * byte(name.front()) + 31 * byte(name.back())) % places_.size();
    Place& known = places_[place];
    if (known.name != name) known = {std::string{name}, is_secret_member(name)};
    return known.secret;
  }

 private:
  struct Place {
    std::string name;
    bool secret = false;
  };
  std::array<Place, 32> places_;
};

/// Walks JSON text token by token, so that order, spelling and duplicates stay as they came.
class JsonWalk {
 public:
  JsonWalk(Scrub& scrub, std::string_view text, const Where& where, int nested, std::string_view all_secret)
      : scrub_{scrub}, text_{text}, scanner_{text, max_json_depth}, nested_{nested}, where_{{}, &where, &members_, {}} {
    outside_ = all_secret;
  }

  [[nodiscard]] bool run() {
    for (Token token = scanner_.next(); token != Token::end; token = scanner_.next()) {
      if (token == Token::invalid) return false;
      take(token);
    }
    return true;
  }
  [[nodiscard]] Edits& edits() noexcept { return edits_; }

 private:
  struct Level {
    bool object = false;
    bool secret_row = false;
    std::size_t items = 0;
    std::string secret_kind;                     ///< not empty: all in it is secret
    std::size_t value_begin = 0, value_end = 0;  ///< {"value": "x", "name": "password"}: judged once its name is known
  };

  void take(Token token) {
    switch (token) {
      case Token::name:
        members_.back() = unquoted();
        return;
      case Token::begin_object:
      case Token::begin_array:
        begin_value();
        open(token == Token::begin_object);
        return;
      case Token::end_object:
      case Token::end_array:
        close();
        return;
      case Token::string:
        begin_value();
        take_string();
        return;
      case Token::number:
        begin_value();
        take_number();
        return;
      default:
        begin_value();
        return;
    }
  }

  [[nodiscard]] std::string unquoted() const {
    const std::string_view lexeme = scanner_.lexeme();
    if (lexeme.find('\\') != std::string_view::npos) return unquote_json(lexeme);
    return std::string{lexeme.substr(1, lexeme.size() - 2)};
  }
  /// In a list the member is the item's number.
  void begin_value() {
    if (!levels_.empty() && !levels_.back().object) members_.back() = std::to_string(levels_.back().items++);
  }
  [[nodiscard]] std::string_view name() const {
    return levels_.empty() || !levels_.back().object ? std::string_view{} : std::string_view{members_.back()};
  }
  [[nodiscard]] std::string_view around() const {
    return levels_.empty() ? outside_ : std::string_view{levels_.back().secret_kind};
  }

  /// The kind of secret that the name of the next value says it is; empty: none.
  [[nodiscard]] std::string named_kind() {
    const RedactionRules& rules = scrub_.rules();
    if (rules.has(SecretRule::Place::json))
      if (const SecretRule* rule = rules.find_json(name(), members_)) return rule->kind;
    if (name().empty() || rules.keeps_name(name())) return {};
    if (names_.is_secret(name())) return kind_of_name(name());
    if (levels_.back().secret_row && http::redaction::is_row_value(name())) return "secret";
    return {};
  }

  void open(bool object) {
    std::string kind = named_kind();
    if (kind.empty()) kind = around();
    levels_.push_back({object, false, 0, std::move(kind), 0, 0});
    members_.emplace_back();
  }

  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    members_.pop_back();
    if (!level.secret_row || level.value_end == 0) return;
    const std::string_view lexeme = text_.substr(level.value_begin, level.value_end - level.value_begin);
    if (auto other = scrub_.hide_value(unquote_json(lexeme), "secret", where_, nested_))
      edits_.replace(level.value_begin, level.value_end, respelled_json(lexeme, *other));
  }

  void replace(const Scrub::Changed& other) {
    const std::string_view lexeme = scanner_.lexeme();
    if (other) edits_.replace(scanner_.offset(), scanner_.offset() + lexeme.size(), respelled_json(lexeme, *other));
  }

  void take_string() {
    const std::string_view lexeme = scanner_.lexeme();
    const bool escapes = lexeme.find('\\') != std::string_view::npos;
    const std::string decoded = escapes ? unquote_json(lexeme) : std::string{};
    const std::string_view value = escapes ? std::string_view{decoded} : lexeme.substr(1, lexeme.size() - 2);
    if (value.empty()) return;
    std::string kind = named_kind();
    if (kind.empty() && is_key_value(name(), value) && !scrub_.rules().keeps_name(name())) kind = "key";
    if (kind.empty() && !around().empty() && !(levels_.empty() || !levels_.back().object ? false : is_ordinary(value)))
      kind = around();
    if (!kind.empty()) return replace(scrub_.hide_value(value, kind, where_, nested_));
    const std::size_t found = edits_.size();
    replace(scrub_.value(value, where_, Scrub::looks_of(name(), value), nested_));
    if (levels_.empty() || found != edits_.size()) return;
    if (http::redaction::names_its_row(name()) && is_secret_member(value)) levels_.back().secret_row = true;
    if (http::redaction::is_row_value(name()) && !levels_.back().secret_row) {
      levels_.back().value_begin = scanner_.offset();
      levels_.back().value_end = scanner_.offset() + lexeme.size();
    }
  }

  void take_number() {
    std::string kind = named_kind();
    if (kind.empty()) {
      if (around().empty() || scanner_.lexeme().size() < 6) return;
      kind = around();
    }
    if (const auto other = scrub_.hide_number(scanner_.lexeme(), kind, where_))
      edits_.replace(scanner_.offset(), scanner_.offset() + scanner_.lexeme().size(), *other);
  }

  Scrub& scrub_;
  std::string_view text_;
  JsonScanner scanner_;
  int nested_;
  std::vector<std::string> members_;  ///< that lead to the value at hand
  std::vector<Level> levels_;
  std::string_view outside_;
  Where where_;
  NameMemory names_;
  Edits edits_;
};

}  // namespace

Scrub::Changed Scrub::json(std::string_view text, const Where& where, int nested, std::string_view all_secret,
                           bool* valid) {
  JsonWalk walk{*this, text, where, nested, all_secret};
  const bool sound = walk.run();
  if (valid) *valid = sound;
  return sound && !walk.edits().empty() ? Changed{walk.edits().applied(text)} : std::nullopt;
}

}  // namespace phantomime::recording
