#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/coverage_report.hpp"

namespace phantomime::reports {
namespace {

using scenario::Coverage;
using scenario::CoverageItem;
using Kind = CoverageItem::Kind;

/// Everything of one file, by line.
struct FileRecord {
  std::vector<const CoverageItem*> functions, branches;
  std::map<std::uint32_t, std::uint64_t> lines;
};

std::string upto(std::size_t found, std::size_t hit, const char* all, const char* some) {
  return fmt::format("{}:{}\n{}:{}\n", all, found, some, hit);
}

/// A field of a record ends with its line and, but for the last, at a comma; readers disagree about the last.
std::string field(std::string_view text) {
  std::string shown = printable(text);
  std::replace(shown.begin(), shown.end(), ',', ';');
  return shown;
}

std::string functions_text(const FileRecord& record) {
  std::set<std::string> names;
  std::string where, counts;
  std::size_t hit = 0;
  for (const CoverageItem* const stub : record.functions) {
    std::string name = field(stub->owner);
    for (std::size_t more = 2; !names.insert(name).second; ++more)
      name = fmt::format("{} #{}", field(stub->owner), more);
    where += fmt::format("FN:{},{}\n", stub->line, name);
    counts += fmt::format("FNDA:{},{}\n", stub->count, name);
    if (stub->count > 0) ++hit;
  }
  return where + counts + upto(record.functions.size(), hit, "FNF", "FNH");
}

std::string branches_text(const FileRecord& record) {
  std::string text;
  std::map<std::uint32_t, std::size_t> numbers;
  std::size_t hit = 0;
  for (const CoverageItem* const branch : record.branches) {
    text += fmt::format("BRDA:{},0,{},{}\n", branch->line, numbers[branch->line]++, branch->count);
    if (branch->count > 0) ++hit;
  }
  return text + upto(record.branches.size(), hit, "BRF", "BRH");
}

std::string lines_text(const FileRecord& record) {
  std::string text;
  std::size_t hit = 0;
  for (const auto& [line, count] : record.lines) {
    text += fmt::format("DA:{},{}\n", line, count);
    if (count > 0) ++hit;
  }
  return text + upto(record.lines.size(), hit, "LF", "LH");
}

bool by_line(const CoverageItem* a, const CoverageItem* b) { return a->line < b->line; }

}  // namespace

std::string coverage_lcov(const Coverage& coverage) {
  std::map<std::string, FileRecord> files;
  for (const auto& [key, item] : coverage.items()) {
    if (item.file.empty() || item.line == 0) continue;  // there is no line to show
    FileRecord& record = files[item.file];
    if (item.kind == Kind::stub) record.functions.push_back(&item);
    if (item.kind == Kind::branch || item.kind == Kind::state) record.branches.push_back(&item);
    std::uint64_t& count = record.lines[item.line];
    count = std::max(count, item.count);
  }
  std::string text;
  for (auto& [file, record] : files) {
    std::stable_sort(record.functions.begin(), record.functions.end(), by_line);
    std::stable_sort(record.branches.begin(), record.branches.end(), by_line);
    text += "TN:\nSF:" + printable(file) + '\n' + functions_text(record) + branches_text(record) + lines_text(record) +
            "end_of_record\n";
  }
  return text;
}

}  // namespace phantomime::reports
