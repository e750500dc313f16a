#include <algorithm>
#include <utility>

#include "phantomime/directives/body.hpp"
#include "phantomime/directives/load_level.hpp"
#include "phantomime/directives/written_members.hpp"

namespace phantomime::directives {
namespace {

using Given = std::vector<std::pair<const ResponseKey*, const Node*>>;

const Given::value_type* find(const Given& given, std::string_view key) {
  const auto found =
      std::find_if(given.begin(), given.end(), [&](const auto& entry) { return entry.first->key == key; });
  return found == given.end() ? nullptr : &*found;
}

void check_one_body(const Given& given, LoadContext& context) {
  const ResponseKey* first = nullptr;
  for (const auto& [key, value] : given) {
    if (!key->is_body) continue;
    if (first)
      context.error(*value, ErrorCode::conflict,
                    "'" + std::string{first->key} + "' and '" + std::string{key->key} + "' are both the body",
                    "a response has one body: take one of them away");
    else
      first = key;
  }
}

void check_sequence(const Given& given, LoadContext& context, Level level) {
  const auto* const sequence = find(given, "sequence");
  const auto* const then = find(given, "then");
  if (level == Level::sequence_member) {
    if (sequence)
      context.error(*sequence->second, ErrorCode::conflict, "a sequence within a sequence",
                    "list all responses in the outer one");
    if (then)
      context.error(*then->second, ErrorCode::conflict, "'then' within a sequence", "write it beside 'sequence'");
  } else if (then && !sequence) {
    context.error(*then->second, ErrorCode::conflict, "'then' without a sequence", "add sequence: [...]");
  }
}

/// A spelling for what is never JSON, said in the same breath.
void check_spelling(const Given& given, LoadContext& context) {
  const auto* const spelling = find(given, "spelling");
  if (!spelling || spelling->second->text() == "as is") return;
  for (const std::string_view body : {"text", "base64"})
    if (find(given, body))
      context.error(*spelling->second, ErrorCode::conflict,
                    "'spelling' says how JSON is written, and '" + std::string{body} + "' is none",
                    "take it away, or write the body as json");
}

void check_headers(const Given& given, LoadContext& context) {
  const auto* const headers = find(given, "headers");
  const auto* const without = find(given, "without_headers");
  if (!headers || !without || !headers->second->is_mapping()) return;
  for (const Node& name : without->second->items())
    for (std::size_t entry = 0; entry < headers->second->size(); ++entry)
      if (http::same_name(headers->second->key(entry).text(), name.text()))
        context.error(name, ErrorCode::conflict, "the header '" + name.text() + "' is both given and taken away",
                      "'headers' replaces what a default had brought; take this one away");
}

}  // namespace

void load_level(const Node& node, LoadContext& context, ResponseSpec& spec, Level level) {
  spec.where = node.location();
  spec.spelling_inherited = spec.spelling.has_value();
  Given given;
  read_mapping(node, context, level == Level::response ? "response" : "a sequence's response", response_keys(),
               [&](const ResponseKey& key, const Node& value) { given.emplace_back(&key, &value); });
  check_one_body(given, context);
  check_sequence(given, context, level);
  check_spelling(given, context);
  check_headers(given, context);
  std::stable_sort(given.begin(), given.end(),
                   [](const auto& a, const auto& b) { return a.first->phase < b.first->phase; });
  for (const auto& [key, value] : given)
    if (level == Level::response || key->phase != ResponseKey::Phase::last) key->load(*value, context, spec);
  if (context.note_members)
    for (const auto& [key, value] : given)
      if (key->is_body) spec.members = written_members(spec, *value, context);
  if (!spec.sequence.empty()) return;
  finish_body(spec, context);
  const auto* const chunks = find(given, "chunks");
  if (spec.chunks) finish_chunks(spec, context, chunks ? *chunks->second : node);
  // One that comes from elsewhere (defaults, beside a sequence) is not meant for every response in particular.
  if (const auto* const fault = find(given, "fault")) check_fault(spec, context, *fault->second);
}

void load_response(const Node& node, LoadContext& context, ResponseSpec& spec) {
  load_level(node, context, spec, Level::response);
}

void load_response_defaults(const Node& node, LoadContext& context, ResponseSpec& spec) {
  std::vector<std::string_view> allowed;
  for (const ResponseKey& key : response_keys())
    if (key.in_defaults) allowed.push_back(key.key);
  Given given;
  read_mapping(node, context, "defaults of response", response_keys(), [&](const ResponseKey& key, const Node& value) {
    if (key.in_defaults) {
      given.emplace_back(&key, &value);
      return;
    }
    std::string hint = "defaults may hold ";
    for (const std::string_view name : allowed) hint += (name == allowed.front() ? "" : ", ") + std::string{name};
    context.error(value, ErrorCode::conflict, "'" + std::string{key.key} + "' cannot be a default", std::move(hint));
  });
  check_headers(given, context);
  std::stable_sort(given.begin(), given.end(),
                   [](const auto& a, const auto& b) { return a.first->phase < b.first->phase; });
  for (const auto& [key, value] : given) key->load(*value, context, spec);
}

}  // namespace phantomime::directives
