#include "phantomime/scenario/journal.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::scenario {
namespace {

std::shared_ptr<JournalEntry> entry(std::string body) {
  auto made = std::make_shared<JournalEntry>();
  made->request.method = "POST";
  made->request.target = "/a";
  made->request.body = std::move(body);
  return made;
}

std::vector<std::string> bodies(const Journal& journal) {
  std::vector<std::string> found;
  for (const JournalEntry& kept : journal.entries()) found.push_back(kept.request.body);
  return found;
}

TEST(Journal, NumbersEntriesFromOne) {
  Journal journal;
  journal.add(entry("a"));
  journal.add(entry("b"));
  const auto entries = journal.entries();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].number, 1U);
  EXPECT_EQ(entries[1].number, 2U);
}

TEST(Journal, KeepsTheLastEntriesAndCountsTheDropped) {
  Journal journal{{2, 1 << 20}};
  for (const char* body : {"a", "b", "c"}) journal.add(entry(body));
  EXPECT_THAT(bodies(journal), ::testing::ElementsAre("b", "c"));
  EXPECT_EQ(journal.total(), 3U);
  EXPECT_EQ(journal.dropped(), 1U);
}

TEST(Journal, CountsBodiesAndHeadersAgainstItsBytes) {
  Journal journal{{100, 10'000}};
  journal.add(entry(std::string(6'000, 'a')));
  journal.add(entry("small"));
  EXPECT_EQ(journal.entries().size(), 2U);
  journal.add(entry(std::string(6'000, 'b')));  // the first must go, the second may stay
  EXPECT_EQ(journal.entries().size(), 2U);
  const auto headers = entry("headers");
  for (int line = 0; line < 500; ++line) headers->request.headers.add("X", "");  // lines cost something, too
  journal.add(headers);
  EXPECT_THAT(bodies(journal), ::testing::Contains("headers"));
  EXPECT_THAT(bodies(journal), ::testing::Not(::testing::Contains(std::string(6'000, 'b'))));
}

TEST(Journal, KeepsARequestLargerThanItselfWithoutItsBody) {
  Journal journal{{100, 10'000}};
  journal.add(entry("before"));
  journal.add(entry(std::string(20'000, 'a')));
  const auto entries = journal.entries();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_FALSE(entries[0].body_left_out);
  EXPECT_TRUE(entries[1].body_left_out);
  EXPECT_EQ(entries[1].request.body, "");
  EXPECT_EQ(journal.dropped(), 0U);
}

TEST(Journal, WithoutRoomOnlyCounts) {
  Journal none{{0, 1 << 20}}, tiny{{10, 1}};
  for (Journal* journal : {&none, &tiny}) {
    journal->add(entry("a"));
    EXPECT_TRUE(journal->entries().empty());
    EXPECT_EQ(journal->total(), 1U);
    EXPECT_EQ(journal->dropped(), 1U);
  }
}

TEST(Journal, ClearsToItsBeginning) {
  Journal journal{{2, 1 << 20}};
  for (const char* body : {"a", "b", "c"}) journal.add(entry(body));
  journal.clear();
  EXPECT_TRUE(journal.entries().empty());
  EXPECT_EQ(journal.total(), 0U);
  EXPECT_EQ(journal.dropped(), 0U);
  journal.add(entry("d"));
  EXPECT_EQ(journal.entries().front().number, 1U);
}

TEST(Journal, ForgetsButCountsOnAlsoInTheNextEdition) {
  Journal journal{{2, 1 << 20}}, next;
  for (const char* body : {"a", "b", "c"}) journal.add(entry(body));
  journal.forget();
  next.take_over(journal, [](JournalEntry&) {});
  EXPECT_EQ(next.dropped(), 0U);
  next.add(entry("d"));
  const auto excerpt = next.excerpt(3);
  ASSERT_EQ(excerpt.entries.size(), 1U);
  EXPECT_EQ(excerpt.entries.front()->number, 4U);
  EXPECT_EQ(excerpt.total, 4U);
  EXPECT_TRUE(next.excerpt(4).entries.empty());
}

TEST(Journal, GoesOnFromAnEarlierOne) {
  Journal earlier{{2, 1 << 20}};
  for (const char* body : {"a", "b", "c"}) earlier.add(entry(body));
  Journal journal;
  journal.take_over(earlier, [](JournalEntry& kept) { kept.stub = 9; });
  journal.add(entry("d"));
  const auto entries = journal.entries();
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].number, 2U);
  EXPECT_EQ(entries[0].stub, 9U);
  EXPECT_EQ(entries[2].number, 4U);
  EXPECT_EQ(journal.total(), 4U);
  EXPECT_EQ(journal.dropped(), 1U);
}

TEST(JournalPool, IsABoundOnAllThatShareIt) {
  const auto pool = std::make_shared<Journal::Pool>(20'000);
  Journal first{{.pool = pool}}, second{{.pool = pool}};
  const auto large = [] { return entry(std::string(4000, 'x')); };
  for (int i = 0; i < 10; ++i) first.add(large());
  EXPECT_LE(pool->used.load(), pool->bytes);
  EXPECT_GT(first.dropped(), 0u);
  const auto kept = first.entries().size();
  second.add(large());
  EXPECT_EQ(first.entries().size(), kept) << "nobody makes room at the cost of another";
  ASSERT_EQ(second.entries().size(), 1u);
  EXPECT_TRUE(second.entries().front().body_left_out);
  first.forget();
  second.add(large());
  EXPECT_FALSE(second.entries().back().body_left_out);
}

TEST(JournalPool, ATakeoverLosesNothingAndTheOneBeforeGivesItsPartBack) {
  const auto pool = std::make_shared<Journal::Pool>(20'000);
  Journal later{{.pool = pool}};
  {
    Journal earlier{{.pool = pool}};
    for (int i = 0; i < 4; ++i) earlier.add(entry(std::string(4000, 'x')));
    later.take_over(earlier, [](JournalEntry&) {});
  }
  EXPECT_EQ(later.entries().size(), 4u);
  EXPECT_LE(pool->used.load(), pool->bytes);
  later.clear();
  EXPECT_EQ(pool->used.load(), 0u);
}

}  // namespace
}  // namespace phantomime::scenario
