#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phantomime::recording {

/// Secrets that were found once, to be found again wherever they stand: as they are, percent-encoded, with JSON's
/// escapes, within base64 (whatever stands before them there). Finding costs about a nanosecond a byte however many
/// there are. Bounded: the oldest go first. Not thread-safe: see Vault.
class KnownSecrets {
 public:
  struct Entry {
    std::string secret, placeholder, kind;
  };
  struct Hit {
    std::size_t begin = 0, end = 0;
    std::string text;  ///< what is to stand there
    const Entry* entry = nullptr;
  };

  static constexpr std::size_t most_secrets = 4096;
  static constexpr std::size_t shortest = 6, longest = 8192;

  KnownSecrets();

  /// Whether a secret is to be looked for where nothing says that one stands: long enough, no common word, no number
  /// that others may have too.
  [[nodiscard]] static bool spreads(std::string_view secret) noexcept;

  /// Nothing where it is known already or does not spread.
  void add(std::string_view secret, std::string_view placeholder, std::string_view kind);
  /// Null where it is not known. Valid until `add`.
  [[nodiscard]] const Entry* find(std::string_view secret) const;
  /// In order, not overlapping. Valid until `add`.
  [[nodiscard]] std::vector<Hit> search(std::string_view text) const;
  [[nodiscard]] const std::deque<Entry>& entries() const noexcept { return entries_; }

 private:
  enum class Spelling { plain, base64 };
  struct Pattern {
    std::string text, replacement;  ///< replacement: of plain ones
    std::size_t entry = 0;          ///< counted from the first ever added
    Spelling spelling = Spelling::plain;
    int before = 0;             ///< base64: how many bytes of its group come before the secret
    bool stands_alone = false;  ///< only where no letter or digit touches it
  };

  void spell(std::size_t entry);
  void add_pattern(Pattern pattern);
  void forget_oldest();
  [[nodiscard]] bool fits(const Pattern& pattern, std::string_view text, std::size_t end) const noexcept;
  [[nodiscard]] Hit hit(const Pattern& pattern, std::string_view text, std::size_t end) const;

  std::deque<Entry> entries_;
  std::size_t forgotten_ = 0;
  std::unordered_map<std::string, std::size_t> numbers_;  ///< secret → entry
  std::vector<Pattern> patterns_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_end_;  ///< last six bytes → patterns
  std::vector<std::uint64_t> filter_;                                     ///< bits: whether six bytes end any pattern
};

}  // namespace phantomime::recording
