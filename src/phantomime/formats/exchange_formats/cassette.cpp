#include "phantomime/formats/exchange_formats/cassette.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/formats/exchange_formats/messages.hpp"
#include "phantomime/formats/exchange_formats/parsed_text.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;
using recording::RecordedResponse;

constexpr std::array lost_facts{
    Fact::session,  Fact::connection, Fact::duration,    Fact::interim, Fact::chunks,
    Fact::trailers, Fact::outcome,    Fact::body_digest, Fact::secrets,
};
constexpr std::size_t looked_at = 64u << 10;

/// `Tue, 01 Nov 2011 04:58:44 GMT` (VCR) as parse_instant has it; anything else as it stands.
std::string iso_of(std::string_view text) {
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const bool is_http_date = text.size() == 29 && text[3] == ',' && text.ends_with(" GMT");
  // betamax leaves the zone out and means UTC.
  if (text.size() == 19 && text[10] == 'T') return std::string{text} + "Z";
  if (!is_http_date) return std::string{text};
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  if (month == months.end()) return std::string{text};
  const auto number = std::to_string(month - months.begin() + 101).substr(1);
  return std::string{text.substr(12, 4)} + "-" + number + "-" + std::string{text.substr(5, 2)} + "T" +
         std::string{text.substr(17, 8)} + "Z";
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), to_upper);
  return text;
}

class CassetteReader {
 public:
  CassetteReader(CassetteStyle style, Reading& reading, std::vector<Exchange>& exchanges)
      : style_{style}, reading_{reading}, exchanges_{exchanges} {}

  void whole(const Node& root) {
    const std::string_view key = style_ == CassetteStyle::interactions ? "interactions" : "http_interactions";
    const Node* const list = reading_.required(root, key, "a cassette");
    if (!list || !expect_sequence(*list, reading_.context(), key)) return;
    const std::string_view last = style_ == CassetteStyle::interactions ? "version" : "recorded_with";
    if (!root.find(last))
      reading_.warn("the cassette does not end with '" + std::string{last} + "': it may have been cut off");
    reading_.each_entry(*list, "interaction", [this](const Node& node) { read_interaction(node); });
  }

 private:
  void read_interaction(const Node& node) {
    const std::size_t errors = reading_.errors().size();
    Exchange exchange;
    const Node* const request = reading_.required(node, "request", "an interaction");
    const Node* const response = reading_.required(node, "response", "an interaction");
    if (request && expect_mapping(*request, reading_.context(), "'request'")) read_request(*request, exchange);
    if (response && expect_mapping(*response, reading_.context(), "'response'")) read_response(*response, exchange);
    read_time(node, exchange);
    if (reading_.errors().size() > errors) return;
    settle(exchange, reading_.losses());
    exchanges_.push_back(std::move(exchange));
  }

  void read_time(const Node& node, Exchange& exchange) {
    const Node* const recorded = reading_.member(node, "recorded_at");
    if (!recorded) return;
    const auto instant = parse_instant(iso_of(recorded->text()));
    if (instant)
      exchange.began = *instant;
    else
      reading_.error(*recorded, ErrorCode::bad_value, instant.error().what, instant.error().hint);
  }

  void read_request(const Node& node, Exchange& exchange) {
    if (auto method = reading_.required_text(node, "method", "a request"))
      set_method(exchange, upper(std::move(*method)), node, reading_);  // Ruby writes :get
    exchange.request.headers = read_headers(node);
    const Node* const uri = reading_.required(node, "uri", "a request");
    if (uri) set_url(exchange, uri->text(), *uri, reading_);
    exchange.request.body = read_body(node);
  }

  void read_response(const Node& node, Exchange& exchange) {
    RecordedResponse response;
    const Node* const status = reading_.required(node, "status", "a response");
    if (!status) return;
    const Node& place = *status;
    if (place.is_mapping()) {
      if (const Node* const code = reading_.required(place, "code", "a status")) response.status = status_of(*code);
      set_reason(response, reading_.text(place, "message").value_or(""), place, reading_);
    } else {
      response.status = status_of(place);
    }
    response.headers = read_headers(node);
    const auto version = reading_.text(node, "http_version");
    response.minor_version = minor_version(version.value_or(""), reading_);
    response.body = read_body(node);
    exchange.response = std::move(response);
  }

  /// Some writers quote it.
  int status_of(const Node& code) {
    const auto number = Node::scalar(code.text()).as_integer();
    if (code.is_scalar() && number && *number >= 100 && *number <= 999) return static_cast<int>(*number);
    reading_.error(code, ErrorCode::bad_value, "a status is a number from 100 to 999");
    return 0;
  }

  http::Headers read_headers(const Node& message) {
    http::Headers headers;
    const Node* const mapping = reading_.mapping(message, "headers");
    if (!mapping) return headers;
    for (std::size_t entry = 0; entry < mapping->size(); ++entry) {
      const Node& name = mapping->key(entry);
      const Node& value = mapping->value(entry);
      if (value.is_scalar())
        add_header_line(headers, name.text(), value.is_null() ? "" : value.text(), name, reading_);
      else if (value.is_sequence())
        for (const Node& item : value.items()) add_header_line(headers, name.text(), item.text(), item, reading_);
      else
        reading_.context().wrong_type(value, "a text or a list of texts");
    }
    return headers;
  }

  Body read_body(const Node& message) {
    const Node* const body = reading_.member(message, "body");
    if (!body) return {};
    if (body->is_scalar()) return body_of(body->text());
    if (!expect_mapping(*body, reading_.context(), "'body'")) return {};
    for (const std::string_view key : {"base64_string", "base64"})
      if (const Node* const packed = reading_.member(*body, key))
        return body_of(reading_.base64(*packed).value_or(std::string{}));
    return body_of(reading_.text(*body, "string").value_or(std::string{}));
  }

  CassetteStyle style_;
  Reading& reading_;
  std::vector<Exchange>& exchanges_;
};

}  // namespace

std::span<const Fact> not_in_cassettes() noexcept { return lost_facts; }

void read_cassette(const ConversionInput& input, CassetteStyle style, Reading& reading,
                   std::vector<Exchange>& exchanges) {
  if (const auto document = parsed_yaml_or_json(input, reading))
    CassetteReader{style, reading, exchanges}.whole(document->root);
  make_session(exchanges);
}

bool mentions_key(std::string_view text, std::string_view key) {
  const std::string_view begin = text.substr(0, looked_at);
  const std::string_view end = text.substr(text.size() - std::min(text.size(), looked_at));
  for (const std::string_view part : {begin, end}) {
    if (looks_like_json(text)) {
      if (part.find("\"" + std::string{key} + "\"") != std::string_view::npos) return true;
    } else if (part.starts_with(std::string{key} + ":") ||
               part.find("\n" + std::string{key} + ":") != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::string recorder_of(std::string_view text) {
  const std::size_t at = text.rfind("recorded_with");
  if (at == std::string_view::npos) return {};
  std::string said{text.substr(at + 13, 40)};
  std::transform(said.begin(), said.end(), said.begin(), to_lower);
  return said;
}

}  // namespace phantomime::formats
