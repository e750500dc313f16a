#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/coverage_report.hpp"

namespace phantomime::reports {
namespace {

using scenario::Coverage;
using scenario::CoverageItem;

constexpr std::array<std::string_view, 4> one_of_kind{"stub", "branch", "state", "member"};

/// `41/42  97.6 %`; never rounded up to what it is not.
std::string share_text(const Coverage::Share& share) {
  if (share.all == 0) return "-";
  const auto tenths = share.touched * 1000 / share.all;
  return fmt::format("{}/{} {:>3}.{} %", share.touched, share.all, tenths / 10, tenths % 10);
}

using Line = std::array<std::string, 5>;

Line line_of(const Coverage& coverage, std::string name, std::string_view pack) {
  Line line{std::move(name), "", "", "", ""};
  for (std::size_t kind = 0; kind < scenario::coverage_kinds.size(); ++kind)
    line[kind + 1] = share_text(coverage.share(static_cast<CoverageItem::Kind>(kind), pack));
  return line;
}

std::string aligned(const std::vector<Line>& lines) {
  std::array<std::size_t, 5> widths{};
  for (const Line& line : lines)
    for (std::size_t at = 0; at < line.size(); ++at) widths[at] = std::max(widths[at], line[at].size());
  std::string text;
  for (const Line& line : lines) {
    text += fmt::format("{:<{}}", line[0], widths[0]);
    for (std::size_t at = 1; at < line.size(); ++at) text += fmt::format("  {:>{}}", line[at], widths[at]);
    text += '\n';
  }
  return text;
}

std::string place_text(const CoverageItem& item) {
  if (item.file.empty()) return "(unknown)";
  return printable(item.file) + (item.line ? ":" + std::to_string(item.line) : "");
}

std::string untouched(const Coverage& coverage) {
  std::vector<const CoverageItem*> items;
  for (const auto& [key, item] : coverage.items())
    if (item.count == 0) items.push_back(&item);
  if (items.empty()) return {};
  std::stable_sort(items.begin(), items.end(), [](const CoverageItem* a, const CoverageItem* b) {
    return std::tie(a->pack, a->kind, a->file, a->line) < std::tie(b->pack, b->kind, b->file, b->line);
  });
  std::string text = "\nnever touched\n";
  for (const CoverageItem* const item : items)
    text += fmt::format("  {}: {} {}{}\n", place_text(*item), one_of_kind[static_cast<std::size_t>(item->kind)],
                        printable(item->owner), item->name.empty() ? "" : " " + printable(item->name));
  return text;
}

}  // namespace

std::string coverage_table(const Coverage& coverage) {
  std::set<std::string> packs;
  for (const auto& [key, item] : coverage.items()) packs.insert(item.pack);
  std::vector<Line> lines{{"pack", "stubs", "branches", "states", "members"}};
  for (const std::string& pack : packs) lines.push_back(line_of(coverage, printable(pack), pack));
  if (packs.size() > 1) lines.push_back(line_of(coverage, "all", {}));
  return packs.empty() ? "nothing that could be touched\n" : aligned(lines);
}

std::string coverage_text(const Coverage& coverage) { return coverage_table(coverage) + untouched(coverage); }

std::span<const CoverageFormat> coverage_formats() noexcept {
  static constexpr std::array<CoverageFormat, 3> formats{{
      {"text", "for people", coverage_text},
      {"lcov", "LCOV's tracefile, for genhtml and code hosts", coverage_lcov},
      {"junit", "JUnit's XML, for build servers", coverage_junit},
  }};
  return formats;
}

}  // namespace phantomime::reports
