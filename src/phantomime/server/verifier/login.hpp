#pragma once

#include <string>
#include <vector>

#include "phantomime/http/headers.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::server {

/// As whom a live server is asked.
struct Login {
  enum class Kind { nobody, basic, token };
  Kind kind = Kind::nobody;
  std::string user, password, token;
};

/// The lines that say it: Basic, or the header in which the pack's credentials carry a token, or its examples (else
/// `Authorization: Bearer`).
[[nodiscard]] http::Headers login_lines(const Login& login, const scenario::Scenario& scenario);

/// What of it must not be seen anywhere: password, token, and what a line says of them.
[[nodiscard]] std::vector<std::string> secrets_of(const Login& login);

}  // namespace phantomime::server
