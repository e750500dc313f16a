#include "phantomime/recording/learn/members.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_set>

#include "phantomime/base/json_pointer.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"
#include "phantomime/recording/playing/telling_headers.hpp"

namespace phantomime::recording {
namespace {

using Token = JsonScanner::Token;

constexpr std::size_t most_json_bytes = 4u << 20, most_leaves = 20'000, most_levels = 64;
constexpr std::string_view transport_headers[] = {"Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding",
                                                  "TE",         "Trailer",    "Upgrade",          "Content-Length",
                                                  "Via"};

/// Collects leaves from tokens. The scanner bounds the nesting, so the recursion is bounded too.
class LeafCollector {
 public:
  explicit LeafCollector(std::string_view text) : scanner_{text, most_levels} {}

  std::optional<std::vector<JsonLeaf>> collect() {
    read(scanner_.next(), "");
    if (!sound_ || scanner_.next() != Token::end) return std::nullopt;
    return std::move(leaves_);
  }

 private:
  void read(Token token, const std::string& pointer) {
    if (token == Token::begin_object) return read_object(pointer);
    if (token == Token::begin_array) return read_array(pointer);
    const std::size_t begin = scanner_.offset();
    const std::string_view lexeme = scanner_.lexeme();
    if (token == Token::string)
      add({pointer, unquote_json(lexeme), Member::Kind::text, begin, begin + lexeme.size()});
    else if (token == Token::number || token == Token::word)
      add({pointer, std::string{lexeme}, token == Token::word ? Member::Kind::word : Member::Kind::number, begin,
           begin + lexeme.size()});
    else
      sound_ = false;
  }

  void read_object(const std::string& pointer) {
    const std::size_t begin = scanner_.offset();
    std::unordered_set<std::string> names;
    while (sound_ && scanner_.next() == Token::name) {
      std::string name = unquote_json(scanner_.lexeme());
      const std::string member = pointer_to(pointer, name);
      if (!names.insert(std::move(name)).second) sound_ = false;
      if (sound_) read(scanner_.next(), member);
    }
    if (sound_ && names.empty()) add({pointer, "{}", Member::Kind::empty, begin, scanner_.offset() + 1});
  }

  void read_array(const std::string& pointer) {
    const std::size_t begin = scanner_.offset();
    std::size_t count = 0;
    for (Token token = scanner_.next(); sound_ && token != Token::end_array; token = scanner_.next())
      read(token, pointer + '/' + std::to_string(count++));
    if (sound_ && count == 0) add({pointer, "[]", Member::Kind::empty, begin, scanner_.offset() + 1});
  }

  void add(JsonLeaf leaf) {
    if (leaves_.size() >= most_leaves) sound_ = false;
    if (sound_) leaves_.push_back(std::move(leaf));
  }

  JsonScanner scanner_;
  std::vector<JsonLeaf> leaves_;
  bool sound_ = true;
};

/// Gives repeated names numbers: `a`, `a.1`, `a.2`.
class Names {
 public:
  std::string next(const std::string& name) {
    const std::size_t number = counts_[name]++;
    return number == 0 ? name : name + '.' + std::to_string(number);
  }

 private:
  std::map<std::string, std::size_t> counts_;
};

void add_body(std::vector<Member>& members, const std::string& where, const Body& body, const http::Headers& headers) {
  if (body.kept != Body::Kept::here || body.bytes.empty()) return;
  if (!headers.has("Content-Encoding")) {
    if (const auto leaves = json_leaves(body.bytes)) {
      for (const JsonLeaf& leaf : *leaves) members.push_back({where + leaf.pointer, leaf.text, leaf.kind});
      return;
    }
    if (is_form(headers)) {
      Names names;
      for (http::Field& field : http::parse_fields(body.bytes))
        members.push_back({names.next(where + '/' + field.name), std::move(field.value), Member::Kind::text});
      return;
    }
  }
  members.push_back({where, body.bytes, Member::Kind::text});
}

}  // namespace

std::optional<std::vector<JsonLeaf>> json_leaves(std::string_view text) {
  if (text.empty() || text.size() > most_json_bytes) return std::nullopt;
  return LeafCollector{text}.collect();
}

bool is_form(const http::Headers& headers) {
  constexpr std::string_view type = "application/x-www-form-urlencoded";
  const auto said = headers.find("Content-Type");
  return said && http::same_name(said->substr(0, type.size()), type);
}

bool is_transport_header(std::string_view name) noexcept {
  return std::any_of(std::begin(transport_headers), std::end(transport_headers),
                     [name](std::string_view known) { return http::same_name(known, name); });
}

std::vector<std::string> path_segments(std::string_view target) {
  std::string_view path = http::split_target(origin_form(target)).path;
  std::vector<std::string> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.push_back(http::percent_decode(path.substr(0, slash)));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

std::vector<Member> request_members(const Exchange& exchange) {
  std::vector<Member> members;
  const auto segments = path_segments(exchange.request.target);
  for (std::size_t at = 0; at < segments.size(); ++at)
    members.push_back({"request.path." + std::to_string(at), segments[at], Member::Kind::text});
  Names names;
  for (http::Field& field : http::parse_fields(http::split_target(exchange.request.target).query))
    members.push_back({names.next("request.query." + field.name), std::move(field.value), Member::Kind::text});
  for (const http::Header& line : exchange.request.headers)
    if (!is_noise_header(line.name))
      members.push_back(
          {names.next("request.header." + std::string{line.name}), std::string{line.value}, Member::Kind::text});
  add_body(members, "request.body", exchange.request.body, exchange.request.headers);
  return members;
}

std::vector<Member> response_members(const Exchange& exchange) {
  std::vector<Member> members;
  if (!exchange.response) return members;
  members.push_back({"response.status", std::to_string(exchange.response->status), Member::Kind::number});
  Names names;
  for (const http::Header& line : exchange.response->headers)
    if (!is_transport_header(line.name))
      members.push_back(
          {names.next("response.header." + std::string{line.name}), std::string{line.value}, Member::Kind::text});
  add_body(members, "response.body", exchange.response->body, exchange.response->headers);
  return members;
}

}  // namespace phantomime::recording
