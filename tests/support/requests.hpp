#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "phantomime/http/request.hpp"

namespace phantomime::testing_support {

/// A request of `METHOD TARGET`, the way scenarios write one: `make_request("POST /a?b=1", {{"Accept", "*/*"}}, "x")`.
[[nodiscard]] inline http::Request make_request(std::string_view line, http::Headers headers = {},
                                                std::string body = {}) {
  http::Request request;
  const std::size_t blank = line.find(' ');
  request.method = std::string{line.substr(0, blank)};
  request.target = std::string{blank == std::string_view::npos ? "/" : line.substr(blank + 1)};
  request.headers = std::move(headers);
  request.body = std::move(body);
  request.peer = "127.0.0.1";
  return request;
}

/// The same with a JSON body and its Content-Type.
[[nodiscard]] inline http::Request make_json_request(std::string_view line, std::string json,
                                                     http::Headers headers = {}) {
  headers.add("Content-Type", "application/json");
  return make_request(line, std::move(headers), std::move(json));
}

/// The same with an urlencoded form.
[[nodiscard]] inline http::Request make_form_request(std::string_view line, std::string form,
                                                     http::Headers headers = {}) {
  headers.add("Content-Type", "application/x-www-form-urlencoded");
  return make_request(line, std::move(headers), std::move(form));
}

}  // namespace phantomime::testing_support
