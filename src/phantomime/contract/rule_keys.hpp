#pragma once

#include <span>

#include "phantomime/base/key_row.hpp"

namespace phantomime::contract {

[[nodiscard]] std::span<const KeyRow> contract_keys() noexcept;
[[nodiscard]] std::span<const KeyRow> value_rule_keys() noexcept;
[[nodiscard]] std::span<const KeyRow> rule_order_keys() noexcept;
[[nodiscard]] std::span<const KeyRow> invariant_keys() noexcept;

}  // namespace phantomime::contract
