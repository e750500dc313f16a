#include "phantomime/directives/written_members.hpp"

#include <set>
#include <utility>

#include "phantomime/base/json.hpp"
#include "phantomime/base/json_pointer.hpp"
#include "phantomime/base/placed_json_scanner.hpp"

namespace phantomime::directives {
namespace {

using Body = ResponseSpec::Body;
using JsonToken = PlacedJsonScanner::Token;

/// Members of one body: bounded, so that no fixture makes a report that nobody reads.
class MemberList {
 public:
  static constexpr std::size_t most = 10'000;

  void add(const std::string& pointer, const Location& where) {
    if (members_.size() < most && seen_.insert(pointer).second) members_.emplace_back(pointer, where);
  }
  [[nodiscard]] WrittenMembers take() { return std::move(members_); }

 private:
  WrittenMembers members_;
  std::set<std::string> seen_;
};

void walk(const Node& node, const std::string& pointer, bool forms, MemberList& members);

/// `$each` gives items, `$if` and `$merge` what they choose from; what `$time` and `$json_text` give has no members.
void walk_form(const Node& node, const std::string& pointer, MemberList& members) {
  const auto walk_part = [&](std::string_view key, const std::string& at) {
    if (const Node* const part = node.find(key)) walk(*part, at, true, members);
  };
  const std::string& form = node.key(0).text();
  if (form == "$each") walk_part("$value", pointer + "/*");
  if (form == "$if") {
    walk_part("$then", pointer);
    walk_part("$else", pointer);
  }
  if (form == "$merge")
    for (const Node& item : node.value(0).items()) walk(item, pointer, true, members);
}

void walk(const Node& node, const std::string& pointer, bool forms, MemberList& members) {
  if (node.is_sequence()) {
    for (const Node& item : node.items()) walk(item, pointer + "/*", forms, members);
    return;
  }
  if (!node.is_mapping()) return;
  if (forms && node.size() > 0 && node.key(0).text().starts_with('$')) return walk_form(node, pointer, members);
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const std::string member = pointer_to(pointer, node.key(entry).text());
    members.add(member, node.key(entry).location());
    walk(node.value(entry), member, forms, members);
  }
}

/// The members of JSON text; false where it is none. The scanner bounds the nesting.
bool walk_json(PlacedJsonScanner& scanner, JsonToken token, const std::string& pointer,
               const std::shared_ptr<const Source>& source, MemberList& members) {
  switch (token) {
    case JsonToken::begin_object:
      while (scanner.next() == JsonToken::name) {
        const std::string member = pointer_to(pointer, unquote_json(scanner.lexeme()));
        members.add(member, {source, scanner.line(), scanner.column()});
        if (!walk_json(scanner, scanner.next(), member, source, members)) return false;
      }
      return scanner.token() == JsonToken::end_object;
    case JsonToken::begin_array:
      while (scanner.next() != JsonToken::end_array)
        if (!walk_json(scanner, scanner.token(), pointer + "/*", source, members)) return false;
      return true;
    case JsonToken::string:
    case JsonToken::number:
    case JsonToken::word:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::shared_ptr<const WrittenMembers> written_members(const ResponseSpec& spec, const Node& value,
                                                      const LoadContext& context) {
  MemberList members;
  if (spec.body_kind == Body::json || spec.body_kind == Body::computed) {
    walk(value, "", spec.body_kind == Body::computed, members);
  } else if (spec.body_kind == Body::file && spec.file_bytes) {
    const auto source = std::make_shared<const Source>(context.shown_fixture(spec.fixture), "");
    PlacedJsonScanner scanner{*spec.file_bytes, max_json_depth};
    if (!walk_json(scanner, scanner.next(), "", source, members)) return nullptr;
  } else {
    return nullptr;
  }
  return std::make_shared<const WrittenMembers>(members.take());
}

}  // namespace phantomime::directives
