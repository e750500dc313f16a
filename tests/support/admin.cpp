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

std::unique_ptr<server::Stage> stage_of(const std::string& yaml, const Clock& clock) {
  return std::make_unique<server::Stage>(scenario_of_text(yaml), clock, scenario::Engine::Options{});
}

}  // namespace

http::Request admin_request(std::string_view method, std::string_view target, std::string body) {
  http::Request request;
  request.method = method;
  request.target = std::string{server::admin_prefix} + std::string{target};
  request.body = std::move(body);
  request.peer = "127.0.0.1";
  request.headers.add("Host", "localhost:8080");
  return request;
}

Admin::Admin(const std::string& yaml) : Admin{std::make_unique<VirtualClock>(standing_clock()), yaml} {}

Admin::Admin(std::unique_ptr<VirtualClock> clock, const std::string& yaml)
    : Admin{stage_of(yaml, *clock), std::move(clock)} {}

Admin::Admin(std::unique_ptr<server::Stage> stage, std::unique_ptr<VirtualClock> clock)
    : view{*stage, *clock, std::chrono::milliseconds{1500}, {}, {"127.0.0.1"}},
      clock_{std::move(clock)},
      stage_{std::move(stage)} {}

int Admin::play(std::string_view method, std::string_view target, std::string body, http::Headers headers) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.body = std::move(body);
  request.headers = std::move(headers);
  request.peer = "127.0.0.1";
  return stage_->play(request).reply.status;
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
