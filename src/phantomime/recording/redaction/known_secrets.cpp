#include "phantomime/recording/redaction/known_secrets.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"
#include "phantomime/recording/redaction/respelling.hpp"

namespace phantomime::recording {
namespace {

constexpr unsigned filter_bits = 20;
constexpr std::size_t window = 6;

std::uint64_t key_at(const char* bytes) noexcept {
  std::uint64_t key = 0;
  std::memcpy(&key, bytes, window);
  return key;
}

/// The same in one load, where eight bytes may be read.
std::uint64_t quick_key_at(const char* bytes) noexcept {
  if constexpr (std::endian::native != std::endian::little) return key_at(bytes);
  std::uint64_t key = 0;
  std::memcpy(&key, bytes, sizeof key);
  return key & 0xFFFF'FFFF'FFFFULL;
}

std::size_t slot_of(std::uint64_t key) noexcept {
  return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> (64 - filter_bits));
}

bool is_word_letter(char c) noexcept { return is_letter(c) || is_digit(c); }

std::string escaped(std::string_view text, bool ascii) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
      append_json_character(out, c);
      ++at;
    } else {
      const std::size_t begin = at;
      const auto wide = next_code_point(text, at);
      if (wide && ascii)
        append_json_escape(out, *wide);
      else
        out += text.substr(begin, at - begin);
    }
  }
  return out;
}

std::string with_escaped_slashes(std::string text) {
  for (std::size_t at = text.find('/'); at != std::string::npos; at = text.find('/', at + 2)) text.insert(at, 1, '\\');
  return text;
}

std::string percent(std::string_view text, bool lower, bool plus) {
  std::string out = http::percent_encode(text);
  if (lower)
    for (std::size_t at = out.find('%'); at != std::string::npos; at = out.find('%', at + 3))
      std::transform(out.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                     out.begin() + static_cast<std::ptrdiff_t>(at) + 3,
                     out.begin() + static_cast<std::ptrdiff_t>(at) + 1, to_lower);
  if (plus)
    for (std::size_t at = out.find("%20"); at != std::string::npos; at = out.find("%20", at + 1))
      out.replace(at, 3, "+");
  return out;
}

/// Those digits of a text's base64 that depend on nothing else, where `before` bytes of its first group are others'.
std::string inner_base64(std::string_view text, std::size_t before) {
  const std::string all = encode_base64(std::string(before, '\0') + std::string{text});
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t last = (before + text.size()) * 8 / 6;
  return all.substr(first, last - first);
}

std::string url_alphabet(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

constexpr std::string_view standard_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

KnownSecrets::KnownSecrets() : filter_((std::size_t{1} << filter_bits) / 64) {}

bool KnownSecrets::spreads(std::string_view secret) noexcept {
  if (secret.size() < shortest || secret.size() > longest || secret.substr(0, 5) == "-----") return false;
  std::size_t lower = 0, upper = 0, digits = 0;
  for (const char c : secret) {
    lower += is_lower(c) ? 1U : 0U;
    upper += is_upper(c) ? 1U : 0U;
    digits += is_digit(c) ? 1U : 0U;
  }
  if (digits == secret.size()) return secret.size() >= 8;
  const std::size_t letters = lower + upper;
  const bool word = letters == secret.size() && (upper == 0 || lower == 0 || (upper == 1 && is_upper(secret[0])));
  return word ? secret.size() >= 10 : letters + digits >= 4;
}

void KnownSecrets::add(std::string_view secret, std::string_view placeholder, std::string_view kind) {
  if (!spreads(secret) || secret == placeholder || numbers_.count(std::string{secret}) > 0) return;
  if (entries_.size() >= most_secrets) forget_oldest();
  const std::size_t number = forgotten_ + entries_.size();
  entries_.push_back({std::string{secret}, std::string{placeholder}, std::string{kind}});
  numbers_.emplace(secret, number);
  spell(number);
}

const KnownSecrets::Entry* KnownSecrets::find(std::string_view secret) const {
  const auto found = numbers_.find(std::string{secret});
  return found == numbers_.end() ? nullptr : &entries_[found->second - forgotten_];
}

void KnownSecrets::spell(std::size_t number) {
  const Entry& entry = entries_[number - forgotten_];
  const std::string &secret = entry.secret, &other = entry.placeholder;
  const bool mixed =
      std::any_of(secret.begin(), secret.end(), is_digit) && !std::all_of(secret.begin(), secret.end(), is_digit);
  const bool alone = !mixed || secret.size() < 8;
  const auto plain = [&](std::string text, std::string replacement) {
    const bool known = std::any_of(patterns_.rbegin(), patterns_.rend(), [&, seen = 0](const Pattern& one) mutable {
      return ++seen < 16 && one.entry == number && one.text == text;
    });
    if (!known) add_pattern({std::move(text), std::move(replacement), number, Spelling::plain, 0, alone});
  };
  plain(secret, other);
  for (const bool ascii : {false, true}) {
    const std::string once = escaped(secret, ascii), once_other = escaped(other, ascii);
    plain(once, once_other);
    plain(escaped(once, ascii), escaped(once_other, ascii));
    plain(with_escaped_slashes(once), with_escaped_slashes(once_other));
  }
  for (const bool lower : {false, true})
    for (const bool plus : {false, true}) {
      const std::string once = percent(secret, lower, plus);
      plain(once, respelled_percent(once, other, plus));
      plain(percent(once, lower, plus), percent(respelled_percent(once, other, plus), lower, plus));
    }
  for (int before = 0; before < 3; ++before) {
    const std::string text = inner_base64(secret, static_cast<std::size_t>(before));
    add_pattern({text, {}, number, Spelling::base64, before, false});
    if (std::string url = url_alphabet(text); url != text)
      add_pattern({std::move(url), {}, number, Spelling::base64, before, false});
  }
}

void KnownSecrets::add_pattern(Pattern pattern) {
  if (pattern.text.size() < window) return;
  const std::uint64_t key = key_at(pattern.text.data() + pattern.text.size() - window);
  const std::size_t slot = slot_of(key);
  filter_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  by_end_[key].push_back(static_cast<std::uint32_t>(patterns_.size()));
  patterns_.push_back(std::move(pattern));
}

/// A quarter at once, so that what is left is spelled anew seldom.
void KnownSecrets::forget_oldest() {
  for (std::size_t count = most_secrets / 4; count > 0; --count) {
    numbers_.erase(entries_.front().secret);
    entries_.pop_front();
    ++forgotten_;
  }
  patterns_.clear();
  by_end_.clear();
  std::fill(filter_.begin(), filter_.end(), 0);
  for (std::size_t at = 0; at < entries_.size(); ++at) spell(forgotten_ + at);
}

bool KnownSecrets::fits(const Pattern& pattern, std::string_view text, std::size_t end) const noexcept {
  if (pattern.text.size() > end) return false;
  const std::size_t begin = end - pattern.text.size();
  if (text.compare(begin, pattern.text.size(), pattern.text) != 0) return false;
  if (!pattern.stands_alone) return true;
  return (begin == 0 || !is_word_letter(text[begin - 1])) && (end == text.size() || !is_word_letter(text[end]));
}

KnownSecrets::Hit KnownSecrets::hit(const Pattern& pattern, std::string_view text, std::size_t end) const {
  const Entry& entry = entries_[pattern.entry - forgotten_];
  if (pattern.spelling == Spelling::plain) return {end - pattern.text.size(), end, pattern.replacement, &entry};
  // Digits at the border carry bits of what stands beside the secret: those stay.
  const auto before = static_cast<std::size_t>(pattern.before);
  const std::size_t first = (before * 8 + 5) / 6;
  std::size_t begin = end - pattern.text.size();
  const bool shares_first = before * 8 % 6 != 0 && begin > 0 && base64_value(text[begin - 1]) >= 0;
  const bool shares_last =
      (before + entry.secret.size()) * 8 % 6 != 0 && end < text.size() && base64_value(text[end]) >= 0;
  begin -= shares_first ? 1U : 0U;
  end += shares_last ? 1U : 0U;
  std::string out{text.substr(begin, end - begin)};
  const std::size_t first_bit = (first - (shares_first ? 1U : 0U)) * 6;
  const bool url = text.substr(begin, end - begin).find_first_of("-_") != std::string_view::npos ||
                   (pattern.text.find_first_of("+/") == std::string::npos &&
                    text.substr(begin > 64 ? begin - 64 : 0, 192).find_first_of("-_") != std::string_view::npos);
  for (std::size_t at = 0; at < out.size(); ++at) {
    auto value = static_cast<unsigned>(base64_value(out[at]));
    for (std::size_t bit = 0; bit < 6; ++bit) {
      const std::size_t whole = first_bit + at * 6 + bit;
      if (whole < before * 8 || whole >= (before + entry.placeholder.size()) * 8) continue;
      const auto byte = static_cast<unsigned char>(entry.placeholder[whole / 8 - before]);
      const unsigned wanted = (static_cast<unsigned>(byte) >> (7 - whole % 8)) & 1U;
      value = (value & ~(1U << (5 - bit))) | (wanted << (5 - bit));
    }
    out[at] = standard_digits[value];
  }
  return {begin, end, url ? url_alphabet(std::move(out)) : std::move(out), &entry};
}

std::vector<KnownSecrets::Hit> KnownSecrets::search(std::string_view text) const {
  std::vector<Hit> hits;
  if (patterns_.empty() || text.size() < window) return hits;
  std::size_t free_from = 0;
  for (std::size_t at = 0; at + window <= text.size(); ++at) {
    const bool quick = at + sizeof(std::uint64_t) <= text.size();
    const std::uint64_t key = quick ? quick_key_at(text.data() + at) : key_at(text.data() + at);
    const std::size_t slot = slot_of(key);
    if ((filter_[slot / 64] >> (slot % 64) & 1U) == 0) continue;
    const auto found = by_end_.find(key);
    if (found == by_end_.end()) continue;
    const std::size_t end = at + window;
    const Pattern* longest_one = nullptr;
    for (const std::uint32_t number : found->second) {
      const Pattern& pattern = patterns_[number];
      if (pattern.text.size() > end - free_from || (longest_one && longest_one->text.size() >= pattern.text.size()))
        continue;
      if (fits(pattern, text, end)) longest_one = &pattern;
    }
    if (!longest_one) continue;
    Hit one = hit(*longest_one, text, end);
    if (one.begin < free_from) continue;
    free_from = one.end;
    hits.push_back(std::move(one));
  }
  return hits;
}

}  // namespace phantomime::recording
