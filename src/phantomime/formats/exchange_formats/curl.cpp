#include <algorithm>
#include <array>
#include <cstdio>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/exchange_formats/format.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;

constexpr std::array not_in_curl{
    Fact::number,       Fact::session, Fact::connection, Fact::clock,    Fact::duration,
    Fact::early_answer, Fact::interim, Fact::chunks,     Fact::trailers, Fact::outcome,
    Fact::missing_body, Fact::secrets, Fact::response,
};

/// A word for sh that means exactly these bytes. NUL is in no command line: such texts go another way.
std::string shell_word(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view{"-._/:,@%+"}.find(c) != std::string_view::npos;
  });
  if (plain && text.front() != '-') return std::string{text};
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'')
      word += "'\\''";
    else
      word += c;
  }
  return word + "'";
}

/// Whether curl takes it as the path and query of a URL and sends it as it stands.
bool fits_url(std::string_view target) {
  constexpr std::string_view marks = "-._~!$&'()*+,;=:@/?%";
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), [&](char c) {
           return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos;
         });
}

/// The name of the shell variable that holds an origin.
std::string variable_of(std::size_t number) { return "ORIGIN_" + std::to_string(number + 1); }

std::string_view authority_of(std::string_view origin) {
  return origin.substr(std::min(origin.find("://") + 3, origin.size()));
}

/// Bodies up to so many bytes may be an argument: Linux takes 128 KB in one.
constexpr std::size_t most_argument = 60'000;

bool fits_argument(std::string_view body) {
  return body.size() <= most_argument && valid_utf8(body) && std::all_of(body.begin(), body.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t';
         });
}

/// printf is part of the shell, so that no argument is too long for it.
std::string printed(std::string_view bytes) {
  constexpr std::size_t a_line = 1000;
  std::string script = "{\n";
  for (std::size_t at = 0; at < bytes.size(); at += a_line) {
    script += "  printf '";
    for (const char c : bytes.substr(at, a_line)) {
      if (is_letter(c) || is_digit(c) || std::string_view{" .,:;=_/{}[]<>()\"-"}.find(c) != std::string_view::npos) {
        script += c;
        continue;
      }
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(c)));
      script += octal;
    }
    script += "'\n";
  }
  return script + "} | ";
}

class CurlScript {
 public:
  std::string whole(std::span<const Exchange> exchanges) {
    for (const Exchange& exchange : exchanges)
      if (std::find(origins_.begin(), origins_.end(), exchange.origin) == origins_.end())
        origins_.push_back(exchange.origin);
    std::string script =
        "#!/bin/sh\n# " + std::to_string(exchanges.size()) +
        " requests, written by phantomime. Options given to this script go to every curl: sh FILE -k\n";
    for (std::size_t at = 0; at < origins_.size(); ++at)
      script += variable_of(at) + "=${" + variable_of(at) + ":-" + shell_word(origins_[at]) + "}\n";
    for (const Exchange& exchange : exchanges) script += "\n" + command(exchange);
    return script;
  }

 private:
  std::string command(const Exchange& exchange) {
    const recording::RecordedRequest& request = exchange.request;
    std::string line = "curl -q -sS -g --path-as-is";
    line += request.minor_version == 0 ? " --http1.0" : " --http1.1";
    const bool has_body = !request.body.bytes.empty();
    // With -X alone curl would wait for the body that a HEAD never gets.
    line += request.method == "HEAD" && !has_body ? " --head" : " -X " + shell_word(request.method);
    line += headers(exchange);
    std::string before;
    if (has_body && fits_argument(request.body.bytes)) {
      line += " --data-raw " + shell_word(request.body.bytes);
    } else if (has_body) {
      before = printed(request.body.bytes);
      line += " --data-binary @-";
    } else if (request.headers.find("Content-Length") == "0" && request.method != "HEAD") {
      line += " --data-raw ''";
    }
    if (!fits_url(request.target)) line += " --request-target " + shell_word(request.target);
    return before + line + " \"$@\" " + url(exchange) + "\n";
  }

  std::string url(const Exchange& exchange) const {
    const auto origin = std::find(origins_.begin(), origins_.end(), exchange.origin);
    const std::string variable = variable_of(static_cast<std::size_t>(origin - origins_.begin()));
    return "\"$" + variable + "\"" + shell_word(fits_url(exchange.request.target) ? exchange.request.target : "/");
  }

  /// Those of the request, and for each that curl would add on its own that there is none.
  std::string headers(const Exchange& exchange) {
    const http::Headers& headers = exchange.request.headers;
    std::string options;
    for (const std::string_view own : {"Accept", "User-Agent", "Content-Type", "Expect"})
      if (!headers.has(own) && (own != "Content-Type" || !exchange.request.body.bytes.empty()))
        options += " -H " + shell_word(std::string{own} + ":");
    if (!headers.has("Content-Type") && exchange.request.body.bytes.empty() && headers.find("Content-Length") == "0")
      options += " -H Content-Type:";
    for (const http::Header& line : headers) {
      if (http::same_name(line.name, "Host") && line.value == authority_of(exchange.origin)) continue;
      if (http::same_name(line.name, "Content-Length")) continue;  // curl says what it sends
      options += " -H " + shell_word(line.value.empty() ? std::string{line.name} + ";"
                                                        : std::string{line.name} + ": " + std::string{line.value});
    }
    return options;
  }

  std::vector<std::string> origins_;
};

OutputFiles write_curl(std::span<const Exchange> exchanges, Layout, Losses&) {
  return {{"", CurlScript{}.whole(exchanges)}};
}

}  // namespace

ExchangeFormat curl_format() noexcept {
  ExchangeFormat format;
  format.name = "curl";
  format.summary = "a script for sh with a curl command for each request";
  format.recognises = [](const ConversionInput&) { return false; };
  format.ending = ".sh";
  format.cannot_carry = not_in_curl;
  format.write = write_curl;
  return format;
}

}  // namespace phantomime::formats
