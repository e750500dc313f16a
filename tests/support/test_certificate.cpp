#include "support/test_certificate.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace phantomime::test {

const net::KeptCertificate& test_certificate() {
  static const net::KeptCertificate kept = [] {
    auto made = net::keep_certificate(testing::TempDir() + "test_certificate_" + std::to_string(::getpid()), {});
    EXPECT_TRUE(made);
    return made ? *made : net::KeptCertificate{};
  }();
  return kept;
}

void with_tls(net::Server::Options& options) {
  options.tls = test_certificate().files;
  options.listeners = {net::Listener{"127.0.0.1", 0, true}, net::Listener{}};
}

}  // namespace phantomime::test
