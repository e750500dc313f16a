#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace phantomime::http {

/// ASCII case-blind equality: how header names compare (RFC 9110, 5.1).
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

struct Header {
  std::string name;   ///< with the capitals it was sent with
  std::string value;  ///< without the blanks around it, otherwise as sent
  bool operator==(const Header&) const = default;
};

/// Header lines in their order, repeats kept, found by name whatever the case.
class Headers {
 public:
  using value_type = Header;
  using const_iterator = std::vector<Header>::const_iterator;

  Headers() = default;
  Headers(std::initializer_list<Header> lines) : lines_{lines} {}

  void reserve(std::size_t lines) { lines_.reserve(lines); }
  void add(std::string name, std::string value) { lines_.push_back({std::move(name), std::move(value)}); }
  /// Replaces the first line of this name in its place and drops the others; adds a line where there is none.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);

  [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
  /// The first value, or null.
  [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

  [[nodiscard]] const_iterator begin() const noexcept { return lines_.begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return lines_.end(); }
  [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }
  [[nodiscard]] bool empty() const noexcept { return lines_.empty(); }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Header> lines_;
};

}  // namespace phantomime::http
