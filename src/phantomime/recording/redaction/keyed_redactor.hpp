#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/recording/redaction/redactor.hpp"
#include "phantomime/recording/redaction/rules.hpp"
#include "phantomime/recording/redaction/scrub.hpp"
#include "phantomime/recording/redaction/vault.hpp"

namespace phantomime::recording {

/// The redactor: secrets become placeholders (see Placeholders) that depend on the user's key. A body with a content
/// coding is decoded and, only if a secret was in it, coded again in the same coding: then its bytes and their number
/// are others, while Body::size, the chunks and the Content-Length field stay as they were sent. A body that cannot be
/// decoded is not kept. What was found once is found in everything that comes later. Thread-safe.
class KeyedRedactor final : public Redactor {
 public:
  /// `key`: 32 random bytes (server/redaction_key.hpp).
  explicit KeyedRedactor(std::string_view key, RedactionRules rules = {}) : vault_{key}, rules_{std::move(rules)} {}

  void redact(Exchange& exchange) override;
  [[nodiscard]] std::unique_ptr<BodyRedaction> body(const http::Headers& headers, std::string where) override;
  [[nodiscard]] std::unique_ptr<Redactor::Digest> digest() override;
  [[nodiscard]] std::string key_id() const override { return vault_.placeholders().key_id(); }

  /// What an earlier run of this key put in place of secrets is none: for exchanges that are redacted again.
  void know_placeholders(const std::vector<Secret>& secrets);
  /// Secrets that are known by now, in the clear, for the leak check. Never to be written anywhere.
  [[nodiscard]] std::vector<std::string> known_secrets() const { return vault_.known(); }
  [[nodiscard]] const RedactionRules& rules() const noexcept { return rules_; }

  /// Decoded bodies are looked at up to so many bytes; what is longer is not kept.
  static constexpr std::size_t most_decoded = 64u << 20;

 private:
  void redact_parts(Exchange& exchange, ExchangeSecrets& secrets, Pass pass);
  void redact_body(Body& body, const http::Headers& headers, std::string_view base, Scrub& scrub);
  void give_up(Body& body, std::string why) const;

  Vault vault_;
  RedactionRules rules_;
};

}  // namespace phantomime::recording
