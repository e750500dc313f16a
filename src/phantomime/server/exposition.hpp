#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace phantomime::server {

/// Writes metrics in Prometheus' text format 0.0.4: a family with its help and type, then its samples. One thread.
class Exposition {
 public:
  static constexpr std::string_view media_type = "text/plain; version=0.0.4; charset=utf-8";
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// `type` is counter, gauge or histogram. Each family once.
  void family(std::string_view name, std::string_view type, std::string_view help);
  /// A sample of the family begun last; `suffix` is `_bucket`, `_sum` or `_count` of a histogram.
  void sample(Labels labels, std::uint64_t value, std::string_view suffix = {});
  void sample(Labels labels, double value, std::string_view suffix = {});

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  void begin_sample(Labels labels, std::string_view suffix);
  std::string name_, text_;
};

/// A label's value as it stands between quotes: `\`, `"` and line feeds escaped, bytes that are no UTF-8 replaced.
[[nodiscard]] std::string label_value(std::string_view value);

}  // namespace phantomime::server
