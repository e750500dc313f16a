#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime {

/// A text that people wrote, kept so that errors can show the line they speak of.
/// Shared by everything read from it; never changes.
struct Source : std::enable_shared_from_this<Source> {
  Source(std::string source_name, std::string source_text)
      : name{std::move(source_name)}, text{std::move(source_text)} {}

  std::string name;  ///< as a person would type it: a path relative to where they stand, or "argument 2"
  std::string text;  ///< may be empty where only the name is known
};

/// A place in a source. Lines and columns count from 1, columns in UTF-8 code points; 0 is "unknown".
struct Location {
  std::shared_ptr<const Source> source;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  /// `file:line:column`, as far as known.
  [[nodiscard]] std::string to_string() const;
};

/// What went wrong, as a program distinguishes it. People read Error::what.
enum class ErrorCode {
  usage,    ///< a command line that cannot be meant
  syntax,   ///< text that is not what it claims to be (YAML, JSON, URL, duration)
  version,  ///< a format version this program does not know
  unknown_key,
  duplicate_key,
  missing_key,
  wrong_type,
  bad_value,       ///< the right type, but not one of the values that make sense
  conflict,        ///< two things that exclude each other
  not_found,       ///< a file, fixture or name that is not there
  outside_folder,  ///< a path that would leave its folder
  limit,           ///< past a bound (size, nesting, aliases)
  bad_template,
  bad_expression,  ///< a regular expression, JSONPath or XPath that does not compile
  io,              ///< disk or network refused
};

/// Where + what + what to do.
struct Error {
  ErrorCode code = ErrorCode::syntax;
  std::string what;               ///< a sentence without the place and without a full stop
  std::optional<Location> where;  ///< absent where there is no text to point at
  std::string hint;               ///< what to do about it; may be empty
};

using Errors = std::vector<Error>;

/// `file:line:col: error: what`, the line, a caret under the column, and `hint: ...`, each line ended by '\n'.
[[nodiscard]] std::string render(const Error& error);

/// All of them, in the order of file, line and column, with an empty line between.
[[nodiscard]] std::string render(const Errors& errors);

}  // namespace phantomime
