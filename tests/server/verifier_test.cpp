// The verifier without a network: what it asks, in which order, how often, and when it stops.
#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/contract/plan.hpp"
#include "phantomime/server/verifier/detection.hpp"
#include "phantomime/server/verifier/login.hpp"
#include "phantomime/server/verifier/plan_run.hpp"
#include "phantomime/server/verifier/polite_asker.hpp"
#include "phantomime/server/verifier/redact_report.hpp"

#include "formats/loaded.hpp"

namespace phantomime::server {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using Check = reports::ContractReport::Check;

LiveAnswer answer_of(int status, std::string body = "{}") {
  LiveAnswer answer;
  answer.status = status;
  answer.headers.add("Content-Type", "application/json");
  answer.body = std::move(body);
  return answer;
}

/// Answers by target, and notes what it was asked.
class FakeAsker final : public Asker {
 public:
  std::map<std::string, std::vector<LiveAnswer>> answers;  ///< the last one again and again
  std::vector<std::string> asked;

  Result<LiveAnswer> ask(const http::Request& request, Identity identity) override {
    const std::string target =
        request.method + ' ' + request.target + (identity == Identity::nobody ? " (nobody)" : "");
    const std::lock_guard lock{mutex_};
    asked.push_back(target);
    auto& known = answers[request.target];
    if (known.empty()) return Error{ErrorCode::io, "no answer from " + request.target, {}, ""};
    LiveAnswer next = known.front();
    if (known.size() > 1) known.erase(known.begin());
    return next;
  }

 private:
  std::mutex mutex_;
};

/// Time that passes only where somebody waits.
class FakePatience final : public Patience {
 public:
  std::vector<long long> waited;  ///< milliseconds
  bool stop = false;
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return now_; }
  [[nodiscard]] bool wait(std::chrono::nanoseconds time) override {
    waited.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
    now_ += time;
    return !stop;
  }

 private:
  std::chrono::steady_clock::time_point now_{std::chrono::hours{1}};
};

/// A pack whose plan is carried out against a FakeAsker.
class Verifier {
 public:
  explicit Verifier(const std::string& yaml) {
    const auto loaded = formats::load_text(yaml);
    EXPECT_EQ(loaded.errors, "");
    edition_ = std::make_shared<const scenario::Edition>(loaded.scenario);
    contracts_ = contract::make_contracts(edition_);
    Errors errors;
    plan_ = contract::make_plan(edition_, contracts_, {}, errors);
    EXPECT_EQ(render(errors), "");
  }

  const PlanRun& run(FakeAsker& asker, PlanRunOptions options = {}) {
    Judgement judgement{edition_, contracts_, Instant{}};
    done_ = run_plan(plan_, edition_->scenario(), judgement, asker, options);
    EXPECT_THAT(done_.checks, SizeIs(plan_.items.size()));
    return done_;
  }
  [[nodiscard]] const Check& of(const std::string& stub) const {
    return *std::find_if(done_.checks.begin(), done_.checks.end(),
                         [&](const Check& check) { return check.stub == stub; });
  }
  [[nodiscard]] const scenario::Scenario& scenario() const { return edition_->scenario(); }

 private:
  std::shared_ptr<const scenario::Edition> edition_;
  contract::Contracts contracts_;
  contract::Plan plan_;
  PlanRun done_;
};

constexpr const char* rows = R"(
stubs:
  - {name: one, request: 'GET /x/{id}', example: GET /x/1, response: {json: {id: 1, name: a}}}
  - {name: list, request: GET /x, response: {json: {items: [{id: 1}]}}}
  - {name: make, request: POST /x, response: {json: {id: 1}}}
)";

TEST(Verifier, FeedsTheOneWithAnIdOfTheList) {
  Verifier verifier{rows};
  FakeAsker asker;
  asker.answers["/x"] = {answer_of(200, R"({"items": [{"id": 70}, {"id": 71}]})")};
  asker.answers["/x/70"] = {answer_of(200, R"({"id": 70, "name": 5})")};
  verifier.run(asker);
  EXPECT_THAT(asker.asked, ElementsAre("GET /x", "GET /x/70"));
  EXPECT_EQ(verifier.of("list").outcome, Check::Outcome::ok);
  EXPECT_EQ(verifier.of("one").outcome, Check::Outcome::drift);
  ASSERT_THAT(verifier.of("one").comparison.findings, SizeIs(1));
  EXPECT_EQ(verifier.of("one").comparison.findings.front().place, "$.name");
  EXPECT_EQ(verifier.of("one").comparison.findings.front().request, "GET /x/70");
  EXPECT_EQ(verifier.of("make").outcome, Check::Outcome::not_run);
}

TEST(Verifier, TriesAnotherRowWhereOneIsGone) {
  Verifier verifier{rows};
  FakeAsker asker;
  asker.answers["/x"] = {answer_of(200, R"({"items": [{"id": 70}, {"id": 71}]})")};
  asker.answers["/x/70"] = {answer_of(404)};
  asker.answers["/x/71"] = {answer_of(200, R"({"id": 71, "name": "b"})")};
  verifier.run(asker);
  EXPECT_THAT(asker.asked, ElementsAre("GET /x", "GET /x/70", "GET /x/71"));
  EXPECT_EQ(verifier.of("one").outcome, Check::Outcome::ok);
}

TEST(Verifier, TakesItForADriftWhereNoRowIsThere) {
  Verifier verifier{rows};
  FakeAsker asker;
  asker.answers["/x"] = {answer_of(200, R"({"items": [{"id": 70}]})")};
  asker.answers["/x/70"] = {answer_of(404)};
  verifier.run(asker);
  EXPECT_EQ(verifier.of("one").outcome, Check::Outcome::drift);
  EXPECT_EQ(verifier.of("one").comparison.findings.front().place, "status");
}

TEST(Verifier, DoesNotAskWhatAnEmptyListCannotFeed) {
  Verifier verifier{rows};
  FakeAsker asker;
  asker.answers["/x"] = {answer_of(200, R"({"items": []})")};
  verifier.run(asker);
  EXPECT_EQ(verifier.of("one").outcome, Check::Outcome::not_run);
  EXPECT_THAT(verifier.of("one").why, AllOf(HasSubstr("shows no rows"), HasSubstr("--bind 'x.id=VALUE'")));
}

constexpr const char* runs = R"(
grammars:
  g: {page: {name: page}, page_size: {name: page_size, default: 10}, envelope: {data: '{{ shown }}'}}
collections:
  run:
    path: /run
    grammar: g
    rows: [{id: 1, status: done}]
    fields: {id: integer, status: text}
    operations: {list: {}, one: {}}
    machine: {member: status, initial: queued, final: [done], transitions: {end: {from: queued, to: done, after: 1s}}}
)";

LiveAnswer run_of(int id, const std::string& status) {
  return answer_of(200, R"({"id": )" + std::to_string(id) + R"(, "status": ")" + status + R"("})");
}

TEST(Verifier, LooksForARowThatHasSettled) {
  Verifier verifier{runs};
  FakeAsker asker;
  FakePatience patience;
  asker.answers["/run"] = {answer_of(200, R"({"data": [{"id": 7, "status": "queued"}, {"id": 8, "status": "done"}]})")};
  asker.answers["/run/7"] = {run_of(7, "queued")};
  asker.answers["/run/8"] = {run_of(8, "done")};
  PlanRunOptions options;
  options.patience = &patience;
  options.settle = std::chrono::seconds{60};
  verifier.run(asker, options);
  EXPECT_THAT(asker.asked, ElementsAre("GET /run", "GET /run/7", "GET /run/8"));
  EXPECT_THAT(patience.waited, SizeIs(0));
  EXPECT_THAT(verifier.of("run: one").comparison.unchecked, SizeIs(0));
}

TEST(Verifier, WaitsForWhatIsUnderWayUpToADeadline) {
  for (const bool ends : {true, false}) {
    Verifier verifier{runs};
    FakeAsker asker;
    FakePatience patience;
    asker.answers["/run"] = {answer_of(200, R"({"data": [{"id": 7, "status": "queued"}]})")};
    asker.answers["/run/7"] = std::vector<LiveAnswer>(4, run_of(7, "queued"));
    if (ends) asker.answers["/run/7"].push_back(run_of(7, "done"));
    PlanRunOptions options;
    options.patience = &patience;
    options.settle = std::chrono::seconds{8};
    verifier.run(asker, options);
    if (ends)
      EXPECT_THAT(patience.waited, ElementsAre(500, 1000, 2000));
    else
      EXPECT_THAT(patience.waited, ElementsAre(500, 1000, 2000, 4000));
    EXPECT_THAT(verifier.of("run: one").comparison.unchecked, SizeIs(ends ? 0 : 1));
  }
}

/// A pack of many plain requests.
std::string many(int count) {
  std::string yaml = "stubs:\n";
  for (int at = 0; at < count; ++at) {
    const std::string number = std::to_string(at);
    yaml += "  - {name: s" + number + ", request: GET /" + number + ", response: {json: {id: 1}}}\n";
  }
  return yaml;
}

TEST(Verifier, TriesALoginOnce) {
  Verifier verifier{many(20)};
  FakeAsker asker;
  for (int at = 0; at < 20; ++at) asker.answers['/' + std::to_string(at)] = {answer_of(401)};
  PlanRunOptions options;
  options.jobs = 8;
  const PlanRun& done = verifier.run(asker, options);
  EXPECT_THAT(asker.asked, SizeIs(1));
  ASSERT_TRUE(done.gave_up);
  EXPECT_EQ(done.gave_up->code, ErrorCode::usage);
  EXPECT_THAT(done.gave_up->what, HasSubstr("the login failed"));
  EXPECT_EQ(verifier.of("s7").outcome, Check::Outcome::not_run);
  EXPECT_THAT(verifier.of("s7").why, HasSubstr("the login failed"));
}

TEST(Verifier, TakesALaterRefusalForADrift) {
  Verifier verifier{many(20)};
  FakeAsker asker;
  for (int at = 0; at < 20; ++at)
    asker.answers['/' + std::to_string(at)] = {answer_of(at == 7 ? 403 : 200, R"({"id": 2})")};
  PlanRunOptions options;
  options.jobs = 8;
  const PlanRun& done = verifier.run(asker, options);
  EXPECT_FALSE(done.gave_up);
  EXPECT_THAT(asker.asked, SizeIs(20));
  EXPECT_EQ(verifier.of("s7").outcome, Check::Outcome::drift);
  EXPECT_EQ(verifier.of("s8").outcome, Check::Outcome::ok);
}

TEST(Verifier, StopsAskingAServerThatIsGone) {
  Verifier verifier{many(40)};
  FakeAsker asker;
  const PlanRun& done = verifier.run(asker);
  EXPECT_THAT(asker.asked, SizeIs(5));
  ASSERT_TRUE(done.gave_up);
  EXPECT_EQ(verifier.of("s0").outcome, Check::Outcome::failed);
  EXPECT_EQ(verifier.of("s39").outcome, Check::Outcome::not_run);
}

TEST(Verifier, EndsWhereItIsToldTo) {
  Verifier verifier{many(10)};
  FakeAsker asker;
  for (int at = 0; at < 10; ++at) asker.answers['/' + std::to_string(at)] = {answer_of(200, R"({"id": 2})")};
  PlanRunOptions options;
  options.jobs = 1;
  std::size_t seen = 0;
  options.progress = [&](std::size_t done, std::size_t all) {
    seen = done;
    EXPECT_EQ(all, 10u);
  };
  options.stopped = [&] { return seen >= 3; };
  verifier.run(asker, options);
  EXPECT_THAT(asker.asked, SizeIs(3));
  EXPECT_THAT(verifier.of("s9").why, HasSubstr("ended"));
}

TEST(Verifier, AsksAsNobodyWhereTheStubSaysSo) {
  Verifier verifier{R"(
pack: {credentials: {accept: [{basic: {user: a, password: b}}]}}
stubs:
  - {name: open, request: {method: GET, path: /open, credentials: none}, response: {json: {id: 1}}}
)"};
  FakeAsker asker;
  asker.answers["/open"] = {answer_of(200, R"({"id": 1})")};
  verifier.run(asker);
  EXPECT_THAT(asker.asked, ElementsAre("GET /open (nobody)"));
}

http::Request get(const std::string& target, const std::string& method = "GET") {
  http::Request request;
  request.method = method;
  request.target = target;
  return request;
}

TEST(PoliteAsker, AsksAgainWhatIsSafe) {
  FakeAsker asker;
  FakePatience patience;
  asker.answers["/a"] = {answer_of(503), answer_of(429), answer_of(200)};
  PoliteAsker polite{asker, {}, patience};
  EXPECT_EQ(polite.ask(get("/a"), Identity::ours)->status, 200);
  EXPECT_THAT(patience.waited, ElementsAre(250, 500));
}

TEST(PoliteAsker, AsksOnceWhatIsNot) {
  FakeAsker asker;
  FakePatience patience;
  asker.answers["/a"] = {answer_of(503)};
  PoliteAsker polite{asker, {}, patience};
  EXPECT_EQ(polite.ask(get("/a", "POST"), Identity::ours)->status, 503);
  EXPECT_FALSE(polite.ask(get("/none", "DELETE"), Identity::ours));
  EXPECT_THAT(asker.asked, SizeIs(2));
  EXPECT_FALSE(polite.ask(get("/none"), Identity::ours));
  EXPECT_THAT(asker.asked, SizeIs(5));
}

TEST(PoliteAsker, DoesNotAskAgainWhatTookTooLong) {
  class Late final : public Asker {
   public:
    std::size_t asked = 0;
    Result<LiveAnswer> ask(const http::Request&, Identity) override {
      ++asked;
      return Error{ErrorCode::limit, "it did not answer in time", {}, ""};
    }
  };
  Late late;
  FakePatience patience;
  PoliteAsker polite{late, {}, patience};
  EXPECT_FALSE(polite.ask(get("/a"), Identity::ours));
  EXPECT_EQ(late.asked, 1u);
}

TEST(PoliteAsker, WaitsAsLongAsTheServerSaysUpToABound) {
  FakeAsker asker;
  FakePatience patience;
  LiveAnswer later = answer_of(503), much_later = answer_of(503);
  later.headers.add("Retry-After", "3");
  much_later.headers.add("Retry-After", "600");
  asker.answers["/a"] = {later, much_later, answer_of(200)};
  PoliteAsker polite{asker, {}, patience};
  EXPECT_EQ(polite.ask(get("/a"), Identity::ours)->status, 503);
  EXPECT_THAT(patience.waited, ElementsAre(3000));
}

TEST(PoliteAsker, KeepsToARate) {
  FakeAsker asker;
  FakePatience patience;
  asker.answers["/a"] = {answer_of(200)};
  Politeness politeness;
  politeness.rate = 4;
  PoliteAsker polite{asker, politeness, patience};
  for (int at = 0; at < 4; ++at) EXPECT_TRUE(polite.ask(get("/a"), Identity::ours));
  EXPECT_THAT(patience.waited, ElementsAre(250, 250, 250));
  patience.stop = true;
  EXPECT_FALSE(polite.ask(get("/a"), Identity::ours));
}

TEST(Detection, SaysWhatItFound) {
  const Verifier verifier{R"(
pack:
  name: p
  profile: "1"
  detect: {request: GET /v, pointer: /version, profiles: {"1": '1\..*'}}
stubs: [{name: v, request: GET /v, response: {json: {version: "1.2"}}}]
)"};
  const scenario::Pack& pack = verifier.scenario().packs.front();
  struct Row {
    LiveAnswer answer;
    std::string profile;  ///< or what is said
  };
  LiveAnswer page = answer_of(200, "<html><Title>\n Hello\x1b[31m </title>");
  page.headers.add("Server", "other");
  LiveAnswer away = answer_of(302, "");
  away.headers.add("Location", "https://u:p@else.example/v");
  const std::vector<Row> table{
      {answer_of(200, R"({"version": "1.2"})"), "1"},
      {answer_of(200, R"({"version": "2.2"})"), ""},
      {page, "p' plays: GET /v got 200, Server: other, application/json, titled \"Hello"},
      {answer_of(200, "{}"), "is not what the pack"},
      {answer_of(200, R"({"version": {}})"), "is not what the pack"},
      {answer_of(404), "got 404"},
      {away, "Location: https://[redacted]@else.example/v"},
      {answer_of(401), "the login failed"},
  };
  for (const Row& row : table) {
    FakeAsker asker;
    asker.answers["/v"] = {row.answer};
    const auto detected = detect(pack, asker, Identity::ours);
    if (detected) {
      EXPECT_EQ(detected->profile, row.profile);
      continue;
    }
    EXPECT_THAT(detected.error().what, HasSubstr(row.profile));
    EXPECT_THAT(detected.error().what, Not(HasSubstr("\x1b")));
  }
}

TEST(Login, PutsATokenWhereThePackSays) {
  const Verifier token{R"(
pack: {credentials: {accept: [{basic: {user: a, password: b}}, {token: {header: x-token, value: t}}]}}
stubs: [{name: v, request: GET /v, response: {json: {}}}]
)"};
  const Verifier none{"stubs: [{name: v, request: GET /v, response: {json: {}}}]\n"};
  const Login login{Login::Kind::token, "", "", "abc"};
  EXPECT_EQ(login_lines(login, token.scenario()).find("x-token"), "abc");
  EXPECT_EQ(login_lines(login, none.scenario()).find("Authorization"), "Bearer abc");
  EXPECT_EQ(login_lines({Login::Kind::basic, "a", "b", ""}, none.scenario()).find("Authorization"), "Basic YTpi");
  EXPECT_TRUE(login_lines({}, none.scenario()).empty());
}

TEST(Report, HoldsNoneOfTheRunsSecrets) {
  reports::ContractReport report;
  report.notes = {"went to /x?p=changeme"};
  Check check;
  check.why = "a token abc+/def= was said";
  contract::Finding finding;
  finding.actual = "Basic YWRtaW46Y2hhbmdlbWU=";
  finding.place = "$.changeme";
  finding.expected = "abc%2B%2Fdef%3D";
  check.comparison.findings = {finding};
  report.checks = {check};
  std::vector<std::string> secrets = secrets_of({Login::Kind::basic, "admin", "changeme", ""});
  secrets.emplace_back("abc+/def=");
  redact_report(report, secrets);
  EXPECT_EQ(report.notes.front(), "went to /x?p=[redacted]");
  EXPECT_EQ(report.checks.front().why, "a token [redacted] was said");
  const auto& clean = report.checks.front().comparison.findings.front();
  EXPECT_EQ(clean.actual, "Basic [redacted]");
  EXPECT_EQ(clean.place, "$.[redacted]");
  EXPECT_EQ(clean.expected, "%5Bredacted%5D");
}

}  // namespace
}  // namespace phantomime::server
