#pragma once

#include <span>
#include <string_view>

namespace phantomime {

enum class Presence { optional, required };

/// One key a mapping of a scenario file may have. Tables of these rows are the registries: they drive the loader's
/// did-you-mean, the JSON Schema (`phantomime schema`), and the tests that hold the format reference, the loader and
/// the schema together. Everything in a row is a constant.
struct KeyRow {
  std::string_view key;
  std::string_view summary;  ///< one line for people; becomes the schema's description
  std::string_view schema;   ///< a JSON Schema fragment as JSON text; may refer to "#/$defs/<table>"
  std::string_view example;  ///< YAML of a value that is right, in flow style
  std::string_view bad;      ///< YAML of a value that loader and schema both refuse
  Presence presence = Presence::optional;
};

/// A registry with its name in the schema's "$defs".
struct NamedTable {
  std::string_view name;
  std::span<const KeyRow> rows;
  std::string_view shorthand;  ///< JSON Schema of other forms the value may have instead of a mapping; "" for none
};

}  // namespace phantomime
