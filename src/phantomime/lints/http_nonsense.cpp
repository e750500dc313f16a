#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/lints/checks.hpp"

namespace phantomime::lints {
namespace {

using directives::HeaderSpec;
using directives::ResponseSpec;

/// One response under judgement, and how it is called.
struct Judged {
  const ResponseSpec& response;
  std::string owner;       ///< "stub 'x'", "the pack's fallback"
  bool answers_head_only;  ///< then a length may be given without a body
  std::vector<Problem>& problems;

  void say(Severity severity, const Location& where, const std::string& what, std::string hint) const {
    // A key that came from defaults has its place there; where nothing is known, the response itself is meant.
    problems.push_back({{}, severity, owner + ": " + what, where.line ? where : response.where, std::move(hint)});
  }
};

std::vector<const HeaderSpec*> lines(const ResponseSpec& response, std::string_view name) {
  std::vector<const HeaderSpec*> found;
  for (const HeaderSpec& header : response.headers)
    if (http::same_name(header.name, name)) found.push_back(&header);
  return found;
}

/// Whether there are bytes to send; unknown for templates, which count as some.
bool has_body(const ResponseSpec& response) {
  return response.body_kind == ResponseSpec::Body::templated ||
         (response.finished_body && !response.finished_body->empty());
}

void body_where_none_may_be(const Judged& judged) {
  const int status = judged.response.status;
  if (http::may_have_body(status) || !has_body(judged.response)) return;
  judged.say(Severity::error, judged.response.body_where,
             "a response of status " + std::to_string(status) + " has no body, and here is one",
             "take the body away, or choose another status");
}

void length_that_lies(const Judged& judged) {
  const ResponseSpec& response = judged.response;
  for (const HeaderSpec* header : lines(response, "Content-Length")) {
    if (header->kind != HeaderSpec::Kind::literal) continue;
    const std::string& text = header->value;
    std::size_t given = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), given);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size()) {
      judged.say(Severity::error, response.headers_where, "Content-Length '" + text + "' is no length",
                 "write Content-Length: auto");
      continue;
    }
    // 304 and HEAD tell the length of the body they leave out.
    if (response.status == 304 || judged.answers_head_only || response.body_kind == ResponseSpec::Body::templated)
      continue;
    const std::size_t length = response.finished_body ? response.finished_body->size() : 0;
    if (given != length)
      judged.say(Severity::error, response.headers_where,
                 "Content-Length says " + text + ", and the body has " + std::to_string(length) +
                     (length == 1 ? " byte" : " bytes"),
                 "write Content-Length: auto");
  }
}

void framing_twice(const Judged& judged) {
  const ResponseSpec& response = judged.response;
  if (!lines(response, "Content-Length").empty() && !lines(response, "Transfer-Encoding").empty())
    judged.say(Severity::error, response.headers_where, "Content-Length and Transfer-Encoding exclude each other",
               "take one of them away (RFC 9112, 6.2)");
  for (const std::string_view name : {"Content-Length", "Content-Type", "Location"})
    if (lines(response, name).size() > 1)
      judged.say(Severity::error, response.headers_where, std::string{name} + " is given more than once",
                 "give it one value");
}

void header_a_status_needs(const Judged& judged) {
  const ResponseSpec& response = judged.response;
  static constexpr std::array redirects = {301, 302, 303, 307, 308};
  const bool redirect = std::find(redirects.begin(), redirects.end(), response.status) != redirects.end();
  if (response.status == 405 && lines(response, "Allow").empty())
    judged.say(Severity::error, response.status_where, "a 405 must say in Allow which methods there are",
               "add a header such as Allow: GET, HEAD (RFC 9110, 15.5.6)");
  if (redirect && lines(response, "Location").empty())
    judged.say(Severity::warning, response.status_where,
               "a " + std::to_string(response.status) + " without Location leads nowhere", "add the header Location");
}

void json_that_is_none(const Judged& judged) {
  const ResponseSpec& response = judged.response;
  using Body = ResponseSpec::Body;
  const bool fixed =
      response.body_kind == Body::text || response.body_kind == Body::file || response.body_kind == Body::base64;
  const auto types = lines(response, "Content-Type");
  // A coded body was looked at before it was coded: only JSON can be respelled, and the rest is nobody's JSON to check.
  if (!fixed || response.coding != directives::Coding::identity || !response.finished_body || types.size() != 1 ||
      types.front()->kind != HeaderSpec::Kind::literal)
    return;
  std::string type = types.front()->value.substr(0, types.front()->value.find(';'));
  while (type.ends_with(' ')) type.pop_back();
  if (!http::same_name(type, "application/json") && !type.ends_with("+json")) return;
  if (const auto parsed = parse_json(*response.finished_body); !parsed)
    judged.say(Severity::warning, response.body_where, "Content-Type is " + type + ", and the body is not JSON",
               "give the body's own Content-Type; if broken JSON is meant, leave it so");
}

void judge(const Judged& judged) {
  if (!judged.response.sequence.empty()) {
    for (const ResponseSpec& step : judged.response.sequence)
      judge({step, judged.owner, judged.answers_head_only, judged.problems});
    return;
  }
  body_where_none_may_be(judged);
  length_that_lies(judged);
  framing_twice(judged);
  header_a_status_needs(judged);
  json_that_is_none(judged);
}

}  // namespace

void http_nonsense(const Input& input, std::vector<Problem>& problems) {
  for (const scenario::Stub& stub : input.scenario.stubs) {
    const auto& methods = stub.request.methods;
    judge({stub.response, "stub '" + stub.name + "'", methods.size() == 1 && methods.front() == "HEAD", problems});
  }
  for (const scenario::Pack& pack : input.scenario.packs) {
    if (pack.fallback) judge({*pack.fallback, "the pack's fallback", false, problems});
    if (pack.refuse) judge({*pack.refuse, "the pack's refusal", false, problems});
  }
}

}  // namespace phantomime::lints
