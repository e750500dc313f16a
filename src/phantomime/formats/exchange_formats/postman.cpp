#include <array>
#include <cmath>

#include "phantomime/formats/exchange_formats/messages.hpp"
#include "phantomime/formats/exchange_formats/parsed_text.hpp"
#include "phantomime/formats/exchange_formats/postman_request.hpp"

namespace phantomime::formats {
namespace {

using recording::Exchange;
using recording::RecordedResponse;

constexpr std::array not_in_postman{
    Fact::number,   Fact::session, Fact::connection,  Fact::clock,   Fact::interim, Fact::chunks,
    Fact::trailers, Fact::outcome, Fact::body_digest, Fact::secrets, Fact::version,
};

bool is_postman(const ConversionInput& input) {
  const std::string_view text = input.text();
  return looks_like_json(text) && (text.find("schema.getpostman.com/json/collection") != std::string_view::npos ||
                                   text.find("schema.postman.com/json/collection") != std::string_view::npos);
}

class PostmanReader {
 public:
  PostmanReader(Reading& reading, std::vector<Exchange>& exchanges)
      : reading_{reading}, exchanges_{exchanges}, variables_{reading}, requests_{reading, variables_} {}

  void whole(const Node& file) {
    // What Postman's API gives has the collection within.
    const Node* const inner = reading_.member(file, "collection");
    const Node& root = inner && inner->is_mapping() ? *inner : file;
    if (reading_.member(root, "requests") && !reading_.member(root, "item"))
      return reading_.error(root, ErrorCode::version, "this is a collection of version 1",
                            "export it as collection v2.1");
    if (const Node* const list = reading_.list(root, "variable")) variables_.add(*list);
    const Node* const items = reading_.required(root, "item", "a collection");
    if (items) read_items(*items, reading_.mapping(root, "auth"));
    note_scripts(root);
  }

 private:
  void read_items(const Node& items, const Node* auth) {
    if (!expect_sequence(items, reading_.context(), "'item'")) return;
    for (const Node& item : items.items()) {
      if (!expect_mapping(item, reading_.context(), "an item")) continue;
      const Node* const own = reading_.mapping(item, "auth");
      note_scripts(item);
      if (const Node* const inner = reading_.member(item, "item"))
        read_items(*inner, own ? own : auth);
      else
        read_item(item, own ? own : auth);
    }
  }

  void read_item(const Node& item, const Node* auth) {
    const std::string name = reading_.text(item, "name").value_or(std::string{"without a name"});
    const Node* const responses = reading_.list(item, "response");
    if (!responses || responses->size() == 0) return reading_.losses().add("requests without a saved response");
    reading_.each_entry(*responses, "'" + name + "', response",
                        [&](const Node& response) { read_response(item, response, auth); });
  }

  void read_response(const Node& item, const Node& node, const Node* auth) {
    const std::size_t errors = reading_.errors().size();
    if (!expect_mapping(node, reading_.context(), "a response")) return;
    const Node* request = reading_.member(node, "originalRequest");
    if (!request) request = reading_.required(item, "request", "an item");
    if (!request) return;
    Exchange exchange;
    requests_.read(*request, auth, exchange);
    RecordedResponse response;
    const auto code = reading_.integer(node, "code", 100, 999);
    if (!code && !reading_.member(node, "code"))
      reading_.error(node, ErrorCode::missing_key, "a response has no 'code'");
    response.status = static_cast<int>(code.value_or(0));
    set_reason(response, reading_.text(node, "status").value_or(std::string{}), node, reading_);
    response.headers = requests_.headers(node);
    response.body = body_of(reading_.text(node, "body").value_or(std::string{}));
    read_time(node, exchange);
    exchange.response = std::move(response);
    if (reading_.errors().size() > errors) return;
    settle(exchange, reading_.losses());
    exchanges_.push_back(std::move(exchange));
  }

  void read_time(const Node& node, Exchange& exchange) {
    const Node* const time = reading_.member(node, "responseTime");
    const auto number = time ? time->as_number() : std::nullopt;  // some tools write a text: no time then
    if (number && *number >= 0 && *number < 1e12)
      exchange.took = exchange.first_byte = std::chrono::nanoseconds{std::llround(*number * 1e6)};
  }

  void note_scripts(const Node& node) {
    if (const Node* const events = node.find("event"); events && events->size() > 0)
      reading_.losses().add("scripts", events->size());
  }

  Reading& reading_;
  std::vector<Exchange>& exchanges_;
  PostmanVariables variables_;
  PostmanRequestReader requests_;
};

void read_postman(const ConversionInput& input, Reading& reading, std::vector<Exchange>& exchanges) {
  if (const auto document = parsed_json(input, reading)) PostmanReader{reading, exchanges}.whole(document->root);
  make_session(exchanges);
}

}  // namespace

ExchangeFormat postman_format() noexcept {
  ExchangeFormat format;
  format.name = "postman";
  format.summary = "Postman collections v2.1 and v2.0 with saved responses";
  format.recognises = is_postman;
  format.cannot_carry = not_in_postman;
  format.unknown = "when requests were sent, and bodies that are no text";
  format.read = read_postman;
  return format;
}

}  // namespace phantomime::formats
