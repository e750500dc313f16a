#include "phantomime/recording/playing/recorded_request.hpp"

#include "phantomime/http/redaction.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::recording {
namespace {

using matchers::Difference;

/// Recorded requests hold no secrets, those that came do.
class RecordedRequestMatcher final : public matchers::Matcher {
 public:
  RecordedRequestMatcher(RequestPattern request, std::vector<TellingHeader> headers)
      : request_{std::move(request)}, headers_{std::move(headers)} {}

  [[nodiscard]] bool matches(const http::RequestView& view) const override {
    const http::Request& came = view.request();
    if (!request_.target.matches(origin_form(came.target)) || !request_.body.matches(came.body)) return false;
    for (const auto& [name, pattern] : headers_)
      if (!header_holds(came, name, pattern)) return false;
    return true;
  }

  void explain(const http::RequestView& view, std::vector<Difference>& differences) const override {
    const http::Request& came = view.request();
    const std::string_view target = origin_form(came.target);
    if (!request_.target.matches(target))
      differences.push_back({"target",
                             "exactly " + matchers::show_text(http::redact_url(request_.target.shown())),
                             matchers::show_text(http::redact_url(target)),
                             "send the target exactly as it was recorded",
                             matchers::text_distance(request_.target.shown(), target),
                             {}});
    if (!request_.body.matches(came.body))
      differences.push_back({"body",
                             "exactly the recorded " + std::to_string(request_.body.shown().size()) + " bytes",
                             http::redact_body(came.body, matchers::shown_bytes),
                             "send the body exactly as it was recorded",
                             matchers::text_distance(request_.body.shown(), came.body),
                             {}});
    for (const auto& [name, pattern] : headers_) {
      if (header_holds(came, name, pattern)) continue;
      const auto value = came.headers.find(name);
      differences.push_back(
          {"header " + name,
           pattern ? "equals " + matchers::show_text(http::redact_header(name, pattern->shown())) : "absent",
           value ? matchers::show_text(http::redact_header(name, *value)) : "absent",
           pattern ? "send the header " + name + " as it was recorded" : "leave the header " + name + " out",
           1,
           {}});
    }
  }

  [[nodiscard]] std::string describe() const override {
    std::string text = "target is exactly " + matchers::show_text(http::redact_url(request_.target.shown())) +
                       ", the body is the recorded one";
    for (const auto& [name, pattern] : headers_)
      text += ", header " + name +
              (pattern ? " equals " + matchers::show_text(http::redact_header(name, pattern->shown())) : " is absent");
    return text;
  }
  /// One with headers precedes one that is else the same.
  [[nodiscard]] unsigned conditions() const override { return 2 + static_cast<unsigned>(headers_.size()); }

 private:
  [[nodiscard]] static bool header_holds(const http::Request& came, const std::string& name,
                                         const std::optional<TextPattern>& pattern) {
    const auto value = came.headers.find(name);
    return pattern ? value && pattern->matches(*value) : !value;
  }

  RequestPattern request_;
  std::vector<TellingHeader> headers_;
};

}  // namespace

std::string_view origin_form(std::string_view target) noexcept {
  if (target.empty() || target.front() == '/' || target == "*") return target;
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view{"/"} : target.substr(path);
}

http::Request as_request(const Exchange& exchange) {
  http::Request request;
  request.method = exchange.request.method;
  request.target = origin_form(exchange.request.target);
  request.minor_version = exchange.request.minor_version;
  request.headers = exchange.request.headers;
  request.body = exchange.request.body.bytes;
  return request;
}

std::string RequestPattern::identity() const { return method + '\n' + target.identity() + '\n' + body.identity(); }

RequestPattern request_pattern(const Exchange& exchange, const IssuedPlaceholders& issued) {
  const auto in_target = open_placeholders(exchange, "request.target", issued);
  const auto in_body = open_placeholders(exchange, "request.body", issued);
  return {exchange.request.method,
          TextPattern{origin_form(exchange.request.target), in_target, TextPattern::Hole::part_of_target},
          TextPattern{exchange.request.body.bytes, in_body}};
}

matchers::MatcherPtr recorded_request_matcher(RequestPattern request, std::vector<TellingHeader> headers) {
  return std::make_shared<const RecordedRequestMatcher>(std::move(request), std::move(headers));
}

}  // namespace phantomime::recording
