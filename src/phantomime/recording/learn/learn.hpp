#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/recording/log_reader.hpp"

namespace phantomime::recording {

/// How a member behaves over several recordings of one session.
enum class MemberClass : std::uint8_t {
  constant,
  increasing,  ///< whole numbers that grow from one recording to the next
  bound,       ///< always equal to another value, or a text in which others stand
  enumerated,  ///< one of a few values
  time,
  free,  ///< another one each time
};
[[nodiscard]] std::string_view to_string(MemberClass value) noexcept;

/// What requests are aligned by: method, path with `{}` for what names one of many things, names of query fields.
[[nodiscard]] std::string request_shape(const Exchange& exchange);
[[nodiscard]] std::string request_shape(std::string_view method, std::string_view target);

/// Requests of several recordings that do the same: one of each, or null where a recording has none.
struct Step {
  std::string shape;
  std::vector<const Exchange*> runs;  ///< by recording
};
/// Aligns recordings of one session: the n-th request of a shape in one is the n-th in the others. Steps in the order
/// of the recording that has them first. The recordings must outlive it.
[[nodiscard]] std::vector<Step> align(std::span<const Recording> recordings);

/// What was learned of one member of a step.
struct LearnedMember {
  std::size_t step = 0;
  std::string where;  ///< Member::where
  MemberClass kind = MemberClass::constant;
  std::string evidence;        ///< for people; holds no secret that the recordings do not
  std::size_t bound_step = 0;  ///< bound: where the value was first
  std::string bound_where;     ///< bound
  bool whole = true;           ///< bound: equal to it; false: a part of the text is
  std::size_t seen = 0;        ///< in how many recordings it was there
};
/// Classifies every member of every step that at least two recordings have. In the order of steps, requests before
/// responses, members as they were sent.
[[nodiscard]] std::vector<LearnedMember> learn(std::span<const Step> steps);

}  // namespace phantomime::recording
