#include "phantomime/mock/told.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/matchers/show.hpp"
#include "phantomime/scenario/world_gate.hpp"

namespace phantomime::detail {
namespace {

using scenario::Engine;
using scenario::JournalEntry;

constexpr std::size_t most_requests_told = 20;

std::string plural(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string text_of(const OrderedJson& json, const char* member) {
  const auto found = json.find(member);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

void add_difference(std::string& out, std::string_view indent, const std::string& field, const std::string& expected,
                    const std::string& actual) {
  out += fmt::format("\n{}{} {}, but was {}", indent, printable(field), printable(expected), printable(actual));
}

/// The states are those of now: what they were then is not kept.
std::vector<scenario::NearMiss> nearest_stub(const JournalEntry& entry, const Engine& engine) {
  const http::RequestView request{entry.request};
  if (!engine.world()) return scenario::near_misses(engine.scenario(), engine.index(), request, 1);
  const std::lock_guard lock{engine.world()->mutex()};
  const scenario::WorldGate gate{*engine.world()};
  return scenario::near_misses(engine.scenario(), engine.index(), request, 1, &gate);
}

std::string tell_unmatched(const JournalEntry& entry, const Engine& engine) {
  std::string text = describe(entry, engine);
  const auto nearest = nearest_stub(entry, engine);
  if (nearest.empty()) return text + "\n    there are no stubs";
  const std::string where = nearest.front().where.to_string();
  text += "\n    nearest: " + printable(nearest.front().stub_name) + (where.empty() ? "" : " (" + where + ")");
  for (const matchers::Difference& difference : nearest.front().differences)
    add_difference(text, "      ", difference.field, difference.expected, difference.actual);
  return text;
}

/// What came, the latest if there is too much of it.
std::string arrived(const Engine& engine, const scenario::Journal::Excerpt& excerpt) {
  const auto& entries = excerpt.entries;
  std::string text = fmt::format("\narrived:  {}", excerpt.total == 0 ? "nothing" : plural(excerpt.total, "request"));
  const std::size_t skipped = entries.size() > most_requests_told ? entries.size() - most_requests_told : 0;
  const std::uint64_t earlier = excerpt.total - (entries.size() - skipped);
  if (earlier > 0) text += fmt::format("\n  (the first {} not shown)", earlier);
  for (std::size_t at = skipped; at < entries.size(); ++at)
    text += fmt::format("\n  {:>3}  {}", entries[at]->number, describe(*entries[at], engine));
  return text;
}

}  // namespace

std::string describe(const matchers::RequestSpec& request) {
  std::string text;
  for (const std::string& method : request.methods) text += (text.empty() ? "" : "|") + matchers::show_bare(method);
  if (request.methods.empty()) text = "any method";
  text += ' ' + (request.path ? matchers::show_bare(request.path->text()) : std::string{"any path"});
  for (const auto& condition : request.conditions) text += ", " + condition->describe();
  return printable(text);
}

std::string describe(const JournalEntry& entry, const Engine& engine) {
  const std::string request =
      matchers::show_bare(entry.request.method) + ' ' + matchers::show_bare(http::redact_url(entry.request.target));
  const std::string_view stub = engine.stub_name(entry);
  std::string why = entry.unmatched ? "no stub matched" : entry.refused ? "credentials refused" : std::string{stub};
  return fmt::format("{} \u2192 {} ({})", request, entry.status, printable(why));
}

std::string tell_not_called(const std::string& expected, const OrderedJson& answer, const Engine& engine) {
  const auto excerpt = engine.journal().excerpt();
  std::string text = "expected: " + expected;
  text += fmt::format("\nmatched:  {}", plural(answer["count"].get<std::uint64_t>(), "request"));
  text += arrived(engine, excerpt);
  const OrderedJson& nearest = answer["nearest"];
  if (nearest.empty()) return text;
  const OrderedJson& near = nearest.front();
  text += fmt::format("\nnearest:  request {}", near["number"].get<std::uint64_t>());
  for (const OrderedJson& difference : near["differences"])
    add_difference(text, "       ", text_of(difference, "field"), text_of(difference, "expected"),
                   text_of(difference, "actual"));
  return text;
}

std::string tell_unmatched(std::uint64_t count, const std::vector<std::shared_ptr<const JournalEntry>>& entries,
                           const Engine& engine) {
  // A client that asks again and again is told once.
  std::vector<std::pair<std::string, std::uint64_t>> different;
  for (const auto& entry : entries) {
    std::string told = tell_unmatched(*entry, engine);
    const auto same =
        std::find_if(different.begin(), different.end(), [&](const auto& other) { return other.first == told; });
    if (same != different.end())
      ++same->second;
    else if (different.size() < most_requests_told)
      different.emplace_back(std::move(told), 1);
  }
  std::string text = plural(count, "request") + " matched no stub:";
  std::uint64_t shown = 0;
  for (auto& [told, times] : different) {
    shown += times;
    if (times > 1) told.insert(told.find('\n'), fmt::format(", {} times", times));
    text += "\n  " + told;
  }
  if (count > shown) text += fmt::format("\n  and {} more", count - shown);
  return text;
}

std::string tell_unmet(const scenario::Stub& stub, std::uint64_t calls) {
  return fmt::format("the stub '{}' was called {}\nexpected: {} of {}", printable(stub.name), plural(calls, "time"),
                     stub.expect ? stub.expect->describe() : std::string{}, describe(stub.request));
}

std::string tell_unmet(std::uint32_t stub, const Engine& engine) {
  return tell_unmet(engine.scenario().stubs[stub], engine.calls(stub)) + arrived(engine, engine.journal().excerpt());
}

}  // namespace phantomime::detail
