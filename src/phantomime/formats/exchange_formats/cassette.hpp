#pragma once

#include "phantomime/formats/exchange_formats/format.hpp"

// What the cassettes of Ruby's VCR, vcrpy and betamax share: a list of interactions, each a request and a response,
// whose header fields are a mapping of name to values.
namespace phantomime::formats {

/// How a cassette's interactions are written.
enum class CassetteStyle {
  http_interactions,  ///< VCR, betamax: `http_interactions`, bodies as {encoding, string | base64_string}
  interactions,       ///< vcrpy: `interactions`, bodies as text or {string}
};

/// What no cassette says.
[[nodiscard]] std::span<const Fact> not_in_cassettes() noexcept;
inline constexpr std::string_view unknown_of_cassettes = "the order of header fields of different names, and chunks";

void read_cassette(const ConversionInput& input, CassetteStyle style, Reading& reading,
                   std::vector<recording::Exchange>& exchanges);

/// Whether a text has this key at the beginning of a line (YAML) or in quotes (JSON), within its first 64 KB or its
/// last.
[[nodiscard]] bool mentions_key(std::string_view text, std::string_view key);
/// What `recorded_with` says, in lower case; empty where it says nothing.
[[nodiscard]] std::string recorder_of(std::string_view text);

}  // namespace phantomime::formats
