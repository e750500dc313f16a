#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::net {

/// A certificate with its key, both PEM.
struct PemPair {
  std::string certificate;
  std::string key;
};

// All of these return nothing where OpenSSL refuses or what they read is no such thing. The CA may sign servers only
// (pathlen 0); keys are EC P-256, signatures SHA-256, serials random.
[[nodiscard]] std::optional<PemPair> make_authority();
/// A server's certificate signed by the authority; its PEM is followed by the authority's, as servers send them.
[[nodiscard]] std::optional<PemPair> make_leaf(const PemPair& authority, const std::vector<std::string>& names);

/// Whether the pair belongs together and is good for another `margin`; `names`: that it speaks for all of them;
/// `issuer`: that this certificate (PEM) signed it.
[[nodiscard]] bool is_sound(const PemPair& pair, std::chrono::hours margin, const std::vector<std::string>& names,
                            std::string_view issuer);

}  // namespace phantomime::net
