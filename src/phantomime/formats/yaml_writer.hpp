#pragma once

#include <string>

#include "phantomime/base/document.hpp"

namespace phantomime::formats {

/// A tree as a YAML document in block style, ended by a line break; what was plain stays plain, all other texts are
/// quoted where they must be. read_yaml makes the same tree of it, save for places and, where a text needs no quotes
/// and means the same without, style.
[[nodiscard]] std::string write_yaml(const Node& node);

}  // namespace phantomime::formats
