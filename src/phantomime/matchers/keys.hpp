#pragma once

#include "phantomime/matchers/request_spec.hpp"

/// The rows of the registry of request keys; registry.cpp lists them.
namespace phantomime::matchers {

[[nodiscard]] RequestKey method_key();
[[nodiscard]] RequestKey path_key();
[[nodiscard]] RequestKey trailing_slash_key();
[[nodiscard]] RequestKey query_key();
[[nodiscard]] RequestKey headers_key();
[[nodiscard]] RequestKey cookies_key();
[[nodiscard]] RequestKey nothing_else_key();
[[nodiscard]] RequestKey credentials_key();
[[nodiscard]] RequestKey body_key();
[[nodiscard]] RequestKey all_key();
[[nodiscard]] RequestKey any_key();
[[nodiscard]] RequestKey not_key();

/// The method of a short form or of `method:`; empty where the text is none.
[[nodiscard]] bool is_method(std::string_view text) noexcept;
/// Puts a method into a spec, `any` included; reports what is no method.
void read_method(const Node& where, std::string_view text, LoadContext& context, std::vector<std::string>& methods);
/// Reads a request mapping: what `request:` has in its long form, and what all, any and not hold.
void load_request_mapping(const Node& node, LoadContext& context, RequestSpec& spec, std::string_view what);

/// The tables of the mappings under credentials, for the schema.
[[nodiscard]] std::span<const KeyRow> credential_rows();
[[nodiscard]] std::span<const KeyRow> basic_rows();
[[nodiscard]] std::span<const KeyRow> token_rows();

/// The plain rows of a table derived from KeyRow, as the schema wants them.
template <class Row>
[[nodiscard]] std::vector<KeyRow> plain_rows(std::span<const Row> table) {
  return {table.begin(), table.end()};
}

}  // namespace phantomime::matchers
