#pragma once

#include <span>

#include "phantomime/base/key_row.hpp"
#include "phantomime/formats/scenario_schema.hpp"

// The keys of a scenario file itself (what stands under `request:` and `response:` belongs to matchers and directives)
// and those of the files beside fixtures. file_keys(), stub_keys() and pack_keys() are public: scenario_schema.hpp.
namespace phantomime::formats {

[[nodiscard]] std::span<const KeyRow> defaults_keys();
[[nodiscard]] std::span<const KeyRow> example_keys();
[[nodiscard]] std::span<const KeyRow> expect_keys();
[[nodiscard]] std::span<const KeyRow> pack_credentials_keys();
[[nodiscard]] std::span<const KeyRow> detect_keys();
[[nodiscard]] std::span<const KeyRow> error_keys();
[[nodiscard]] std::span<const KeyRow> operation_keys();

// fixtures/README.md; not part of the scenario schema.
[[nodiscard]] std::span<const KeyRow> manifest_keys();
[[nodiscard]] std::span<const KeyRow> source_keys();
[[nodiscard]] std::span<const KeyRow> fixture_keys();
[[nodiscard]] std::span<const KeyRow> tables_file_keys();
[[nodiscard]] std::span<const KeyRow> table_keys();
[[nodiscard]] std::span<const KeyRow> member_keys();
[[nodiscard]] std::span<const KeyRow> errata_file_keys();
[[nodiscard]] std::span<const KeyRow> erratum_keys();
[[nodiscard]] std::span<const KeyRow> amendment_keys();

/// `METHOD TARGET` and `METHOD PATH`, as a JSON Schema.
inline constexpr std::string_view request_line_schema =
    R"({"type": "string", "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z{}-]+ +[/*$]\\S*$"})";

}  // namespace phantomime::formats
