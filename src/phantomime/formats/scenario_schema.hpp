#pragma once

#include <span>
#include <string>
#include <string_view>

#include "phantomime/base/key_row.hpp"

namespace phantomime::formats {

/// The JSON Schema (2020-12) of the scenario format, made from the registries; pretty-printed.
[[nodiscard]] std::string scenario_schema();

/// Every table of keys of the format, for tests that hold loader, schema and reference together.
[[nodiscard]] std::span<const NamedTable> all_key_tables();

// The tables that belong to the file itself.
[[nodiscard]] std::span<const KeyRow> file_keys();
[[nodiscard]] std::span<const KeyRow> stub_keys();
[[nodiscard]] std::span<const KeyRow> pack_keys();

}  // namespace phantomime::formats
