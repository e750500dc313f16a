#include "phantomime/base/digest.hpp"

#include <array>
#include <new>

#include <openssl/evp.h>

#include "phantomime/base/hexadecimal.hpp"

namespace phantomime {

struct Digest::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY* key = nullptr;

  State() = default;
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

// OpenSSL refuses these only when out of memory.
Digest::Digest() : state_{std::make_unique<State>()} {
  if (EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1) throw std::bad_alloc{};
}

Digest::Digest(std::string_view key) : state_{std::make_unique<State>()} {
  state_->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, nullptr, reinterpret_cast<const unsigned char*>(key.data()),
                                             key.size());
  if (!state_->key || EVP_DigestSignInit(state_->context, nullptr, EVP_sha256(), nullptr, state_->key) != 1)
    throw std::bad_alloc{};
}

Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::feed(std::string_view bytes) {
  // For both kinds: signing is digesting with a key.
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) throw std::bad_alloc{};
  return *this;
}

std::string Digest::bytes() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  std::size_t size = out.size();
  unsigned length = 0;
  const bool made = state_->key ? EVP_DigestSignFinal(state_->context, out.data(), &size) == 1
                                : EVP_DigestFinal_ex(state_->context, out.data(), &length) == 1;
  if (!made) throw std::bad_alloc{};
  return {reinterpret_cast<const char*>(out.data()), state_->key ? size : length};
}

std::string Digest::hexadecimal() { return phantomime::hexadecimal(bytes()); }

std::string sha256(std::string_view bytes) { return Digest{}.feed(bytes).hexadecimal(); }

bool is_sha256(std::string_view text) noexcept { return is_hexadecimal(text, 64); }

}  // namespace phantomime
