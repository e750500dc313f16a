#include <array>

#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {

std::span<const ResponseKey> response_keys() {
  static const std::array keys = {
      status_key(), reason_key(), headers_key(),  without_headers_key(), json_key(),     file_key(),
      text_key(),   base64_key(), template_key(), computed_key(),        spelling_key(), coding_key(),
      delay_key(),  fault_key(),  chunks_key(),   sequence_key(),        then_key(),
  };
  return keys;
}

std::span<const NamedTable> response_tables() {
  static const std::array tables = {header_value_table(), delay_table(), log_normal_table(),
                                    fault_table(),        drip_table(),  stall_table()};
  return tables;
}

}  // namespace phantomime::directives
