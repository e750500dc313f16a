#pragma once

#include <optional>
#include <string>

#include "phantomime/base/load_context.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/matchers/request_spec.hpp"

namespace phantomime::formats {

struct RequestLine {
  std::string method;
  std::string target;
};

/// Reads `METHOD TARGET`. `what` names it in errors. Errors are reported.
[[nodiscard]] std::optional<RequestLine> read_request_line(const Node& node, LoadContext& context,
                                                           std::string_view what);

/// Reads the value of `example:`: `METHOD TARGET` or a mapping. Empty with the errors reported.
[[nodiscard]] std::optional<http::Request> load_example(const Node& node, LoadContext& context);

/// What an example for this request could be, for hints: `GET /rest/playbook_run/1`.
[[nodiscard]] std::string suggest_example(const matchers::RequestSpec& spec);

}  // namespace phantomime::formats
