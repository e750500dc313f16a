#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phantomime::scenario {

/// One request that stubs are to be asked in its turn, as it once was under way.
struct Turn {
  std::string stub;                           ///< the name of the one that answers it
  std::uint64_t session = 1;                  ///< sessions follow each other whatever their times say
  std::chrono::nanoseconds begin{0}, end{0};  ///< since the session began
  std::string told;                           ///< for people: `GET /rest/version (exchange 4)`
};

/// In which order requests may come: of two that overlapped either may be first, else the one that had ended.
/// Immutable.
class Order {
 public:
  explicit Order(std::vector<Turn> turns);

  [[nodiscard]] const std::vector<Turn>& turns() const noexcept { return turns_; }  ///< by session and begin
  /// The turns of a stub, as numbers into turns(), the first to begin first; null: it has none and may always be asked.
  [[nodiscard]] const std::vector<std::size_t>* of(std::string_view stub) const;
  /// All turns, the first to end first.
  [[nodiscard]] const std::vector<std::size_t>& by_end() const noexcept { return by_end_; }

 private:
  std::vector<Turn> turns_;
  std::vector<std::size_t> by_end_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_stub_;
};

/// Whose turn it is. Thread-safe.
class Turns {
 public:
  explicit Turns(std::shared_ptr<const Order> order);

  /// Takes the next turn of a stub. Nothing where it has come (or the stub has no turns); else what is expected
  /// instead, for people, and nothing is taken.
  [[nodiscard]] std::optional<std::string> take(std::string_view stub);
  /// Goes on where another one of the same order stands.
  void inherit(const Turns& earlier);
  [[nodiscard]] const std::shared_ptr<const Order>& order() const noexcept { return order_; }

 private:
  [[nodiscard]] std::optional<std::size_t> next_of(const std::vector<std::size_t>& own) const;
  [[nodiscard]] bool has_come(std::size_t turn) const;
  [[nodiscard]] std::string expected() const;

  std::shared_ptr<const Order> order_;
  mutable std::mutex mutex_;
  std::vector<bool> taken_;        ///< by turn
  std::size_t first_unended_ = 0;  ///< in by_end(): the first that was not taken
};

}  // namespace phantomime::scenario
