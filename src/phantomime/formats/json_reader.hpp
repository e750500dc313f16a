#pragma once

#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/document.hpp"

namespace phantomime::formats {

/// Reads JSON text (RFC 8259, strictly) into the located tree that YAML becomes too, so that the loaders of the
/// scenario language read what programs send. Not by the YAML reader: that one refuses escaped surrogate pairs and
/// tabs. Reports in `errors`: broken JSON, members that are there twice, nesting deeper than 64. The nodes point into
/// `source`: keep it.
[[nodiscard]] std::optional<Document> read_json_document(std::shared_ptr<const Source> source, Errors& errors);

/// The same of a text that may be broken or cut off: what could be read before the fault, without the items of lists
/// that were not whole. `errors` says what was wrong, if anything.
[[nodiscard]] Document read_json_in_part(std::shared_ptr<const Source> source, Errors& errors);

/// The JSON Pointer (RFC 6901) of the value that stands at a place of a document, or whose member's name does; empty
/// where nothing does. The root's is "".
[[nodiscard]] std::optional<std::string> pointer_at(const Document& document, const Location& where);

}  // namespace phantomime::formats
