#include "phantomime/contract/finding.hpp"

#include "phantomime/base/digest.hpp"

namespace phantomime::contract {

std::string_view to_string(FindingKind kind) noexcept {
  static constexpr std::string_view words[] = {"status", "header", "not JSON", "truncated", "extra", "missing",  "type",
                                               "null",   "value",  "format",   "order",     "count", "invariant"};
  return words[static_cast<std::size_t>(kind)];
}

std::string_view to_string(Impact impact) noexcept {
  static constexpr std::string_view words[] = {"breaking", "compatible", "noise"};
  return words[static_cast<std::size_t>(impact)];
}

std::string_view to_string(Blame blame) noexcept {
  static constexpr std::string_view words[] = {"unknown", "server", "fixture", "engine"};
  return words[static_cast<std::size_t>(blame)];
}

std::string finding_id(std::string_view stub, std::string_view general_place, FindingKind kind) {
  // Names may hold any characters but not this one, so that no two triples are alike.
  constexpr std::string_view between{"\0", 1};
  Digest digest;
  digest.feed(stub).feed(between).feed(general_place).feed(between).feed(to_string(kind));
  return digest.hexadecimal().substr(0, 16);
}

}  // namespace phantomime::contract
