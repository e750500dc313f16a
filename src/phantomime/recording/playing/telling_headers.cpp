#include "phantomime/recording/playing/telling_headers.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "phantomime/base/ascii.hpp"

namespace phantomime::recording {
namespace {

/// What servers choose an answer by, the likeliest first.
constexpr std::string_view choosing[] = {"Accept",
                                         "Range",
                                         "If-Range",
                                         "If-None-Match",
                                         "If-Modified-Since",
                                         "If-Match",
                                         "If-Unmodified-Since",
                                         "Accept-Language",
                                         "Accept-Encoding",
                                         "Accept-Charset",
                                         "Authorization",
                                         "Content-Type",
                                         "Content-Encoding",
                                         "Prefer",
                                         "X-HTTP-Method-Override",
                                         "Host",
                                         "Cookie"};

constexpr std::string_view noise[] = {"Connection",
                                      "Content-Length",
                                      "DNT",
                                      "Date",
                                      "Expect",
                                      "Forwarded",
                                      "From",
                                      "Keep-Alive",
                                      "Max-Forwards",
                                      "Origin",
                                      "Referer",
                                      "TE",
                                      "Trailer",
                                      "Transfer-Encoding",
                                      "Traceparent",
                                      "Tracestate",
                                      "Upgrade",
                                      "Upgrade-Insecure-Requests",
                                      "User-Agent",
                                      "Via",
                                      "X-Correlation-Id",
                                      "X-Real-Ip",
                                      "X-Request-Id",
                                      "B3"};
constexpr std::string_view noise_beginnings[] = {"Proxy-", "Sec-", "X-B3-", "X-Forwarded-", "X-Amzn-Trace-"};

/// The answers by what a request says in one header.
using Classes = std::map<std::string, std::set<std::string_view>>;

Classes classes_by(std::string_view name, std::span<const Exchange* const> group, std::span<const std::string> answers,
                   const IssuedPlaceholders& issued) {
  const std::string names[] = {std::string{name}};
  Classes classes;
  for (std::size_t at = 0; at < group.size(); ++at)
    classes[identity_of(telling_values(*group[at], names, issued))].insert(answers[at]);
  return classes;
}

/// Whether no answer was given to requests of two classes: then the header goes with the answer.
bool are_apart(const Classes& classes) {
  std::set<std::string_view> all;
  std::size_t count = 0;
  for (const auto& [value, answers] : classes) {
    all.insert(answers.begin(), answers.end());
    count += answers.size();
  }
  return all.size() == count;
}

bool each_has_one(const Classes& classes) {
  return std::all_of(classes.begin(), classes.end(), [](const auto& one) { return one.second.size() == 1; });
}

}  // namespace

bool is_noise_header(std::string_view name) noexcept {
  if (std::any_of(std::begin(noise), std::end(noise), [&](auto known) { return http::same_name(known, name); }))
    return true;
  return std::any_of(std::begin(noise_beginnings), std::end(noise_beginnings), [&](std::string_view beginning) {
    return name.size() >= beginning.size() && http::same_name(name.substr(0, beginning.size()), beginning);
  });
}

std::vector<TellingHeader> telling_values(const Exchange& exchange, std::span<const std::string> names,
                                          const IssuedPlaceholders& issued) {
  std::vector<TellingHeader> values;
  for (const std::string& name : names) {
    const auto value = exchange.request.headers.find(name);
    values.emplace_back(name, value ? std::optional{header_pattern(exchange, name, *value, issued)} : std::nullopt);
  }
  return values;
}

std::string identity_of(std::span<const TellingHeader> values) {
  std::string text;
  for (const auto& [name, pattern] : values) text += pattern ? '+' + pattern->identity() + '\n' : "-\n";
  return text;
}

std::string answer_identity(const Exchange& exchange) {
  if (!exchange.response) return "none";
  const RecordedResponse& response = *exchange.response;
  std::string text = std::to_string(response.status) + '\n';
  text += response.headers.find("Content-Type").value_or("");
  text += '\n' + response.body.coding + '\n';
  return text + (response.body.kept == Body::Kept::here ? response.body.bytes : response.body.digest);
}

std::vector<std::string> telling_headers(std::span<const Exchange* const> group, std::span<const std::string> answers,
                                         const IssuedPlaceholders& issued) {
  const auto differs = [&](const std::string& answer) { return answer != answers.front(); };
  if (group.size() < 2 || std::none_of(answers.begin(), answers.end(), differs)) return {};
  std::vector<std::string> telling;
  for (const std::string_view name : choosing) {
    const Classes classes = classes_by(name, group, answers, issued);
    if (classes.size() < 2 || !are_apart(classes)) continue;
    telling.emplace_back(name);
    if (each_has_one(classes)) return {std::string{name}};
  }
  if (!telling.empty()) return telling;
  std::set<std::string> others;
  for (const Exchange* exchange : group)
    for (const http::Header& line : exchange->request.headers) {
      std::string name{line.name};
      std::transform(name.begin(), name.end(), name.begin(), to_lower);
      if (!is_noise_header(name)) others.insert(std::move(name));
    }
  for (const std::string& name : others) {
    const Classes classes = classes_by(name, group, answers, issued);
    // One whose value never comes twice (a nonce, a time) would tell everything apart and mean nothing.
    if (classes.size() >= 2 && classes.size() < group.size() && each_has_one(classes) && are_apart(classes))
      return {name};
  }
  return {};
}

}  // namespace phantomime::recording
