#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/contract/make_contracts.hpp"
#include "phantomime/contract/safety.hpp"

namespace phantomime::contract {

/// A value that only the user knows: `approval.id` is 21.
struct Binding {
  std::string name;
  std::string value;
  Location where;  ///< in a file of bindings; none on the command line
};

/// Where ids stand in the answer of a list.
struct RowsAt {
  std::string rows;  ///< the member with the array of rows; empty: the body is that array
  std::string id;    ///< the member of a row
};
/// At most `limit` of the ids in a list's answer, as they are written in a path.
[[nodiscard]] std::vector<std::string> ids_in(const Json& answer, const RowsAt& at, std::size_t limit);

/// A capture of a path, and what fills it. `path` as a name stands for the whole path, where that is a pattern without
/// names.
struct Hole {
  std::string capture;                ///< `id`
  std::string binding;                ///< what a binding calls it: `approval.id`, or `STUB.id`
  std::optional<std::string> value;   ///< bound
  std::optional<std::size_t> feeder;  ///< else: the item of the plan whose answer has it
  RowsAt at;                          ///< in that answer
};

/// What is to become of one stub's request.
struct Planned {
  std::uint32_t stub = 0;  ///< index into Scenario::stubs, and of its contract
  Safety safety = Safety::safe;
  std::string not_run;  ///< why it is not sent; empty: it is
  /// A flow sends it (contract/flow.hpp), to what it made itself: once all others are done.
  bool in_flow = false;
  http::Request asked;  ///< as the stub's example, without anybody's credentials; holes that are bound are filled
  std::vector<Hole> holes;
  bool anonymous = false;    ///< to be asked without credentials
  bool may_lack = false;     ///< a row need not have what is asked for: a 404 is no finding then, another row is tried
  bool names_one = false;    ///< its literal path names one thing, such as 21, which another server need not have
  bool all_pages = false;    ///< a rule looks at all pages of the list
  std::size_t requests = 1;  ///< estimated
  std::size_t bytes = 0;     ///< estimated: of its answers, by what the pack itself answers
};

/// Requests in an order in which lists come before what they feed.
struct Plan {
  std::vector<Planned> items;
  struct Estimate {
    std::size_t requests = 0, bytes = 0;
    std::chrono::milliseconds time{0};
  };
  /// Of what is sent. `answer`: how long one takes.
  [[nodiscard]] Estimate estimate(std::size_t jobs, double rate, std::chrono::milliseconds answer) const;
};

struct PlanOptions {
  std::vector<Binding> bindings;
  std::vector<Safety> allowed;    ///< beside what is safe
  std::vector<std::string> only;  ///< names of stubs or requests, `*` for any text; empty: all
};

/// What is asked of a live server to hold it against the contracts, from what the pack knows alone. Only safe requests
/// are to be sent; the others say which flow or permission they lack. Errors: bindings that name nothing, `only` that
/// fits nothing.
[[nodiscard]] Plan make_plan(const std::shared_ptr<const scenario::Edition>& edition, const Contracts& contracts,
                             const PlanOptions& options, Errors& errors);

}  // namespace phantomime::contract
