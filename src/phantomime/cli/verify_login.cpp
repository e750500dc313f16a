#include "phantomime/cli/verify_login.hpp"

#include <algorithm>

#include "phantomime/cli/netrc.hpp"
#include "phantomime/cli/password_prompt.hpp"

namespace phantomime::cli {
namespace {

using server::Login;

constexpr std::size_t longest_netrc = std::size_t{1} << 20;

std::string environment_value(const Context& context, const char* name) {
  return context.environment ? context.environment(name).value_or("") : "";
}

void warn(Context& context, const std::string& what, const std::string& instead) {
  context.err << "warning: " << what << " on the command line is seen by everybody on this machine: " << instead
              << '\n';
}

Result<Login> with_password(Context& context, std::string user) {
  Login login{Login::Kind::basic, std::move(user), environment_value(context, "PHANTOMIME_PASSWORD"), {}};
  if (!login.password.empty()) return login;
  auto password = ask_password("password of " + login.user);
  if (!password) return password.error();
  login.password = *std::move(password);
  return login;
}

Result<Login> from_user(Context& context, const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return with_password(context, text);
  warn(context, "a password", "say -u " + text.substr(0, colon) + " and be asked for it");
  return Login{Login::Kind::basic, text.substr(0, colon), text.substr(colon + 1), {}};
}

Result<Login> from_netrc(Context& context, const std::string& host) {
  std::string path = environment_value(context, "NETRC");
  if (path.empty()) path = environment_value(context, "HOME") + "/.netrc";
  const auto text = context.files.read(path, longest_netrc);
  if (!text) return Error{text.error().code, "--netrc: " + text.error().what, {}, "name the file in NETRC"};
  const auto entry = find_in_netrc(*text, host);
  if (entry) return Login{Login::Kind::basic, entry->user, entry->password, {}};
  return Error{ErrorCode::usage,
               "--netrc: " + path + " says nothing of " + host,
               {},
               "add: machine " + host + " login USER password PASSWORD"};
}

bool fits_header(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

Result<Login> checked(Result<Login> login) {
  if (!login || (fits_header(login->token) && fits_header(login->user) && fits_header(login->password))) return login;
  return Error{ErrorCode::usage,
               "user, password or token has a control character in it, such as a line break",
               {},
               "look how it was copied"};
}

}  // namespace

Result<Login> find_login(Context& context, const LoginOptions& options, const std::string& host) {
  const int ways = (options.user.empty() ? 0 : 1) + (options.token.empty() ? 0 : 1) + (options.netrc ? 1 : 0);
  if (ways > 1) return Error{ErrorCode::usage, "-u, --token and --netrc each say who asks", {}, "give one of them"};
  if (!options.user.empty()) return checked(from_user(context, options.user));
  if (!options.token.empty()) {
    warn(context, "a token", "put it into PHANTOMIME_TOKEN");
    return checked(Login{Login::Kind::token, {}, {}, options.token});
  }
  if (options.netrc) return checked(from_netrc(context, host));
  if (auto token = environment_value(context, "PHANTOMIME_TOKEN"); !token.empty())
    return checked(Login{Login::Kind::token, {}, {}, std::move(token)});
  if (auto user = environment_value(context, "PHANTOMIME_USER"); !user.empty())
    return checked(with_password(context, std::move(user)));
  return Login{};
}

}  // namespace phantomime::cli
