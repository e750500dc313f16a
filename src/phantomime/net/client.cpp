#include "phantomime/net/client.hpp"

#include <exception>
#include <memory>
#include <string_view>

#include <httplib.h>
#include <openssl/err.h>

#include "phantomime/http/redaction.hpp"

namespace phantomime::net {

namespace {

struct Base {
  std::string origin;  ///< scheme://host:port
  std::string path;    ///< without a slash at its end
};

Result<Base> split_base(const std::string& url) {
  const Error wrong{ErrorCode::syntax,
                    "'" + http::redact_url(url) + "' is no http or https URL",
                    {},
                    "write it as https://host:port"};
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return wrong;
  const std::size_t slash = url.find('/', scheme);
  Base base{url.substr(0, slash), slash == std::string::npos ? "" : url.substr(slash)};
  while (base.path.ends_with('/')) base.path.pop_back();
  if (base.origin.size() == scheme || base.origin.find_first_of("?#@ ", scheme) != std::string::npos) return wrong;
  return base;
}

void configure(httplib::Client& client, const ClientOptions& options) {
  client.set_connection_timeout(options.timeout);
  client.set_read_timeout(options.timeout);
  client.set_write_timeout(options.timeout);
  client.set_follow_location(false);
  client.set_keep_alive(false);
  client.set_decompress(false);
  client.set_compress(false);
  client.set_url_encode(false);
  client.set_tcp_nodelay(true);
  client.enable_server_certificate_verification(options.verify == Verify::peer);
  if (!options.ca_file.empty()) client.set_ca_cert_path(options.ca_file);
}

httplib::Request to_library(const http::Request& request, const std::string& path) {
  httplib::Request out;
  out.method = request.method;
  out.path = path + request.target;
  for (const http::Header& line : request.headers) out.headers.emplace(line.name, line.value);
  out.body = request.body;
  return out;
}

http::Reply from_library(const httplib::Response& response, std::string body) {
  http::Reply reply;
  reply.status = response.status;
  reply.reason = response.reason;
  for (const auto& [name, value] : response.headers) reply.headers.add(name, value);
  reply.body = std::make_shared<const std::string>(std::move(body));
  return reply;
}

}  // namespace

Result<http::Reply> Client::send(const std::string& base_url, const http::Request& request) const {
  auto base = split_base(base_url);
  if (!base) return base.error();
  const auto io = [&](const std::string& reason) {
    return Error{ErrorCode::io, "no answer from " + base->origin + ": " + reason, {}, {}};
  };
  try {
    httplib::Client client{base->origin};
    if (!client.is_valid()) return io("its host, port or certificate files cannot be used");
    configure(client, options_);
    httplib::Request out = to_library(request, base->path);
    std::string body;
    bool too_long = false;
    out.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
      too_long = size > options_.body_limit - body.size();
      if (!too_long) body.append(bytes, size);
      return !too_long;
    };
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    if (client.send(out, response, error)) return from_library(response, std::move(body));
    if (too_long) return Error{ErrorCode::limit, "the answer of " + base->origin + " is too long", {}, {}};
    return io(httplib::to_string(error));
  } catch (const std::exception& error) {
    return io(error.what());
  }
}

}  // namespace phantomime::net
