#pragma once

#include <string_view>

namespace phantomime::builtin {

/// The packs built into the binary, as tools/compile_pack.cpp wrote them; empty where there were none.
std::string_view packs() noexcept;

}  // namespace phantomime::builtin
