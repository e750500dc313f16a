#include <algorithm>

#include "phantomime/base/json.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/scenario/near_miss.hpp"
#include "phantomime/scenario/words.hpp"

namespace phantomime::scenario {
namespace {

constexpr std::size_t longest_text = 1000;
constexpr std::size_t most_differences = 20;

std::string detail(const std::vector<NearMiss>& nearest) {
  if (nearest.empty()) return "there are no stubs to compare this request with";
  const NearMiss& miss = nearest.front();
  std::string text = "the nearest stub is '" + miss.stub_name + "'";
  if (const std::string where = file_and_line(miss.where); !where.empty()) text += " (" + where + ")";
  if (!miss.differences.empty()) text += ": " + sentence(miss.differences.front());
  if (miss.differences.size() > 1) text += ", and " + std::to_string(miss.differences.size() - 1) + " more";
  return printable(text, longest_text);
}

OrderedJson to_json(const matchers::Difference& difference) {
  return {{"field", printable(difference.field, longest_text)},
          {"expected", printable(difference.expected, longest_text)},
          {"actual", printable(difference.actual, longest_text)},
          {"edit", printable(difference.edit, longest_text)}};
}

}  // namespace

OrderedJson to_json(const std::vector<matchers::Difference>& differences) {
  OrderedJson list = OrderedJson::array();
  for (std::size_t at = 0; at < std::min(differences.size(), most_differences); ++at)
    list.push_back(to_json(differences[at]));
  return list;
}

OrderedJson to_json(const NearMiss& miss) {
  return {{"stub", miss.stub_name}, {"where", file_and_line(miss.where)}, {"differences", to_json(miss.differences)}};
}

std::string problem_json(const http::Request& request, const std::vector<NearMiss>& nearest, int status) {
  OrderedJson misses = OrderedJson::array();
  for (const NearMiss& miss : nearest) misses.push_back(to_json(miss));
  const OrderedJson problem = {
      {"type", "urn:phantomime:unmatched"},
      {"title", status == 400 ? "The body is not JSON, and no stub matches without" : "No stub matches this request"},
      {"status", status},
      {"detail", detail(nearest)},
      {"request",
       {{"method", printable(request.method, longest_text)},
        {"target", printable(http::redact_url(request.target), longest_text)}}},
      {"nearest", std::move(misses)},
  };
  // What clients send need not be UTF-8.
  return problem.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace phantomime::scenario
