#include "phantomime/cli/record_plan.hpp"

namespace phantomime::cli {
namespace {

using server::Opening;

Error plan_error(std::string what, std::string hint) {
  return {ErrorCode::usage, std::move(what), {}, std::move(hint)};
}

Result<RecordPlan> plan_of_mode(const std::string& mode, const std::string& folder, bool taken) {
  if (mode == "none") {
    if (taken) return RecordPlan{true, false, Opening::fresh};
    return Error{ErrorCode::conflict,
                 folder + " holds no recording, and --mode none makes none",
                 {},
                 "record one first, or name another folder with --out"};
  }
  if (mode == "once") return taken ? RecordPlan{true, false, Opening::fresh} : RecordPlan{false, true, Opening::fresh};
  return RecordPlan{mode == "new" && taken, true, Opening::resume};
}

}  // namespace

Result<RecordPlan> plan_of(const RecordOptions& options, Folder folder) {
  const bool taken = folder == Folder::taken;
  if (!options.mode.empty() && options.mode != "all" && (options.resume || options.force))
    return plan_error("--resume and --force record everything, and --mode " + options.mode + " does not",
                      "leave one of them out");
  RecordPlan plan{false, true, Opening::fresh};
  if (options.force)
    plan.opening = Opening::replace;
  else if (options.resume)
    plan.opening = Opening::resume;
  else if (!options.mode.empty()) {
    auto of_mode = plan_of_mode(options.mode, options.keeping.folder, taken);
    if (!of_mode) return of_mode;
    plan = *of_mode;
  }
  if (plan.records && !options.forward && options.upstream.target.empty())
    return plan_error("there is no server to record",
                      "name it with --target https://HOST[:PORT], or be a proxy for any with --forward");
  return plan;
}

}  // namespace phantomime::cli
