// The examples of scenarios/README.md, "Contracts", load as they stand.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "contract/contract_of.hpp"

namespace phantomime::contract {
namespace {

std::vector<std::string> examples() {
  std::ifstream file{PHANTOMIME_SOURCE_DIR "/scenarios/README.md"};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  text = text.substr(text.find("\n## Contracts\n"));
  text = text.substr(0, text.find("\n## Fixtures\n"));
  std::vector<std::string> blocks;
  const std::string opening = "```yaml\n";
  for (std::size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
    at += opening.size();
    blocks.push_back(text.substr(at, text.find("```", at) - at));
  }
  return blocks;
}

TEST(ContractReference, ExamplesLoadAndKeepThemselves) {
  const auto blocks = examples();
  ASSERT_EQ(blocks.size(), 2u);
  const testing_support::MemoryFileStore whole{{"p/a.yaml", blocks[0]}};
  ContractOf first{whole};
  EXPECT_EQ(first.errors(), "");
  EXPECT_EQ(first.finds(R"({"count": 1, "data": []})", "GET /rest/approval", "approvals").size(), 1u);

  std::string contract;
  for (const char c : "\n" + blocks[1]) contract += c == '\n' ? std::string{"\n    "} : std::string(1, c);
  EXPECT_EQ(ContractOf{"stubs:\n  - name: a\n    request: GET /a\n    response: {json: {count: 0, data: []}}" +
                       contract + "\n"}
                .errors(),
            "");
}

}  // namespace
}  // namespace phantomime::contract
