#include "phantomime/cli/netrc.hpp"

#include <gtest/gtest.h>

namespace phantomime::cli {
namespace {

TEST(Netrc, FindsTheEntryOfAHost) {
  struct Row {
    const char* text;
    const char* host;
    const char* user;  ///< null: none
    const char* password = "";
  };
  constexpr const char* usual =
      "# mine\nmachine a.example login u password p\nmachine b.example\n\tpassword q login v\n";
  const Row table[] = {
      {usual, "a.example", "u", "p"},
      {usual, "A.Example", "u", "p"},
      {usual, "b.example", "v", "q"},
      {usual, "c.example", nullptr},
      {"", "a", nullptr},
      {"machine", "a", nullptr},
      {"machine a", "a", "", ""},
      {"machine a login", "a", "", ""},
      {"default login d password e", "any", "d", "e"},
      {"machine a login u password p default login d", "b", "d", ""},
      {"machine a login u default login d", "a", "u", ""},
      {"machine a login u machine a login v", "a", "u", ""},
      {"machine a login \"u v\" password \"a\\\"b\\\\\"", "a", "u v", "a\"b\\"},
      {"machine a account x login u", "a", "u", ""},
      {"macdef m\nmachine a login no\n\nmachine a login u", "a", "u", ""},
      {"machine a login password password login", "a", "password", "login"},
  };
  for (const Row& row : table) {
    const auto entry = find_in_netrc(row.text, row.host);
    ASSERT_EQ(entry.has_value(), row.user != nullptr) << row.text;
    if (!entry) continue;
    EXPECT_EQ(entry->user, row.user) << row.text;
    EXPECT_EQ(entry->password, row.password) << row.text;
  }
}

}  // namespace
}  // namespace phantomime::cli
