#include "phantomime/recording/redaction/keyed_redactor.hpp"

#include "phantomime/base/digest.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/redaction/encoded_content.hpp"
#include "phantomime/recording/redaction/scrub.hpp"
#include "phantomime/recording/redaction/window_redaction.hpp"

namespace phantomime::recording {
namespace {

class KeyedDigest final : public Redactor::Digest {
 public:
  explicit KeyedDigest(std::string_view key) : digest_{key} {}
  void feed(std::string_view bytes) override { digest_.feed(bytes); }
  std::string hexadecimal() override { return digest_.hexadecimal(); }

 private:
  phantomime::Digest digest_;
};

void replace(std::string& text, Scrub::Changed changed) {
  if (changed) text = *std::move(changed);
}

}  // namespace

void KeyedRedactor::redact(Exchange& exchange) {
  for (const Secret& secret : exchange.secrets) vault_.know_placeholder(secret.placeholder);
  ExchangeSecrets secrets{exchange.secrets};
  const std::size_t before = vault_.learned();
  redact_parts(exchange, secrets, Pass::all);
  // A token in the answer may stand in the request as well.
  if (vault_.learned() != before) redact_parts(exchange, secrets, Pass::known);
}

void KeyedRedactor::redact_parts(Exchange& exchange, ExchangeSecrets& secrets, Pass pass) {
  Scrub scrub{vault_, rules_, secrets, pass};
  replace(exchange.request.target, scrub.target(exchange.request.target, {"request.target"}));
  scrub.headers(exchange.request.headers, "request.header");
  redact_body(exchange.request.body, exchange.request.headers, "request", scrub);
  for (Interim& interim : exchange.interim) scrub.headers(interim.headers, "interim.header");
  if (exchange.response) {
    replace(exchange.response->reason, scrub.prose(exchange.response->reason, {"response.reason"}));
    scrub.headers(exchange.response->headers, "response.header");
    redact_body(exchange.response->body, exchange.response->headers, "response", scrub);
  }
  replace(exchange.failure, scrub.prose(exchange.failure, {"failure"}));
}

void KeyedRedactor::redact_body(Body& body, const http::Headers& headers, std::string_view base, Scrub& scrub) {
  scrub.headers(body.trailers, std::string{base} + ".trailer");
  if (body.kept != Body::Kept::here || body.bytes.empty()) return;
  const std::string name = std::string{base} + ".body";
  const std::string_view type = headers.find("Content-Type").value_or("");
  auto codings = http::content_codings(headers);
  if (!codings) return give_up(body, "its content coding is unknown, so that nobody can look for secrets in it");
  if (codings->empty()) {
    if (auto changed = scrub.body(body.bytes, type, {name})) {
      body.bytes = *std::move(changed);
      body.replaced = true;
    }
    return;
  }
  const auto decoded = http::decoded_content(body.bytes, *codings, most_decoded);
  if (!decoded) return give_up(body, decoded.error().what + ", so that nobody can look for secrets in it");
  const auto changed = scrub.body(*decoded, type, {name});
  if (!changed) return;
  auto coded = encoded_content(*changed, *codings);
  if (!coded) return give_up(body, "it holds a secret and cannot be coded again");
  body.bytes = *std::move(coded);
  body.replaced = true;
}

void KeyedRedactor::give_up(Body& body, std::string why) const {
  body.digest = phantomime::Digest{vault_.placeholders().key()}.feed(body.bytes).hexadecimal();
  body.kept = Body::Kept::not_kept;
  body.why = std::move(why);
  body.bytes.clear();
}

std::unique_ptr<BodyRedaction> KeyedRedactor::body(const http::Headers& headers, std::string where) {
  return window_redaction(vault_, rules_, headers, std::move(where));
}

std::unique_ptr<Redactor::Digest> KeyedRedactor::digest() {
  return std::make_unique<KeyedDigest>(vault_.placeholders().key());
}

void KeyedRedactor::know_placeholders(const std::vector<Secret>& secrets) {
  for (const Secret& secret : secrets) vault_.know_placeholder(secret.placeholder);
}

}  // namespace phantomime::recording
