#include "phantomime/server/disk_journal/name_hash.hpp"

namespace phantomime::server {

std::uint32_t name_hash(std::string_view name) noexcept {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace phantomime::server
