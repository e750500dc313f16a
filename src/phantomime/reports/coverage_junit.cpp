#include <map>
#include <vector>

#include <fmt/format.h>

#include "phantomime/reports/coverage_report.hpp"
#include "phantomime/reports/junit.hpp"

namespace phantomime::reports {
namespace {

using scenario::Coverage;
using scenario::CoverageItem;

void add_stub(JUnitSuite& suite, const CoverageItem& stub) {
  const std::string place = fmt::format("{}:{}", stub.file, stub.line);
  const auto test = suite.add("coverage", stub.owner + " (" + place + ")");
  if (stub.count == 0) suite.fail(test, "uncalled", "the stub was never called", xml_text(place) + '\n');
}

}  // namespace

std::string coverage_junit(const Coverage& coverage) {
  std::map<std::string, std::vector<const CoverageItem*>> packs;
  for (const auto& [key, item] : coverage.items())
    if (item.kind == CoverageItem::Kind::stub) packs[item.pack].push_back(&item);
  JUnitDocument document{"phantomime coverage"};
  for (const auto& [pack, stubs] : packs) {
    JUnitSuite suite = document.add_suite("phantomime coverage " + pack);
    for (const CoverageItem* const stub : stubs) add_stub(suite, *stub);
    document.finish(suite);
  }
  return document.text();
}

}  // namespace phantomime::reports
