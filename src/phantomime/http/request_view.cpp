#include "phantomime/http/request_view.hpp"

#include "phantomime/base/base64.hpp"

namespace phantomime::http {
namespace {

/// What follows an authentication scheme (RFC 9110, 11.4), or nothing where the header names another.
std::optional<std::string_view> credentials_of(const Request& request, std::string_view scheme) {
  const auto header = request.headers.find("Authorization");
  if (!header) return std::nullopt;
  std::string_view value = *header;
  const std::size_t end = value.find_first_of(" \t");
  if (end == std::string_view::npos || !same_name(value.substr(0, end), scheme)) return std::nullopt;
  const std::size_t begin = value.find_first_not_of(" \t", end);
  if (begin == std::string_view::npos) return std::nullopt;
  value.remove_prefix(begin);
  return value.substr(0, value.find_last_not_of(" \t") + 1);
}

}  // namespace

RequestView::RequestView(const Request& request)
    : request_{request}, target_{split_target(request.target)}, path_{canonical_path(target_.path)} {}

const Fields& RequestView::query() const {
  if (!query_) query_ = parse_fields(target_.query);
  return *query_;
}

const Fields& RequestView::cookies() const {
  if (cookies_) return *cookies_;
  cookies_.emplace();
  for (const std::string_view line : request_.headers.all("Cookie"))
    for (Field& cookie : parse_cookies(line)) cookies_->push_back(std::move(cookie));
  return *cookies_;
}

const Fields& RequestView::form() const {
  if (!form_) form_ = parse_fields(request_.body);
  return *form_;
}

const Json* RequestView::json() const {
  if (!json_) {
    json_ = parse_json(request_.body);
    if (!json_->ok()) {
      const Error& error = json_->error();
      json_error_ = request_.body.empty() ? "the body is empty" : error.what;
      if (!request_.body.empty() && !error.hint.empty()) json_error_ += " (" + error.hint + ")";
    }
  }
  return json_->ok() ? &json_->value() : nullptr;
}

const std::string& RequestView::json_error() const {
  (void)json();
  return json_error_;
}

const RequestView::Basic* RequestView::basic() const {
  if (!basic_) {
    basic_.emplace();
    if (const auto encoded = credentials_of(request_, "Basic")) {
      const Result<std::string> decoded = decode_base64(*encoded);
      const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
      if (colon != std::string::npos) *basic_ = Basic{decoded->substr(0, colon), decoded->substr(colon + 1)};
    }
  }
  return *basic_ ? &**basic_ : nullptr;
}

std::string_view RequestView::bearer() const { return credentials_of(request_, "Bearer").value_or(std::string_view{}); }

}  // namespace phantomime::http
