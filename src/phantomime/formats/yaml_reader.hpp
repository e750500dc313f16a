#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "phantomime/base/document.hpp"

namespace phantomime::formats {

/// Bounds on what one YAML file may hold (scenarios/README.md, "Limits").
struct YamlLimits {
  std::size_t bytes = 64u << 20;
  std::size_t depth = 64;
  std::size_t nodes = 4'000'000;
  std::size_t alias_nodes = 100'000;
};

/// Reads one YAML document into a located tree through yaml-cpp's event handler. Refuses, with file, line and column:
/// broken YAML, duplicate keys, tags, merge keys, keys that are no scalars, more than one document, a byte order mark
/// other than UTF-8's, text that is not UTF-8, and whatever passes the limits. Aliases are copied in place (bounded).
/// Reports all errors it can find in `errors`; the result is empty if there were any. The nodes point into `source`:
/// keep it.
[[nodiscard]] std::optional<Document> read_yaml(std::shared_ptr<const Source> source, Errors& errors,
                                                const YamlLimits& limits = {});

/// Reads a file that another program wrote in its own YAML: tags that say no more than that something is text, a list
/// or a mapping are taken, and what `!binary` says in base64 becomes its bytes. The text may be broken or cut off:
/// gives what could be read before the fault, without the items of lists that were not whole. `errors` says what was
/// wrong, if anything.
[[nodiscard]] Document read_foreign_yaml(std::shared_ptr<const Source> source, Errors& errors,
                                         const YamlLimits& limits = {});

}  // namespace phantomime::formats
