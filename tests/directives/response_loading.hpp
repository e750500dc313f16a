#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/formats/yaml_reader.hpp"

#include "support/loading.hpp"
#include "support/requests.hpp"

namespace phantomime::directives {

/// A response written in YAML, loaded over defaults, with all that keeps it alive.
class LoadedResponse {
 public:
  explicit LoadedResponse(testing_support::FakeFixtures fixtures = {})
      : loading_{std::make_unique<testing_support::Loading>(std::move(fixtures))} {}

  LoadedResponse& capturing(std::vector<std::string> names) {
    loading_->context.captures = std::move(names);
    return *this;
  }
  LoadedResponse& with_defaults(std::string yaml) {
    load_response_defaults(read(std::move(yaml)), loading_->context, spec);
    return *this;
  }
  LoadedResponse& load(std::string yaml) {
    load_response(read(std::move(yaml)), loading_->context, spec);
    return *this;
  }

  /// Each error as `line:column what (hint)`, one a line, in the order they were found.
  [[nodiscard]] std::string errors() const {
    std::string all;
    for (const Error& found : loading_->errors) {
      if (!all.empty()) all += '\n';
      if (found.where) all += std::to_string(found.where->line) + ':' + std::to_string(found.where->column) + ' ';
      all += found.what + (found.hint.empty() ? "" : " (" + found.hint + ")");
    }
    return all;
  }

  [[nodiscard]] http::Reply render(const http::Request& request,
                                   std::vector<std::pair<std::string, std::string>> captures = {},
                                   std::uint64_t seed = 1) {
    error.clear();
    const http::RequestView view{request};
    Random random{seed};
    return spec.render(RenderContext{view, captures, now, random}, error);
  }
  [[nodiscard]] http::Reply render() { return render(testing_support::make_request("GET /")); }

  ResponseSpec spec;
  std::string error;
  Instant now = parse_instant("2020-01-22T19:39:43.239Z").value();

 private:
  const Node& read(std::string yaml) {
    documents_.push_back(
        formats::read_yaml(std::make_shared<const Source>("test.yaml", std::move(yaml)), loading_->errors));
    static const Node nothing = Node::mapping({});
    return documents_.back() ? documents_.back()->root : nothing;
  }

  std::unique_ptr<testing_support::Loading> loading_;
  std::vector<std::optional<Document>> documents_;
};

/// The head of a reply as `Name: value` lines.
[[nodiscard]] inline std::string head_of(const http::Reply& reply) {
  std::string text;
  for (const http::Header& header : reply.headers)
    text.append(header.name).append(": ").append(header.value).append("\n");
  return text;
}

}  // namespace phantomime::directives
