#pragma once

#include <span>
#include <string_view>

#include "phantomime/formats/exchange_formats/losses.hpp"
#include "phantomime/recording/exchange.hpp"

namespace phantomime::formats {

/// What an exchange may say that a format may have no room for.
enum class Fact {
  number,
  session,
  connection,
  clock,
  duration,
  early_answer,
  interim,
  chunks,
  trailers,
  outcome,
  cut_body,
  body_digest,
  missing_body,
  secrets,
  target_form,
  raw_bytes,
  content_coding,
  reason,
  version,
  origin,
  request_headers,
  response,
};

/// A row of the table of facts.
struct FactRow {
  Fact fact;
  std::string_view what;  ///< how `lost:` lines call it
  bool (*is_in)(const recording::Exchange& exchange) = nullptr;
  /// Makes the exchange what it is without the fact: what comes back from a format that cannot carry it.
  void (*forget)(recording::Exchange& exchange) = nullptr;
};
/// All facts in the order of the enumeration.
[[nodiscard]] std::span<const FactRow> exchange_facts() noexcept;

/// Adds which of the facts these exchanges have.
void add_losses(std::span<const recording::Exchange> exchanges, std::span<const Fact> facts, Losses& losses);

/// The text as UTF-8: itself, or, where it is no UTF-8, what it says in Latin-1 (RFC 9110, 5.5).
[[nodiscard]] std::string as_utf8(std::string_view text);

/// Takes the content coding off a response whose body is so encoded, and says its length anew; false where it has none
/// that this program knows, or the body is not what its headers say.
[[nodiscard]] bool take_coding_off(recording::RecordedResponse& response);

/// Makes Content-Length, where there is one, say this; its name stays as it is spelled.
void mend_length(http::Headers& headers, std::uint64_t size);

/// Takes off a Content-Encoding that the body has not got: tools keep decoded bodies beside the heads of coded ones,
/// and a coding that is not known counts as taken off where the body is text. False where there is none such.
[[nodiscard]] bool drop_false_coding(recording::RecordedResponse& response);

/// The chunks of a body of which only the head tells that it came in some: one. Nothing where it did not.
[[nodiscard]] std::optional<std::vector<std::uint64_t>> chunks_by_head(const http::Headers& headers,
                                                                       std::uint64_t size);

/// A target in origin form: of an absolute one what stands behind the authority, `/*` for `*`.
[[nodiscard]] std::string origin_form(std::string_view target);

}  // namespace phantomime::formats
