#pragma once

#include "phantomime/net/certificate.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::test {

/// A certificate for loopback and its authority, made once for a program. Thread-safe.
[[nodiscard]] const net::KeptCertificate& test_certificate();

/// Makes listener 0 one that speaks TLS with it, and 1 a plain one.
void with_tls(net::Server::Options& options);

}  // namespace phantomime::test
