#include "phantomime/contract/target.hpp"

#include <algorithm>

#include "phantomime/http/request_view.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::contract {
namespace {

const std::string* value_of(const matchers::Captures& captures, std::string_view name) {
  const auto found =
      std::find_if(captures.begin(), captures.end(), [&](const auto& capture) { return capture.first == name; });
  return found == captures.end() ? nullptr : &found->second;
}

/// Slashes of a capture that takes several segments stay what they are.
std::string encoded(const std::string& value, matchers::CaptureType type) {
  if (type != matchers::CaptureType::rest) return http::percent_encode(value);
  std::string text;
  std::size_t begin = 0;
  for (std::size_t slash = value.find('/'); slash != std::string::npos; slash = value.find('/', begin)) {
    text += http::percent_encode(std::string_view{value}.substr(begin, slash - begin)) + '/';
    begin = slash + 1;
  }
  return text + http::percent_encode(std::string_view{value}.substr(begin));
}

}  // namespace

std::optional<std::string> target_with(const scenario::Stub& stub, const http::Request& example,
                                       const matchers::Captures& values) {
  if (!stub.request.path || stub.request.path->segments().empty()) return std::nullopt;
  const http::RequestView view{example};
  matchers::Captures shown;
  if (!stub.request.path_matches(view.path(), shown)) return std::nullopt;
  std::string target;
  for (const auto& segment : stub.request.path->segments()) {
    target += '/' + segment.prefix;
    if (segment.is_literal()) continue;
    const std::string* value = value_of(values, segment.name);
    if (!value) value = value_of(shown, segment.name);
    if (value) target += encoded(*value, segment.type);
    target += segment.suffix;
  }
  if (!view.raw_query().empty()) target += '?' + std::string{view.raw_query()};
  return target;
}

const state::Collection* named_collection(const scenario::Scenario& scenario, const scenario::Stub& stub) {
  if (!scenario.model || !stub.request.path) return nullptr;
  const auto captures = stub.request.path->capture_names();
  if (std::find(captures.begin(), captures.end(), "id") == captures.end()) return nullptr;
  for (const state::Step& step : stub.steps)
    if (step.verb == state::Step::Verb::find && step.id) return scenario.model->collection(step.collection);
  return nullptr;
}

}  // namespace phantomime::contract
