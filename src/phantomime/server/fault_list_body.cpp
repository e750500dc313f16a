// Reads the body of `PUT faults`.
#include <algorithm>

#include "phantomime/base/key_row.hpp"
#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/server/fault_list.hpp"

namespace phantomime::server {
namespace {

constexpr KeyRow list_keys[] = {{.key = "faults",
                                 .summary = "what goes wrong, the first that applies",
                                 .schema = "",
                                 .example = "[{fault: reset}]",
                                 .bad = "",
                                 .presence = Presence::required}};
constexpr KeyRow entry_keys[] = {
    {.key = "name", .summary = "for people", .schema = "", .example = "flaky", .bad = ""},
    {.key = "request", .summary = "which requests; default all", .schema = "", .example = "GET /rest/run", .bad = ""},
    {.key = "probability", .summary = "how likely; default 1", .schema = "", .example = "0.1", .bad = ""},
    {.key = "fault", .summary = "what goes wrong", .schema = "", .example = "reset", .bad = ""},
    {.key = "delay", .summary = "how long the answer waits", .schema = "", .example = "1s", .bad = ""},
};

directives::DelaySpec load_run_time_delay(const Node& value, LoadContext& context) {
  directives::ResponseSpec spec;
  for (const directives::ResponseKey& key : directives::response_keys())
    if (key.key == "delay") key.load(value, context, spec);
  return spec.delay;
}

OrderedJson as_shown(const Node& node) {
  const auto text = node_to_json_text(node);
  Json json = text ? Json::parse(*text, nullptr, false) : Json();
  if (const auto request = json.find("request"); json.is_object() && request != json.end() && request->is_string())
    *request = http::redact_url(request->get<std::string>());
  json = http::redact_json(std::move(json));
  return OrderedJson::parse(json.dump(-1, ' ', false, Json::error_handler_t::replace), nullptr, false);
}

RunTimeFault read_entry(const Node& node, LoadContext& context, const scenario::Scenario& scenario, Errors& errors) {
  RunTimeFault one;
  read_mapping(node, context, "a fault", std::span<const KeyRow>{entry_keys},
               [&](const KeyRow& row, const Node& value) {
                 if (row.key == "name") {
                   static_cast<void>(read_string(value, context, "a fault's name"));
                 } else if (row.key == "request") {
                   one.request = formats::load_run_time_request(value, scenario, errors);
                 } else if (row.key == "probability") {
                   directives::load_probability(value, context, one.probability);
                 } else if (row.key == "delay") {
                   one.delay = load_run_time_delay(value, context);
                 } else {
                   directives::load_fault(value, context, one.fault.emplace(), directives::FaultUse::run_time);
                 }
               });
  const Node* const fault = node.find("fault");
  if (node.is_mapping() && !fault && !node.find("delay"))
    context.error(node, ErrorCode::missing_key, "nothing is to happen", "add 'fault' or 'delay'");
  if (fault && fault->is_mapping() && fault->find("probability")) {
    if (node.find("probability"))
      context.error(*fault->find("probability"), ErrorCode::conflict, "the probability is said twice",
                    "keep one of them");
    else
      one.probability = one.fault->probability;
  }
  if (one.fault && one.fault->tls_handshake)
    for (const std::string_view key : {"request", "delay"})
      if (const Node* const beside = node.find(key))
        context.error(*beside, ErrorCode::conflict, "a handshake knows no '" + std::string{key} + "'", "take it away");
  if (context.error_count() == 0) one.said = as_shown(node);
  return one;
}

}  // namespace

std::optional<std::vector<RunTimeFault>> read_faults(const Document& document, const scenario::Scenario& scenario,
                                                     Errors& errors) {
  formats::ScenarioFixtures fixtures{scenario};
  LoadContext context{fixtures, errors};
  const std::size_t before = errors.size();
  std::vector<RunTimeFault> faults;
  read_mapping(document.root, context, "faults", std::span<const KeyRow>{list_keys},
               [&](const KeyRow&, const Node& list) {
                 if (!expect_sequence(list, context, "faults")) return;
                 if (list.size() > FaultList::most)
                   return context.error(list, ErrorCode::limit, std::to_string(list.size()) + " faults are too many",
                                        "a space has at most " + std::to_string(FaultList::most));
                 for (const Node& node : list.items()) faults.push_back(read_entry(node, context, scenario, errors));
               });
  if (errors.size() > before) return std::nullopt;
  return faults;
}

}  // namespace phantomime::server
