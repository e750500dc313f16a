#include <algorithm>

#include "phantomime/base/base64.hpp"
#include "phantomime/contract/plan_parts.hpp"
#include "phantomime/contract/rules.hpp"
#include "phantomime/contract/target.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/request_view.hpp"
#include "phantomime/scenario/witness.hpp"

namespace phantomime::contract {
namespace {

using scenario::Stub;

constexpr int unauthorised = 401;

bool plays_fault(const directives::ResponseSpec& response) {
  return response.fault.any() || std::any_of(response.sequence.begin(), response.sequence.end(), plays_fault);
}

std::optional<http::Request> example_request_of(const Stub& stub) {
  if (stub.example) return stub.example;
  auto request = scenario::plainest_request(stub.request);
  if (!request || !scenario::add_facets(*request, scenario::facets_of(stub.request))) return std::nullopt;
  return request;
}

std::vector<std::string> secret_lines(const http::Request& request) {
  std::vector<std::string> names;
  for (const http::Header line : request.headers)
    if (http::is_secret_name(line.name) || http::same_name(line.name, "Authorization")) names.emplace_back(line.name);
  return names;
}

http::Request without_secrets(http::Request request) {
  for (const std::string& name : secret_lines(request)) request.headers.remove(name);
  return request;
}

/// The same request of somebody else: each secret is another one, in the same scheme.
http::Request of_somebody_else(http::Request request) {
  for (const std::string& name : secret_lines(request)) {
    const std::string value{request.headers.find(name).value_or("")};
    const std::size_t blank = value.find(' ');
    const std::string scheme = blank == std::string::npos ? "" : value.substr(0, blank + 1);
    request.headers.set(name, scheme + (scheme == "Basic " ? encode_base64("somebody:else") : "somebody-else"));
  }
  return request;
}

std::string list_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " or ") + word;
  return text;
}

/// A row is looked for by something else than its id, and it is an error where there is none: not every row has one.
bool looks_further(const std::vector<state::Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const state::Step& step) {
    return step.verb == state::Step::Verb::find && !step.id && step.otherwise != state::no_error;
  });
}

bool is_error(int status) { return status >= 400; }

std::string why_not(const Stub& stub, const Contract& contract, const Planned& item, const http::Request& example,
                    const std::vector<Safety>& allowed) {
  if (plays_fault(stub.response)) return "it plays a fault, which nobody can ask a live server for";
  if (!stub.bounds.empty())
    return "it answers only while " + stub.bounds.front().machine + " is " + list_of(stub.bounds.front().states) +
           ", and asking does not bring a live server there";
  const http::Request other = of_somebody_else(example);
  if (!stub.request.conditions_match(http::RequestView{other}))
    return "it wants credentials of its own, which are not those of this run";
  if (item.safety != Safety::safe) {
    const std::string word{to_string(item.safety)};
    if (std::find(allowed.begin(), allowed.end(), item.safety) == allowed.end())
      return word + "; allow with --allow " + word;
    return word + ": it is sent only to what this run makes, and no flow makes what it could be sent to";
  }
  if (contract.statuses.empty() || !std::all_of(contract.statuses.begin(), contract.statuses.end(), is_error))
    return {};
  if (item.anonymous && contract.statuses.front() == unauthorised) return {};
  return "it answers " + std::to_string(contract.statuses.front()) +
         ": whether a live server does depends on what it holds";
}

/// Whether a segment of a path is no word but an id: a number, a UUID.
bool names_one_thing(std::string_view path) {
  using matchers::CaptureType;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    if (capture_accepts(CaptureType::integer, segment) || capture_accepts(CaptureType::uuid, segment)) return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

void add_holes(const scenario::Scenario& scenario, const Stub& stub, Planned& item) {
  if (!stub.request.path) return;
  if (stub.request.path->kind() == matchers::PathPattern::Kind::literal) {
    item.names_one = names_one_thing(stub.request.path->canonical());
    if (item.names_one) item.holes.push_back({"path", stub.name + ".path", item.asked.target, {}, {}});
    return;
  }
  if (stub.request.path->kind() != matchers::PathPattern::Kind::templated) {
    item.holes.push_back({"path", stub.name + ".path", {}, {}, {}});
    return;
  }
  const state::Collection* const named = named_collection(scenario, stub);
  std::string last;  // literal segment
  for (const auto& segment : stub.request.path->segments()) {
    if (segment.is_literal()) {
      last = segment.prefix;
      continue;
    }
    const std::string owner = named && segment.name == "id" ? named->name : last.empty() ? stub.name : last;
    item.holes.push_back({segment.name, owner + '.' + segment.name, {}, {}, {}});
  }
}

bool asks_all_pages(const Contract& contract) {
  return contract.listing && std::any_of(contract.rules.begin(), contract.rules.end(), [](const auto& rules) {
           return std::any_of(rules->always.begin(), rules->always.end(),
                              [](const Invariant& one) { return one.over == Invariant::Over::pages; });
         });
}

bool has_member(const Shape& array, const std::string& name) {
  return array.items && array.items->types.has(LocatedJson::Type::object) && array.items->find(name);
}

}  // namespace

Planned plan_stub(const scenario::Scenario& scenario, const Contract& contract, const std::vector<Safety>& allowed) {
  const Stub& stub = scenario.stubs[contract.stub_number];
  Planned item;
  item.stub = contract.stub_number;
  const auto request = example_request_of(stub);
  if (request) item.asked = without_secrets(*request);
  if (item.asked.method.empty() && !stub.request.methods.empty()) item.asked.method = stub.request.methods.front();
  item.safety = safety_of(stub, item.asked.method);
  item.anonymous = stub.request.without_pack_credentials;
  item.may_lack = looks_further(stub.steps);
  item.all_pages = asks_all_pages(contract);
  if (!request)
    item.not_run = "no request that reaches it is known: give the stub an example";
  else
    item.not_run = why_not(stub, contract, item, *request, allowed);
  add_holes(scenario, stub, item);
  return item;
}

std::optional<matchers::CaptureType> type_of(const Stub& stub, const Hole& hole) {
  if (!stub.request.path) return std::nullopt;
  for (const auto& segment : stub.request.path->segments())
    if (!segment.is_literal() && segment.name == hole.capture) return segment.type;
  return std::nullopt;
}

std::string path_before(const Stub& stub, std::string_view capture) {
  if (!stub.request.path) return {};
  const std::string& text = stub.request.path->text();
  const std::size_t at = text.find("/{" + std::string{capture});
  if (at == std::string::npos) return {};
  const std::size_t after = at + 2 + capture.size();
  const std::size_t end = text.find('}', after);
  const bool whole = end != std::string::npos && (text[after] == '}' || text[after] == ':') &&
                     (end + 1 == text.size() || text[end + 1] == '/');
  return whole ? text.substr(0, at) : std::string{};
}

std::optional<RowsAt> rows_at(const Contract& list, const std::string& capture) {
  if (list.body != Contract::Body::json) return std::nullopt;
  for (const std::string& id : {capture, std::string{"id"}}) {
    if (list.shape.types.has(LocatedJson::Type::array) && has_member(list.shape, id)) return RowsAt{"", id};
    for (const MemberShape& member : list.shape.members)
      if (member.shape.types.has(LocatedJson::Type::array) && has_member(member.shape, id))
        return RowsAt{member.name, id};
  }
  return std::nullopt;
}

}  // namespace phantomime::contract
