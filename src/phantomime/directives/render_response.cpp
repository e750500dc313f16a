#include <algorithm>
#include <optional>

#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/body.hpp"
#include "phantomime/directives/computed.hpp"
#include "phantomime/directives/header_lines.hpp"
#include "phantomime/directives/header_values.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/directives/template.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::directives {
namespace {

/// Adds the lines of the headers; `rendered(header)` gives the value of a template, and no value ends it.
template <class Rendered>
void add_headers(http::Reply& reply, std::span<const HeaderSpec> headers, Instant now, Rendered&& rendered) {
  reply.headers.reserve(headers.size() + 1);
  for (const HeaderSpec& header : headers) {
    if (header.kind != HeaderSpec::Kind::templated) {
      add_header(reply, header, now);
      continue;
    }
    const std::optional<std::string> value = rendered(header);
    if (!value) return;
    reply.headers.add(header.name, *value);
  }
}

}  // namespace

void add_header(http::Reply& reply, const HeaderSpec& header, Instant now) {
  switch (header.kind) {
    case HeaderSpec::Kind::literal:
      return reply.headers.add(header.name, header.value);
    case HeaderSpec::Kind::automatic_connection:
      // net knows better: serialise() writes what the connection really does
      return reply.headers.add(header.name, "keep-alive");
    case HeaderSpec::Kind::automatic_length:
      // Placed by the stub or a default, `auto` means a length only where a response may say one (RFC 9110, 8.6).
      if (http::may_have_body(reply.status)) reply.headers.add(header.name, std::to_string(reply.body_text().size()));
      return;
    case HeaderSpec::Kind::http_date:
      return reply.headers.add(header.name, format_http_date(now + header.offset));
    case HeaderSpec::Kind::templated:
      return;
  }
}

std::string failure_message(const Error& error) {
  const std::string place = error.where ? error.where->to_string() : std::string{};
  return "the template failed" + (place.empty() ? "" : " at " + place) + ": " + http::redact_text(error.what);
}

http::Reply failed_reply(const std::string& why) {
  http::Reply reply;
  reply.status = 500;
  reply.headers.add("Content-Type", "application/problem+json");
  reply.body = std::make_shared<const std::string>(
      R"({"type":"about:blank","title":"Internal Server Error","status":500,"detail":)" + json_quote(why) + "}");
  return reply;
}

std::size_t ResponseSpec::answer_number(std::uint64_t call) const noexcept {
  if (sequence.empty()) return 0;
  if (cycles) return call % sequence.size();
  return call < sequence.size() ? call : sequence.size() - 1;
}

const ResponseSpec& ResponseSpec::at_call(std::uint64_t call) const {
  return sequence.empty() ? *this : sequence[answer_number(call)];
}

bool ResponseSpec::is_templated() const noexcept {
  return body_template || body_computed ||
         std::any_of(headers.begin(), headers.end(), [](const auto& header) { return header.rendered != nullptr; });
}

bool ResponseSpec::is_plain() const noexcept {
  return !responder && !recorded && sequence.empty() && reason.empty() && delay.kind == DelaySpec::Kind::none &&
         !fault.any() && !chunks && !is_templated();
}

bool ResponseSpec::answers_in_code() const noexcept {
  return responder ||
         std::any_of(sequence.begin(), sequence.end(), [](const ResponseSpec& spec) { return spec.answers_in_code(); });
}

bool ResponseSpec::asks_world() const {
  if (body_computed || (body_template && body_template->asks_world())) return true;
  const auto header_asks = [](const HeaderSpec& header) { return header.rendered && header.rendered->asks_world(); };
  return std::any_of(headers.begin(), headers.end(), header_asks) ||
         std::any_of(sequence.begin(), sequence.end(), [](const ResponseSpec& spec) { return spec.asks_world(); });
}

http::Reply ResponseSpec::render(const RenderContext& context, std::string& error) const {
  if (recorded) return *recorded;
  http::Reply reply;
  reply.status = status;
  reply.reason = reason;
  reply.delay = delay.draw(context.random);
  if (fault.any() && fault.hits(context.random)) fault.give_to(reply, context.random);
  reply.chunks = chunks;
  reply.body = finished_body;
  if (body_template || body_computed) {
    auto text = body_template ? body_template->render(context) : body_computed->write(context);
    auto body = text ? finish_rendered(*this, std::move(*text)) : Result<std::string>{text.error()};
    if (!body) {
      error = failure_message(body.error());
      return failed_reply(error);
    }
    reply.body = std::make_shared<const std::string>(std::move(*body));
  }
  add_headers(reply, headers, context.now, [&](const HeaderSpec& header) -> std::optional<std::string> {
    const auto rendered = header.rendered->render(context, Template::max_header_output);
    if (rendered) return std::string{first_line(*rendered)};
    error = failure_message(rendered.error());
    return std::nullopt;
  });
  return error.empty() ? reply : failed_reply(error);
}

}  // namespace phantomime::directives
