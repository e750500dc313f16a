// body: digest: the body hashes to this.
#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "phantomime/base/hexadecimal.hpp"
#include "phantomime/matchers/bodies/body_keys.hpp"

namespace phantomime::matchers {

namespace {

struct DigestKey : KeyRow {
  const EVP_MD* (*algorithm)() = nullptr;
  std::size_t digits = 0;
};

std::span<const DigestKey> digest_keys() {
  static const std::array<DigestKey, 3> keys = {
      DigestKey{
          {"sha256", "SHA-256 in hexadecimal", R"json({"type": "string", "pattern": "^([0-9A-Fa-f]{64}$|\\$\\{)"})json",
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "e3b0c442"},
          EVP_sha256,
          64},
      DigestKey{
          {"sha1", "SHA-1 in hexadecimal", R"json({"type": "string", "pattern": "^([0-9A-Fa-f]{40}$|\\$\\{)"})json",
           "da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3ee"},
          EVP_sha1,
          40},
      DigestKey{{"md5", "MD5 in hexadecimal", R"json({"type": "string", "pattern": "^([0-9A-Fa-f]{32}$|\\$\\{)"})json",
                 "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd9"},
                EVP_md5,
                32},
  };
  return keys;
}

/// Lower case; empty where OpenSSL has no such algorithm (FIPS leaves MD5 out).
std::string hex_digest(std::string_view bytes, const EVP_MD* algorithm) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) != 1) return {};
  return hexadecimal({reinterpret_cast<const char*>(digest.data()), size});
}

class BodyDigest final : public Matcher {
 public:
  BodyDigest(const DigestKey& key, std::string hex, Location where)
      : key_{key}, hex_{std::move(hex)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    return hex_digest(request.request().body, key_.algorithm()) == hex_;
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    const std::string actual = hex_digest(request.request().body, key_.algorithm());
    if (actual == hex_) return;
    differences.push_back({"body " + std::string{key_.key}, "is " + hex_,
                           actual.empty() ? "not to be computed" : actual,
                           "send the very body that the digest was taken of", 1, where_});
  }
  std::string describe() const override { return "body " + identity(); }
  std::string identity() const override { return std::string{key_.key} + " is " + hex_; }

 private:
  const DigestKey& key_;
  std::string hex_;
  Location where_;
};

void load_digest(const Node& node, LoadContext& context, BodyDraft& draft) {
  draft.is_pattern = true;
  read_mapping(node, context, "'digest'", digest_keys(), [&](const DigestKey& key, const Node& value) {
    auto text = read_text(value, context, "'" + std::string{key.key} + "'");
    if (!text) return;
    for (char& c : *text)
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const bool is_hex = is_hexadecimal(*text, text->size());
    if (is_hex && text->size() == key.digits) {
      draft.matchers.push_back(std::make_shared<BodyDigest>(key, std::move(*text), value.location()));
      return;
    }
    const std::string found = is_hex ? std::to_string(text->size()) : "'" + *text + "'";
    context.error(
        value, ErrorCode::bad_value,
        "'" + std::string{key.key} + "' has " + std::to_string(key.digits) + " hexadecimal digits, found " + found,
        "the digest of a file: openssl dgst -" + std::string{key.key} + " FILE");
  });
  if (node.is_mapping() && node.size() == 0)
    context.error(node, ErrorCode::missing_key, "'digest' asks for nothing", "write {sha256: ...}");
}

}  // namespace

std::span<const KeyRow> digest_rows() {
  static const std::vector<KeyRow> rows{digest_keys().begin(), digest_keys().end()};
  return rows;
}

BodyKey digest_key() {
  return {{"digest", "hashes to this", R"({"$ref": "#/$defs/digest"})", "{md5: d41d8cd98f00b204e9800998ecf8427e}",
           "d41d8cd98f00b204e9800998ecf8427e"},
          load_digest};
}

}  // namespace phantomime::matchers
