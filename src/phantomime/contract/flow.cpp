#include "phantomime/contract/flow.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "phantomime/contract/safety.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::contract {
namespace {

using scenario::Stub;
using state::Member;

/// Members that people read and no program decides by, the likeliest first.
constexpr std::array<std::string_view, 6> text_members{"name",        "title",   "username",
                                                       "description", "summary", "comment"};

std::size_t liking(std::string_view name) {
  const auto found = std::find(text_members.begin(), text_members.end(), name);
  return static_cast<std::size_t>(found - text_members.begin());
}

std::string method_of(const Stub& stub) {
  if (stub.example) return stub.example->method;
  return stub.request.methods.empty() ? std::string{} : stub.request.methods.front();
}

/// The path where it is fixed; of a template with one capture at its end what stands before that.
std::string fixed_path(const Stub& stub) {
  if (!stub.request.path || stub.request.path->kind() != matchers::PathPattern::Kind::literal) return {};
  return stub.request.path->canonical();
}
std::string path_of_one(const Stub& stub) {
  if (!stub.request.path || stub.request.path->kind() != matchers::PathPattern::Kind::templated) return {};
  const auto& segments = stub.request.path->segments();
  std::string path;
  for (std::size_t at = 0; at + 1 < segments.size(); ++at) {
    if (!segments[at].is_literal()) return {};
    path += '/' + segments[at].prefix;
  }
  const auto& last = segments.back();
  return last.is_literal() || !last.prefix.empty() || !last.suffix.empty() ? std::string{} : path;
}

const state::Step* creating_step(const std::vector<state::Step>& steps) {
  for (const state::Step& step : steps)
    if (step.verb == state::Step::Verb::create) return &step;
  return nullptr;
}

std::optional<Json> example_body(const Stub& stub) {
  if (!stub.example || stub.example->body.empty()) return std::nullopt;
  auto body = parse_json(stub.example->body);
  if (!body || !body->is_object()) return std::nullopt;
  return std::move(*body);
}

class FlowMaker {
 public:
  explicit FlowMaker(const scenario::Scenario& scenario) : scenario_{scenario} {}

  std::vector<Flow> make() {
    for (std::uint32_t stub = 0; stub < scenario_.stubs.size(); ++stub) {
      const Stub& one = scenario_.stubs[stub];
      if (safety_of(one, method_of(one)) == Safety::creates) flows_.push_back(flow_of(stub));
    }
    refuse_without_others();
    return in_order();
  }

 private:
  Flow flow_of(std::uint32_t number) const {
    const Stub& stub = scenario_.stubs[number];
    Flow flow;
    flow.create = number;
    const state::Step* const step = creating_step(stub.steps);
    const state::Collection* const made =
        step && scenario_.model ? scenario_.model->collection(step->collection) : nullptr;
    if (made) flow.collection = made->name;
    const std::string path = fixed_path(stub);
    if (!path.empty()) find_others(flow, path);
    const auto body = example_body(stub);
    if (!body)
      flow.refused = "no example shows what it is asked with";
    else if (made)
      by_collection(flow, *made, *body);
    else
      by_example(flow, *body);
    judge(flow, path);
    return flow;
  }

  void find_others(Flow& flow, const std::string& path) const {
    for (std::uint32_t number = 0; number < scenario_.stubs.size(); ++number) {
      const Stub& other = scenario_.stubs[number];
      const std::string method = method_of(other);
      const Safety safety = safety_of(other, method);
      if (method == "GET" && fixed_path(other) == path && !flow.list) flow.list = number;
      if (path_of_one(other) != path) continue;
      if (method == "GET" && !flow.one) flow.one = number;
      if (method == "DELETE" && !flow.destroy) flow.destroy = number;
      if (safety == Safety::idempotent) flow.updates.push_back(number);
    }
  }

  void by_collection(Flow& flow, const state::Collection& made, const Json& body) const {
    const Member* best = nullptr;
    const auto rank = [&](const Member& member) {
      const bool given = body.contains(written_name(member));
      return std::array{given ? 0 : 1, member.unique ? 0 : 1, member.required ? 0 : 1,
                        static_cast<int>(liking(member.name))};
    };
    for (const Member& member : made.members) {
      if (!member.relation.empty() && !member.many && body.contains(written_name(member)))
        flow.references.push_back({written_name(member), member.relation});
      if (carries_marker(member) && (!best || rank(member) < rank(*best))) best = &member;
    }
    if (!best) return;
    flow.marker = written_name(*best);
    flow.shown = best->name;
  }

  static std::string written_name(const Member& member) {
    return member.written_as.empty() ? member.name : member.written_as.front();
  }

  /// Free text that clients write and lists show. What is not in the example must be one of those that people read.
  static bool carries_marker(const Member& member) {
    const bool written = member.writable == Member::Writable::always || member.writable == Member::Writable::create;
    return member.type == state::FieldType::text && written && member.stored && !member.secret && !member.view &&
           member.one_of.empty() && member.relation.empty() && member.shown == Member::Shown::always &&
           (member.unique || liking(member.name) < text_members.size());
  }

  static void by_example(Flow& flow, const Json& body) {
    for (const std::string_view name : text_members) {
      const auto member = body.find(name);
      if (member == body.end() || !member->is_string()) continue;
      flow.marker = flow.shown = name;
      return;
    }
  }

  static void judge(Flow& flow, const std::string& path) {
    if (!flow.refused.empty()) return;
    if (path.empty())
      flow.refused = "its path is no plain one: nobody knows where what it makes is listed";
    else if (!flow.destroy)
      flow.refused = "what it makes cannot be deleted: the pack has no DELETE for " + path + "/{id}";
    else if (flow.marker.empty())
      flow.refused = "no member of its body is free text that could mark it, so that it could be found again";
    else if (!flow.list)
      flow.refused = "the pack has no list of " + path + ", so that it could be found again";
  }

  /// What refers to a thing that no flow makes.
  void refuse_without_others() {
    for (bool changed = true; changed;) {
      changed = false;
      for (Flow& flow : flows_)
        for (const Flow::Reference& reference : flow.references) {
          if (!flow.refused.empty() || makes(reference.collection)) continue;
          flow.refused = "it needs a " + reference.collection + ", and no flow makes one";
          changed = true;
        }
    }
  }
  [[nodiscard]] bool makes(std::string_view collection) const {
    return std::any_of(flows_.begin(), flows_.end(),
                       [&](const Flow& flow) { return flow.refused.empty() && flow.collection == collection; });
  }

  /// Those that are referred to first. Whoever refers to itself in a circle comes as it is.
  std::vector<Flow> in_order() {
    std::vector<Flow> ordered;
    std::set<std::uint32_t> taken;
    const std::function<void(const Flow&)> emit = [&](const Flow& flow) {
      if (!taken.insert(flow.create).second) return;
      for (const Flow::Reference& reference : flow.references)
        for (const Flow& other : flows_)
          if (other.collection == reference.collection) emit(other);
      ordered.push_back(flow);
    };
    for (const Flow& flow : flows_) emit(flow);
    return ordered;
  }

  const scenario::Scenario& scenario_;
  std::vector<Flow> flows_;
};

}  // namespace

std::vector<Flow> make_flows(const scenario::Scenario& scenario) { return FlowMaker{scenario}.make(); }

void plan_flows(const std::vector<Flow>& flows, const std::vector<Safety>& allowed, Plan& plan) {
  const auto may = [&](Safety safety) { return std::find(allowed.begin(), allowed.end(), safety) != allowed.end(); };
  if (!may(Safety::creates)) return;
  const auto planned = [&](std::optional<std::uint32_t> stub) {
    const auto found =
        std::find_if(plan.items.begin(), plan.items.end(), [&](const Planned& item) { return item.stub == stub; });
    return found == plan.items.end() ? nullptr : &*found;
  };
  const auto take = [](Planned& item) {
    item.in_flow = true;
    item.not_run.clear();
  };
  std::set<std::string, std::less<>> made;
  for (const Flow& flow : flows) {
    Planned* const create = planned(flow.create);
    if (!create) continue;
    std::string why = flow.refused;
    if (why.empty() && (!planned(flow.list) || !planned(flow.destroy))) why = "its list or its DELETE is left out";
    for (const Flow::Reference& reference : flow.references)
      if (why.empty() && !made.contains(reference.collection))
        why = "it needs a " + reference.collection + ", and none is made";
    if (!why.empty()) {
      create->not_run = "creates: " + why;
      continue;
    }
    made.insert(flow.collection);
    take(*create);
    take(*planned(flow.destroy));
    for (const std::uint32_t update : flow.updates)
      if (Planned* const item = planned(update); item && may(Safety::idempotent)) take(*item);
  }
}

std::optional<std::string> marked_body(const Flow& flow, const scenario::Scenario& scenario, std::string_view marker,
                                       const std::vector<std::pair<std::string, std::string>>& ids) {
  auto body = example_body(scenario.stubs[flow.create]);
  if (!body) return std::nullopt;
  (*body)[flow.marker] = marker;
  for (const Flow::Reference& reference : flow.references)
    for (const auto& [collection, id] : ids)
      if (collection == reference.collection) {
        // As the example writes it: a number, or a text.
        const auto number = parse_json(id);
        Json& member = (*body)[reference.member];
        member = member.is_string() || !number || !number->is_number() ? Json(id) : *number;
      }
  return json_text(*body);
}

std::string marker_query(const Flow& flow, const scenario::Scenario& scenario, std::string_view marker) {
  const state::Collection* const rows = scenario.model ? scenario.model->collection(flow.collection) : nullptr;
  if (!rows || !rows->grammar) return {};
  const state::QueryGrammar& query = rows->grammar->query;
  std::string text = query.filter + flow.shown + "=" + http::percent_encode(json_quote(marker));
  if (query.zero_is_all) text += "&" + query.page_size + "=0";
  for (const std::string& flag : query.flags) text += "&" + flag;
  return text;
}

std::string made_id(std::string_view body, std::optional<std::string_view> location) {
  const auto text_of = [](const Json& id) {
    return id.is_string() ? id.get<std::string>() : id.is_number_integer() ? json_text(id) : std::string{};
  };
  const auto json = parse_json(body);
  if (json && json->is_object()) {
    if (const auto id = json->find("id"); id != json->end()) return text_of(*id);
    std::string found;
    std::size_t count = 0;
    for (const auto& [name, value] : json->items())
      if (name.ends_with("_id") && !text_of(value).empty()) found = text_of(value), ++count;
    if (count == 1) return found;
  }
  if (!location) return {};
  const std::string path{http::split_target(*location).path};
  return path.substr(path.find_last_of('/') + 1);
}

}  // namespace phantomime::contract
