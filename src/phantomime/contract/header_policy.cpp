#include "phantomime/contract/header_policy.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::contract {
namespace {

struct Row {
  std::string_view name;
  HeaderPolicy policy;
};

constexpr std::array<Row, 33> policy_rows{{
    {"Connection", HeaderPolicy::ignored},
    {"Keep-Alive", HeaderPolicy::ignored},
    {"Content-Length", HeaderPolicy::ignored},
    {"Transfer-Encoding", HeaderPolicy::ignored},
    {"Trailer", HeaderPolicy::ignored},
    {"Upgrade", HeaderPolicy::ignored},
    {"Date", HeaderPolicy::ignored},
    {"Age", HeaderPolicy::ignored},
    {"Expires", HeaderPolicy::ignored},
    {"Last-Modified", HeaderPolicy::ignored},
    {"ETag", HeaderPolicy::ignored},
    {"Set-Cookie", HeaderPolicy::ignored},
    {"Via", HeaderPolicy::ignored},
    {"Alt-Svc", HeaderPolicy::ignored},
    {"NEL", HeaderPolicy::ignored},
    {"Report-To", HeaderPolicy::ignored},
    {"Server-Timing", HeaderPolicy::ignored},
    {"X-Request-Id", HeaderPolicy::ignored},
    {"X-Correlation-Id", HeaderPolicy::ignored},
    {"X-Runtime", HeaderPolicy::ignored},
    {"X-Cache", HeaderPolicy::ignored},
    {"Content-Encoding", HeaderPolicy::ignored},  // the client takes it off
    {"Content-Type", HeaderPolicy::media_type},
    {"Location", HeaderPolicy::acted_on},
    {"Allow", HeaderPolicy::acted_on},
    {"Retry-After", HeaderPolicy::acted_on},
    {"WWW-Authenticate", HeaderPolicy::acted_on},
    {"Link", HeaderPolicy::acted_on},
    {"Content-Disposition", HeaderPolicy::acted_on},
    {"Content-Range", HeaderPolicy::acted_on},
    {"Accept-Ranges", HeaderPolicy::acted_on},
    {"Server", HeaderPolicy::server},
    {"X-Powered-By", HeaderPolicy::server},
}};

}  // namespace

HeaderPolicy header_policy(std::string_view name) noexcept {
  for (const Row& row : policy_rows)
    if (http::same_name(row.name, name)) return row.policy;
  return HeaderPolicy::informative;
}

std::string media_type(std::string_view content_type) {
  std::string type{trimmed(content_type.substr(0, content_type.find(';')))};
  std::transform(type.begin(), type.end(), type.begin(), to_lower);
  return type;
}

bool is_json_media_type(std::string_view type) noexcept { return type.find("json") != std::string_view::npos; }

}  // namespace phantomime::contract
