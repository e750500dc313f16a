#pragma once

#include <memory>
#include <optional>

#include "phantomime/base/load_context.hpp"
#include "phantomime/base/random.hpp"
#include "phantomime/http/fault.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/transmission.hpp"

namespace phantomime::directives {

/// What may go wrong with a reply, and how likely.
struct FaultSpec {
  std::shared_ptr<const http::Fault> fault;           ///< null: nothing
  std::optional<http::HandshakeFault> tls_handshake;  ///< instead: of connections, and so at run time only
  double probability = 1;

  [[nodiscard]] bool any() const noexcept { return fault != nullptr || tls_handshake.has_value(); }
  /// Whether chance has a part in it: drawing changes nothing where it has none.
  [[nodiscard]] bool draws() const noexcept;
  /// Whether it happens this time.
  [[nodiscard]] bool hits(Random& random) const;
  /// Gives it to a reply, in place of another one.
  void give_to(http::Reply& reply, Random& random) const;
};

enum class FaultUse { response, run_time };
/// Reads the value of `fault:`. Reports every error.
void load_fault(const Node& value, LoadContext& context, FaultSpec& spec, FaultUse use);
/// Reads a probability. Reports what is none.
void load_probability(const Node& value, LoadContext& context, double& probability);

}  // namespace phantomime::directives
