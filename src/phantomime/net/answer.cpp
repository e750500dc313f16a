#include "phantomime/net/answer.hpp"

#include <exception>
#include <memory>

#include "phantomime/base/json.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::net {

namespace {

bool says_close(const http::Reply& reply) {
  for (std::string_view rest : reply.headers.all("Connection")) {
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      std::string_view item = rest.substr(0, comma);
      while (item.starts_with(' ')) item.remove_prefix(1);
      while (item.ends_with(' ')) item.remove_suffix(1);
      if (http::same_name(item, "close")) return true;
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
  }
  return false;
}

}  // namespace

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

bool leaves_connection_usable(const http::Reply& reply, bool head_request) {
  // After a 1xx the client waits for another answer, which never comes.
  if (reply.status < 200 || says_close(reply)) return false;
  if (head_request || !http::may_have_body(reply.status)) return true;
  // A body whose end the client cannot find by what the head says ends with the connection.
  const auto lengths = reply.headers.all("Content-Length");
  return lengths.empty() || (lengths.size() == 1 && lengths[0] == std::to_string(reply.body_text().size()));
}

}  // namespace phantomime::net
