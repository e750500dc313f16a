// What a fault does to a response, and whether it can.
#include "phantomime/directives/fault_spec.hpp"

#include "phantomime/directives/load_level.hpp"

namespace phantomime::directives {

using http::Fault;

bool FaultSpec::draws() const noexcept {
  return any() && (probability < 1 || (fault && (fault->content == Fault::Content::garbage ||
                                                 fault->content == Fault::Content::garbage_body)));
}

bool FaultSpec::hits(Random& random) const { return probability >= 1 || random.fraction() < probability; }

void FaultSpec::give_to(http::Reply& reply, Random& random) const {
  reply.fault = fault;
  reply.chance = random.next();
}

void check_fault(const ResponseSpec& spec, LoadContext& context, const Node& where) {
  if (!spec.fault.fault) return;
  const Fault& fault = *spec.fault.fault;
  const bool of_body = fault.content == Fault::Content::malformed_chunk ||
                       fault.end == Fault::End::without_last_chunk ||
                       (fault.end != Fault::End::as_framed && fault.end_at.where == Fault::Place::Where::in_body) ||
                       fault.pace == Fault::Pace::drip_bytes || fault.pace == Fault::Pace::drip_chunks ||
                       fault.pace == Fault::Pace::drip_pieces;
  if (!http::may_have_body(spec.status)) {
    if (of_body || (fault.content == Fault::Content::wrong_length && spec.status == 204))
      context.error(where, ErrorCode::conflict,
                    "a response of status " + std::to_string(spec.status) + " has no body to which this could happen",
                    "write {close: after_head}, or another status");
    return;
  }
  if (spec.is_templated() || spec.chunks || fault.content == Fault::Content::garbage_body) return;
  const std::size_t body = spec.finished_body ? spec.finished_body->size() : 0;
  if (fault.content == Fault::Content::wrong_length && !fault.relative &&
      fault.length == static_cast<std::int64_t>(body))
    context.error(where, ErrorCode::conflict,
                  "the body has " + std::to_string(body) + " bytes: that is the right length", "write '+5' or '-5'");
  if (fault.content == Fault::Content::reply && fault.end == Fault::End::close &&
      fault.end_at.where == Fault::Place::Where::in_body && fault.end_at.bytes >= body)
    context.error(where, ErrorCode::conflict,
                  "the body has " + std::to_string(body) + " bytes: cut after " + std::to_string(fault.end_at.bytes) +
                      " of them it is whole",
                  "cut it earlier");
}

}  // namespace phantomime::directives
