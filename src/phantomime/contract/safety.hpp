#pragma once

#include <cstdint>
#include <string_view>

#include "phantomime/scenario/stub.hpp"

namespace phantomime::contract {

/// What a request does to the server that gets it, the least first.
enum class Safety : std::uint8_t {
  safe,        ///< it only asks
  idempotent,  ///< it changes what is there, and a second time changes nothing more
  creates,     ///< there is something afterwards that was not
  destroys,    ///< it deletes, or moves something on to where nothing takes it back from
};
/// `safe`, `idempotent`, `creates`, `destroys`: what `--allow` takes.
[[nodiscard]] std::string_view to_string(Safety safety) noexcept;

/// By the method, and by what the stub's steps do where the pack has a memory: a POST that changes a row is
/// idempotent, a GET that deletes one is not safe.
[[nodiscard]] Safety safety_of(const scenario::Stub& stub, std::string_view method);

}  // namespace phantomime::contract
