#include "phantomime/base/network.hpp"

#include <gtest/gtest.h>

namespace phantomime {
namespace {

struct In {
  const char* address;
  const char* network;
  std::optional<bool> inside;
};

class InNetwork : public testing::TestWithParam<In> {};

TEST_P(InNetwork, SaysThis) { EXPECT_EQ(in_network(GetParam().address, GetParam().network), GetParam().inside); }

INSTANTIATE_TEST_SUITE_P(Version4, InNetwork,
                         testing::Values(In{"10.1.2.3", "10.0.0.0/8", true}, In{"11.1.2.3", "10.0.0.0/8", false},
                                         In{"10.1.2.3", "10.1.2.3", true}, In{"10.1.2.3", "10.1.2.4", false},
                                         In{"10.1.2.3", "10.1.2.2/31", true}, In{"10.1.2.4", "10.1.2.2/31", false},
                                         In{"10.1.2.3", "0.0.0.0/0", true}, In{"10.1.2.3", "10.1.2.3/32", true},
                                         In{"10.1.2.3", "10.9.9.9/8", true}));  // bits beyond the prefix say nothing
INSTANTIATE_TEST_SUITE_P(Version6, InNetwork,
                         testing::Values(In{"fd00::1", "fd00::/8", true}, In{"fe80::1", "fd00::/8", false},
                                         In{"::1", "::1", true}, In{"::1", "::/0", true},
                                         In{"fd00::8000", "fd00::/113", false}, In{"fd00::7fff", "fd00::/113", true},
                                         In{"10.1.2.3", "::/0", false}, In{"fd00::1", "0.0.0.0/0", false}));
INSTANTIATE_TEST_SUITE_P(
    Mapped, InNetwork,
    testing::Values(In{"::ffff:10.1.2.3", "10.0.0.0/8", true}, In{"::ffff:11.1.2.3", "10.0.0.0/8", false},
                    In{"10.1.2.3", "::ffff:10.1.2.3", true}, In{"10.1.2.3", "::ffff:10.0.0.0/104", true},
                    In{"11.1.2.3", "::ffff:10.0.0.0/104", false}, In{"10.1.2.3", "::ffff:0.0.0.0/96", true},
                    In{"10.1.2.3", "::ffff:10.1.2.3/128", true}, In{"10.1.2.3", "::ffff:0.0.0.0/95", std::nullopt}));
INSTANTIATE_TEST_SUITE_P(Nonsense, InNetwork,
                         testing::Values(In{"", "10.0.0.0/8", std::nullopt}, In{"10.1.2", "10.0.0.0/8", std::nullopt},
                                         In{"10.1.2.3", "", std::nullopt}, In{"10.1.2.3", "10.0.0.0/33", std::nullopt},
                                         In{"10.1.2.3", "10.0.0.0/", std::nullopt},
                                         In{"10.1.2.3", "10.0.0.0/x", std::nullopt},
                                         In{"10.1.2.3", "10.0.0.0/-1", std::nullopt},
                                         In{"10.1.2.3", "10.0.0.0/8/8", std::nullopt},
                                         In{"::1", "::/129", std::nullopt}, In{"fe80::1%eth0", "::/0", std::nullopt}));

}  // namespace
}  // namespace phantomime
