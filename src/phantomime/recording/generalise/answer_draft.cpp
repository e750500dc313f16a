#include "phantomime/recording/generalise/answer_draft.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/learn/value_format.hpp"

namespace phantomime::recording {
namespace {

bool has_markup(std::string_view text) {
  return text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos ||
         text.find("{#") != std::string_view::npos || text.find("##") != std::string_view::npos;
}

/// Where a value stands in a text as a word of its own.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  const auto in_word = [](char c) { return is_letter(c) || is_digit(c); };
  for (std::size_t at = from; (at = text.find(word, at)) != std::string_view::npos; ++at) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !in_word(text[at - 1])) && (end == text.size() || !in_word(text[end]))) return at;
  }
  return std::string_view::npos;
}

/// A text in which the value of a capture stands, once or more.
std::optional<Expression> echo_within(const std::string& text, const Capture& capture) {
  const std::size_t at = capture.value.empty() ? std::string::npos : find_word(text, capture.value, 0);
  if (at == std::string::npos || has_markup(text)) return std::nullopt;
  Expression echo{"captures." + capture.name, text.substr(0, at), "", ""};
  std::string rest = text.substr(at + capture.value.size());
  for (std::size_t next = 0; (next = find_word(rest, capture.value, next)) != std::string::npos;) {
    const std::string again = "{{ captures." + capture.name + " }}";
    rest.replace(next, capture.value.size(), again);
    next += again.size();
  }
  echo.after = std::move(rest);
  return echo;
}

std::optional<Expression> echo_of(const std::string& text, Member::Kind kind, std::span<const Capture> captures) {
  for (const Capture& capture : captures) {
    if (kind == Member::Kind::number && capture.type == Capture::Type::integer && text == capture.value)
      return Expression{"int(captures." + capture.name + ")", "", "", ""};
    if (kind != Member::Kind::text) continue;
    if (auto echo = echo_within(text, capture)) return echo;
  }
  return std::nullopt;
}

/// A value that the answer takes from what the same request says elsewhere.
std::optional<Expression> echo_of_request(const LearnedMember& member, Member::Kind kind) {
  constexpr std::string_view body = "request.body", query = "request.query.";
  if (member.kind != MemberClass::bound || member.bound_step != member.step || !member.whole) return std::nullopt;
  const std::string_view where = member.bound_where;
  if (where.starts_with("request.body/"))
    return Expression{"json_at(" + json_quote(where.substr(body.size())) + ")", "", "", ""};
  if (where.starts_with(query) && kind == Member::Kind::text)
    return Expression{"query(" + json_quote(where.substr(query.size())) + ")", "", "", ""};
  return std::nullopt;
}

/// Told by the request or by the clock.
std::optional<Expression> derived(const Exchange& exchange, const Marks& marks, std::span<const Capture> captures,
                                  const Member& member) {
  if (auto echo = echo_of(member.text, member.kind, captures)) return echo;
  if (const LearnedMember* learned = marks.learned(exchange, member.where))
    if (auto echo = echo_of_request(*learned, member.kind)) return echo;
  return marks.clock_expression(exchange, member.where, member.text);
}

std::string shown(const Expression& expression) {
  return expression.before + "\x01" + expression.code + "\x01" + expression.time_style + "\x01" + expression.after;
}

/// The number of a header line by the name that its member has.
std::map<std::string, std::size_t> header_lines(const http::Headers& headers) {
  std::map<std::string, std::size_t> lines, counts;
  for (std::size_t line = 0; line < headers.size(); ++line) {
    const std::string name{headers.line(line).name};
    if (is_transport_header(name)) continue;
    const std::size_t count = counts[name]++;
    lines["response.header." + name + (count ? '.' + std::to_string(count) : "")] = line;
  }
  return lines;
}

}  // namespace

AnswerDraft draft_answer(const Exchange& exchange, const Marks& marks, std::span<const Capture> captures,
                         const MadeMembers& made) {
  constexpr std::string_view body = "response.body";
  AnswerDraft draft{&exchange, {}, {}};
  const auto lines = header_lines(exchange.response->headers);
  for (const Member& member : response_members(exchange)) {
    if (member.where == "response.header.Date") continue;  // the server's to say
    auto expression = derived(exchange, marks, captures, member);
    if (!expression && made.contains({marks.step_of(exchange), member.where}))
      expression = Marks::generator(member.text);
    if (!expression) continue;
    if (const auto line = lines.find(member.where); line != lines.end()) {
      if (expression->time_style.empty()) draft.headers.emplace(line->second, std::move(*expression));
    } else if (member.where.starts_with(body) && member.where.size() > body.size()) {
      draft.body.emplace(member.where.substr(body.size()), std::move(*expression));
    }
  }
  return draft;
}

std::string answer_identity(const Exchange& exchange, const Marks& marks, std::span<const Capture> captures,
                            Enumerated enumerated) {
  std::string text;
  for (const Member& member : response_members(exchange)) {
    if (member.where == "response.header.Date") continue;
    text += member.where + '\n';
    if (const auto expression = derived(exchange, marks, captures, member))
      text += shown(*expression);
    else if (marks.is_volatile(exchange, member.where, member.text) ||
             (enumerated == Enumerated::left_out && marks.is_enumerated(exchange, member.where)))
      text += '\x02';
    else
      text += static_cast<char>('0' + static_cast<int>(member.kind)) + std::to_string(member.text.size()) + ':' +
              member.text;
    text += '\n';
  }
  const Body& body = exchange.response->body;
  if (body.kept != Body::Kept::here) text += body.digest;
  return text;
}

bool echoes_request(const Exchange& exchange, std::span<const Capture> captures) {
  const auto members = response_members(exchange);
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return echo_of(member.text, member.kind, captures).has_value(); });
}

}  // namespace phantomime::recording
