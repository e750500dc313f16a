#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace phantomime::scenario {

/// Something that packs have and that tests may touch. Names and places only: never a value that was sent.
struct CoverageItem {
  enum class Kind : std::uint8_t {
    stub,    ///< `owner` is its name
    branch,  ///< one of several ways: an answer of a sequence, the answer to a mistake, a transition
    state,   ///< of the machine or the collection `owner`
    member,  ///< of a body that `owner` answers, or of a collection's rows; `name` is a JSON Pointer, `*` any item
  };
  Kind kind = Kind::stub;
  std::string pack;
  std::string owner;
  std::string name;
  std::string file;        ///< as a person would type it
  std::uint32_t line = 0;  ///< 0: unknown
  std::uint64_t count = 0;

  friend bool operator==(const CoverageItem&, const CoverageItem&) = default;
};

/// The kinds as people call many of one, in the order of CoverageItem::Kind.
inline constexpr std::array<std::string_view, 4> coverage_kinds{"stubs", "branches", "states", "members"};

/// What of packs was touched, and how often: a value. Each thing is in it once, whoever counted it.
class Coverage {
 public:
  using Key = std::tuple<std::string, CoverageItem::Kind, std::string, std::string>;
  [[nodiscard]] static Key key_of(const CoverageItem& item) { return {item.pack, item.kind, item.owner, item.name}; }

  /// Counts add up, without ever running over; the place becomes the one that is added.
  void add(CoverageItem item);
  void add(const Coverage& newer);
  /// By pack, kind, owner and name.
  [[nodiscard]] const std::map<Key, CoverageItem>& items() const noexcept { return items_; }

  struct Share {
    std::uint64_t touched = 0, all = 0;
    /// Of nothing, everything was touched.
    [[nodiscard]] double percent() const noexcept {
      return all == 0 ? 100.0 : 100.0 * static_cast<double>(touched) / static_cast<double>(all);
    }
  };
  /// Of one pack, or of all.
  [[nodiscard]] Share share(CoverageItem::Kind kind, std::string_view pack = {}) const;

  friend bool operator==(const Coverage&, const Coverage&) = default;

 private:
  std::map<Key, CoverageItem> items_;
};

}  // namespace phantomime::scenario
