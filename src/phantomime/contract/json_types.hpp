#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/base/located_json.hpp"

namespace phantomime::contract {

/// A set of JSON types, where `number` stands for integers and decimals. Empty means: nothing is known.
class JsonTypes {
 public:
  constexpr JsonTypes() = default;
  constexpr JsonTypes(LocatedJson::Type type) : bits_{bit(type)} {}

  [[nodiscard]] static constexpr JsonTypes number() {
    return JsonTypes{LocatedJson::Type::integer} | JsonTypes{LocatedJson::Type::number};
  }
  [[nodiscard]] static constexpr JsonTypes anything() { return JsonTypes{0x7FU}; }
  /// `string`, `integer`, `decimal`, `number` (both), `boolean`, `object`, `array`, `null`; nothing for other words.
  [[nodiscard]] static std::optional<JsonTypes> of_word(std::string_view word);

  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool has(LocatedJson::Type type) const { return (bits_ & bit(type)) != 0; }
  [[nodiscard]] constexpr bool has_all(JsonTypes other) const { return (bits_ & other.bits_) == other.bits_; }
  [[nodiscard]] constexpr JsonTypes operator|(JsonTypes other) const {
    return JsonTypes{static_cast<unsigned>(bits_ | other.bits_)};
  }
  [[nodiscard]] constexpr JsonTypes operator&(JsonTypes other) const {
    return JsonTypes{static_cast<unsigned>(bits_ & other.bits_)};
  }
  [[nodiscard]] constexpr JsonTypes without(LocatedJson::Type type) const {
    return JsonTypes{static_cast<unsigned>(bits_ & ~bit(type))};
  }
  constexpr bool operator==(const JsonTypes&) const = default;

  /// `integer or null`; `anything` where the set is empty.
  [[nodiscard]] std::string describe() const;

 private:
  constexpr explicit JsonTypes(unsigned bits) : bits_{static_cast<std::uint8_t>(bits)} {}
  [[nodiscard]] static constexpr std::uint8_t bit(LocatedJson::Type type) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(type));
  }
  std::uint8_t bits_ = 0;
};

}  // namespace phantomime::contract
