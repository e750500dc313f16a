#include "phantomime/formats/learned_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::formats {
namespace {

using ::testing::HasSubstr;

contract::Learned learned_from(const std::string& text, std::string& messages) {
  Errors errors;
  const auto document = read_yaml(std::make_shared<const Source>("learned.yaml", text), errors);
  contract::Learned learned;
  if (document) learned = load_learned(*document, errors);
  messages = render(errors);
  return learned;
}

TEST(LearnedFile, SaysWhatOfAnswersDoesNotStay) {
  std::string messages;
  const auto learned = learned_from(
      "phantomime_learned: 1\nrecordings: [monday]\nmembers:\n"
      "  - {stub: a, where: response.body/data/0/o~1k, class: time, plays: '{{ now() }}', evidence: moved with the "
      "clock}\n"
      "  - {stub: a, where: response.header.X-Id, class: free, evidence: differs}\n"
      "  - {stub: a, where: request.query.page, class: free, evidence: differs}\n",
      messages);
  EXPECT_EQ(messages, "");
  ASSERT_EQ(learned.size(), 2u);
  EXPECT_EQ(learned[0].place.to_string(), "$.data[*]['o/k']");
  EXPECT_EQ(learned[0].variation, contract::Variation::time);
  EXPECT_EQ(learned[0].evidence, "moved with the clock");
  EXPECT_EQ(learned[1].header, "X-Id");
}

TEST(LearnedFile, RefusesWhatItDoesNotKnow) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"phantomime_learned: 2\nmembers: []\n", "version"},
      {"phantomime_learned: 1\nmember: []\n", "did you mean 'members'?"},
      {"phantomime_learned: 1\nmembers: [{stub: a, where: response.body/a, class: tmie}]\n", "did you mean 'time'?"},
      {"phantomime_learned: 1\nmembers: [{stub: a, class: time}]\n", "'where'"},
  };
  for (const auto& row : rows) {
    std::string messages;
    (void)learned_from(row.text, messages);
    EXPECT_THAT(messages, HasSubstr(row.message)) << row.text;
  }
}

}  // namespace
}  // namespace phantomime::formats
