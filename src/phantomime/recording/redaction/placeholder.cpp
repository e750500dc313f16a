#include "phantomime/recording/redaction/placeholder.hpp"

#include <algorithm>
#include <cstdint>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/digest.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"
#include "phantomime/recording/redaction/respelling.hpp"
#include "phantomime/recording/redaction/shape.hpp"

namespace phantomime::recording {
namespace {

/// How often another placeholder is drawn where one is the secret itself: a PIN of one digit.
constexpr int most_attempts = 16;
/// Shorter texts of hexadecimal digits may as well be words.
constexpr std::size_t shortest_hexadecimal_secret = 8;

/// Draws that depend on key and secret.
class Draws {
 public:
  Draws(std::string_view key, std::string_view secret, int attempt) {
    Digest seed{key};
    seed.feed("phantomime placeholder ").feed(std::to_string(attempt)).feed(" ").feed(secret);
    seed_ = seed.bytes();
  }
  std::uint32_t below(std::uint32_t count) {
    if (at_ + 2 > block_.size()) {
      block_ = Digest{seed_}.feed(std::to_string(blocks_++)).bytes();
      at_ = 0;
    }
    const auto high = static_cast<unsigned char>(block_[at_]), low = static_cast<unsigned char>(block_[at_ + 1]);
    at_ += 2;
    return ((static_cast<std::uint32_t>(high) << 8U) | low) % count;
  }
  char among(std::string_view characters) { return characters[below(static_cast<std::uint32_t>(characters.size()))]; }

 private:
  std::string seed_, block_;
  std::size_t at_ = 0;
  int blocks_ = 0;
};

enum class Mode { ordinary, hexadecimal, digits, symbols };

Mode mode_of(std::string_view text) {
  std::size_t letters = 0, digits = 0, hexadecimal = 0, wide = 0;
  for (const char c : text) {
    letters += is_letter(c) ? 1U : 0U;
    digits += is_digit(c) ? 1U : 0U;
    hexadecimal += is_hex_digit(c) ? 1U : 0U;
    wide += static_cast<unsigned char>(c) >= 0x80 ? 1U : 0U;
  }
  if (digits > 0 && digits == text.size()) return Mode::digits;
  // Fewer than a third replaced would leave most of the secret in sight.
  if ((letters + digits + wide) * 3 < text.size()) return Mode::symbols;
  if (digits > 0 && hexadecimal == letters + digits && hexadecimal >= shortest_hexadecimal_secret && wide == 0)
    return Mode::hexadecimal;
  return Mode::ordinary;
}

/// Another character of as many bytes.
void append_wide(std::string& out, char32_t c, Draws& draws) {
  if (c < 0x800)
    append_utf8(out, 0xE0 + draws.below(0x17));
  else if (c < 0x10000)
    append_utf8(out, 0x4E00 + draws.below(0x5000));
  else
    append_utf8(out, 0x20000 + draws.below(0xA000));
}

char replaced(char c, Mode mode, Draws& draws) {
  const bool hexadecimal = mode == Mode::hexadecimal;
  if (is_lower(c)) return static_cast<char>('a' + draws.below(hexadecimal ? 6 : 26));
  if (is_upper(c)) return static_cast<char>('A' + draws.below(hexadecimal ? 6 : 26));
  if (is_digit(c)) return static_cast<char>('0' + draws.below(10));
  // Those that need no escape in JSON, URLs, headers and cookies.
  if (mode == Mode::symbols && static_cast<unsigned char>(c) > 0x20 && c != 0x7F) return draws.among("!*-_.~");
  return c;
}

/// Base64 whose last digit has bits left over decodes nowhere.
void settle_padding(std::string& text, Draws& draws) {
  const std::size_t digits = text.find_last_not_of('=') + 1;
  const std::size_t padding = text.size() - digits;
  if (padding == 0 || padding > 2 || digits < 2 || text.size() % 4 != 0) return;
  char& last = text[digits - 1];
  if (is_lower(last))
    last = draws.among(padding == 2 ? "gw" : "cgkosw");
  else if (is_upper(last) || padding == 2)
    last = draws.among(padding == 2 ? "AQ" : "AEIMQUY");
  else
    last = draws.among("048");
}

std::string drawn(std::string_view text, Mode mode, Draws draws) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      out += replaced(text[at++], mode, draws);
    } else if (const auto wide = next_code_point(text, at)) {
      append_wide(out, *wide, draws);
    } else {
      out.append(text.substr(begin, at - begin - 1)).push_back(static_cast<char>(0x80 + draws.below(64)));
    }
  }
  if (mode == Mode::digits && text.size() > 1)
    out.front() = text.front() == '0' ? '0' : static_cast<char>('1' + draws.below(9));
  if (is_uuid(text)) {
    out[14] = text[14];  // version and variant
    out[19] = text[19];
  }
  settle_padding(out, draws);
  return out;
}

/// Claims that say when and by whom a token was made, and for whom: they open nothing.
bool stays_in_token(std::string_view claim) {
  static constexpr std::string_view claims[] = {"exp", "iat", "nbf", "iss", "aud", "typ", "auth_time"};
  return std::find(std::begin(claims), std::end(claims), claim) != std::end(claims);
}

/// The payload of a token with other values in its claims; nothing where it is no JSON.
std::string other_claims(std::string_view json, const Placeholders& placeholders) {
  using Token = JsonScanner::Token;
  JsonScanner scanner{json, max_json_depth};
  std::string out, claim;
  std::size_t copied = 0;
  for (Token token = scanner.next(); token != Token::end; token = scanner.next()) {
    if (token == Token::invalid) return {};
    if (token == Token::name && scanner.depth() == 1) claim = unquote_json(scanner.lexeme());
    if ((token != Token::string && token != Token::number) || stays_in_token(claim)) continue;
    const std::string_view lexeme = scanner.lexeme();
    out += json.substr(copied, scanner.offset() - copied);
    out += token == Token::number ? placeholders.of_number(lexeme)
                                  : respelled_json(lexeme, placeholders.of(unquote_json(lexeme)));
    copied = scanner.offset() + lexeme.size();
  }
  return out + std::string{json.substr(copied)};
}

}  // namespace

std::string Placeholders::of(std::string_view secret) const {
  if (secret.empty()) return {};
  if (is_jwt(secret)) return jwt(secret);
  if (const auto place = find_private_key(secret, 0); place.begin == 0) return private_key(secret);
  const std::size_t kept = secret.size() < 15 ? 0 : certain_shape_of(secret).kept_prefix;
  return std::string{secret.substr(0, kept)} + masked(secret.substr(kept));
}

std::string Placeholders::masked(std::string_view secret) const {
  const Mode mode = mode_of(secret);
  std::string out;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    out = drawn(secret, mode, Draws{key_, secret, attempt});
    if (out != secret) break;
  }
  return out;
}

std::string Placeholders::of_number(std::string_view number) const {
  const std::size_t begin = number.front() == '-' ? 1 : 0;
  const std::size_t end = std::min(number.find_first_of(".eE"), number.size());
  std::string out{number};
  const std::string digits = of(number.substr(begin, end - begin));
  out.replace(begin, end - begin, digits);
  return out;
}

std::string Placeholders::jwt(std::string_view secret) const {
  std::string out{secret.substr(0, secret.find('.'))};
  const bool is_signed = std::count(secret.begin(), secret.end(), '.') == 2;
  for (std::size_t dot = secret.find('.'), part = 1; dot != std::string_view::npos; ++part) {
    const std::size_t next = secret.find('.', dot + 1);
    const std::string_view text = secret.substr(dot + 1, next == std::string_view::npos ? next : next - dot - 1);
    out += '.';
    auto payload = is_signed && part == 1 ? Base64Text::read(text) : std::nullopt;
    const std::string claims = payload ? other_claims(payload->bytes, *this) : std::string{};
    if (!claims.empty())
      out += payload->written(claims);
    else if (const auto bytes = text.empty() ? std::nullopt : Base64Text::read(text))
      // The last digit of the same value keeps the bits behind the last byte zero.
      out += masked(text.substr(0, text.size() - 1)) + text.back();
    else
      out += text.empty() ? std::string{} : masked(text);
    dot = next;
  }
  return out;
}

std::string Placeholders::private_key(std::string_view secret) const {
  std::string out;
  // Its frame and what is said about it (`Proc-Type: ...`) stay; what is drawn depends on all of the key.
  for (std::size_t at = 0; at < secret.size();) {
    std::size_t end = secret.find_first_of("\r\n", at);
    end = end == std::string_view::npos ? secret.size() : secret.find_first_not_of("\r\n", end);
    end = end == std::string_view::npos ? secret.size() : end;
    const std::string_view line = secret.substr(at, end - at);
    if (line.find("-----") == std::string_view::npos && line.find(':') == std::string_view::npos)
      out += drawn(line, Mode::ordinary, Draws{key_, std::string{secret}.append(std::to_string(at)), 0});
    else
      out += line;
    at = end;
  }
  return out;
}

std::string Placeholders::key_id() const { return sha256("phantomime key id" + key_).substr(0, 8); }

}  // namespace phantomime::recording
