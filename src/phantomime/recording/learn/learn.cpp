#include "phantomime/recording/learn/learn.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_map>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/learn/value_format.hpp"

namespace phantomime::recording {
namespace {

using std::chrono::hours;

constexpr std::size_t most_shown = 3, most_shown_bytes = 40, longest_bindable = 4096, most_tokens = 64;
/// What a counter may grow by from one recording to the next without being taken for chance.
constexpr std::int64_t most_growth = 1000, growth_share = 10;
/// Whole numbers are times only near the clock.
constexpr hours nearby_time{24};

/// One member of a step with its value in each recording that has it.
struct Column {
  std::size_t step = 0;
  std::string where;
  std::vector<std::string> values;
  std::vector<Instant> began;
  Member::Kind kind = Member::Kind::text;
  std::size_t runs = 0;  ///< of the step
  [[nodiscard]] bool complete() const noexcept { return values.size() == runs; }
  [[nodiscard]] bool varies() const {
    return std::any_of(values.begin(), values.end(), [this](const auto& value) { return value != values.front(); });
  }
};

std::string key_of(const std::vector<std::string>& values) {
  std::string key;
  for (const std::string& value : values) key += std::to_string(value.size()) + ':' + value;
  return key;
}

std::vector<Column> columns_of(std::span<const Step> steps) {
  std::vector<Column> columns;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    std::unordered_map<std::string, std::size_t> places;
    std::size_t runs = 0;
    const std::size_t first_column = columns.size();
    for (const auto members : {request_members, response_members})
      for (const Exchange* run : steps[step].runs) {
        if (!run) continue;
        for (Member& member : members(*run)) {
          const auto [place, added] = places.try_emplace(member.where, columns.size());
          if (added) columns.push_back({step, member.where, {}, {}, member.kind, 0});
          Column& column = columns[place->second];
          if (column.kind == Member::Kind::word) column.kind = member.kind;
          column.values.push_back(std::move(member.text));
          column.began.push_back(run->began);
        }
      }
    for (const Exchange* run : steps[step].runs) runs += run ? 1 : 0;
    for (std::size_t at = first_column; at < columns.size(); ++at) columns[at].runs = runs;
  }
  return columns;
}

/// Words of letters and digits, and what stands between them.
std::vector<std::string_view> tokens_of(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto is_word = [](char c) { return is_letter(c) || is_digit(c); };
    std::size_t end = begin + 1;
    while (end < text.size() && is_word(text[end]) == is_word(text[begin])) ++end;
    tokens.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return tokens;
}

class Classifier {
 public:
  explicit Classifier(std::span<const Step> steps) : steps_{steps}, columns_{columns_of(steps)} {
    for (std::size_t at = 0; at < columns_.size(); ++at)
      if (columns_[at].complete() && columns_[at].runs > 1 && columns_[at].varies())
        first_.try_emplace(key_of(columns_[at].values), at);
  }

  std::vector<LearnedMember> classify() const {
    std::vector<LearnedMember> learned;
    for (std::size_t at = 0; at < columns_.size(); ++at)
      if (columns_[at].runs > 1) learned.push_back(classified(at));
    return learned;
  }

 private:
  LearnedMember classified(std::size_t at) const {
    const Column& column = columns_[at];
    LearnedMember member{column.step, column.where, MemberClass::constant, shown(column), 0,
                         "",          true,         column.values.size()};
    if (!column.varies()) {
      member.evidence = "the same in " + std::to_string(column.values.size()) + " recordings";
      return member;
    }
    if (bind(at, member)) return member;
    if (is_time_column(column))
      member.kind = MemberClass::time;
    else if (column.where != "response.status" && is_increasing(column))
      member.kind = MemberClass::increasing;
    else if (is_enumerated(column))
      member.kind = MemberClass::enumerated;
    else
      member.kind = MemberClass::free;
    return member;
  }

  bool bind(std::size_t at, LearnedMember& member) const {
    const Column& column = columns_[at];
    if (!column.complete() || column.where == "response.header.Date") return false;
    auto origin = origin_of(key_of(column.values), at);
    if (!origin) {
      origin = origin_of_part(at);
      member.whole = false;
    }
    if (!origin) return false;
    member.kind = MemberClass::bound;
    member.bound_step = columns_[*origin].step;
    member.bound_where = columns_[*origin].where;
    member.evidence = (member.whole ? "as " : "holds ") + member.bound_where + " of " +
                      steps_[member.bound_step].shape + ": " + shown(column);
    return true;
  }

  [[nodiscard]] std::optional<std::size_t> origin_of(const std::string& key, std::size_t at) const {
    const auto found = first_.find(key);
    if (found == first_.end() || found->second == at) return std::nullopt;
    const Column &origin = columns_[found->second], &column = columns_[at];
    if (origin.step > column.step || origin.runs != column.runs) return std::nullopt;
    // Two times of one answer are equal because the clock was.
    if (origin.step == column.step && is_time_column(column)) return std::nullopt;
    return found->second;
  }

  /// Where the texts differ only in words that are other values.
  [[nodiscard]] std::optional<std::size_t> origin_of_part(std::size_t at) const {
    const Column& column = columns_[at];
    std::vector<std::vector<std::string_view>> rows;
    for (const std::string& value : column.values) {
      if (value.size() > longest_bindable) return std::nullopt;
      rows.push_back(tokens_of(value));
      if (rows.back().size() != rows.front().size() || rows.back().size() > most_tokens || rows.back().size() < 2)
        return std::nullopt;
    }
    std::optional<std::size_t> origin;
    for (std::size_t token = 0; token < rows.front().size(); ++token) {
      std::vector<std::string> values;
      values.reserve(rows.size());
      for (const auto& row : rows) values.emplace_back(row[token]);
      if (std::all_of(values.begin(), values.end(), [&](const auto& value) { return value == values.front(); }))
        continue;
      const auto found = origin_of(key_of(values), at);
      if (!found) return std::nullopt;
      origin = found;
    }
    return origin;
  }

  static bool is_time_column(const Column& column) {
    const ValueFormat format = format_of(column.values.front());
    if (!is_time(format)) return false;
    for (std::size_t row = 0; row < column.values.size(); ++row) {
      const ValueFormat here = format_of(column.values[row]);
      const auto time = time_of(column.values[row], here);
      if (!time) return false;
      const bool is_number = here == ValueFormat::unix_seconds || here == ValueFormat::unix_milliseconds;
      const auto apart = *time > column.began[row] ? *time - column.began[row] : column.began[row] - *time;
      if (is_number && apart > nearby_time) return false;
    }
    return true;
  }

  /// By when the recordings were made, not by the order in which they were named.
  static bool is_increasing(const Column& column) {
    std::vector<std::pair<Instant, std::int64_t>> numbers;
    for (std::size_t row = 0; row < column.values.size(); ++row) {
      const auto number = integer_of(column.values[row]);
      if (!number) return false;
      numbers.emplace_back(column.began[row], *number);
    }
    std::sort(numbers.begin(), numbers.end());
    for (std::size_t row = 1; row < numbers.size(); ++row) {
      const std::int64_t before = numbers[row - 1].second, growth = numbers[row].second - before;
      if (growth <= 0 || growth > std::max(most_growth, before / growth_share)) return false;
    }
    return true;
  }

  static bool is_enumerated(const Column& column) {
    const std::set<std::string> distinct{column.values.begin(), column.values.end()};
    if (distinct.size() < column.values.size() || column.where == "response.status") return true;
    return std::all_of(column.values.begin(), column.values.end(), [&](const std::string& value) {
      return column.kind == Member::Kind::word || format_of(value) == ValueFormat::word;
    });
  }

  static std::string shown(const Column& column) {
    std::string text;
    for (std::size_t row = 0; row < column.values.size() && row < most_shown; ++row)
      text +=
          (row ? ", " : "") + shorten(printable(cut_utf8(column.values[row], most_shown_bytes * 2)), most_shown_bytes);
    return column.values.size() > most_shown ? text + ", ..." : text;
  }

  std::span<const Step> steps_;
  std::vector<Column> columns_;
  std::unordered_map<std::string, std::size_t> first_;  ///< the values of a column → the first that has them
};

}  // namespace

std::string_view to_string(MemberClass value) noexcept {
  constexpr std::array<std::string_view, 6> names{"constant", "increasing", "bound", "enumerated", "time", "free"};
  return names[static_cast<std::size_t>(value)];
}

std::vector<LearnedMember> learn(std::span<const Step> steps) { return Classifier{steps}.classify(); }

}  // namespace phantomime::recording
