#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/base/file_store.hpp"
#include "phantomime/formats/exchange_formats/facts.hpp"
#include "phantomime/formats/exchange_formats/reading.hpp"
#include "phantomime/recording/exchange.hpp"

namespace phantomime::formats {

/// What a format is made of: what was said once, or what is to be answered.
enum class Holds { exchanges, stubs };

/// What is to be converted. A file was read already; what lies in a folder is read through `files`.
struct ConversionInput {
  const FileStore* files = nullptr;
  std::string path;                      ///< as a person typed it
  std::shared_ptr<const Source> source;  ///< of a file; null: it is a folder
  /// The text of a file; empty for a folder.
  [[nodiscard]] std::string_view text() const noexcept { return source ? std::string_view{source->text} : ""; }
};

/// Stubs as the scenario language says them, their bodies in them.
struct StubTrees {
  std::vector<Node> stubs;  ///< entries of `stubs:`; the places of nodes are not to be used
};

/// Files by their path within the folder that is written; the one file that is no folder has the empty path.
using OutputFiles = std::map<std::string, std::string>;

/// How what is written is to lie: as the name that a person gave says.
enum class Layout { file, folder };

/// A row of the registry of formats. A function is null where the format does not go this way.
struct ExchangeFormat {
  std::string_view name;
  std::string_view summary;
  Holds holds = Holds::exchanges;
  /// Whether this seems to be of the format. Asked in the order of the registry.
  bool (*recognises)(const ConversionInput& input) = nullptr;
  /// The end of a file's name that says so for an output; empty: none does.
  std::string_view ending;
  /// What files of this format never say, in either direction: whoever reads one does not learn it, whoever writes one
  /// loses it.
  std::span<const Fact> cannot_carry;
  /// The same of what is no fact of an exchange, for people: "the order of header fields". Empty: nothing.
  std::string_view unknown;

  void (*read)(const ConversionInput& input, Reading& reading, std::vector<recording::Exchange>& exchanges) = nullptr;
  OutputFiles (*write)(std::span<const recording::Exchange> exchanges, Layout layout, Losses& losses) = nullptr;

  void (*read_stubs)(const ConversionInput& input, Reading& reading, StubTrees& trees) = nullptr;
  OutputFiles (*write_stubs)(const StubTrees& trees, Layout layout, Losses& losses) = nullptr;

  [[nodiscard]] bool goes_in() const noexcept { return read || read_stubs; }
  [[nodiscard]] bool goes_out() const noexcept { return write || write_stubs; }
};

/// Every format, in the order in which they are asked whether an input is theirs.
[[nodiscard]] std::span<const ExchangeFormat> exchange_formats() noexcept;

// The rows, one a file.
[[nodiscard]] ExchangeFormat recording_format() noexcept;
[[nodiscard]] ExchangeFormat har_format() noexcept;
[[nodiscard]] ExchangeFormat vcr_format() noexcept;
[[nodiscard]] ExchangeFormat vcrpy_format() noexcept;
[[nodiscard]] ExchangeFormat betamax_format() noexcept;
[[nodiscard]] ExchangeFormat postman_format() noexcept;
[[nodiscard]] ExchangeFormat curl_format() noexcept;
[[nodiscard]] ExchangeFormat wiremock_format() noexcept;
[[nodiscard]] ExchangeFormat pack_format() noexcept;

}  // namespace phantomime::formats
