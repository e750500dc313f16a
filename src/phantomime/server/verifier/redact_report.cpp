#include "phantomime/server/verifier/redact_report.hpp"

#include <algorithm>

#include "phantomime/contract/shown_value.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/redaction/known_secrets.hpp"

namespace phantomime::server {
namespace {

/// Shorter ones stand in ordinary texts too: to take them out would tell them.
constexpr std::size_t shortest_secret = 4;

class Redaction {
 public:
  explicit Redaction(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
      if (secret.size() < shortest_secret) continue;
      known_.add(secret, http::redacted, "credential");
      plain_.push_back(secret);
      plain_.push_back(http::percent_encode(secret));
    }
    // A longer one may hold a shorter one.
    std::sort(plain_.begin(), plain_.end(),
              [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  }

  void operator()(std::string& text) const {
    if (text.empty()) return;
    std::string clean;
    std::size_t at = 0;
    for (const auto& hit : known_.search(text)) {
      clean.append(text, at, hit.begin - at).append(hit.text);
      at = hit.end;
    }
    if (at > 0) text = clean.append(text, at);
    for (const std::string& secret : plain_)
      for (std::size_t found = text.find(secret); found != std::string::npos;
           found = text.find(secret, found + http::redacted.size()))
        text.replace(found, secret.size(), http::redacted);
  }

 private:
  recording::KnownSecrets known_;
  std::vector<std::string> plain_;
};

}  // namespace

void redact_report(reports::ContractReport& report, const std::vector<std::string>& secrets) {
  const Redaction redact{secrets};
  redact(report.subject);
  redact(report.target);
  for (std::string& note : report.notes) redact(note);
  for (auto& check : report.checks) {
    redact(check.why);
    for (std::string& text : check.comparison.unchecked) redact(text);
    for (contract::Finding& finding : check.comparison.findings) {
      for (std::string* text : {&finding.request, &finding.place, &finding.general, &finding.expected, &finding.actual,
                                &finding.reason, &finding.blame_reason})
        redact(*text);
      // What would be written down otherwise than it came is not written down at all.
      std::string kept = finding.observed;
      redact(kept);
      if (kept == finding.observed) continue;
      finding.observed.clear();
      finding.unobserved = contract::holds_secret;
    }
  }
}

}  // namespace phantomime::server
