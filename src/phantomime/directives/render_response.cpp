#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/body.hpp"
#include "phantomime/directives/header_values.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/directives/template.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::directives {
namespace {

std::string message(const Error& error) {
  const std::string place = error.where ? error.where->to_string() : std::string{};
  return "the template failed" + (place.empty() ? "" : " at " + place) + ": " + http::redact_text(error.what);
}

/// RFC 9457. What the stub would have said is not known, so nothing of it is sent.
http::Reply failed(const std::string& why) {
  http::Reply reply;
  reply.status = 500;
  reply.headers.add("Content-Type", "application/problem+json");
  reply.body = std::make_shared<const std::string>(
      R"({"type":"about:blank","title":"Internal Server Error","status":500,"detail":)" + json_quote(why) + "}");
  return reply;
}

/// The value of a header; empty with `error` set where a template failed.
std::string header_value(const HeaderSpec& header, const RenderContext& context, std::size_t body_size,
                         std::string& error) {
  switch (header.kind) {
    case HeaderSpec::Kind::literal:
      return header.value;
    case HeaderSpec::Kind::automatic_connection:
      return "keep-alive";  // net knows better: serialise() writes what the connection really does
    case HeaderSpec::Kind::automatic_length:
      return std::to_string(body_size);
    case HeaderSpec::Kind::http_date:
      return format_http_date(context.now + header.offset);
    case HeaderSpec::Kind::templated:
      break;
  }
  const auto rendered = header.rendered->render(context, Template::max_header_output);
  if (rendered) return std::string{first_line(*rendered)};
  error = message(rendered.error());
  return {};
}

}  // namespace

const ResponseSpec& ResponseSpec::at_call(std::uint64_t call) const {
  if (sequence.empty()) return *this;
  if (cycles) return sequence[call % sequence.size()];
  return call < sequence.size() ? sequence[call] : sequence.back();
}

http::Reply ResponseSpec::render(const RenderContext& context, std::span<const HeaderSpec> equal_headers,
                                 std::string& error) const {
  http::Reply reply;
  reply.status = status;
  reply.reason = reason;
  reply.delay = delay.draw(context.random);
  reply.body = finished_body;
  if (body_template) {
    auto text = body_template->render(context);
    auto body = text ? finish_rendered(*this, std::move(*text)) : Result<std::string>{text.error()};
    if (!body) {
      error = message(body.error());
      return failed(error);
    }
    reply.body = std::make_shared<const std::string>(std::move(*body));
  }
  reply.headers.reserve(equal_headers.size() + 1);
  for (const HeaderSpec& header : equal_headers) {
    std::string why;
    std::string value = header_value(header, context, reply.body_text().size(), why);
    if (!why.empty()) {
      error = std::move(why);
      return failed(error);
    }
    // Placed by the stub or a default, `auto` means a length only where a response may say one (RFC 9110, 8.6).
    if (header.kind == HeaderSpec::Kind::automatic_length && !http::may_have_body(status)) continue;
    reply.headers.add(header.name, std::move(value));
  }
  return reply;
}

}  // namespace phantomime::directives
