#include <array>
#include <tuple>

#include "phantomime/scenario/stub.hpp"

namespace phantomime::scenario {
namespace {

enum PathKind : int { literal, templated, glob, expression, none };
enum MethodKind : int { one, several, any };

int path_kind(const matchers::RequestSpec& request) {
  if (!request.path) return PathKind::none;
  switch (request.path->kind()) {
    case matchers::PathPattern::Kind::literal:
      return PathKind::literal;
    case matchers::PathPattern::Kind::templated:
      return PathKind::templated;
    case matchers::PathPattern::Kind::glob:
      return PathKind::glob;
    case matchers::PathPattern::Kind::expression:
      break;
  }
  return PathKind::expression;
}

int method_kind(const matchers::RequestSpec& request) {
  if (request.methods.empty()) return MethodKind::any;
  return request.methods.size() == 1 ? MethodKind::one : MethodKind::several;
}

/// Bigger numbers that mean "more specific" are turned, so that smaller always comes first.
auto key(const Rank& rank) noexcept {
  return std::tuple{~rank.priority,   rank.path_kind,   ~rank.literal_characters,
                    rank.method_kind, ~rank.conditions, rank.order};
}

constexpr std::array path_names = {"a literal path", "a template", "a glob", "an expression", "no path"};
constexpr std::array method_names = {"one method", "several methods", "any method"};

std::string against(std::size_t more, std::size_t less) {
  return " (" + std::to_string(more) + " against " + std::to_string(less) + ")";
}

}  // namespace

Rank rank_of(const Stub& stub, std::uint32_t order) {
  Rank rank;
  rank.priority = stub.priority;
  rank.path_kind = path_kind(stub.request);
  // Two literals that match one request differ by a tolerated slash at most: their length says nothing.
  if (stub.request.path && rank.path_kind != PathKind::literal)
    rank.literal_characters = stub.request.path->literal_characters();
  rank.method_kind = method_kind(stub.request);
  rank.conditions = stub.request.condition_count();
  rank.order = order;
  return rank;
}

bool precedes(const Rank& a, const Rank& b) noexcept { return key(a) < key(b); }

std::string why_precedes(const Rank& a, const Rank& b) {
  if (a.priority != b.priority)
    return "priority " + std::to_string(a.priority) + " is higher than " + std::to_string(b.priority);
  if (a.path_kind != b.path_kind)
    return std::string{path_names[static_cast<std::size_t>(a.path_kind)]} + " is more specific than " +
           path_names[static_cast<std::size_t>(b.path_kind)];
  if (a.literal_characters != b.literal_characters)
    return "more literal characters in the path" + against(a.literal_characters, b.literal_characters);
  if (a.method_kind != b.method_kind)
    return std::string{method_names[static_cast<std::size_t>(a.method_kind)]} + " is more specific than " +
           method_names[static_cast<std::size_t>(b.method_kind)];
  if (a.conditions != b.conditions) return "more conditions" + against(a.conditions, b.conditions);
  return "written first, and as specific";
}

}  // namespace phantomime::scenario
