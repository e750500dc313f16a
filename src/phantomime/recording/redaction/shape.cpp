#include "phantomime/recording/redaction/shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "phantomime/base/ascii.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"

namespace phantomime::recording {
namespace {

enum class Alphabet { upper_and_digits, word, dotted };

/// Keys that say by their first characters whose they are.
struct KnownKey {
  std::string_view prefix;
  std::size_t shortest;  ///< of what follows the prefix
  Alphabet alphabet = Alphabet::word;
};
constexpr KnownKey known_keys[] = {
    {"AKIA", 16, Alphabet::upper_and_digits},
    {"ASIA", 16, Alphabet::upper_and_digits},
    {"AIza", 30},
    {"ya29.", 20, Alphabet::dotted},
    {"GOCSPX-", 20},
    {"ghp_", 30},
    {"gho_", 30},
    {"ghu_", 30},
    {"ghs_", 30},
    {"ghr_", 30},
    {"github_pat_", 30},
    {"glpat-", 18},
    {"gldt-", 18},
    {"xoxb-", 10},
    {"xoxp-", 10},
    {"xoxa-", 10},
    {"xoxr-", 10},
    {"xoxs-", 10},
    {"xapp-", 10},
    {"sk_live_", 16},
    {"sk_test_", 16},
    {"rk_live_", 16},
    {"pk_live_", 16},
    {"whsec_", 20},
    {"sk-proj-", 20},
    {"sk-ant-", 20},
    {"SG.", 40, Alphabet::dotted},
    {"npm_", 30},
    {"pypi-", 40},
    {"hf_", 30},
    {"dop_v1_", 40},
    {"shpat_", 30},
    {"hvs.", 20, Alphabet::dotted},
    {"AGE-SECRET-KEY-", 40},
};

/// What is longer is content (an image, a signature), and no secret that somebody types or stores.
constexpr std::size_t longest_random = 512;
constexpr std::size_t shortest_random = 24;
constexpr std::size_t shortest_hexadecimal = 32;

bool is_of(std::string_view text, Alphabet alphabet) noexcept {
  return std::all_of(text.begin(), text.end(), [alphabet](char c) {
    if (is_digit(c) || is_upper(c)) return true;
    if (alphabet == Alphabet::upper_and_digits) return false;
    return is_lower(c) || c == '_' || c == '-' || (alphabet == Alphabet::dotted && c == '.');
  });
}

struct Counts {
  std::size_t lower = 0, upper = 0, digit = 0, other = 0;
  std::size_t hexadecimal = 0;
  std::size_t changes = 0;    ///< between neighbours of different classes
  std::size_t lower_run = 0;  ///< the longest
  double entropy = 0;         ///< bits a character
};

int class_of(char c) noexcept {
  if (is_lower(c)) return 0;
  if (is_upper(c)) return 1;
  return is_digit(c) ? 2 : 3;
}

Counts count(std::string_view word) noexcept {
  Counts counts;
  std::array<std::size_t, 256> histogram{};
  std::array<std::size_t, 4> classes{};
  std::size_t run = 0;
  int before = -1;
  for (const char c : word) {
    ++histogram[static_cast<unsigned char>(c)];
    const int now = class_of(c);
    ++classes[static_cast<std::size_t>(now)];
    counts.hexadecimal += is_hex_digit(c) ? 1U : 0U;
    counts.changes += before >= 0 && now != before && now != 3 && before != 3 ? 1U : 0U;
    run = now == 0 ? run + 1 : 0;
    counts.lower_run = std::max(counts.lower_run, run);
    before = now;
  }
  counts.lower = classes[0];
  counts.upper = classes[1];
  counts.digit = classes[2];
  counts.other = classes[3];
  const auto all = static_cast<double>(word.size());
  for (const std::size_t times : histogram)
    if (times > 0) counts.entropy -= static_cast<double>(times) / all * std::log2(static_cast<double>(times) / all);
  return counts;
}

bool all_digits(std::string_view text) noexcept { return std::all_of(text.begin(), text.end(), is_digit); }

std::string_view without_padding(std::string_view word) noexcept {
  return word.substr(0, std::min(word.find_last_not_of('=') + 1, word.size()));
}

/// A path or a name of parts is as random as its most random part; base64 with a `/` in it is random as a whole.
bool has_random_part(std::string_view word) noexcept {
  // whois_75bb14e8-8099-58df-bb97-57708a0c41cd: judged by what stands before its UUID.
  constexpr std::size_t uuid = 36;
  if (word.size() > uuid && is_uuid(word.substr(word.size() - uuid))) word.remove_suffix(uuid);
  if (word.size() > uuid && is_uuid(word.substr(0, uuid))) word.remove_prefix(uuid);
  if (word.find('.') == std::string_view::npos && looks_random(word)) return true;
  while (!word.empty()) {
    const std::size_t end = std::min(word.find_first_of("./"), word.size());
    if (end < word.size() && looks_random(word.substr(0, end))) return true;
    if (end == word.size()) return looks_random(word);
    word.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

bool is_jwt(std::string_view word) noexcept {
  if (word.size() < 24 || word.substr(0, 2) != "ey") return false;
  const auto dots = std::count(word.begin(), word.end(), '.');
  if (dots != 2 && dots != 4) return false;
  const auto header = Base64Text::read(word.substr(0, word.find('.')));
  return header && header->bytes.size() > 2 && header->bytes.front() == '{' && header->bytes.back() == '}';
}

bool is_uuid(std::string_view word) noexcept {
  if (word.size() != 36) return false;
  for (std::size_t at = 0; at < word.size(); ++at) {
    const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (dash ? word[at] != '-' : !is_hex_digit(word[at])) return false;
  }
  return true;
}

bool is_date(std::string_view text) noexcept {
  if (text.size() >= 10 && all_digits(text.substr(0, 4)) && text[4] == '-' && all_digits(text.substr(5, 2)) &&
      text[7] == '-' && all_digits(text.substr(8, 2)))
    return text.size() == 10 || text[10] == 'T' || text[10] == ' ' || text[10] == '_';
  return text.size() >= 15 && text.size() <= 20 && all_digits(text.substr(0, 8)) && text[8] == 'T' &&
         all_digits(text.substr(9, 6));
}

bool looks_random(std::string_view word) noexcept {
  word = without_padding(word);
  if (word.size() < shortest_random || word.size() > longest_random || is_uuid(word)) return false;
  const Counts counts = count(word);
  const std::size_t size = word.size();
  const std::size_t letters = counts.lower + counts.upper;
  if (counts.digit == 0 || letters == 0 || counts.other * 5 > size) return false;
  if (counts.hexadecimal == size)
    return size >= shortest_hexadecimal && counts.entropy >= 3.0 && (counts.lower == 0 || counts.upper == 0);
  if (counts.entropy < 3.3) return false;
  const double changes = static_cast<double>(counts.changes) / static_cast<double>(size - 1);
  if (counts.lower > 1 && counts.upper > 1)
    return counts.lower_run <= 7 + size / 64 && changes >= 0.33 && counts.digit * 32 >= size;
  return size >= shortest_hexadecimal && counts.digit * 8 >= size && changes >= 0.22 && counts.lower_run <= 14;
}

Shape certain_shape_of(std::string_view word) noexcept {
  if (is_jwt(word)) return {"jwt", 0};
  for (const KnownKey& key : known_keys) {
    if (word.front() != key.prefix.front() || word.size() < key.prefix.size() + key.shortest) continue;
    if (word.substr(0, key.prefix.size()) != key.prefix) continue;
    const std::string_view rest = word.substr(key.prefix.size());
    if (!is_of(rest, key.alphabet) || (key.alphabet == Alphabet::upper_and_digits && rest.size() != key.shortest))
      continue;
    if (std::none_of(rest.begin(), rest.end(), is_digit)) continue;
    return {"key", key.prefix.size()};
  }
  return {};
}

Shape shape_of(std::string_view word) noexcept {
  if (word.size() < 15) return {};
  if (const Shape shape = certain_shape_of(word); !shape.kind.empty()) return shape;
  if (word.size() < shortest_random || is_uuid(word) || is_date(word)) return {};
  return has_random_part(word) ? Shape{"entropy", 0} : Shape{};
}

PemPlace find_private_key(std::string_view text, std::size_t from) noexcept {
  constexpr std::string_view begins = "-----BEGIN ";
  constexpr std::string_view end = "-----END ";
  for (std::size_t at = text.find(begins, from); at != std::string_view::npos; at = text.find(begins, at + 1)) {
    const std::size_t key = text.substr(at, 64).find("PRIVATE KEY");
    if (key == std::string_view::npos) continue;
    std::size_t stop = text.find(end, at);
    if (stop != std::string_view::npos) stop = text.find("-----", stop + end.size());
    return {at, stop == std::string_view::npos ? text.size() : stop + 5};
  }
  return {};
}

}  // namespace phantomime::recording
