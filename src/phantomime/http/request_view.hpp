#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "phantomime/base/json.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::http {

/// A request with its parts parsed on first use and at most once: what matchers and templates look at.
/// Lives for one decision; one thread. The request must outlive it.
class RequestView {
 public:
  explicit RequestView(const Request& request);

  [[nodiscard]] const Request& request() const noexcept { return request_; }
  [[nodiscard]] std::string_view raw_path() const noexcept { return target_.path; }
  [[nodiscard]] std::string_view raw_query() const noexcept { return target_.query; }
  /// The path in canonical form (canonical_path).
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  [[nodiscard]] const Fields& query() const;
  [[nodiscard]] const Fields& cookies() const;
  [[nodiscard]] const Fields& form() const;  ///< the body read as an urlencoded form, whatever its content type

  /// The body as JSON, or null where it is none (then json_error says why). Parsed once.
  [[nodiscard]] const Json* json() const;
  [[nodiscard]] const std::string& json_error() const;
  /// Whether somebody looked for JSON and a body was there that is none. Parses nothing.
  [[nodiscard]] bool asked_for_json_in_vain() const noexcept { return json_ && !json_->ok() && !request_.body.empty(); }

  /// What an `Authorization: Basic` header says, or null where there is none or it is malformed.
  struct Basic {
    std::string user;
    std::string password;
  };
  [[nodiscard]] const Basic* basic() const;
  /// The token of `Authorization: Bearer`, or empty.
  [[nodiscard]] std::string_view bearer() const;

 private:
  const Request& request_;
  Target target_;
  std::string path_;
  mutable std::optional<Fields> query_, cookies_, form_;
  mutable std::optional<Result<Json>> json_;
  mutable std::string json_error_;
  mutable std::optional<std::optional<Basic>> basic_;
};

}  // namespace phantomime::http
