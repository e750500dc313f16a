// Reads the body of `POST verify`.
#include <limits>

#include "phantomime/base/key_row.hpp"
#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/server/verification.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t most_in_order = 1000;

constexpr KeyRow question_keys[] = {
    {.key = "request",
     .summary = "which requests are counted",
     .schema = "",
     .example = "GET /rest/container",
     .bad = ""},
    {.key = "times", .summary = "how many there must be", .schema = "", .example = "{exactly: 1}", .bad = ""},
    {.key = "in_order", .summary = "requests that must follow each other", .schema = "", .example = "[]", .bad = ""},
};
constexpr KeyRow times_keys[] = {
    {.key = "exactly", .summary = "so many", .schema = "", .example = "1", .bad = ""},
    {.key = "at_least", .summary = "or more", .schema = "", .example = "1", .bad = ""},
    {.key = "at_most", .summary = "or fewer", .schema = "", .example = "3", .bad = ""},
    {.key = "none", .summary = "no request at all", .schema = "", .example = "true", .bad = ""},
};

void read_times(const Node& node, LoadContext& context, scenario::Expectation& times) {
  const std::size_t errors = context.error_count();
  std::optional<std::uint64_t> exactly, at_least, at_most;
  read_mapping(node, context, "times", std::span<const KeyRow>{times_keys}, [&](const KeyRow& row, const Node& value) {
    if (row.key == "none") {
      const auto none = read_bool(value, context, row.key);
      if (none && !*none)
        context.error(value, ErrorCode::bad_value, "'none' is either true or not there", "say at_least: 1");
      exactly = 0;
      return;
    }
    const auto number = read_integer(value, context, row.key, 0, std::numeric_limits<std::int64_t>::max());
    if (!number) return;
    (row.key == "exactly" ? exactly : row.key == "at_least" ? at_least : at_most) = static_cast<std::uint64_t>(*number);
  });
  if (context.error_count() > errors) return;
  if (node.size() == 0)
    context.error(node, ErrorCode::missing_key, "times says no number", "add exactly, at_least, at_most or none");
  else if (exactly && node.size() > 1)
    context.error(node, ErrorCode::conflict, "'exactly' or 'none' stands beside another key", "keep one of them");
  else if (at_least && at_most && *at_least > *at_most)
    context.error(node, ErrorCode::bad_value, "'at_least' is more than 'at_most'", "exchange them");
  times = exactly ? scenario::Expectation{*exactly, exactly} : scenario::Expectation{at_least.value_or(0), at_most};
}

void read_in_order(const Node& node, LoadContext& context, const scenario::Scenario& scenario, Errors& errors,
                   Question& question) {
  question.in_order = true;
  if (!expect_sequence(node, context, "in_order")) return;
  if (node.size() == 0 || node.size() > most_in_order) {
    context.error(node, ErrorCode::bad_value, "in_order has " + std::to_string(node.size()) + " matchers",
                  "name 1 to " + std::to_string(most_in_order));
    return;
  }
  for (const Node& item : node.items())
    if (auto request = formats::load_run_time_request(item, scenario, errors))
      question.requests.push_back(std::move(*request));
}

}  // namespace

std::optional<Question> read_question(const Node& root, const scenario::Scenario& scenario, Errors& errors) {
  const std::size_t before = errors.size();
  formats::ScenarioFixtures fixtures{scenario};
  LoadContext context{fixtures, errors};
  Question question;
  read_mapping(root, context, "a verification", std::span<const KeyRow>{question_keys},
               [&](const KeyRow& row, const Node& value) {
                 if (row.key == "times") return read_times(value, context, question.times);
                 if (row.key == "in_order") return read_in_order(value, context, scenario, errors, question);
                 if (auto request = formats::load_run_time_request(value, scenario, errors))
                   question.requests.push_back(std::move(*request));
               });
  const Node* in_order = root.find("in_order");
  if (in_order && (root.find("request") || root.find("times")))
    context.error(*in_order, ErrorCode::conflict, "'in_order' stands beside another question", "ask them one by one");
  else if (root.is_mapping() && !in_order && !root.find("request"))
    context.error(root, ErrorCode::missing_key, "the verification asks for no requests",
                  "add 'request' with a matcher, or 'in_order' with a list of them");
  if (errors.size() > before) return std::nullopt;
  return question;
}

std::optional<Question> read_question(const Document& document, const scenario::Scenario& scenario, Errors& errors) {
  return read_question(document.root, scenario, errors);
}

}  // namespace phantomime::server
