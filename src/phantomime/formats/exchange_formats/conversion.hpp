#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "phantomime/formats/exchange_formats/format.hpp"

namespace phantomime::formats {

/// The longest file that is read.
inline constexpr std::size_t max_conversion_bytes = 100u << 20;

/// The format of this name. Errors: usage, with the nearest and all that go this way.
enum class Direction { in, out };
[[nodiscard]] Result<const ExchangeFormat*> find_format(std::string_view name, Direction direction);

/// What is at a path, a file read. Errors: not_found, limit, io.
[[nodiscard]] Result<ConversionInput> open_input(const FileStore& files, const std::string& path);
/// What an input seems to be. Errors: usage, with all formats that can be read.
[[nodiscard]] Result<const ExchangeFormat*> guess_input(const ConversionInput& input);
/// What is to be written, by the name it gets and what it is made of. Errors: usage, with all that can be written.
[[nodiscard]] Result<const ExchangeFormat*> guess_output(std::string_view path, const ExchangeFormat& from);
/// Whether a format of one kind becomes one of the other. Errors: usage, with what to do instead.
[[nodiscard]] Result<void> check_pair(const ExchangeFormat& from, const ExchangeFormat& to);

/// What became of it. Errors and losses are in the Reading that was given.
struct Converted {
  OutputFiles files;
  std::size_t count = 0;  ///< of exchanges or stubs
};
/// Reads and writes; nothing where an error was reported. `check_pair` said that it can be.
[[nodiscard]] std::optional<Converted> convert(const ConversionInput& input, const ExchangeFormat& from,
                                               const ExchangeFormat& to, Layout layout, Reading& reading);

}  // namespace phantomime::formats
