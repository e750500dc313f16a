#pragma once

#include <span>
#include <string>
#include <vector>

#include "phantomime/recording/playing/recorded_request.hpp"

namespace phantomime::recording {

/// Which headers tell apart requests that are else the same: where answers to them differ, those of Accept,
/// Authorization, Range, If-None-Match and their like that go with the answer, or any other by which alone the answers
/// can be told. Empty: none, the answers follow each other in time. `answers` says what each was, one text each.
[[nodiscard]] std::vector<std::string> telling_headers(std::span<const Exchange* const> group,
                                                       std::span<const std::string> answers,
                                                       const IssuedPlaceholders& issued);

/// What these headers say in one request.
[[nodiscard]] std::vector<TellingHeader> telling_values(const Exchange& exchange, std::span<const std::string> names,
                                                        const IssuedPlaceholders& issued);
/// A text that is equal where all of them are.
[[nodiscard]] std::string identity_of(std::span<const TellingHeader> values);

/// What an answer is, as far as requests are told apart by it: status, type and body.
[[nodiscard]] std::string answer_identity(const Exchange& exchange);

/// Whether a header of a request says nothing about what is asked for: Date, User-Agent, Via, ...
[[nodiscard]] bool is_noise_header(std::string_view name) noexcept;

}  // namespace phantomime::recording
