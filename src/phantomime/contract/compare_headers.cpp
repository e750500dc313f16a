#include <algorithm>

#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/contract/findings_list.hpp"
#include "phantomime/contract/header_policy.hpp"
#include "phantomime/contract/shown_value.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::contract {
namespace {

using Presence = MemberShape::Presence;

class HeaderComparison {
 public:
  explicit HeaderComparison(FindingsList& findings) : findings_{findings} {}

  void compare(const HeaderExpectation& header) {
    header_ = &header;
    value_.reset();
    const auto value = findings_.observed().headers.find(header.name);
    const bool forbidden = header.rule && header.rule->presence == Presence::forbidden;
    if (!value && (!header.required || forbidden)) return;
    findings_.checked(header.origin);
    if (!value) return missing();
    value_ = *value;
    if (forbidden)
      return say("no such header", shown(*value), Impact::breaking, "a rule says that it must not be there");
    if (header.rule) return by_rule(*header.rule, *value);
    if (header.value) by_value(*header.value, *value);
  }

 private:
  void say(std::string expected, std::string actual, Impact impact, std::string_view reason) {
    // What a header is on a server that nobody recorded is a guess: clients cannot rely on it.
    if (impact == Impact::breaking && findings_.origin(header_->origin).strength == Provenance::assumed &&
        !header_->rule) {
      impact = Impact::compatible;
      reason = "what the header should be is assumed";
    }
    std::string place = "header " + header_->name;
    const bool secret =
        value_ && (http::redact_header(header_->name, *value_) != *value_ || http::redact_text(*value_) != *value_ ||
                   value_->size() > findings_.bounds().observed);
    findings_.add({place, place, FindingKind::header, std::move(expected), std::move(actual), impact, reason,
                   header_->origin, value_ && !secret ? json_quote(*value_) : std::string{}, nullptr,
                   secret ? Secrecy::secret : Secrecy::open});
  }

  [[nodiscard]] std::string shown(std::string_view value) const {
    return shorten(http::redact_header(header_->name, value), findings_.bounds().shown);
  }

  void missing() {
    const HeaderPolicy policy = header_policy(header_->name);
    const bool acts = policy == HeaderPolicy::media_type || policy == HeaderPolicy::acted_on || header_->rule;
    say(header_->value ? shown(*header_->value) : "present", "missing",
        acts                             ? Impact::breaking
        : policy == HeaderPolicy::server ? Impact::noise
                                         : Impact::compatible,
        acts ? "clients act on it" : "a client can do without it");
  }

  void by_rule(const ValueRule& rule, std::string_view value) {
    if (rule.regex && !rule.regex->matches_whole(value))
      say("text that matches " + rule.regex->pattern(), shown(value), Impact::breaking,
          "a rule says how it is written");
    if (!matches(rule.format, value))
      say(std::string{to_string(rule.format)}, shown(value), Impact::breaking, "a rule says how it is written");
    if (!rule.one_of.empty() && !std::binary_search(rule.one_of.begin(), rule.one_of.end(), json_quote(value))) {
      std::string listed;
      for (const std::string& text : rule.one_of) listed += (listed.empty() ? "" : ", ") + text;
      say("one of " + listed, shown(value), Impact::breaking, "a rule lists its values");
    }
  }

  void by_value(std::string_view expected, std::string_view actual) {
    const HeaderPolicy policy = header_policy(header_->name);
    if (policy == HeaderPolicy::acted_on || expected == actual) return;
    if (policy == HeaderPolicy::media_type) return by_media_type(expected, actual);
    if (policy == HeaderPolicy::server)
      return say(shown(expected), shown(actual), Impact::noise, "who answers concerns nobody");
    say(shown(expected), shown(actual), Impact::compatible, "a tolerant client lives without it");
  }

  void by_media_type(std::string_view expected, std::string_view actual) {
    const std::string wanted = media_type(expected), got = media_type(actual);
    if (wanted == got) return;
    if (is_json_media_type(got) && findings_.contract().body == Contract::Body::json)
      return say(shown(expected), shown(actual), Impact::compatible, "clients that look for JSON take it");
    say(shown(expected), shown(actual), Impact::breaking,
        "clients that look at the type read the body as something else");
  }

  FindingsList& findings_;
  const HeaderExpectation* header_ = nullptr;
  std::optional<std::string_view> value_;  ///< that came
};

}  // namespace

void compare_headers(FindingsList& findings) {
  HeaderComparison comparison{findings};
  for (const HeaderExpectation& header : findings.contract().headers) comparison.compare(header);
}

}  // namespace phantomime::contract
