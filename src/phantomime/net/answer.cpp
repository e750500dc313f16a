#include "phantomime/net/answer.hpp"

#include <exception>
#include <memory>

#include "phantomime/base/json.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::net {

http::Reply problem_reply(int status, std::string_view reason) {
  http::Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/problem+json");
  auto body = std::make_shared<std::string>(R"({"type": "about:blank", "title": )");
  *body += json_quote(http::reason_phrase(status));
  *body += R"(, "status": )" + std::to_string(status) + R"(, "detail": )" + json_quote(reason) + "}\n";
  reply.body = std::move(body);
  return reply;
}

Answer ask(const std::function<http::Reply(http::Request&)>& handler, http::Request& request) {
  constexpr std::string_view told = "the server failed while it answered; its log says why";
  try {
    return {handler(request), {}};
  } catch (const std::exception& error) {
    return {problem_reply(500, told), "the handler threw: " + http::redact_text(error.what())};
  } catch (...) {
    return {problem_reply(500, told), "the handler threw something that is no std::exception"};
  }
}

std::string refusal_bytes(int status, std::string_view reason, bool head_request) {
  http::Framing framing;
  framing.head_request = head_request;
  framing.keep_alive = false;
  return http::serialise(problem_reply(status, reason), framing);
}

void tell_refusal(const Handler& handler, int status, std::string_view reason, const std::string& peer) noexcept {
  if (!handler.refused) return;
  try {
    handler.refused({status, std::string{reason}, peer});
  } catch (...) {
    // Nobody is left to tell.
  }
}

}  // namespace phantomime::net
