#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/contract/observed.hpp"
#include "phantomime/formats/exchange_formats/format.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/recording/request_pairs.hpp"

namespace phantomime::formats {

/// An answer of a recording with what it answers, ready to be compared.
struct SaidAnswer : contract::Answer {
  http::Request request;
  Location where;
  std::string none;       ///< why there is no answer at all, for people; empty: there is one
  std::string body_lost;  ///< why its body is not to be had, for people; empty: it is

  /// Refers to this.
  [[nodiscard]] contract::Observed observed() const { return Answer::observed(request); }
};

/// What was said once, in a recording or a file of another tool, looked at one by one. Of a recording only where the
/// exchanges stand is held; other files are held whole (max_conversion_bytes). One thread.
class ExchangeSource {
 public:
  /// Opens what `format` reads. Requests get their numbers from `shapes`. What is broken is left out and said in
  /// `problems`. Errors, where nothing can be read: not_found, io, version, and those of the format.
  [[nodiscard]] static Result<ExchangeSource> open(const ConversionInput& input, const ExchangeFormat& format,
                                                   recording::ShapeNumbers& shapes);

  /// Exchanges that somebody holds already; `name` is where they come from.
  [[nodiscard]] static ExchangeSource of(std::vector<recording::Exchange> exchanges, std::string name,
                                         recording::ShapeNumbers& shapes);

  /// In the order in which they began.
  [[nodiscard]] const std::vector<recording::RequestKey>& keys() const noexcept { return keys_; }
  /// Errors: those of LogReader. A body that is missing is no error: `body_lost` says so.
  [[nodiscard]] Result<SaidAnswer> answer(std::size_t number);
  [[nodiscard]] Location where(std::size_t number) const;
  /// What was left out because it is broken; shows no secret.
  [[nodiscard]] const Errors& problems() const noexcept { return problems_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 private:
  struct Place {
    std::uint64_t offset = 0;
    std::uint32_t size = 0, line = 0;
  };
  [[nodiscard]] Result<void> list_log(recording::ShapeNumbers& shapes);
  void number_exchanges(recording::ShapeNumbers& shapes);
  void note_damage();
  void take_body(recording::Body& body, SaidAnswer& answer) const;

  std::shared_ptr<const Source> source_;
  std::optional<recording::LogReader> log_;
  std::vector<Place> places_;                   ///< of a log
  std::vector<recording::Exchange> exchanges_;  ///< of other files
  std::vector<recording::RequestKey> keys_;
  Errors problems_;
  std::vector<std::string> warnings_;
};

}  // namespace phantomime::formats
