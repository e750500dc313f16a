#pragma once

#include <span>

#include "phantomime/directives/response_spec.hpp"

// The rows of the registry, each from the file of its key. To add a key: a file, its line here and in registry.cpp.

namespace phantomime::directives {

[[nodiscard]] ResponseKey status_key();
[[nodiscard]] ResponseKey reason_key();
[[nodiscard]] ResponseKey headers_key();
[[nodiscard]] ResponseKey without_headers_key();
[[nodiscard]] ResponseKey json_key();
[[nodiscard]] ResponseKey file_key();
[[nodiscard]] ResponseKey text_key();
[[nodiscard]] ResponseKey base64_key();
[[nodiscard]] ResponseKey template_key();
[[nodiscard]] ResponseKey computed_key();
[[nodiscard]] ResponseKey spelling_key();
[[nodiscard]] ResponseKey coding_key();
[[nodiscard]] ResponseKey delay_key();
[[nodiscard]] ResponseKey fault_key();
[[nodiscard]] ResponseKey chunks_key();
[[nodiscard]] ResponseKey sequence_key();
[[nodiscard]] ResponseKey then_key();

// Mappings under them.
[[nodiscard]] NamedTable header_value_table();
[[nodiscard]] NamedTable delay_table();
[[nodiscard]] NamedTable log_normal_table();
[[nodiscard]] NamedTable fault_table();
[[nodiscard]] NamedTable drip_table();
[[nodiscard]] NamedTable stall_table();

}  // namespace phantomime::directives
