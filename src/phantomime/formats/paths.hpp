#pragma once

#include <optional>
#include <string>
#include <string_view>

// Paths as text: nothing here looks at a disk. '/' separates.
namespace phantomime::formats {

/// Everything before the last '/', or "." where there is none ("/" for the root's children).
[[nodiscard]] std::string folder_of(std::string_view path);
/// Everything behind the last '/'.
[[nodiscard]] std::string_view name_of(std::string_view path) noexcept;
/// The name without its last ending.
[[nodiscard]] std::string_view stem_of(std::string_view path) noexcept;
/// `folder/name`; just the name for "." and nothing, just the folder for an empty name.
[[nodiscard]] std::string join(std::string_view folder, std::string_view name);
/// The first segment of a path that has several; else empty.
[[nodiscard]] std::string_view first_folder(std::string_view path) noexcept;

/// From the root of some system, Windows' included: such a path never stays inside a folder.
[[nodiscard]] bool is_absolute(std::string_view path) noexcept;
/// The relative path without `.`, `..` and empty segments; nothing where it leaves the folder it is relative to or is
/// absolute. Backslashes are refused too: on Windows they separate.
[[nodiscard]] std::optional<std::string> normalise(std::string_view path);

/// Whether a real path lies in a real folder.
[[nodiscard]] bool lies_in(std::string_view path, std::string_view folder) noexcept;

/// "*.yaml" or "*.yml", and not hidden.
[[nodiscard]] bool is_yaml_file_name(std::string_view name) noexcept;

}  // namespace phantomime::formats
