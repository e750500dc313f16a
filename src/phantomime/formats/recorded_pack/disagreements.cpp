#include <algorithm>
#include <map>

#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/formats/recorded_pack/written.hpp"
#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/recording/generalise/decoded_answer.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"
#include "phantomime/recording/playing/recorded_scenario.hpp"
#include "phantomime/scenario/engine.hpp"

namespace phantomime::formats {
namespace {

using recording::Exchange;
using recording::Member;
using Volatile = std::map<const Exchange*, std::set<std::string>>;

/// The files as the loader would read them from disk.
Result<std::shared_ptr<const scenario::Scenario>> loaded(const std::vector<PackFile>& files) {
  Errors errors;
  PackFiles pack;
  pack.name = "recording";
  pack.fixtures_folder = "fixtures";
  for (const PackFile& file : files) {
    constexpr std::string_view fixtures = "fixtures/";
    if (file.path.starts_with(fixtures)) {
      pack.fixtures.push_back({file.path.substr(fixtures.size()), std::make_shared<const std::string>(file.bytes),
                               PackFiles::Fixture::State::read});
    } else if (auto document = read_yaml(std::make_shared<const Source>(file.path, file.bytes), errors)) {
      pack.files.push_back({file.path, std::move(*document)});
    }
  }
  // They are looked up by halves.
  std::sort(pack.fixtures.begin(), pack.fixtures.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  std::vector<PackFiles> packs;
  packs.push_back(std::move(pack));
  std::shared_ptr<const scenario::Scenario> scenario;
  if (errors.empty()) scenario = bind_packs(std::move(packs), {}, errors);
  if (!scenario) return errors.front();
  return scenario;
}

/// The members that a stub's answers make anew.
std::set<std::string> made_members(const recording::StubDraft& stub) {
  std::set<std::string> made;
  for (const recording::AnswerDraft& answer : stub.answers) {
    for (const auto& [pointer, expression] : answer.body) made.insert("response.body" + pointer);
    for (const auto& [number, expression] : answer.headers)
      made.insert("response.header." + std::string{answer.sample->response->headers.line(number).name});
  }
  return made;
}

/// The members of each exchange's answer that need not be what was recorded: those that are made anew; of several
/// recordings also those that differ between them, of which only one's can be played.
Volatile volatile_members(const recording::PackDraft& draft, std::size_t recordings) {
  std::map<std::string, std::set<std::string>> by_stub;
  if (recordings > 1)
    for (const recording::VolatileMember& member : draft.volatile_members) by_stub[member.stub].insert(member.where);
  Volatile members;
  for (const recording::StubDraft& stub : draft.stubs) {
    std::set<std::string> all = made_members(stub);
    all.merge(by_stub[stub.name]);
    for (const Exchange* exchange : stub.exchanges) members[exchange] = all;
  }
  return members;
}

/// The reply as if it had been recorded.
Exchange as_exchange(const Exchange& asked, const http::Reply& reply) {
  Exchange exchange;
  exchange.request = asked.request;
  exchange.response.emplace();
  exchange.response->status = reply.status;
  exchange.response->reason = reply.reason.empty() ? std::string{http::reason_phrase(reply.status)} : reply.reason;
  exchange.response->headers = reply.headers;
  exchange.response->body.bytes = reply.body_text();
  if (!asked.response->body.coding.empty()) recording::decode_answer(exchange);
  return exchange;
}

std::map<std::string, std::string> comparable(const Exchange& exchange) {
  std::map<std::string, std::string> members;
  for (Member& member : recording::response_members(exchange)) {
    // A list's length and a value's type are part of it.
    std::string value = static_cast<char>('0' + static_cast<int>(member.kind)) + std::move(member.text);
    members.emplace(std::move(member.where), std::move(value));
  }
  if (const std::string& coding = exchange.response->body.coding; !coding.empty())
    members.emplace("response.header.Content-Encoding", coding);
  return members;
}

std::string difference(const Exchange& recorded, const http::Reply& reply, const std::set<std::string>& may_vary) {
  const auto expected = comparable(recorded);
  const auto actual = comparable(as_exchange(recorded, reply));
  const bool has_no_body =
      recorded.response->body.kept != recording::Body::Kept::here || recorded.request.method == "HEAD";
  const auto ignored = [&](const std::string& where) {
    return may_vary.contains(where) || where == "response.header.Date" || where == "response.header.Expires" ||
           (has_no_body && where.starts_with("response.body"));
  };
  for (const auto& [where, value] : expected) {
    const auto found = actual.find(where);
    if (!ignored(where) && (found == actual.end() || found->second != value)) return where;
  }
  for (const auto& [where, value] : actual)
    if (!ignored(where) && !expected.contains(where)) return where;
  return {};
}

}  // namespace

Result<std::vector<Disagreement>> disagreements(const std::vector<PackFile>& files, const recording::PackDraft& draft,
                                                std::span<const recording::Recording> recordings) {
  const auto scenario = loaded(files);
  if (!scenario) return scenario.error();
  const auto edition = std::make_shared<const scenario::Edition>(*scenario);
  const Volatile may_vary = volatile_members(draft, recordings.size());
  std::vector<Disagreement> found;
  for (const recording::Recording& recording : recordings) {
    const FixedClock clock{draft.began};
    scenario::Engine::Options options;
    options.journal = false;
    scenario::Engine engine{edition, clock, options};
    for (const Exchange& exchange : recording.exchanges) {
      if (!recording::is_playable(exchange)) continue;
      const auto played = engine.play(recording::as_request(exchange));
      std::string what = played.kind == scenario::Played::Kind::matched
                             ? played.error + difference(exchange, played.reply, may_vary.at(&exchange))
                             : "no stub answers it";
      if (!what.empty()) found.push_back({&exchange, std::move(what)});
    }
  }
  return found;
}

}  // namespace phantomime::formats
