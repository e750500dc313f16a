#pragma once

#include <string_view>

namespace phantomime::directives {

/// The media type of a file by the extension of its name, application/octet-stream where it is not known.
[[nodiscard]] std::string_view content_type_of_file(std::string_view path) noexcept;

/// Whether a file's extension says that it is JSON.
[[nodiscard]] bool is_json_file(std::string_view path) noexcept;

}  // namespace phantomime::directives
