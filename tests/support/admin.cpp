#include "support/admin.hpp"

#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"

#include "support/scenario_text.hpp"

namespace phantomime::test {
namespace {

const Clock& standing_clock() {
  static const FixedClock clock{*parse_instant("2020-01-22T19:39:43Z")};
  return clock;
}

}  // namespace

Result<server::Doors::Opened> PaperDoors::open(std::uint16_t port, bool tls) {
  if (port == taken) return Error{ErrorCode::io, "cannot listen on 127.0.0.1: in use", {}, "use another"};
  const std::uint32_t listener = next_++;
  opened.insert(listener);
  return Opened{listener, port ? port : static_cast<std::uint16_t>(40'000 + listener), tls};
}

std::string PaperDoors::url(const Opened& door) const {
  return (door.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(door.port);
}

http::Request admin_request(std::string_view method, std::string_view target, std::string body) {
  http::Request request;
  request.method = method;
  request.target = std::string{server::admin_prefix} + std::string{target};
  request.body = std::move(body);
  request.peer = "127.0.0.1";
  request.headers.add("Host", "localhost:8080");
  return request;
}

Admin::Admin(const std::string& yaml, server::Spaces::Options options)
    : spaces_{std::make_unique<server::Spaces>(std::make_shared<const scenario::Edition>(scenario_of_text(yaml)),
                                               standing_clock(), options)},
      view{*spaces_, doors, std::chrono::milliseconds{1500}, {}, {"127.0.0.1"}} {}

int Admin::play(std::string_view method, std::string_view target, std::string body, http::Headers headers) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.body = std::move(body);
  request.headers = std::move(headers);
  request.peer = "127.0.0.1";
  const auto entered = spaces_->enter(server::take_space_choice(request));
  return entered.space ? entered.space->stage().play(request).reply.status : entered.refusal->status;
}

http::Reply Admin::ask(std::string_view method, std::string_view target, std::string body) {
  return server::answer_admin(admin_request(method, target, std::move(body)), view);
}

Json Admin::ask_json(std::string_view method, std::string_view target, std::string body, int status) {
  const http::Reply reply = ask(method, target, std::move(body));
  EXPECT_EQ(reply.status, status) << method << ' ' << target << '\n' << reply.body_text();
  return Json::parse(reply.body_text(), nullptr, false);
}

}  // namespace phantomime::test
