#include "phantomime/base/digest.hpp"

#include <gtest/gtest.h>

namespace phantomime {
namespace {

TEST(Digest, IsSha256) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, IsTheSameInPieces) { EXPECT_EQ(Digest{}.feed("a").feed("").feed("bc").hexadecimal(), sha256("abc")); }

TEST(Digest, WithAKeyIsHmac) {
  // RFC 4231, test case 2.
  EXPECT_EQ(Digest{"Jefe"}.feed("what do ya want ").feed("for nothing?").hexadecimal(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, HasThirtyTwoBytes) { EXPECT_EQ(Digest{"key"}.bytes().size(), 32); }

}  // namespace
}  // namespace phantomime
