#pragma once

#include <string>
#include <vector>

#include "phantomime/base/time_text.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/recording/log_reader.hpp"

namespace phantomime::testing_support {

/// Builds a recording exchange by exchange, one second apart.
class SessionMaker {
 public:
  explicit SessionMaker(std::string folder, const char* began = "2026-11-25T10:00:00Z")
      : began_{*parse_instant(began)} {
    recording_.folder = std::move(folder);
    recording_.sessions.push_back({1, began_, "https://phantom.example", true, "key", "test"});
  }

  /// When the next exchange begins, as `now()` writes it, and so much later.
  [[nodiscard]] std::string now(std::chrono::nanoseconds later = std::chrono::milliseconds{3}) const {
    return format_instant(next() + later);
  }

  /// `METHOD TARGET`, answered by JSON (or what `type` says).
  recording::Exchange& add(const std::string& line, std::string body, int status, std::string answer,
                           const std::string& type = "application/json") {
    recording::Exchange exchange;
    exchange.number = recording_.exchanges.size() + 1;
    exchange.connection = 1;
    exchange.origin = "https://phantom.example";
    exchange.began = next();
    exchange.since_start = std::chrono::seconds{exchange.number};
    exchange.took = std::chrono::milliseconds{20};
    const std::size_t blank = line.find(' ');
    exchange.request = {
        line.substr(0, blank), line.substr(blank + 1), 1, {{"Host", "phantom.example"}, {"User-Agent", "test"}}, {}};
    if (!body.empty()) exchange.request.headers.add("Content-Type", "application/json");
    exchange.request.body.size = body.size();
    exchange.request.body.bytes = std::move(body);
    exchange.response = {status,
                         std::string{http::reason_phrase(status)},
                         1,
                         {{"Server", "nginx"}, {"Date", format_http_date(next())}},
                         {}};
    if (!answer.empty()) exchange.response->headers.add("Content-Type", type);
    if (http::may_have_body(status)) exchange.response->headers.add("Content-Length", std::to_string(answer.size()));
    exchange.response->body.size = answer.size();
    exchange.response->body.bytes = std::move(answer);
    recording_.exchanges.push_back(std::move(exchange));
    return recording_.exchanges.back();
  }

  [[nodiscard]] const recording::Recording& recording() const noexcept { return recording_; }

 private:
  [[nodiscard]] Instant next() const { return began_ + std::chrono::seconds{recording_.exchanges.size() + 1}; }

  Instant began_;
  recording::Recording recording_;
};

/// What differs between recordings of one journey.
struct JourneyValues {
  std::string folder, began;
  int container = 0, run = 0, loads = 0;
  std::string nonce, token, hash, request_id, status, owner;
  bool cached = false;
};

inline std::vector<JourneyValues> journey_values() {
  return {{"a", "2026-11-25T10:00:00Z", 17, 501, 90, "4f1c9ab2", "TOKENAAAAAAAAAAAA1", "0f3a9c5e7b1d2846",
           "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "running", "ann", true},
          {"b", "2026-11-25T11:30:00Z", 23, 508, 93, "77b0e3d9", "TOKENBBBBBBBBBBBB2", "9d2c4b6a8f0e1735",
           "6fa459ea-ee8a-3ca4-894e-db77e160355e", "pending", "ann", false},
          {"c", "2026-11-26T08:15:00Z", 31, 530, 97, "02ce58fa", "TOKENCCCCCCCCCCCC3", "5e8d7c6b4a392817",
           "16fd2706-8baf-433b-82eb-8c7fada847da", "running", "bob", true}};
}

/// Logs in, makes a container, looks at it, runs a playbook, deletes it.
inline recording::Recording journey(const JourneyValues& v) {
  SessionMaker session{v.folder, v.began.c_str()};
  const std::string container = std::to_string(v.container), run = std::to_string(v.run);
  auto& login =
      session.add("POST /login", R"({"user":"admin","password":"PLACEPASS"})", 200,
                  R"({"token":")" + v.token + R"(","expires_in":3600,"server_time":")" + session.now() + R"("})");
  login.secrets = {{"request.body/password", "password", "PLACEPASS"}, {"response.body/token", "token", v.token}};
  const std::string created = session.now();
  session.add("POST /rest/container", R"({"name":"case-)" + v.nonce + R"(","label":"events"})", 200,
              R"({"id":)" + container + R"(,"success":true})");
  auto& one = session.add("GET /rest/container/" + container, "", 200,
                          R"({"id":)" + container + R"(,"name":"case-)" + v.nonce + R"(","create_time":")" + created +
                              R"(","hash":")" + v.hash + R"(","owner":")" + v.owner + R"(","url":"/rest/container/)" +
                              container + R"(/audit","open":true})");
  one.response->headers.add("X-Request-Id", v.request_id);
  session.add("POST /rest/playbook_run", R"({"container_id":)" + container + R"(,"playbook_id":"main","run":true})",
              200, R"({"playbook_run_id":)" + run + R"(,"received":true})");
  session.add("GET /rest/playbook_run/" + run, "", 200,
              R"({"id":)" + run + R"(,"status":")" + v.status + R"(","container":)" + container + R"(,"cached":)" +
                  (v.cached ? "true" : "false") + R"(,"loads":)" + std::to_string(v.loads) + R"(,"due":")" +
                  session.now(std::chrono::hours{24}) + R"("})");
  session.add("GET /rest/version", "", 200, R"({"version":"4.10.2","features":[]})");
  session.add("DELETE /rest/container/" + container, "", 200,
              R"({"success":true,"message":"container )" + container + R"( is gone"})");
  return session.recording();
}

}  // namespace phantomime::testing_support
