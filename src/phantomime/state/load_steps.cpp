#include <algorithm>

#include "phantomime/base/suggest.hpp"
#include "phantomime/state/load_state.hpp"
#include "phantomime/state/step_keys.hpp"

namespace phantomime::state {
namespace {

constexpr std::string_view purposes[] = {"create", "update"};

void add_name(LoadContext& context, const std::string& name) {
  if (std::find(context.names.begin(), context.names.end(), name) == context.names.end()) context.names.push_back(name);
}

void report_unknown(const Node& node, LoadContext& context, std::string what, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates{known.begin(), known.end()};
  const std::string_view near = nearest(node.text(), candidates);
  context.error(node, ErrorCode::not_found, std::move(what),
                near.empty() ? std::string{} : "did you mean '" + std::string{near} + "'?");
}

ComputedMembers load_members(const Node& node, LoadContext& context, std::string_view what) {
  ComputedMembers members;
  if (!expect_mapping(node, context, what)) return members;
  for (std::size_t entry = 0; entry < node.size(); ++entry)
    members.emplace_back(node.key(entry).text(), directives::Computed::load(node.value(entry), context));
  return members;
}

class StepLoader {
 public:
  StepLoader(Step& step, LoadContext& context) : step_{step}, context_{context} {}

  void load(const StepVerb& verb, const Node& node) {
    step_.verb = verb.verb;
    step_.as = verb.as;
    step_.otherwise = verb.verb == Step::Verb::fire ? "bad_transition" : "not_found";
    if (verb.verb == Step::Verb::let) {
      return load_names(node);
    }
    // `only` sees the row and what was asked, which this very step makes.
    if (verb.verb == Step::Verb::list)
      for (const char* const name : {"row", "asked", "shown"}) add_name(context_, name);
    read_mapping(node, context_, "the step " + std::string{verb.key}, verb.keys,
                 [this](const KeyRow& row, const Node& value) { read(row.key, value); });
    if (!body_) {
      if (!step_.as.empty()) add_name(context_, step_.as);
    } else {
      if (!step_.as.empty()) add_name(context_, step_.as);
      step_.body = load_steps(*body_, context_);
    }
    check(node);
  }

 private:
  /// Of `let`: each name is there for those after it.
  void load_names(const Node& node) {
    if (!expect_mapping(node, context_, "let")) return;
    for (std::size_t entry = 0; entry < node.size(); ++entry) {
      const std::string& name = node.key(entry).text();
      step_.members.emplace_back(name, directives::Computed::load(node.value(entry), context_));
      add_name(context_, name);
    }
  }

  void read(std::string_view key, const Node& value) {
    if (key == "in") return read_collection(value);
    if (key == "row") return read_subject(value);
    if (key == "as") return read_name(value, "as", step_.as);
    if (key == "otherwise") return read_name(value, "otherwise", step_.otherwise);
    if (key == "machine") return read_name(value, "machine", step_.machine);
    if (key == "transition") return read_name(value, "transition", step_.transition);
    if (key == "member") return read_name(value, "member", step_.member);
    if (key == "where") {
      step_.members = load_members(value, context_, "where");
    } else if (key == "id") {
      step_.id = directives::Computed::load(value, context_);
    } else if (key == "only" || key == "that") {
      step_.condition = read_condition(value, context_);
    } else if (key == "text") {
      if (read_string(value, context_, "text")) step_.text = directives::Computed::load(value, context_);
    } else if (key == "for") {
      if (const auto word = read_word(value, context_, "for", purposes)) step_.for_update = *word == 1;
    } else if (key == "do") {
      body_ = &value;
    } else {
      read_value(key, value);
    }
  }

  /// `members`, `from`, `of`, `value`.
  void read_value(std::string_view key, const Node& value) {
    const bool text = value.is_scalar() && value.as_string();
    if (key == "members" && !value.is_mapping() && !text) return context_.wrong_type(value, "a mapping of members");
    if (key == "from" && !value.is_mapping() && !text) return context_.wrong_type(value, "an object");
    if (key == "of" && value.is_scalar() && !text) return context_.wrong_type(value, "a list");
    step_.value = directives::Computed::load(value, context_);
    if (key != "members" || !value.is_mapping()) return;
    for (std::size_t entry = 0; entry < value.size(); ++entry)
      if (!value.key(entry).text().starts_with('$')) step_.named.push_back(value.key(entry).text());
  }

  void read_name(const Node& value, std::string_view what, std::string& out) {
    if (auto name = read_string(value, context_, what)) out = std::move(*name);
  }

  void read_collection(const Node& value) {
    read_name(value, "in", step_.collection);
    const auto& known = context_.collections;
    if (step_.collection.empty() || std::find(known.begin(), known.end(), step_.collection) != known.end()) return;
    report_unknown(value, context_, "there is no collection '" + step_.collection + "'", known);
  }

  void read_subject(const Node& value) {
    read_name(value, "row", step_.subject);
    const auto& known = context_.names;
    if (step_.subject.empty() || std::find(known.begin(), known.end(), step_.subject) != known.end()) return;
    report_unknown(value, context_, "no step before this one makes '" + step_.subject + "'", known);
  }

  void check(const Node& node) {
    const auto conflict = [&](const char* what, const char* hint) {
      context_.error(node, ErrorCode::conflict, what, hint);
    };
    if (step_.verb == Step::Verb::find && static_cast<bool>(step_.id) != step_.members.empty())
      conflict("'find' goes by 'id' or by 'where'", "write one of the two");
    if (step_.verb == Step::Verb::fire && step_.machine.empty() == step_.subject.empty())
      conflict("'fire' is for a row or for a machine", "write one of 'row' and 'machine'");
    if (step_.verb == Step::Verb::each && static_cast<bool>(step_.value) != step_.collection.empty())
      conflict("'each' goes over a list ('of') or over rows ('in')", "write one of the two");
  }

  Step& step_;
  LoadContext& context_;
  const Node* body_ = nullptr;
};

const StepVerb* verb_named(std::string_view key) {
  const auto found =
      std::find_if(step_verbs().begin(), step_verbs().end(), [&](const StepVerb& verb) { return verb.key == key; });
  return found == step_verbs().end() ? nullptr : &*found;
}

void load_step(const Node& node, LoadContext& context, std::vector<Step>& steps) {
  Step step;
  step.where = node.location();
  const StepVerb* verb = nullptr;
  const Node* what = nullptr;
  const std::size_t before = context.error_count();
  read_mapping(node, context, "a step", step_keys(), [&](const KeyRow& row, const Node& value) {
    if (row.key == "when") {
      step.when = read_condition(value, context);
    } else if (verb) {
      context.error(value, ErrorCode::conflict, "a step does one thing, and this one does two", "make two steps of it");
    } else {
      verb = verb_named(row.key);
      what = &value;
    }
  });
  if (!verb) {
    if (context.error_count() == before)
      context.error(node, ErrorCode::missing_key, "a step that does nothing", "such as {let: {name: 1}}");
    return;
  }
  StepLoader{step, context}.load(*verb, *what);
  steps.push_back(std::move(step));
}

}  // namespace

ComputedPtr read_condition(const Node& node, LoadContext& context) {
  if (node.is_scalar() && (node.as_bool() || node.as_string())) return directives::Computed::load(node, context);
  context.wrong_type(node, "a condition such as '{{ row.id > 3 }}'");
  return nullptr;
}

std::vector<Step> load_steps(const Node& node, LoadContext& context) {
  std::vector<Step> steps;
  if (!expect_sequence(node, context, "steps")) return steps;
  for (const Node& step : node.items()) load_step(step, context, steps);
  return steps;
}

}  // namespace phantomime::state
