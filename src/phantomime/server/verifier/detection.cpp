#include "phantomime/server/verifier/detection.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/matchers/json_pointer.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t widest_text = 80;
constexpr std::size_t searched_for_title = std::size_t{64} << 10;

std::string shown(std::string_view text) { return shorten(printable(http::redact_text(text)), widest_text); }

/// Of an HTML page; empty where it has none.
std::string title_of(std::string_view body) {
  std::string small{body.substr(0, searched_for_title)};
  std::transform(small.begin(), small.end(), small.begin(), to_lower);
  const std::size_t tag = small.find("<title");
  const std::size_t begin = tag == std::string::npos ? tag : small.find('>', tag);
  const std::size_t end = begin == std::string::npos ? begin : small.find("</title", begin);
  if (end == std::string::npos) return {};
  return shown(trimmed(body.substr(begin + 1, end - begin - 1), " \t\r\n"));
}

http::Request request_of(const scenario::Pack::Detect& detect) {
  http::Request request;
  const std::size_t blank = detect.request.find(' ');
  request.method = detect.request.substr(0, blank);
  request.target = detect.request.substr(blank + 1);
  return request;
}

Error not_the_product(const scenario::Pack& pack, const LiveAnswer& answer) {
  Error error{ErrorCode::not_found,
              "the target is not what the pack '" + pack.name + "' plays: " + pack.detect->request + " got " +
                  describe_answer(answer),
              std::nullopt,
              "look whether --target is the right server and path; --profile P goes on without asking its version"};
  if (const auto location = answer.headers.find("Location"))
    error.hint = "it leads to " + shown(http::redact_url(*location)) + ": name that as --target, if it is meant";
  return error;
}

/// The text at the pointer; empty where there is none.
std::string version_in(const std::string& body, const std::string& pointer) {
  const auto json = parse_json(body);
  if (!json) return {};
  const Json* const at = matchers::member_at(*json, pointer);
  if (!at) return {};
  return at->is_string() ? at->get<std::string>() : at->is_number() ? json_text(*at) : std::string{};
}

}  // namespace

bool refuses(int status) noexcept { return status == 401 || status == 403; }

Error login_failed(const http::Request& request, int status, Identity identity) {
  const std::string asked = request.method + ' ' + http::redact_url(request.target);
  if (identity == Identity::nobody)
    return {ErrorCode::usage, "the target wants credentials: " + asked + " got " + std::to_string(status), std::nullopt,
            "give them with -u USER, --token T or --netrc, or in PHANTOMIME_USER and PHANTOMIME_PASSWORD, or "
            "PHANTOMIME_TOKEN"};
  return {ErrorCode::usage,
          "the login failed: " + asked + " got " + std::to_string(status) + ", and nothing else was asked",
          std::nullopt, "look at user, password or token; it was tried once"};
}

std::string describe_answer(const LiveAnswer& answer) {
  std::string text = std::to_string(answer.status);
  if (const auto server = answer.headers.find("Server")) text += ", Server: " + shown(*server);
  if (const auto type = answer.headers.find("Content-Type")) text += ", " + shown(*type);
  if (const auto location = answer.headers.find("Location"))
    text += ", Location: " + shown(http::redact_url(*location));
  if (const std::string title = title_of(answer.body); !title.empty()) text += ", titled \"" + title + '"';
  return text;
}

Result<Detected> detect(const scenario::Pack& pack, Asker& asker, Identity identity) {
  const http::Request request = request_of(*pack.detect);
  if (request.method != "GET" && request.method != "HEAD")
    return Error{ErrorCode::bad_value, "the pack's detect asks with " + request.method + ", which may change something",
                 pack.where.source ? std::optional{pack.where} : std::nullopt, "write a GET, or say --profile"};
  auto answer = asker.ask(request, identity);
  if (!answer) return answer.error();
  if (refuses(answer->status)) return login_failed(request, answer->status, identity);
  const std::string version = answer->status == 200 ? version_in(answer->body, pack.detect->pointer) : std::string{};
  if (version.empty()) return not_the_product(pack, *answer);
  Detected detected{shown(version), {}};
  for (const auto& [profile, expression] : pack.detect->profiles) {
    if (!expression.matches_whole(version)) continue;
    detected.profile = profile;
    break;
  }
  return detected;
}

}  // namespace phantomime::server
