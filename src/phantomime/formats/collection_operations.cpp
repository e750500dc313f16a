#include "phantomime/formats/collection_operations.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/formats/key_tables.hpp"

namespace phantomime::formats {
namespace {

/// Makes nodes that stand where an operation is written.
class NodeMaker {
 public:
  explicit NodeMaker(const Node& at) : at_{at} {}

  [[nodiscard]] Node text(std::string value) const {
    return placed(Node::scalar(std::move(value), Node::Style::quoted));
  }
  [[nodiscard]] Node plain(std::string value) const { return placed(Node::scalar(std::move(value))); }
  [[nodiscard]] Node list(std::vector<Node> items) const { return placed(Node::sequence(std::move(items))); }
  [[nodiscard]] Node mapping(const std::vector<std::pair<const char*, Node>>& entries) const {
    std::vector<Node> children;
    for (const auto& [key, value] : entries) {
      children.push_back(text(key));
      children.push_back(value);
    }
    return placed(Node::mapping(std::move(children)));
  }
  /// `{verb: {key: value, ...}}`
  [[nodiscard]] Node step(const char* verb, const std::vector<std::pair<const char*, Node>>& entries) const {
    return mapping({{verb, mapping(entries)}});
  }

 private:
  [[nodiscard]] Node placed(Node node) const {
    node.at(at_.source(), at_.line(), at_.column());
    return node;
  }
  const Node& at_;
};

struct OperationNodes {
  const Node *method = nullptr, *before = nullptr, *after = nullptr, *response = nullptr, *example = nullptr,
             *only = nullptr, *soft = nullptr, *provenance = nullptr, *note = nullptr, *contract = nullptr;

  void take(std::string_view key, const Node& value) {
    if (key == "method") method = &value;
    if (key == "before") before = &value;
    if (key == "after") after = &value;
    if (key == "response") response = &value;
    if (key == "example") example = &value;
    if (key == "only") only = &value;
    if (key == "soft") soft = &value;
    if (key == "provenance") provenance = &value;
    if (key == "note") note = &value;
    if (key == "contract") contract = &value;
  }
};

class OperationMaker {
 public:
  OperationMaker(const state::Collection& collection, std::string path, const Node& key, const Node& node,
                 LoadContext& context)
      : collection_{collection}, path_{std::move(path)}, name_{key.text()}, make_{key} {
    read_mapping(node, context, "an operation", operation_keys(),
                 [this](const KeyRow& row, const Node& value) { nodes_.take(row.key, value); });
    for (const auto& [what, steps] : {std::pair{"before", nodes_.before}, std::pair{"after", nodes_.after}})
      if (steps) sound_ = expect_sequence(*steps, context, what) && sound_;
    if (nodes_.soft) sound_ = expect_mapping(*nodes_.soft, context, "soft") && sound_;
    if (nodes_.only && name_ != "list")
      context.error(*nodes_.only, ErrorCode::conflict, "'only' is for list", "take it away");
    if (nodes_.soft && name_ != "delete")
      context.error(*nodes_.soft, ErrorCode::conflict, "'soft' is for delete", "take it away");
  }

  /// Whether a stub can be made of it.
  [[nodiscard]] bool is_sound() const { return sound_; }

  [[nodiscard]] Node stub(const Node* envelope) const {
    std::vector<std::pair<const char*, Node>> entries{
        {"name", make_.text(collection_.name + ": " + name_)},
        {"request", make_.mapping({{"method", method()}, {"path", make_.text(path())}})},
        {"do", make_.list(steps())},
        {"response", nodes_.response ? *nodes_.response : response(envelope)},
    };
    if (nodes_.example)
      entries.emplace_back("example", *nodes_.example);
    else if (of_one() || nodes_.method)
      entries.emplace_back("example", example());
    if (nodes_.note) entries.emplace_back("note", *nodes_.note);
    if (nodes_.contract) entries.emplace_back("contract", *nodes_.contract);
    if (nodes_.provenance)
      entries.emplace_back("provenance", *nodes_.provenance);
    else if (collection_.provenance != Provenance::unstated)
      entries.emplace_back("provenance", make_.text(std::string{to_string(collection_.provenance)}));
    return make_.mapping(entries);
  }

 private:
  [[nodiscard]] bool of_one() const { return name_ == "one" || name_ == "update" || name_ == "delete"; }
  [[nodiscard]] std::string path() const { return of_one() ? path_ + "/{id:integer}" : path_; }

  [[nodiscard]] Node method() const {
    if (nodes_.method) return *nodes_.method;
    if (name_ == "create") return make_.text("POST");
    if (name_ == "delete") return make_.text("DELETE");
    if (name_ == "update") return make_.list({make_.text("PUT"), make_.text("PATCH")});
    return make_.text("GET");
  }

  [[nodiscard]] Node example() const {
    const Node asked = method();
    std::string line = asked.is_sequence() ? asked.items().front().text() : asked.text();
    line += " " + path_;
    if (of_one())
      line += "/" + (collection_.rows.empty() ? "1" : json_text(collection_.rows.front()->at(collection_.schema.id)));
    if (name_ != "create" && name_ != "update") return make_.text(std::move(line));
    return make_.mapping({{"request", make_.text(std::move(line))}, {"json", make_.mapping({})}});
  }

  void add(std::vector<Node>& steps, const Node* more) const {
    if (!more) return;
    for (const Node& step : more->items()) steps.push_back(step);
  }

  [[nodiscard]] Node named(const char* verb, const std::vector<std::pair<const char*, Node>>& more) const {
    std::vector<std::pair<const char*, Node>> entries{{"in", make_.text(collection_.name)}};
    entries.insert(entries.end(), more.begin(), more.end());
    return make_.step(verb, entries);
  }

  [[nodiscard]] std::vector<Node> steps() const {
    const auto row = [this] { return make_.text("row"); };
    std::vector<Node> steps;
    if (of_one()) steps.push_back(named("find", {{"id", make_.text("{{ captures.id }}")}, {"as", row()}}));
    if (name_ == "create" || name_ == "update") steps.push_back(named("take", {{"for", make_.text(name_)}}));
    add(steps, nodes_.before);
    if (name_ == "list") {
      std::vector<std::pair<const char*, Node>> only;
      if (nodes_.only) only.emplace_back("only", *nodes_.only);
      steps.push_back(named("list", only));
    } else if (name_ == "one") {
      steps.push_back(make_.step("read", {{"row", row()}}));
    } else if (name_ == "create") {
      steps.push_back(named("create", {{"members", make_.text("{{ given }}")}, {"as", row()}}));
    } else if (name_ == "update") {
      steps.push_back(make_.mapping({{"let", make_.mapping({{"was", make_.text("{{ row }}")}})}}));
      steps.push_back(make_.step("change", {{"row", row()}, {"members", make_.text("{{ given }}")}}));
    } else if (nodes_.soft) {
      steps.push_back(make_.step("change", {{"row", row()}, {"members", *nodes_.soft}}));
    } else {
      steps.push_back(make_.step("delete", {{"row", row()}}));
    }
    add(steps, nodes_.after);
    if (name_ == "one" || name_ == "create" || name_ == "update") steps.push_back(make_.step("show", {{"row", row()}}));
    return steps;
  }

  [[nodiscard]] Node response(const Node* envelope) const {
    if (name_ == "delete") return make_.mapping({{"status", make_.plain("204")}});
    Node body = name_ == "list" && envelope ? *envelope : make_.text("{{ shown }}");
    if (name_ != "create") return make_.mapping({{"computed", std::move(body)}});
    return make_.mapping({{"status", make_.plain("201")}, {"computed", std::move(body)}});
  }

  const state::Collection& collection_;
  std::string path_;
  std::string name_;
  NodeMaker make_;
  OperationNodes nodes_;
  bool sound_ = true;
};

/// The path where a collection is served; empty (reported) where it is none.
std::string literal_path(const Node& node, LoadContext& context) {
  const auto path = read_string(node, context, "path");
  if (!path) return {};
  if (path->starts_with('/') && path->find('{') == std::string::npos) return *path;
  context.error(node, ErrorCode::bad_value, "'" + *path + "' is no literal path", "such as /rest/thing");
  return {};
}

}  // namespace

std::vector<Node> operation_stubs(const state::Collection& collection, const Node& node, const Node* envelope,
                                  LoadContext& context) {
  std::vector<Node> stubs;
  const Node* const path = node.find("path");
  const Node* const operations = node.find("operations");
  const std::string where = path ? literal_path(*path, context) : std::string{};
  if (!operations) return stubs;
  if (!expect_mapping(*operations, context, "operations")) return stubs;
  if (!path) {
    context.error(*operations, ErrorCode::missing_key, "operations need the path where they are served", "add path");
    return stubs;
  }
  if (where.empty()) return stubs;
  static constexpr std::string_view known[] = {"list", "one", "create", "update", "delete"};
  for (std::size_t entry = 0; entry < operations->size(); ++entry) {
    const Node& key = operations->key(entry);
    if (std::find(std::begin(known), std::end(known), key.text()) == std::end(known)) {
      (void)report_unknown_key(key, context, "operations", known);
      continue;
    }
    if (key.text() == "list" && !collection.grammar) {
      context.error(key, ErrorCode::missing_key, "a list needs a grammar", "add grammar to the collection");
      continue;
    }
    const OperationMaker operation{collection, where, key, operations->value(entry), context};
    if (operation.is_sound()) stubs.push_back(operation.stub(envelope));
  }
  return stubs;
}

}  // namespace phantomime::formats
