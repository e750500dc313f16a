#include "phantomime/cli/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace phantomime::cli {
namespace {

constexpr std::size_t context = 3;
constexpr std::size_t most_cells = 4'000'000;  ///< of the table of common lines

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Step {
  char sign = ' ';
  std::string_view line;
};

/// The middle of two texts that differ at both of its ends.
void add_middle(std::vector<Step>& steps, const Lines& before, const Lines& after) {
  const std::size_t rows = before.size(), columns = after.size();
  std::size_t row = 0, column = 0;
  if ((rows + 1) * (columns + 1) <= most_cells) {
    std::vector<std::uint32_t> common((rows + 1) * (columns + 1));
    const auto cell = [&](std::size_t r, std::size_t c) -> std::uint32_t& { return common[r * (columns + 1) + c]; };
    for (std::size_t r = rows; r-- > 0;)
      for (std::size_t c = columns; c-- > 0;)
        cell(r, c) = before[r] == after[c] ? cell(r + 1, c + 1) + 1 : std::max(cell(r + 1, c), cell(r, c + 1));
    while (row < rows && column < columns) {
      if (before[row] == after[column]) {
        steps.push_back({' ', before[row++]});
        ++column;
      } else if (cell(row + 1, column) >= cell(row, column + 1)) {
        steps.push_back({'-', before[row++]});
      } else {
        steps.push_back({'+', after[column++]});
      }
    }
  }
  for (; row < rows; ++row) steps.push_back({'-', before[row]});
  for (; column < columns; ++column) steps.push_back({'+', after[column]});
}

std::vector<Step> steps_between(const Lines& before, const Lines& after) {
  std::size_t head = 0, tail = 0;
  const std::size_t shorter = std::min(before.size(), after.size());
  while (head < shorter && before[head] == after[head]) ++head;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  std::vector<Step> steps;
  for (std::size_t line = 0; line < head; ++line) steps.push_back({' ', before[line]});
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head), lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  add_middle(steps, middle(before), middle(after));
  for (std::size_t line = before.size() - tail; line < before.size(); ++line) steps.push_back({' ', before[line]});
  return steps;
}

std::string range(std::size_t first, std::size_t count) {
  return std::to_string(count ? first + 1 : first) + (count == 1 ? "" : "," + std::to_string(count));
}

std::string hunk(const std::vector<Step>& steps, std::size_t begin, std::size_t end, std::size_t old_line,
                 std::size_t new_line) {
  std::string body;
  std::size_t old_count = 0, new_count = 0;
  for (std::size_t at = begin; at < end; ++at) {
    old_count += steps[at].sign != '+';
    new_count += steps[at].sign != '-';
    body += steps[at].sign + std::string{steps[at].line};
    if (!steps[at].line.ends_with('\n')) body += "\n\\ No newline at end of file\n";
  }
  return "@@ -" + range(old_line, old_count) + " +" + range(new_line, new_count) + " @@\n" + body;
}

}  // namespace

std::string line_diff(const std::string& path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const std::vector<Step> steps = steps_between(lines_of(before), lines_of(after));
  std::string text = "--- " + std::string{before.empty() ? "/dev/null" : path} + "\n+++ " + path + "\n";
  std::size_t old_line = 0, new_line = 0, told = 0;  // lines before `told`
  for (std::size_t at = 0; at < steps.size();) {
    if (steps[at].sign == ' ') {
      ++at;
      continue;
    }
    const std::size_t begin = std::max(told, at - std::min(at, context));
    std::size_t last = at;
    for (std::size_t next = at; next < steps.size() && next <= last + 2 * context; ++next)
      if (steps[next].sign != ' ') last = next;
    const std::size_t end = std::min(steps.size(), last + 1 + context);
    for (; told < begin; ++told) {
      ++old_line;
      ++new_line;
    }
    text += hunk(steps, begin, end, old_line, new_line);
    for (; told < end; ++told) {
      old_line += steps[told].sign != '+';
      new_line += steps[told].sign != '-';
    }
    at = end;
  }
  return text;
}

}  // namespace phantomime::cli
