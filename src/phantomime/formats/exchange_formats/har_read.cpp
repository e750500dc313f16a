#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "phantomime/base/time_text.hpp"
#include "phantomime/formats/exchange_formats/har.hpp"
#include "phantomime/formats/exchange_formats/messages.hpp"
#include "phantomime/formats/exchange_formats/parsed_text.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;
using recording::Outcome;
using recording::RecordedResponse;

class HarReader {
 public:
  HarReader(Reading& reading, std::vector<Exchange>& exchanges) : reading_{reading}, exchanges_{exchanges} {}

  void whole(const Node& root) {
    const Node* const log = reading_.required(root, "log", "a HAR");
    if (!log) return;
    const Node* const entries = reading_.required(*log, "entries", "the log");
    if (!entries || !expect_sequence(*entries, reading_.context(), "entries")) return;
    if (const Node* const pages = log->find("pages"); pages && pages->size() > 0)
      reading_.losses().add("pages of the HAR", pages->size());
    reading_.each_entry(*entries, "entry", [this](const Node& node) { read_entry(node); });
  }

 private:
  void read_entry(const Node& node) {
    const std::size_t errors = reading_.errors().size();
    const Node* const request = reading_.required(node, "request", "an entry");
    if (!request) return;
    if (const auto url = reading_.text(*request, "url"); url && !split_url(*url) && is_of_a_browser(*url)) {
      reading_.losses().add("entries of a browser that went over no wire (data:, blob:, ...)");
      return;
    }
    Exchange exchange;
    read_times(node, exchange);
    read_request(*request, exchange);
    const Node* const response = reading_.required(node, "response", "an entry");
    if (response && expect_mapping(*response, reading_.context(), "'response'")) read_response(*response, exchange);
    if (const auto connection = reading_.text(node, "connection")) exchange.connection = connection_of(*connection);
    note_losses(node);
    if (reading_.errors().size() > errors) return;
    settle(exchange, reading_.losses());
    exchanges_.push_back(std::move(exchange));
  }

  /// URLs of other schemes than HTTP's: no mistakes of the file.
  static bool is_of_a_browser(std::string_view url) {
    const std::size_t colon = url.find(':');
    return colon != std::string_view::npos && colon > 0 && !url.starts_with("http");
  }

  void read_times(const Node& node, Exchange& exchange) {
    const Node* const started = reading_.required(node, "startedDateTime", "an entry");
    if (started) {
      const auto instant = parse_instant(started->text());
      if (instant)
        exchange.began = *instant;
      else
        reading_.error(*started, ErrorCode::bad_value, instant.error().what, instant.error().hint);
    }
    exchange.took = milliseconds(node, "time").value_or(std::chrono::nanoseconds{0});
    const Node* const timings = reading_.mapping(node, "timings");
    if (!timings) return;
    std::chrono::nanoseconds before{0};
    for (const std::string_view phase : {"blocked", "dns", "connect"})
      before += milliseconds(*timings, phase).value_or(std::chrono::nanoseconds{0});
    const auto send = milliseconds(*timings, "send"), wait = milliseconds(*timings, "wait");
    exchange.request_took = before + send.value_or(std::chrono::nanoseconds{0});
    exchange.first_byte = exchange.request_took + wait.value_or(std::chrono::nanoseconds{0});
    exchange.took = std::max(exchange.took, exchange.first_byte);
  }

  /// Milliseconds with a fraction; -1 and less are HAR's "does not apply".
  std::optional<std::chrono::nanoseconds> milliseconds(const Node& mapping, std::string_view key) {
    const Node* const found = reading_.member(mapping, key);
    if (!found) return std::nullopt;
    const auto number = read_number(*found, reading_.context(), key);
    if (!number || *number < 0) return std::nullopt;
    constexpr double most = 1e12;  // about 30 years
    if (!(*number <= most)) {
      reading_.error(*found, ErrorCode::bad_value, "'" + std::string{key} + "' is no time in milliseconds");
      return std::nullopt;
    }
    return std::chrono::nanoseconds{std::llround(*number * 1e6)};
  }

  http::Headers read_headers(const Node& message) {
    http::Headers headers;
    const Node* const list = reading_.list(message, "headers");
    if (!list) return headers;
    for (const Node& item : list->items()) {
      const auto name = reading_.required_text(item, "name", "a header");
      const auto value = reading_.text(item, "value");
      if (!name) continue;
      if (name->starts_with(':')) {  // HTTP/2's own; what they say stands in the URL too
        if (*name == ":authority" && !headers.has("Host")) headers.add("Host", value.value_or(""));
        continue;
      }
      // Chrome writes the lines of one name as one, a line break between them.
      std::string_view rest = value ? std::string_view{*value} : "";
      for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        add_header_line(headers, *name, rest.substr(0, end), item, reading_);
        rest.remove_prefix(end + 1);
      }
      add_header_line(headers, *name, rest, item, reading_);
    }
    return headers;
  }

  void read_request(const Node& node, Exchange& exchange) {
    if (auto method = reading_.required_text(node, "method", "a request"))
      set_method(exchange, std::move(*method), node, reading_);
    exchange.request.headers = read_headers(node);
    if (const auto url = reading_.required_text(node, "url", "a request")) set_url(exchange, *url, node, reading_);
    exchange.request.minor_version = minor_version(reading_.text(node, "httpVersion").value_or(""), reading_);
    const std::int64_t size = read_size(node, "bodySize");
    const Node* const data = reading_.mapping(node, "postData");
    if (!data) {
      if (size > 0) exchange.request.body = not_kept(static_cast<std::uint64_t>(size));
      return;
    }
    if (data->find("text"))
      read_text(*data, exchange.request.body, size);
    else if (const Node* const params = reading_.list(*data, "params"))
      exchange.request.body = body_of(form_of(*params, reading_.text(*data, "mimeType").value_or("")));
  }

  std::string form_of(const Node& params, std::string_view type) {
    if (!type.starts_with("application/x-www-form-urlencoded")) {
      if (params.size() > 0) reading_.losses().add("bodies of forms that the HAR has in pieces only");
      return {};
    }
    std::string form;
    for (const Node& item : params.items()) {
      const auto name = reading_.required_text(item, "name", "a parameter");
      const auto value = reading_.text(item, "value");
      form += (form.empty() ? "" : "&") + http::percent_encode(name.value_or("")) +
              (value ? "=" + http::percent_encode(*value) : "");
    }
    return form;
  }

  void read_response(const Node& node, Exchange& exchange) {
    const auto status = reading_.integer(node, "status", 0, 999);
    if (!status && !reading_.member(node, "status"))
      reading_.error(node, ErrorCode::missing_key, "a response has no 'status'");
    if (!status) return;
    if (*status < 100) {  // what browsers write where there was no answer
      exchange.outcome = Outcome::upstream_failed;
      exchange.failure = reading_.text(node, "comment").value_or(reading_.text(node, "_error").value_or(""));
      return;
    }
    RecordedResponse response;
    response.status = static_cast<int>(*status);
    set_reason(response, reading_.text(node, "statusText").value_or(""), node, reading_);
    response.minor_version = minor_version(reading_.text(node, "httpVersion").value_or(""), reading_);
    response.headers = read_headers(node);
    if (const Node* const content = reading_.mapping(node, "content"))
      read_text(*content, response.body, read_size(*content, "size"));
    exchange.response = std::move(response);
  }

  std::int64_t read_size(const Node& node, std::string_view key) {
    return reading_.integer(node, key, -1, std::int64_t{1} << 50).value_or(-1);
  }

  /// `text`, perhaps in base64. A HAR may know a body's size and not keep it.
  void read_text(const Node& node, Body& body, std::int64_t size) {
    const Node* const text = reading_.member(node, "text");
    if (!text) {
      if (size > 0) body = not_kept(static_cast<std::uint64_t>(size));
      return;
    }
    if (reading_.text(node, "encoding").value_or("") == "base64") {
      if (auto bytes = reading_.base64(*text)) body = body_of(std::move(*bytes));
      return;
    }
    if (auto plain = reading_.text(node, "text")) body = body_of(std::move(*plain));
  }

  static Body not_kept(std::uint64_t size) {
    Body body;
    body.kept = Body::Kept::not_kept;
    body.size = size;
    return body;
  }

  std::uint64_t connection_of(const std::string& name) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc{} && end == name.data() + name.size()) return number;
    return connections_.try_emplace(name, connections_.size() + 1).first->second;
  }

  void note_losses(const Node& node) {
    if (reading_.member(node, "serverIPAddress")) reading_.losses().add("addresses of servers");
    if (const Node* const cache = node.find("cache"); cache && cache->is_mapping() && cache->size() > 0)
      reading_.losses().add("what caches knew");
  }

  Reading& reading_;
  std::vector<Exchange>& exchanges_;
  std::map<std::string, std::uint64_t> connections_;
};

}  // namespace

void read_har(const ConversionInput& input, Reading& reading, std::vector<Exchange>& exchanges) {
  if (const auto document = parsed_json(input, reading)) HarReader{reading, exchanges}.whole(document->root);
  make_session(exchanges);
}

}  // namespace phantomime::formats
