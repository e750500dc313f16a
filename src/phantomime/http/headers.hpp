#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::http {

/// ASCII case-blind equality: how header names compare (RFC 9110, 5.1).
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

/// A line as it lies in a Headers, which must outlive it unchanged.
struct Header {
  std::string_view name;   ///< with the capitals it was sent with
  std::string_view value;  ///< without the blanks around it, otherwise as sent
  bool operator==(const Header&) const = default;
};

/// Header lines in their order, repeats kept, found by name whatever the case. All texts lie in one buffer: a request
/// has a dozen lines, and an allocation for each would cost more than all else that is done with most of them.
class Headers {
 public:
  class const_iterator;
  using value_type = Header;

  Headers() = default;
  Headers(std::initializer_list<Header> lines) {
    for (const Header& line : lines) add(line.name, line.value);
  }

  void reserve(std::size_t lines) { lines_.reserve(lines); }
  /// Neither may lie in these Headers.
  void add(std::string_view name, std::string_view value);
  /// Replaces the first line of this name in its place and drops the others; adds a line where there is none.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  /// Another value for a line, as long as the one it has.
  void overwrite(std::size_t number, std::string_view value) {
    const Line& line = lines_[number];
    value.copy(text_.data() + line.begin + line.name, line.value);
  }

  [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name).has_value(); }
  /// The first value; valid until the lines change.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

  [[nodiscard]] Header line(std::size_t number) const noexcept { return at(lines_[number]); }
  [[nodiscard]] inline const_iterator begin() const noexcept;
  [[nodiscard]] inline const_iterator end() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }
  [[nodiscard]] bool empty() const noexcept { return lines_.empty(); }
  /// What they occupy beside themselves.
  [[nodiscard]] std::size_t bytes() const noexcept { return text_.size() + lines_.size() * sizeof(Line); }
  bool operator==(const Headers& other) const noexcept;

 private:
  /// Where a line lies in text_: its name, and its value right behind it.
  struct Line {
    std::uint32_t begin = 0, name = 0, value = 0;
  };
  [[nodiscard]] Header at(const Line& line) const noexcept {
    const std::string_view text{text_};
    return {text.substr(line.begin, line.name), text.substr(line.begin + line.name, line.value)};
  }
  [[nodiscard]] Line keep(std::string_view name, std::string_view value);

  std::string text_;
  std::vector<Line> lines_;
};

/// Gives out lines by value: they are views.
class Headers::const_iterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = Header;
  using difference_type = std::ptrdiff_t;
  using pointer = const Header*;
  using reference = Header;

  const_iterator() = default;
  [[nodiscard]] Header operator*() const noexcept { return headers_->at(headers_->lines_[line_]); }
  const_iterator& operator++() noexcept {
    ++line_;
    return *this;
  }
  const_iterator operator++(int) noexcept {
    const const_iterator before = *this;
    ++line_;
    return before;
  }
  bool operator==(const const_iterator&) const = default;

 private:
  friend class Headers;
  const_iterator(const Headers& headers, std::size_t line) : headers_{&headers}, line_{line} {}
  const Headers* headers_ = nullptr;
  std::size_t line_ = 0;
};

inline Headers::const_iterator Headers::begin() const noexcept { return {*this, 0}; }
inline Headers::const_iterator Headers::end() const noexcept { return {*this, lines_.size()}; }

}  // namespace phantomime::http
