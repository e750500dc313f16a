#pragma once

#include "phantomime/formats/exchange_formats/postman_variables.hpp"
#include "phantomime/recording/exchange.hpp"

namespace phantomime::formats {

/// Reads requests of Postman collections: what Postman would send.
class PostmanRequestReader {
 public:
  PostmanRequestReader(Reading& reading, PostmanVariables& variables) : reading_{reading}, variables_{variables} {}

  /// `request` is a URL or a mapping; `auth` is the nearest one around it, or null.
  void read(const Node& request, const Node* auth, recording::Exchange& exchange);
  /// A list of {key, value}, or text of `Name: value` lines.
  [[nodiscard]] http::Headers headers(const Node& message);

 private:
  void read_url(const Node& url, recording::Exchange& exchange);
  [[nodiscard]] std::string url_of(const Node& url);
  [[nodiscard]] std::string query_of(const Node& list);
  [[nodiscard]] std::string form_of(const Node& list);
  void read_body(const Node& body, recording::RecordedRequest& request);
  void read_auth(const Node& auth, recording::Exchange& exchange);
  [[nodiscard]] std::string auth_value(const Node& values, std::string_view key);
  void add_content_type(recording::RecordedRequest& request, std::string_view type);
  [[nodiscard]] std::string text(const Node& mapping, std::string_view key);

  Reading& reading_;
  PostmanVariables& variables_;
};

}  // namespace phantomime::formats
