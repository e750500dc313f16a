#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/located_json.hpp"
#include "phantomime/lints/checks.hpp"
#include "phantomime/scenario/fixture_source.hpp"

namespace phantomime::lints {
namespace {

using Fixture = scenario::LoadFacts::Fixture;
using Member = scenario::LoadFacts::Member;
using Table = scenario::LoadFacts::Table;

std::vector<std::string> tokens_of(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string token{pointer.substr(0, end)};
    for (const auto& [escape, plain] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}})
      for (std::size_t at = token.find(escape); at != std::string::npos; at = token.find(escape, at + 1))
        token.replace(at, 2, plain);
    tokens.push_back(std::move(token));
    pointer.remove_prefix(end);
  }
  return tokens;
}

/// Everything the tokens lead to from here; `*` stands for any element or member.
void resolve(const LocatedJson& from, const std::vector<std::string>& tokens, std::size_t next,
             std::vector<const LocatedJson*>& found) {
  if (next == tokens.size()) {
    found.push_back(&from);
    return;
  }
  const std::string& token = tokens[next];
  for (const LocatedJson::Member& member : from.members)
    if (token == "*" || member.name == token) resolve(member.value, tokens, next + 1, found);
  for (std::size_t item = 0; item < from.items.size(); ++item)
    if (token == "*" || std::to_string(item) == token) resolve(from.items[item], tokens, next + 1, found);
}

std::string listed(const std::vector<std::string>& types) {
  std::string text;
  for (std::size_t at = 0; at < types.size(); ++at) {
    if (at) text += at + 1 == types.size() ? " or " : ", ";
    text += types[at];
  }
  return text;
}

bool allowed(const Member& member, LocatedJson::Type type) {
  return std::any_of(member.json.begin(), member.json.end(), [&](const std::string& name) {
    return name == to_string(type) || (name == "number" && type == LocatedJson::Type::integer);
  });
}

/// Holds one fixture against its table.
class Comparison {
 public:
  Comparison(const Input& input, const Fixture& fixture, const Table& table, std::vector<Problem>& problems)
      : fixture_{fixture},
        table_{table},
        source_{scenario::fixture_source(input.scenario, fixture.path)},
        problems_{problems} {}

  void run() {
    const auto body = read_located_json(source_->text);
    if (!body)
      return say(1, 1, "the table '" + table_.name + "' describes it, and it is not JSON: " + body.error().what,
                 table_.where);
    if (fixture_.rows.empty()) return object(*body);

    std::vector<const LocatedJson*> lists;
    resolve(*body, tokens_of(fixture_.rows), 0, lists);
    if (lists.empty() || lists.front()->type != LocatedJson::Type::array)
      return say(body->line, body->column,
                 "the table '" + table_.name + "' describes the rows at " + fixture_.rows + ", and there is no array",
                 fixture_.where);
    for (const LocatedJson& row : lists.front()->items) object(row);
  }

 private:
  void object(const LocatedJson& body) {
    if (body.type != LocatedJson::Type::object)
      return say(
          body.line, body.column,
          "the table '" + table_.name + "' lists members: expected object, found " + std::string{to_string(body.type)},
          table_.where);
    for (const Member& member : table_.members) {
      if (&member != &rows_of(member).front().get()) continue;  // a page may repeat a member
      std::vector<const LocatedJson*> holders{&body};
      if (!member.at.empty()) {
        std::vector<std::string> tokens = tokens_of(member.at);
        if (!tokens.empty()) tokens.pop_back();  // the member itself
        holders.clear();
        resolve(body, tokens, 0, holders);
      }
      for (const LocatedJson* holder : holders)
        if (holder->type == LocatedJson::Type::object) judge(member, *holder);
    }
    if (!table_.additional_members) unknown_members(body);
  }

  /// The rows of the table that speak of the same member: at least the one itself, the first one first.
  [[nodiscard]] std::vector<std::reference_wrapper<const Member>> rows_of(const Member& member) const {
    std::vector<std::reference_wrapper<const Member>> rows;
    for (const Member& row : table_.members)
      if (row.name == member.name && row.at == member.at) rows.emplace_back(row);
    return rows;
  }

  void judge(const Member& member, const LocatedJson& holder) {
    const LocatedJson::Member* found = holder.find(member.name);
    const auto rows = rows_of(member);
    const auto any = [&](auto&& holds) { return std::any_of(rows.begin(), rows.end(), holds); };
    const std::string type = listed(member.json);
    if (!found) {
      if (any([](const Member& row) { return row.required; }))
        say(holder.line, holder.column, called(member.name) + " is missing: expected " + type, member.where);
    } else if (!any([&](const Member& row) { return allowed(row, found->value.type); })) {
      say(found->line, found->column,
          called(member.name) + ": expected " + type + ", found " + std::string{to_string(found->value.type)},
          member.where);
    }
  }

  void unknown_members(const LocatedJson& body) {
    for (const LocatedJson::Member& member : body.members) {
      const bool known = std::any_of(table_.members.begin(), table_.members.end(),
                                     [&](const Member& row) { return row.at.empty() && row.name == member.name; });
      if (!known)
        say(member.line, member.column,
            "member '" + member.name + "' (" + std::string{to_string(member.value.type)} + ") is not in the table '" +
                table_.name + "'",
            table_.where);
    }
  }

  [[nodiscard]] std::string called(const std::string& member) const {
    return "member '" + member + "' (table '" + table_.name + "')";
  }

  void say(std::uint32_t line, std::uint32_t column, std::string what, const Location& says) {
    std::string hint = "fix the fixture, or write an erratum";
    if (says.source) hint += "; the table says so at " + says.to_string();
    problems_.push_back({{}, Severity::error, std::move(what), Location{source_, line, column}, std::move(hint)});
  }

  const Fixture& fixture_;
  const Table& table_;
  std::shared_ptr<const Source> source_;
  std::vector<Problem>& problems_;
};

}  // namespace

void table_violation(const Input& input, std::vector<Problem>& problems) {
  const auto& facts = input.scenario.facts;
  for (const Fixture& fixture : facts.fixtures) {
    if (fixture.table.empty()) continue;
    const auto table = std::find_if(facts.tables.begin(), facts.tables.end(),
                                    [&](const Table& candidate) { return candidate.name == fixture.table; });
    // That the manifest names a table which is not there is an error of loading.
    if (table != facts.tables.end()) Comparison{input, fixture, *table, problems}.run();
  }
}

}  // namespace phantomime::lints
