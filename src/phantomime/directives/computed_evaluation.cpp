#include <utility>

#include "phantomime/directives/computed_part.hpp"

namespace phantomime::directives {

using PartKind = Computed::Part::Kind;

bool Evaluation::fail(const Part& part, ErrorCode code, std::string what) {
  if (!error_) error_ = Error{code, std::move(what), part.where, {}};
  return false;
}

bool Evaluation::evaluate(const Part& part, Json& out) {
  switch (part.kind) {
    case PartKind::constant:
      out = part.json;
      return true;
    case PartKind::expression:
      return evaluate_expression(part, out);
    case PartKind::text:
      return evaluate_text(part, out);
    case PartKind::object:
      out = Json::object();
      for (std::size_t at = 0; at < part.parts.size(); ++at) {
        Json member;
        if (evaluate(part.parts[at], member)) out[part.names[at]] = std::move(member);
      }
      return !error_;
    case PartKind::list:
      out = Json::array();
      for (const Part& item : part.parts) {
        Json element;
        if (evaluate(item, element)) out.push_back(std::move(element));
      }
      return !error_;
    case PartKind::each:
      out = Json::array();
      return each(part, [&](Evaluation& round) {
        Json element;
        if (round.evaluate(part.parts[1], element)) out.push_back(std::move(element));
      });
    case PartKind::choice: {
      const Part* const way = chosen(part);
      return way && evaluate(*way, out);
    }
    case PartKind::json_text: {
      Json value;
      if (!evaluate(part.parts[0], value)) return false;
      out = json_text(value) + part.text;
      return true;
    }
    case PartKind::time:
      return evaluate_time(part, out);
    case PartKind::merge:
      return evaluate_merge(part, out);
  }
  return false;
}

Value Evaluation::value_of(const Part& expression) {
  auto value = expression.rendered->evaluate(context_);
  if (value) return std::move(*value);
  if (!error_) error_ = value.error();
  return nullptr;
}

bool Evaluation::evaluate_expression(const Part& part, Json& out) {
  const Value value = value_of(part);
  if (value) out = *value;
  return value != nullptr;
}

bool Evaluation::evaluate_text(const Part& part, Json& out) {
  auto text = part.rendered->render(context_);
  if (!text) {
    if (!error_) error_ = text.error();
    return false;
  }
  out = std::move(*text);
  return true;
}

bool Evaluation::evaluate_time(const Part& part, Json& out) {
  Json instant;
  if (!evaluate(part.parts[0], instant)) return false;
  if (instant.is_null()) {
    out = nullptr;
    return true;
  }
  const auto text = instant.is_string() ? styled_time(instant.get_ref<const std::string&>(), part.name) : std::nullopt;
  if (!text) return fail(part, ErrorCode::bad_template, "$time takes an instant or null, this is " + brief(instant));
  out = *text;
  return true;
}

bool Evaluation::evaluate_merge(const Part& part, Json& out) {
  out = Json::object();
  for (const Part& one : part.parts) {
    Json object;
    if (!evaluate(one, object)) return false;
    if (object.is_null()) continue;
    if (!object.is_object())
      return fail(one, ErrorCode::bad_template, "$merge takes objects, this is " + brief(object));
    out.update(object);
  }
  return true;
}

const Computed::Part* Evaluation::chosen(const Part& part) {
  const Part& condition = part.parts[0];
  bool holds = false;
  if (condition.kind == PartKind::expression) {  // nearly always; what may be large is not copied
    const Value value = value_of(condition);
    if (!value) return nullptr;
    holds = truthy(*value);
  } else {
    Json value;
    if (!evaluate(condition, value)) return nullptr;
    holds = truthy(value);
  }
  if (holds) return &part.parts[1];
  return part.parts.size() > 2 ? &part.parts[2] : nullptr;
}

template <class Round>
bool Evaluation::each(const Part& part, Round&& round) {
  Json list;
  if (!evaluate(part.parts[0], list)) return false;
  if (!list.is_array()) return fail(part, ErrorCode::bad_template, "$each takes a list, this is " + brief(list));
  Names names = context_.names ? *context_.names : Names{};
  RenderContext inner = context_;
  inner.names = &names;
  Evaluation rounds{inner};
  rounds.rounds_ = rounds_;
  for (Json& item : list) {
    if (++rounds.rounds_ > Computed::max_rounds)
      return fail(part, ErrorCode::limit, "more than " + std::to_string(Computed::max_rounds) + " rounds of $each");
    names.set(part.name, std::move(item));
    round(rounds);
    if (rounds.error_) break;
  }
  rounds_ = rounds.rounds_;
  error_ = std::move(rounds.error_);
  return !error_;
}

template <class Put>
bool Evaluation::write_all(const Part& part, std::string& out, Put&& put) {
  bool first = true;
  for (std::size_t at = 0; at < part.parts.size(); ++at) {
    std::string text;
    if (!write(part.parts[at], text)) {
      if (error_) return false;
      continue;
    }
    if (!std::exchange(first, false)) out += ',';
    put(at, text);
  }
  return true;
}

bool Evaluation::write(const Part& part, std::string& out) {
  switch (part.kind) {
    case PartKind::constant:
      out += part.text;
      return true;
    case PartKind::object:
      out += '{';
      if (!write_all(part, out, [&](std::size_t at, const std::string& text) {
            out.append(json_quote(part.names[at])).append(":").append(text);
          }))
        return false;
      out += '}';
      return true;
    case PartKind::list:
      out += '[';
      if (!write_all(part, out, [&](std::size_t, const std::string& text) { out += text; })) return false;
      out += ']';
      return true;
    case PartKind::each: {
      out += '[';
      bool first = true;
      const bool done = each(part, [&](Evaluation& round) {
        std::string text;
        if (!round.write(part.parts[1], text)) return;
        if (!std::exchange(first, false)) out += ',';
        out += text;
      });
      out += ']';
      return done;
    }
    case PartKind::choice: {
      const Part* const way = chosen(part);
      return way && write(*way, out);
    }
    case PartKind::expression: {
      const Value value = value_of(part);
      if (value) append_json(out, *value);
      return value != nullptr;
    }
    default: {
      Json value;
      if (!evaluate(part, value)) return false;
      append_json(out, value);
      return true;
    }
  }
}

}  // namespace phantomime::directives
